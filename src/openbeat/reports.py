"""What a run did, told to a person: one line, a Markdown page, rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openbeat.reasons import explain
from openbeat.records import RunReport

OUTCOMES = ("stored", "updated", "unchanged", "duplicate", "retry", "postponed", "abandoned", "skipped")
"""In the order they are told."""


def ingest_summary(report: RunReport) -> str:
    """The run in one line."""
    if not report.feeds_due and not report.pages_due:
        return "Nothing to do: no feed is due and no page is waiting."
    polls = _listed(report.polls, ("ok", "not_modified", "postponed", "failed", "gone"))
    pages = _listed(report.outcomes, OUTCOMES)
    summary = (
        f"{report.feeds_due} feeds polled ({polls or 'none'}), {report.entries_new} new entries; "
        f"{report.pages_due} entries read ({pages or 'none'}); {report.stories_new} new stories."
    )
    if report.nothing_reached:
        mostly = max(report.reasons, key=lambda reason: report.reasons[reason], default="")
        summary += f" No feed could be read, most often for {mostly}: {explain(mostly).meaning} See: openbeat failures"
    return summary


def ingest_markdown(report: RunReport) -> str:
    """The run as a page: what was polled, new, stored, and what failed and why."""
    seconds = (report.finished_at - report.started_at).total_seconds() if report.finished_at else 0.0
    parts = [
        f"# Ingest run of {report.started_at:%Y-%m-%d %H:%M} UTC",
        f"{ingest_summary(report)} It took {seconds:.1f} s.",
        "## Feeds",
        _table(("Outcome", "Feeds"), report.polls),
        f"{report.entries_new} entries are new, {report.entries_changed} changed.",
        "## Entries",
        _table(("Outcome", "Entries"), {name: report.outcomes[name] for name in OUTCOMES if name in report.outcomes}),
    ]
    if report.languages:
        parts += ["## Articles by language", _table(("Language", "Articles"), report.languages)]
    if report.relevance:
        parts += ["## Articles by relevance", _table(("Relevance", "Articles"), report.relevance)]
    if report.reasons:
        parts += ["## Failures by reason", _table(("Reason", "Failures"), report.reasons)]
    return "\n\n".join(part for part in parts if part) + "\n"


def failing_feeds_table(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The feeds that failed, as rows for a table; one row that says so if none did."""
    table = [
        {
            "feed": row["title"],
            "reason": row["reason"],
            "in a row": row["failures_in_a_row"],
            "status": row["status"],
            "detail": row["detail"],
        }
        for row in rows
    ]
    return table or [{"feed": "none failed"}]


def _listed(counts: Mapping[str, int], order: Sequence[str]) -> str:
    return ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in order if counts.get(name))


def _table(head: tuple[str, str], counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(
        [f"| {head[0]} | {head[1]} |", "| --- | ---: |", *(f"| {name} | {count} |" for name, count in rows)]
    )
