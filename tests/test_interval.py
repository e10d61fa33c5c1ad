"""How often a feed is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.polling.interval import JITTER, NextPoll, next_poll
from openbeat.records import Feed, ParsedFeed, Poll, PollHints, PollOutcome
from openbeat.settings import PollSettings
from tests.builders import NOW, make_entry, make_feed, make_fetched, make_poll

SETTINGS = PollSettings(interval_minutes=30, max_interval_hours=12)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def poll(
    ages: list[timedelta] | None = None,
    feed: Feed | None = None,
    hints: PollHints | None = None,
    fresh: float | None = None,
    outcome: PollOutcome = PollOutcome.OK,
) -> Poll:
    """A visit that shows entries of these ages."""
    feed = feed or make_feed()
    entries = [
        replace(make_entry(f"https://news.example/{number}"), published_at=NOW - age)
        for number, age in enumerate(ages or [])
    ]
    parsed = ParsedFeed("", None, None, tuple(entries), hints=hints or PollHints())
    fetched = replace(make_fetched(), fresh_seconds=fresh)
    return replace(make_poll(feed, entries, outcome=outcome, fetched=fetched), parsed=parsed)


def following(*arguments: object, **more: object) -> NextPoll:
    return next_poll(poll(*arguments, **more), SETTINGS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gap", "interval"),
    [
        (timedelta(minutes=5), timedelta(minutes=30)),
        (2 * HOUR, HOUR),
        (8 * HOUR, 4 * HOUR),
        (7 * DAY, 12 * HOUR),
    ],
)
def test_a_feed_is_asked_twice_in_the_gap_between_its_entries(gap: timedelta, interval: timedelta) -> None:
    assert following([gap * number for number in range(1, 11)]).interval == interval


def test_only_the_latest_entries_count() -> None:
    busy = [HOUR * number for number in range(1, 21)]
    assert following([*busy, 900 * DAY, 901 * DAY]).interval == timedelta(minutes=30)


def test_a_burst_long_ago_does_not_make_a_feed_busy() -> None:
    assert following([30 * DAY + timedelta(minutes=number) for number in range(10)]).interval == 12 * HOUR


def test_entries_of_the_future_teach_nothing() -> None:
    ahead = [timedelta(minutes=-number) for number in range(1, 20)]
    assert following([*ahead, 8 * HOUR, 16 * HOUR]).interval == 4 * HOUR


def test_a_feed_that_posted_two_hours_ago_after_a_quiet_week_is_asked_soon() -> None:
    assert following([2 * HOUR]).interval == timedelta(minutes=30)


def test_while_nothing_changes_the_interval_stays_and_then_grows_with_the_silence() -> None:
    feed = make_feed(interval_seconds=3600, last_entry_at=NOW - HOUR)
    assert following(feed=feed, outcome=PollOutcome.NOT_MODIFIED).interval == HOUR
    silent = replace(feed, last_entry_at=NOW - DAY)
    assert following(feed=silent, outcome=PollOutcome.NOT_MODIFIED).interval == 4 * HOUR


def test_without_dates_the_wait_grows_until_something_new_is_shown() -> None:
    def undated(last_entry_at: datetime | None) -> timedelta:
        feed = make_feed(interval_seconds=3600, last_entry_at=last_entry_at)
        entry = replace(make_entry(), published_at=None)
        return next_poll(make_poll(feed, [entry]), SETTINGS).interval

    assert undated(None) == timedelta(minutes=30)
    assert undated(NOW - timedelta(hours=1.4)) == timedelta(minutes=40)
    assert undated(NOW - 3 * HOUR) == timedelta(hours=1.5)


def test_what_feed_and_server_ask_for_can_only_lengthen_the_wait() -> None:
    busy = [HOUR * number for number in range(1, 11)]
    assert following(busy, fresh=60.0).reason == "an entry every 1 h"
    cached = following(busy, fresh=7200.0)
    assert (cached.at - NOW >= 2 * HOUR, cached.reason) == (True, "its server's Cache-Control or Expires")
    hinted = following(busy, hints=PollHints(interval_seconds=10_800), fresh=7200.0)
    assert (hinted.at - NOW >= 3 * HOUR, hinted.reason) == (True, "its ttl or updatePeriod")
    assert hinted.interval == timedelta(minutes=30), "what is learned stays apart from what is asked for"


def test_what_they_ask_for_is_bounded() -> None:
    assert following(hints=PollHints(interval_seconds=1e9)).at <= NOW + DAY * (1 + JITTER)


def test_hours_and_days_to_skip_are_skipped() -> None:
    assert datetime(2026, 6, 10, 12, tzinfo=UTC) == NOW, "a Wednesday at noon"
    hints = PollHints(skip_hours=frozenset({12, 13, 14}))
    later = following(hints=hints)
    assert (later.at, later.reason) == (NOW.replace(hour=15), "its skipHours or skipDays")
    assert following(hints=PollHints(skip_days=frozenset({2, 3}))).at == datetime(2026, 6, 12, 0, tzinfo=UTC)
    assert following(hints=PollHints(skip_hours=frozenset(range(24)))).at < NOW + DAY


def test_jitter_differs_by_feed_and_visit_and_is_the_same_each_time() -> None:
    feeds = [make_feed(f"https://{number}.example/feed") for number in range(50)]
    times = [following(feed=feed).at for feed in feeds]
    assert len(set(times)) > 25
    assert times == [following(feed=feed).at for feed in feeds]


@given(
    st.lists(st.timedeltas(timedelta(days=-900), timedelta(days=9000)), max_size=30),
    st.none() | st.floats(0, 1e12),
    st.none() | st.floats(0, 1e12),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
)
def test_every_feed_is_asked_again_within_bounds(
    ages: list[timedelta],
    fresh: float | None,
    hint: float | None,
    skip_hours: frozenset[int],
    skip_days: frozenset[int],
) -> None:
    found = following(ages, hints=PollHints(hint, skip_hours, skip_days), fresh=fresh)
    assert NOW + timedelta(minutes=30) <= found.at <= NOW + DAY * (1 + JITTER) + timedelta(days=7)
    assert timedelta(minutes=30) <= found.interval <= 12 * HOUR
