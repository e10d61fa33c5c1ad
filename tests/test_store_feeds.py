"""Subscriptions in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from openbeat.polling import after_poll
from openbeat.records import Feed, FeedOrigin, FeedStatus, ParsedFeed, PollHints, PollOutcome
from openbeat.settings import PollSettings
from openbeat.store import feeds
from openbeat.store.database import Database, Row
from openbeat.store.entries import record_poll
from tests.builders import NOW, make_failure, make_feed, make_fetched, make_poll

LATER = NOW + timedelta(days=1)
A = make_feed("https://a.example/feed", title="A", origin=FeedOrigin.DEFAULT, language="de", kind="press")
B = make_feed("https://b.example/feed", title="B", origin=FeedOrigin.DEFAULT)
MINE = make_feed("https://mine.example/feed", title="Mine")


def stored(database: Database) -> dict[str, Row]:
    return {row["title"]: row for row in feeds.all_feeds(database)}


def statuses(database: Database) -> dict[str, str]:
    return {title: row["status"] for title, row in stored(database).items()}


def poll(database: Database, feed: Feed, **more: Any) -> None:
    visit = make_poll(feed, **more)
    record_poll(database, 1, visit, after_poll(visit, PollSettings()), 10)


def test_a_feed_comes_back_as_it_was_put(database: Database) -> None:
    feeds.add_feeds(database, [A], NOW)
    (due,) = feeds.due_feeds(database, NOW)
    assert due == replace(A, origin=FeedOrigin.DEFAULT)


def test_without_feeds_nothing_is_due(database: Database) -> None:
    assert feeds.due_feeds(database, NOW) == []
    assert feeds.due_feeds(database, NOW + timedelta(days=400)) == []


def test_a_polled_feed_is_due_when_its_time_has_come(database: Database) -> None:
    feeds.add_feeds(database, [MINE], NOW)
    poll(database, MINE, fetched=make_fetched(etag='"1"'))
    assert feeds.due_feeds(database, NOW) == []
    assert len(feeds.due_feeds(database, NOW, everything=True)) == 1
    (due,) = feeds.due_feeds(database, LATER)
    assert due.etag == '"1"'


def test_adding_a_feed_twice_adds_it_once(database: Database) -> None:
    assert feeds.add_feeds(database, [MINE, MINE], NOW) == [MINE]
    assert feeds.add_feeds(database, [replace(MINE, url="http://mine.example/feed/")], NOW) == []
    assert len(stored(database)) == 1


def test_a_feed_that_moved_is_known_under_its_new_address(database: Database) -> None:
    feeds.add_feeds(database, [MINE], NOW)
    moved = "https://new.example/feed"
    for _ in range(2):
        (feed,) = feeds.due_feeds(database, LATER, everything=True)
        poll(database, feed, fetched=make_fetched(feed.url, permanent_url=moved))
    assert stored(database)["Mine"]["url"] == moved
    assert feeds.add_feeds(database, [make_feed(moved)], NOW) == []


@pytest.mark.parametrize("status", [FeedStatus.REMOVED, FeedStatus.PAUSED, FeedStatus.GONE])
def test_adding_a_feed_that_is_not_active_brings_it_back(database: Database, status: FeedStatus) -> None:
    feeds.add_feeds(database, [MINE], NOW)
    feeds.set_status(database, MINE.feed_id, status, "because", NOW)
    assert feeds.due_feeds(database, LATER) == []
    assert feeds.add_feeds(database, [MINE], LATER) == [MINE]
    row = stored(database)["Mine"]
    assert (row["status"], row["status_reason"], row["failures_in_a_row"]) == ("active", None, 0)
    assert len(feeds.due_feeds(database, LATER)) == 1


def test_default_feeds_are_followed_and_described_anew(database: Database) -> None:
    feeds.follow_default_feeds(database, [A, B], NOW)
    feeds.follow_default_feeds(database, [replace(A, title="A!", language="fr"), B], LATER)
    rows = stored(database)
    assert rows.keys() == {"A!", "B"}
    assert (rows["A!"]["language"], rows["A!"]["origin"]) == ("fr", "default")


def test_what_the_user_removed_stays_removed(database: Database) -> None:
    feeds.follow_default_feeds(database, [A, B], NOW)
    feeds.set_status(database, A.feed_id, FeedStatus.REMOVED, "unsubscribed", NOW)
    feeds.follow_default_feeds(database, [A, B], LATER)
    feeds.follow_default_feeds(database, [B], LATER)
    feeds.follow_default_feeds(database, [A, B], LATER)
    assert statuses(database) == {"A": "removed", "B": "active"}


def test_dropped_defaults_are_removed_and_come_back(database: Database) -> None:
    feeds.follow_default_feeds(database, [A, B], NOW)
    feeds.follow_default_feeds(database, [B], NOW)
    assert statuses(database) == {"A": "removed", "B": "active"}
    assert stored(database)["A"]["status_reason"] == feeds.DROPPED
    feeds.follow_default_feeds(database, [A, B], LATER)
    assert statuses(database) == {"A": "active", "B": "active"}


def test_a_default_that_is_the_users_too_is_left_alone(database: Database) -> None:
    feeds.follow_default_feeds(database, [A], NOW)
    feeds.add_feeds(database, [make_feed(A.url), MINE], NOW)
    feeds.follow_default_feeds(database, [], LATER)
    assert statuses(database) == {"A": "active", "Mine": "active"}


def test_a_paused_default_stays_paused(database: Database) -> None:
    feeds.follow_default_feeds(database, [A], NOW)
    feeds.set_status(database, A.feed_id, FeedStatus.PAUSED, "20 failures in a row", NOW)
    feeds.follow_default_feeds(database, [A], LATER)
    assert statuses(database) == {"A": "paused"}


def test_a_default_listed_under_the_address_it_moved_to_is_still_followed(database: Database) -> None:
    feeds.follow_default_feeds(database, [A], NOW)
    moved = "https://a.example/new-feed"
    for _ in range(2):
        (feed,) = feeds.due_feeds(database, LATER, everything=True)
        poll(database, feed, fetched=make_fetched(feed.url, permanent_url=moved))
    feeds.follow_default_feeds(database, [make_feed(moved, title="A", origin=FeedOrigin.DEFAULT)], LATER)
    assert [(row["url"], row["status"]) for row in feeds.all_feeds(database)] == [(moved, "active")]


def test_the_state_after_a_failed_poll(database: Database) -> None:
    feeds.add_feeds(database, [MINE], NOW)
    poll(database, MINE, outcome=PollOutcome.FAILED, fetched=None, failure=make_failure())
    row = stored(database)["Mine"]
    assert (row["failures_in_a_row"], row["last_success_at"]) == (1, None)
    assert row["last_polled_at"] is not None
    (health,) = database.query_text("SELECT health, last_failure FROM feed_health")
    assert health == {"health": "failing", "last_failure": "timeout"}


def moved(database: Database, feed: Feed, to: str) -> None:
    """Let a feed be redirected to an address for good, twice."""
    for _ in range(2):
        (current,) = [each for each in feeds.due_feeds(database, NOW, everything=True) if each.feed_id == feed.feed_id]
        poll(database, current, fetched=make_fetched(feed.url, permanent_url=to))


def test_a_feed_that_moves_to_the_address_of_another_ends_there(database: Database) -> None:
    feeds.add_feeds(database, [MINE, A], NOW)
    moved(database, MINE, A.url)
    assert statuses(database) == {"Mine": "removed", "A": "active"}
    assert stored(database)["Mine"]["status_reason"] == f"moved to {A.url}, which is followed already"
    assert feeds.add_feeds(database, [MINE], NOW) == []
    assert statuses(database) == {"Mine": "removed", "A": "active"}, "the other is what is meant"


def test_a_feed_that_moves_to_the_address_of_a_paused_one_goes_on(database: Database) -> None:
    feeds.add_feeds(database, [MINE, A], NOW)
    feeds.set_status(database, A.feed_id, FeedStatus.PAUSED, "it failed", NOW)
    moved(database, MINE, A.url)
    assert statuses(database) == {"Mine": "active", "A": "paused"}


def test_what_a_feed_says_of_its_visits_holds_while_it_brings_nothing_new(database: Database) -> None:
    feeds.add_feeds(database, [MINE], NOW)
    hints = PollHints(interval_seconds=7200.0, skip_hours=frozenset({3}), skip_days=frozenset({6}))
    visit = make_poll(MINE, fetched=make_fetched(etag='"1"'))
    visit = replace(visit, parsed=ParsedFeed("Mine", None, None, (), hints=hints))
    record_poll(database, 1, visit, after_poll(visit, PollSettings()), 10)
    (feed,) = feeds.due_feeds(database, NOW, everything=True)
    assert feed.hints == hints
    poll(database, feed, outcome=PollOutcome.NOT_MODIFIED, fetched=make_fetched(status=304))
    (again,) = feeds.due_feeds(database, NOW, everything=True)
    assert again.hints == hints
    assert stored(database)["Mine"]["next_poll_reason"] == "its ttl or updatePeriod"
