"""Polls and entries in the store: whole or not at all, and one status for each entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openbeat.polling import after_poll
from openbeat.records import Entry, PollOutcome
from openbeat.settings import PollSettings, RetryPolicy
from openbeat.store import articles, entries, feeds, runs
from openbeat.store.database import Database, Row
from openbeat.store.entries import PollCounts
from tests.builders import (
    NOW,
    due_entries,
    make_entry,
    make_failed,
    make_failure,
    make_feed,
    make_fetched,
    make_outcome,
    make_poll,
    words,
)

FEED = make_feed()
A, B = make_entry("https://news.example/a", guid="a"), make_entry("https://news.example/b", guid="b")
LINKLESS = make_entry(None, guid="c")


@pytest.fixture(autouse=True)
def _subscribed(database: Database) -> None:
    feeds.add_feeds(database, [FEED], NOW)


def poll(database: Database, *shown: Entry, at: datetime = NOW, max_revisions: int = 10, **more: Any) -> PollCounts:
    visit = make_poll(FEED, shown, at, **({"fetched": make_fetched(etag='"1"')} | more))
    return entries.record_poll(database, 1, visit, after_poll(visit, PollSettings()), max_revisions)


def commit(database: Database, *outcomes: Any, at: datetime = NOW) -> dict[str, int]:
    zone = ZoneInfo("UTC")
    return dict(articles.commit_outcomes(database, 1, outcomes, zone=zone, retry=RetryPolicy(), now=at))


def rows(database: Database) -> dict[str, Row]:
    return {row["guid"]: row for row in database.query_text("FROM entries")}


def test_a_poll_commits_entries_validators_and_its_record_together(database: Database) -> None:
    assert poll(database, A, LINKLESS) == PollCounts(2, 0)
    assert {guid: row["status"] for guid, row in rows(database).items()} == {"a": "pending", "c": "skipped"}
    assert feeds.all_feeds(database)[0]["etag"] == '"1"'
    (record,) = database.query_text("SELECT outcome, entries_seen, entries_new FROM feed_polls")
    assert record == {"outcome": "ok", "entries_seen": 2, "entries_new": 2}


def test_a_poll_that_is_interrupted_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "record_failures", interrupted)
    with pytest.raises(KeyboardInterrupt):
        poll(database, A, outcome=PollOutcome.FAILED, failure=make_failure())
    assert rows(database) == {}
    assert database.query_text("FROM feed_polls") == []
    assert feeds.all_feeds(database)[0]["last_polled_at"] is None
    monkeypatch.undo()
    assert poll(database, A) == PollCounts(1, 0)


def test_an_entry_comes_back_as_it_was_put(database: Database) -> None:
    entry = replace(A, authors=("Ada", "Bo"), published_at=NOW, published_raw="now", updated_at=NOW, language="de")
    poll(database, entry)
    assert due_entries(database, NOW) == [replace(entry, first_seen_at=NOW)]


def test_the_same_poll_twice_changes_nothing_but_the_sighting(database: Database) -> None:
    poll(database, A, B)
    later = NOW + timedelta(hours=1)
    assert poll(database, A, B, at=later) == PollCounts(0, 0)
    row = rows(database)["a"]
    assert row["first_seen_at"] < row["last_seen_at"]
    assert len(rows(database)) == 2


def test_every_entry_has_one_status_and_the_sum_is_right(database: Database) -> None:
    poll(database, A, B, LINKLESS)
    commit(database, make_outcome(A), make_failed(B))
    assert entries.entries_by_status(database) == {"pending": 1, "skipped": 1, "stored": 1}
    ids = [A.entry_id, B.entry_id, LINKLESS.entry_id]
    assert entries.fates_of(database, ids) == {
        "retry": 1,
        "skipped": 1,
        "stored": 1,
    }
    assert entries.fates_of(database, []) == {}
    (count,) = database.query_text("SELECT count(*) AS n, count(DISTINCT entry_id) AS ids FROM entries")
    assert count["n"] == count["ids"] == 3


def test_of_several_entries_with_one_address_one_is_due(database: Database) -> None:
    twin = make_entry("http://news.example/a/?utm_source=x", guid="twin")
    poll(database, A, twin, B)
    due = due_entries(database, NOW)
    assert len(due) == 2
    assert {entry.address for entry in due} == {A.address, B.address}
    assert entries.due_entry_ids(database, NOW) == {A.entry_id, twin.entry_id, B.entry_id}


def test_a_failed_entry_is_due_when_its_time_has_come(database: Database) -> None:
    poll(database, A)
    commit(database, make_failed(A))
    assert due_entries(database, NOW) == []
    (due,) = due_entries(database, NOW + timedelta(minutes=20))
    assert due.attempts == 1


def test_a_changed_entry_is_due_again_with_its_article(database: Database) -> None:
    poll(database, A)
    commit(database, make_outcome(A))
    assert poll(database, replace(A, title="Corrected", content_hash=1)) == PollCounts(0, 1)
    (due,) = due_entries(database, NOW)
    assert (due.title, due.revision, due.article_id) == ("Corrected", 1, rows(database)["a"]["article_id"])
    assert due.article_id is not None


def test_an_abandoned_entry_that_changes_starts_afresh(database: Database) -> None:
    poll(database, A)
    commit(database, make_failed(A, make_failure("http_403", transient=False)))
    assert rows(database)["a"]["status_reason"] == "http_403"
    poll(database, replace(A, content_hash=1))
    row = rows(database)["a"]
    assert (row["status"], row["status_reason"], row["status_detail"], row["attempts"]) == ("pending", None, None, 0)


def test_a_failing_entry_that_changes_at_every_poll_is_given_up_all_the_same(database: Database) -> None:
    poll(database, A)
    policy, at = RetryPolicy(), NOW
    for attempt in range(policy.attempts):
        at += timedelta(days=2)
        poll(database, replace(A, content_hash=attempt), at=at, max_revisions=2)
        (due,) = due_entries(database, at)
        commit(database, make_failed(due), at=at)
    row = rows(database)["a"]
    assert (row["status"], row["attempts"]) == ("abandoned", policy.attempts)
    poll(database, replace(A, content_hash=99), at=at, max_revisions=2)
    assert rows(database)["a"]["status"] == "abandoned"


def test_an_entry_that_gains_a_link_is_read_under_it(database: Database) -> None:
    poll(database, LINKLESS)
    linked = replace(B, guid="c", entry_id=LINKLESS.entry_id)
    poll(database, linked)
    (due,) = due_entries(database, NOW)
    assert (due.url, due.address, due.status_reason) == (B.url, B.address, None)
    assert commit(database, make_outcome(due)) == {"stored": 1}


def test_an_entry_that_loses_its_link_keeps_it_here(database: Database) -> None:
    poll(database, A)
    poll(database, replace(LINKLESS, guid="a", entry_id=A.entry_id))
    (due,) = due_entries(database, NOW)
    assert due.url == A.url


def test_a_new_entry_of_a_known_address_needs_no_fetching(database: Database) -> None:
    poll(database, A)
    commit(database, make_outcome(A))
    poll(database, replace(A, entry_id=1, guid="again"))
    entries.recognise_known_addresses(database, NOW)
    row = rows(database)["again"]
    assert (row["status"], row["status_reason"]) == ("duplicate", "known_address")
    assert row["article_id"] == rows(database)["a"]["article_id"]
    assert due_entries(database, NOW) == []
    (sighting,) = database.query_text("SELECT entries FROM article_feeds")
    assert sighting == {"entries": 2}


def test_entries_can_be_tried_again_by_hand(database: Database) -> None:
    poll(database, A, B)
    commit(database, make_failed(A, make_failure("http_403", transient=False)), make_failed(B))
    entries.retry_entries(database, NOW, "http_403")
    (due,) = due_entries(database, NOW)
    assert (due.guid, due.attempts) == ("a", 0)
    entries.retry_entries(database, NOW)
    assert len(due_entries(database, NOW)) == 2


OTHER_FEED = make_feed("https://other.example/feed.xml")
SAME_AS_A = make_entry("http://news.example/a#top", guid="same", feed_id=OTHER_FEED.feed_id)


def show_elsewhere(database: Database, at: datetime = NOW) -> None:
    """Let another feed show the address of A."""
    feeds.add_feeds(database, [OTHER_FEED], NOW)
    visit = make_poll(OTHER_FEED, [SAME_AS_A], at, fetched=make_fetched())
    entries.record_poll(database, 1, visit, after_poll(visit, PollSettings()), 10)


def test_an_address_that_waits_is_not_due_because_another_feed_shows_it(database: Database) -> None:
    poll(database, A)
    commit(database, *map(make_failed, due_entries(database, NOW)))
    show_elsewhere(database)
    assert due_entries(database, NOW) == []
    assert entries.due_entry_ids(database, NOW) == set()
    later = NOW + timedelta(minutes=20)
    (again,) = due_entries(database, later)
    assert again.attempts == 1, "tries count for the address, whichever of its entries was tried"
    commit(database, make_failed(again), at=later)
    assert {row["attempts"] for row in rows(database).values()} == {2}


def test_an_address_that_was_given_up_is_not_tried_because_another_feed_shows_it(database: Database) -> None:
    poll(database, A)
    commit(
        database, *(make_failed(due, make_failure("http_403", transient=False)) for due in due_entries(database, NOW))
    )
    later = NOW + timedelta(minutes=1)
    show_elsewhere(database, later)
    entries.recognise_known_addresses(database, later)
    assert due_entries(database, later) == []
    assert {row["status"] for row in rows(database).values()} == {"abandoned"}
    entries.retry_entries(database, later + timedelta(minutes=1))
    entries.recognise_known_addresses(database, later + timedelta(minutes=2))
    assert len(due_entries(database, later + timedelta(minutes=2))) == 1, "by hand it can be tried again"


def test_failed_entries_are_tried_again_by_host(database: Database) -> None:
    poll(database, A, make_entry("https://elsewhere.example:8080/x", guid="x"))
    for due in due_entries(database, NOW):
        commit(database, make_failed(due))
    assert entries.retry_entries(database, NOW, host="elsewhere.example:8080") == 1
    assert [due.guid for due in due_entries(database, NOW)] == ["x"]
    assert entries.retry_entries(database, NOW, "http_500") == 0


def test_what_was_not_tried_keeps_the_reason_of_the_last_try(database: Database) -> None:
    poll(database, A, B)
    first, second = due_entries(database, NOW)
    commit(database, make_failed(first, make_failure("http_503")))
    later = NOW + timedelta(hours=1)
    resting = make_failure("host_resting", wait=600)
    counts = commit(database, *(make_failed(due, resting) for due in due_entries(database, later)), at=later)
    assert counts == {"postponed": 2}
    by_guid = {guid: (row["status_reason"], row["attempts"]) for guid, row in rows(database).items()}
    assert by_guid == {first.guid: ("http_503", 1), second.guid: ("host_resting", 0)}
    assert entries.fates_of(database, [A.entry_id, B.entry_id]) == {"retry": 1, "postponed": 1}


def test_an_article_that_can_not_be_read_again_is_still_there(database: Database) -> None:
    poll(database, A)
    commit(database, make_outcome(*due_entries(database, NOW)))
    poll(database, replace(A, content_hash=1))
    (again,) = due_entries(database, NOW)
    assert commit(database, make_failed(again, make_failure("http_403", transient=False))) == {"unchanged": 1}
    assert rows(database)["a"]["status"] == "stored"
    assert database.query_text("FROM open_failures") == []
    assert len(database.query_text("SELECT * FROM failures WHERE reason = 'http_403'")) == 1


def test_a_link_that_differs_at_every_poll_is_not_followed_for_ever(database: Database) -> None:
    poll(database, A)
    for number in range(5):
        moved = make_entry(f"https://news.example/{number}", guid="a", content_hash=number)
        poll(database, moved, max_revisions=0)
    row = rows(database)["a"]
    assert (row["url"], row["status"]) == (A.url, "pending"), "the link is kept that the status is about"


def test_versions_that_come_in_one_batch_are_all_kept(database: Database) -> None:
    poll(database, A)
    commit(database, make_outcome(*due_entries(database, NOW)))
    poll(database, replace(A, content_hash=1))
    (again,) = due_entries(database, NOW)
    commit(database, make_outcome(again, words("second")), make_outcome(again, words("third")))
    history = database.query_text("SELECT version, text FROM article_history ORDER BY version")
    assert [row["version"] for row in history] == [1, 2, 3]
    assert [row["text"] for row in history[1:]] == [words("second"), words("third")]


def test_an_article_arrives_when_it_is_read_however_early_it_was_seen(database: Database) -> None:
    poll(database, A)
    (due,) = due_entries(database, NOW)
    later = NOW + timedelta(days=2)
    commit(database, make_outcome(due, at=later), at=later)
    poll(database, replace(A, content_hash=1), at=later)
    (again,) = due_entries(database, later)
    much_later = later + timedelta(days=2)
    commit(database, make_outcome(again, words("corrected"), much_later), at=much_later)
    (row,) = database.query_text("SELECT first_seen_at, arrived_at, version FROM articles")
    assert row["first_seen_at"].replace(tzinfo=NOW.tzinfo) == NOW
    assert row["arrived_at"].replace(tzinfo=NOW.tzinfo) == later
    assert row["version"] == 2
