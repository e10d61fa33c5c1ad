"""Batches of articles and failures in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openbeat.polling import after_poll
from openbeat.records import Entry, Outcome, Relevance, Stance
from openbeat.settings import PollSettings, RetryPolicy
from openbeat.store import articles, entries, feeds, runs
from openbeat.store.database import Database, Row
from tests.builders import (
    NOW,
    due_entries,
    make_entry,
    make_failed,
    make_failure,
    make_feed,
    make_outcome,
    make_poll,
    make_verdict,
    words,
)

RETRY = RetryPolicy(attempts=2, first_wait_minutes=30)
A, B = make_entry("https://news.example/a", guid="a"), make_entry("https://news.example/b", guid="b")
FEEDS = [make_feed(), make_feed("https://other.example/feed.xml")]
TABLES = (
    "articles",
    "article_keys",
    "article_versions",
    "verdicts",
    "mentions",
    "entities",
    "raw_pages",
    "failures",
)


def show(database: Database, *shown: Entry, at: datetime = NOW) -> list[Entry]:
    """Let feeds show these entries; returns what is due."""
    feeds.add_feeds(database, FEEDS, NOW)
    for feed in FEEDS:
        poll = make_poll(feed, [entry for entry in shown if entry.feed_id == feed.feed_id], at)
        entries.record_poll(database, 1, poll, after_poll(poll, PollSettings()), 10)
    return due_entries(database, at)


def commit(database: Database, outcomes: Sequence[Outcome], at: datetime = NOW) -> dict[str, int]:
    return dict(articles.commit_outcomes(database, 1, outcomes, zone=ZoneInfo("UTC"), retry=RETRY, now=at))


def rows(database: Database, table: str) -> list[Row]:
    return database.query_text(f"FROM {table} ORDER BY ALL")


def counts(database: Database) -> dict[str, int]:
    return {table: len(rows(database, table)) for table in TABLES}


def test_an_article_is_stored_with_all_that_belongs_to_it(database: Database) -> None:
    (due,) = show(database, A)
    verdict = make_verdict(entities=["Heron", "Trellis"], topics={"research": 0.7}, stance=Stance.CRITICAL)
    outcome = make_outcome(due, title="Open", language="de", authors=("Ada",), verdict=verdict, published_at=NOW)
    assert commit(database, [outcome]) == {"stored": 1}
    (row,) = database.query_text("FROM coverage")
    assert (row["title"], row["language"], row["authors"], row["topics"]) == ("Open", "de", ["Ada"], ["research"])
    assert (row["relevance"], row["stance"], row["version"]) == ("core", "critical", 1)
    assert counts(database) == {
        "articles": 1,
        "article_keys": 2,
        "article_versions": 0,
        "verdicts": 1,
        "mentions": 2,
        "entities": 2,
        "raw_pages": 1,
        "failures": 0,
    }
    assert rows(database, "verdicts")[0]["evidence"] == [
        {"where": "title", "start": 0, "text": "open", "rule": "openness:open", "weight": 1.0}
    ]
    (entry,) = rows(database, "entries")
    assert (entry["status"], entry["article_id"]) == ("stored", row["article_id"])


def test_a_correction_archives_the_old_version_and_replaces_the_verdict(database: Database) -> None:
    (due,) = show(database, A)
    commit(database, [make_outcome(due, words("old"), verdict=make_verdict(entities=["Heron", "Trellis"]))])
    later = NOW + timedelta(hours=5)
    (due,) = show(database, make_entry(A.url, guid="a", title="Corrected"), at=later)
    verdict = make_verdict(Relevance.MENTION, entities=["Heron"])
    assert commit(database, [make_outcome(due, words("new"), later, verdict=verdict)], later) == {"updated": 1}
    history = database.query_text("SELECT version, text, replaced_at FROM article_history ORDER BY version")
    assert [(row["version"], row["text"]) for row in history] == [(1, words("old")), (2, words("new"))]
    assert [row["replaced_at"] for row in history] == [later.replace(tzinfo=None), None]
    assert [row["relevance"] for row in rows(database, "verdicts")] == ["mention"]
    assert [row["entity"] for row in rows(database, "mentions")] == ["Heron"]
    (article,) = rows(database, "articles")
    assert article["first_seen_at"] == NOW.replace(tzinfo=None)
    assert article["stored_at"] == later.replace(tzinfo=None)


def test_a_third_version_keeps_both_before_it(database: Database) -> None:
    for number in range(3):
        (due,) = show(database, make_entry(A.url, guid="a", title=f"Title {number}"))
        commit(database, [make_outcome(due, words(f"text {'abc'[number]}"))])
    assert [row["version"] for row in database.query_text("FROM article_history ORDER BY version")] == [1, 2, 3]


def test_the_same_page_read_again_changes_nothing(database: Database) -> None:
    (due,) = show(database, A)
    commit(database, [make_outcome(due)])
    before = {table: rows(database, table) for table in TABLES}
    (due,) = show(database, make_entry(A.url, guid="a", summary="Now with a view counter: 7"))
    assert commit(database, [make_outcome(due, title=A.title)], NOW + timedelta(hours=1)) == {"unchanged": 1}
    assert {table: rows(database, table) for table in TABLES} == before


def test_entries_of_the_same_address_are_settled_with_it(database: Database) -> None:
    twin = make_entry("http://news.example/a/?utm_source=x", guid="twin", feed_id=FEEDS[1].feed_id)
    (due,) = show(database, A, twin)
    assert commit(database, [make_outcome(due)]) == {"stored": 1}
    assert entries.entries_by_status(database) == {"duplicate": 1, "stored": 1}
    assert len({row["article_id"] for row in rows(database, "entries")}) == 1
    assert due_entries(database, NOW + timedelta(days=9)) == []
    assert len(database.query_text("FROM article_feeds")) == 2


def test_changed_entries_of_the_same_address_are_settled_together(database: Database) -> None:
    twin = {"guid": "twin", "feed_id": FEEDS[1].feed_id}
    (due,) = show(database, A, make_entry(A.url, **twin))
    commit(database, [make_outcome(due)])
    (due,) = show(database, make_entry(A.url, guid="a", title="New"), make_entry(A.url, title="New", **twin))
    commit(database, [make_outcome(due, words("new"))])
    assert due_entries(database, NOW) == []


def test_two_pages_of_one_batch_that_are_one_article_are_stored_once(database: Database) -> None:
    due = show(database, A, B)
    outcomes = [make_outcome(entry, words("same"), canonical_url=A.url) for entry in due]
    assert commit(database, outcomes) == {"stored": 1, "duplicate": 1}
    assert counts(database)["articles"] == 1
    keys = [row["key_hash"] for row in rows(database, "article_keys")]
    assert len(keys) == len(set(keys))


def test_the_same_text_found_later_under_another_address_is_a_duplicate(database: Database) -> None:
    commit(database, [make_outcome(show(database, A)[0], words("same"))])
    assert commit(database, [make_outcome(show(database, B)[0], words("same"))]) == {"duplicate": 1}
    assert counts(database)["articles"] == 1


def test_failures_are_counted_kept_and_tried_again(database: Database) -> None:
    (due,) = show(database, A)
    assert commit(database, [make_failed(due)]) == {"retry": 1}
    (entry,) = rows(database, "entries")
    assert (entry["status"], entry["attempts"], entry["status_reason"]) == ("pending", 1, "timeout")
    assert entry["next_attempt_at"] == (NOW + timedelta(minutes=30)).replace(tzinfo=None)
    (due,) = due_entries(database, NOW + timedelta(minutes=30))
    assert commit(database, [make_failed(due)]) == {"abandoned": 1}
    (entry,) = rows(database, "entries")
    assert (entry["status"], entry["attempts"], entry["next_attempt_at"]) == ("abandoned", 2, None)
    assert [(row["reason"], row["attempt"], row["host"]) for row in rows(database, "failures")] == [
        ("timeout", 1, "news.example"),
        ("timeout", 2, "news.example"),
    ]
    (listed,) = database.query_text("SELECT reason, status, detail FROM open_failures")
    assert listed == {"reason": "timeout", "status": "abandoned", "detail": "It failed: timeout."}


def test_a_failure_concerns_every_entry_of_the_address(database: Database) -> None:
    (due,) = show(database, A, make_entry(A.url, guid="twin", feed_id=FEEDS[1].feed_id))
    commit(database, [make_failed(due, make_failure("http_403", transient=False))])
    assert entries.entries_by_status(database) == {"abandoned": 2}


def test_success_after_a_failure_clears_it(database: Database) -> None:
    (due,) = show(database, A)
    commit(database, [make_failed(due)])
    later = NOW + timedelta(hours=1)
    (due,) = due_entries(database, later)
    commit(database, [make_outcome(due, at=later)], later)
    (entry,) = rows(database, "entries")
    assert (entry["status"], entry["attempts"], entry["status_reason"], entry["status_detail"]) == (
        "stored",
        0,
        None,
        None,
    )


def test_a_batch_that_is_interrupted_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    due = show(database, A, B)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "record_failures", interrupted)
    batch = [make_outcome(due[0]), make_failed(due[1])]
    with pytest.raises(KeyboardInterrupt):
        commit(database, batch)
    assert set(counts(database).values()) == {0}
    assert entries.entries_by_status(database) == {"pending": 2}
    monkeypatch.undo()
    assert commit(database, batch) == {"stored": 1, "retry": 1}


def test_the_same_batch_twice_stores_nothing_twice(database: Database) -> None:
    batch = [make_outcome(entry) for entry in show(database, A, B)]
    commit(database, batch)
    before = {table: rows(database, table) for table in TABLES}
    commit(database, batch)
    assert {table: rows(database, table) for table in TABLES} == before


def test_an_empty_batch_is_none(database: Database) -> None:
    assert commit(database, []) == {}
