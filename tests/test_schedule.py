"""What a visit to a feed means for the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.polling import FeedState, after_poll
from openbeat.records import Feed, FeedStatus, PollOutcome
from openbeat.retrying import MAX_ASKED_WAIT
from openbeat.settings import PollSettings
from tests.builders import NOW, make_failure, make_feed, make_fetched, make_poll

SETTINGS = PollSettings(interval_minutes=30, max_backoff_hours=4, pause_after_failures=5)
FEED = make_feed(etag='"old"', last_modified="Mon, 01 Jun 2026 00:00:00 GMT", failures_in_a_row=3)
MOVED = "https://new.example/feed.xml"


def fail(feed: Feed, outcome: PollOutcome = PollOutcome.FAILED, wait: float | None = None) -> FeedState:
    return after_poll(make_poll(feed, outcome=outcome, fetched=None, failure=make_failure(wait=wait)), SETTINGS)


def test_a_good_poll_keeps_the_new_validators_and_forgets_failures() -> None:
    state = after_poll(make_poll(FEED, fetched=make_fetched(etag='"new"')), SETTINGS)
    assert (state.etag, state.last_modified) == ('"new"', None)
    assert (state.failures_in_a_row, state.status, state.url) == (0, FeedStatus.ACTIVE, FEED.url)
    assert timedelta(minutes=30) <= state.next_poll_at - NOW <= timedelta(minutes=33)


def test_not_modified_without_validators_keeps_those_we_have() -> None:
    state = after_poll(
        make_poll(FEED, outcome=PollOutcome.NOT_MODIFIED, fetched=make_fetched(status=304)),
        SETTINGS,
    )
    assert (state.etag, state.last_modified) == (FEED.etag, FEED.last_modified)


def test_not_modified_with_validators_takes_them() -> None:
    fetched = make_fetched(status=304, etag='W/"old"')
    assert after_poll(make_poll(FEED, outcome=PollOutcome.NOT_MODIFIED, fetched=fetched), SETTINGS).etag == 'W/"old"'


def test_a_permanent_redirect_counts_when_it_is_seen_a_second_time() -> None:
    first = after_poll(make_poll(FEED, fetched=make_fetched(permanent_url=MOVED)), SETTINGS)
    assert (first.url, first.moved_to) == (FEED.url, MOVED)
    feed = replace(FEED, moved_to=first.moved_to)
    second = after_poll(make_poll(feed, fetched=make_fetched(permanent_url=MOVED)), SETTINGS)
    assert (second.url, second.moved_to) == (MOVED, None)


@pytest.mark.parametrize("permanent_url", [None, "https://elsewhere.example/"])
def test_a_redirect_that_is_gone_or_leads_elsewhere_is_not_confirmed(permanent_url: str | None) -> None:
    feed = replace(FEED, moved_to=MOVED)
    state = after_poll(make_poll(feed, fetched=make_fetched(permanent_url=permanent_url)), SETTINGS)
    assert (state.url, state.moved_to) == (FEED.url, permanent_url)


def test_gone_retires_the_feed() -> None:
    state = fail(FEED, PollOutcome.GONE)
    assert state.status is FeedStatus.GONE
    assert state.status_reason
    assert "410" in state.status_reason


def test_failures_wait_longer_each_time_up_to_the_bound() -> None:
    settings = SETTINGS.model_copy(update={"pause_after_failures": 100})
    waits = []
    for failures in range(6):
        poll = make_poll(
            make_feed(failures_in_a_row=failures), outcome=PollOutcome.FAILED, fetched=None, failure=make_failure()
        )
        waits.append((after_poll(poll, settings).next_poll_at - NOW) / timedelta(hours=1))
    assert all(least <= wait <= 1.1 * least for wait, least in zip(waits, [1, 2, 4, 4, 4, 4], strict=True))


def test_a_failed_poll_keeps_the_validators_and_the_address() -> None:
    state = fail(replace(FEED, moved_to=MOVED))
    assert (state.etag, state.last_modified, state.url) == (FEED.etag, FEED.last_modified, FEED.url)
    assert state.failures_in_a_row == 4


def test_retry_after_is_kept_even_beyond_the_bound() -> None:
    assert fail(make_feed(), wait=86_400).next_poll_at == NOW + timedelta(days=1)
    assert fail(make_feed(), wait=86_400).next_poll_reason == "its server's Retry-After"
    assert timedelta(hours=1) <= fail(make_feed(), wait=1).next_poll_at - NOW <= timedelta(hours=1.1)


def test_too_many_failures_in_a_row_pause_the_feed_with_the_reason() -> None:
    assert fail(replace(FEED, failures_in_a_row=3)).status is FeedStatus.ACTIVE
    state = fail(replace(FEED, failures_in_a_row=4))
    assert (state.status, state.status_reason) == (
        FeedStatus.PAUSED,
        "5 failures in a row, the last: timeout",
    )


@given(failures=st.integers(0, 100_000), wait=st.none() | st.floats(min_value=0), outcome=st.sampled_from(PollOutcome))
def test_the_next_poll_is_always_later_and_never_out_of_reach(
    failures: int, wait: float | None, outcome: PollOutcome
) -> None:
    feed = make_feed(failures_in_a_row=failures)
    good = outcome in {PollOutcome.OK, PollOutcome.NOT_MODIFIED}
    state = after_poll(make_poll(feed, outcome=outcome, failure=None if good else make_failure(wait=wait)), SETTINGS)
    assert NOW <= state.next_poll_at <= NOW + MAX_ASKED_WAIT
    assert state.next_poll_at > NOW or outcome is PollOutcome.POSTPONED
