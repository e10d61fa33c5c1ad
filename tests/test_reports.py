"""What a run did, told to a person."""

from __future__ import annotations

from datetime import timedelta

from openbeat.records import RunReport
from openbeat.reports import failing_feeds_table, ingest_markdown, ingest_summary
from tests.builders import NOW

REPORT = RunReport(
    run_id=1,
    started_at=NOW,
    finished_at=NOW + timedelta(seconds=12.34),
    feeds_due=5,
    polls={"failed": 1, "ok": 3, "not_modified": 1},
    entries_new=7,
    entries_changed=1,
    pages_due=8,
    outcomes={"retry": 1, "stored": 5, "duplicate": 2},
    reasons={"timeout": 1, "http_404": 3},
    languages={"de": 2, "fr": 3},
    relevance={"core": 4, "off": 1},
    stories_new=2,
)


def test_one_line_tells_it_all() -> None:
    assert ingest_summary(REPORT) == (
        "5 feeds polled (3 ok, 1 not modified, 1 failed), 7 new entries; "
        "8 entries read (5 stored, 2 duplicate, 1 retry); 2 new stories."
    )


def test_a_run_that_reached_nobody_says_why() -> None:
    polls, reasons = {"failed": 3, "postponed": 1}, {"timeout": 1, "dns_failure": 2}
    offline = RunReport(1, NOW, NOW, feeds_due=4, polls=polls, reasons=reasons)
    assert "most often for dns_failure: The host's name leads nowhere." in ingest_summary(offline)
    assert "No feed could be read" not in ingest_summary(REPORT)


def test_a_run_with_nothing_to_do_says_so() -> None:
    nothing = RunReport(1, NOW, NOW)
    assert ingest_summary(nothing).startswith("Nothing to do")
    assert "| Outcome" not in ingest_markdown(nothing)


def test_the_page_has_every_count() -> None:
    page = ingest_markdown(REPORT)
    assert page.startswith("# Ingest run of 2026-06-10 12:00 UTC")
    assert "It took 12.3 s." in page
    for row in ("| ok | 3 |", "| stored | 5 |", "| retry | 1 |", "| fr | 3 |", "| core | 4 |", "| http_404 | 3 |"):
        assert row in page
    assert page.index("| http_404 | 3 |") < page.index("| timeout | 1 |")
    assert page.endswith("|\n")


def test_failing_feeds_as_rows() -> None:
    row = {
        "title": "News",
        "url": "https://news.example/",
        "reason": "timeout",
        "detail": "It took too long.",
        "failures_in_a_row": 3,
        "status": "active",
    }
    (shown,) = failing_feeds_table([row])
    assert shown == {
        "feed": "News",
        "reason": "timeout",
        "in a row": 3,
        "status": "active",
        "detail": "It took too long.",
    }
    assert failing_feeds_table([]) == [{"feed": "none failed"}]
