"""How each case ended, as the store tells it, and whether that is what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from openbeat.settings import Settings
from openbeat.store.database import Database, Row
from tests.hostile.case import Case, Kind
from tests.hostile.server import HostileNewsroom

MAX_TITLE_CHARACTERS = 500

_PAGES = """
    SELECT entries.*, coalesce(status_reason, status) AS ended, articles.title AS article_title, text, completeness,
        articles.url AS article_url, occurred_at = articles.first_seen_at AS counts_when_seen
    FROM entries LEFT JOIN articles USING (article_id)
"""
_POLLS = "SELECT feed_polls.*, url FROM feed_polls JOIN feeds USING (feed_id)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the store says of one case."""

    reason: str | None
    detail: str
    entries: Mapping[str, int]
    """Of a feed: how its entries ended."""
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    columns: Mapping[str, object]
    """What else can be asked of a page's article or a feed's poll."""


def outcomes(settings: Settings, newsroom: HostileNewsroom, cases: Sequence[Case]) -> dict[str, Outcome]:
    """What became of the cases that are in the store, by name."""
    with Database(settings.published_database, read_only=True) as database:
        entries = database.query_text(_PAGES)
        polls = {row["url"]: row for row in database.query_text(_POLLS)}
    pages = {row["url"]: row for row in entries}
    found = {}
    for case in cases:
        url = newsroom.url(case)
        if case.kind is Kind.PAGE and url in pages:
            found[case.name] = _page(pages[url])
        elif case.kind is Kind.FEED and url in polls:
            poll = polls[url]
            found[case.name] = _feed(poll, [row for row in entries if row["feed_id"] == poll["feed_id"]])
    return found


def disagreements(case: Case, outcome: Outcome) -> list[str]:
    """In what a case ended otherwise than expected; empty where it did not."""
    if outcome.reason != case.reason:
        return [f"it was recorded as {outcome.reason}, not as {case.reason}: {outcome.detail}"]
    if case.reason:
        return [] if outcome.detail.endswith(".") else [f"its detail is no sentence: {outcome.detail!r}"]
    return list(_unkept(case, outcome))


def _unkept(case: Case, outcome: Outcome) -> Iterator[str]:
    """What is missing or too much in what was kept of a case."""
    if case.kind is Kind.FEED and dict(outcome.entries) != dict(case.entries):
        yield f"its entries ended as {dict(outcome.entries)}, not as {dict(case.entries)}"
    for name, value in case.columns.items():
        if outcome.columns[name] != value:
            yield f"{name} is {outcome.columns[name]!r:.200}, not {value!r}"
    where = outcome.titles if case.kind is Kind.FEED else outcome.texts
    for words in case.has:
        if not any(words in text for text in where):
            yield f"{words!r} is nowhere in {where!r:.200}"
    for words in case.lacks:
        if any(words in text for text in (*outcome.titles, *outcome.texts)):
            yield f"{words!r} was kept"


def _page(row: Row) -> Outcome:
    title, text = row["article_title"] or "", row["text"] or ""
    columns: dict[str, Any] = {
        "title": title,
        "title_is_short": len(title) <= MAX_TITLE_CHARACTERS,
        "path": urlsplit(row["article_url"] or "").path,
        "completeness": row["completeness"],
        "counts_when_seen": row["counts_when_seen"],
    }
    reason = None if row["status"] == "stored" else row["ended"]
    return Outcome(reason, row["status_detail"] or "", {}, (row["title"], title), (text,), columns)


def _feed(poll: Row, entries: Sequence[Row]) -> Outcome:
    return Outcome(
        reason=poll["reason"],
        detail=poll["detail"] or "",
        entries=Counter(row["ended"] for row in entries),
        titles=tuple(row["title"] for row in entries),
        texts=tuple(f"{row['summary']}\n{row['content']}" for row in entries),
        columns={"is_noted": bool(poll["note"])},
    )
