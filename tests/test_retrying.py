"""When a page that failed is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.records import EntryStatus
from openbeat.retrying import (
    ASKED_TO_WAIT,
    LONGEST_PATIENCE,
    MAX_ASKED_WAIT,
    SLOW_FIRST_WAIT,
    UNFINISHED_WAIT,
    UNTRIED,
    after_failure,
    asked_wait,
)
from openbeat.settings import RetryPolicy
from tests.builders import NOW, make_failure

POLICY = RetryPolicy(attempts=4, first_wait_minutes=10, max_wait_hours=0.5)


def test_waits_double_up_to_the_bound_and_then_it_is_given_up() -> None:
    retries = [after_failure(make_failure(), attempts, POLICY, NOW) for attempts in range(4)]
    waits = [retry.next_attempt_at - NOW if retry.next_attempt_at else None for retry in retries]
    assert waits == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=30), None]
    assert [retry.attempts for retry in retries] == [1, 2, 3, 4]
    assert [retry.status for retry in retries] == [EntryStatus.PENDING] * 3 + [EntryStatus.ABANDONED]


def test_a_failure_for_good_is_given_up_at_once() -> None:
    retry = after_failure(make_failure("http_410", transient=False), 0, POLICY, NOW)
    assert (retry.status, retry.attempts, retry.next_attempt_at) == (EntryStatus.ABANDONED, 1, None)


def test_what_the_server_asks_for_is_waited_even_beyond_the_bound() -> None:
    assert after_failure(make_failure(wait=7200), 0, POLICY, NOW).next_attempt_at == NOW + timedelta(hours=2)
    assert after_failure(make_failure(wait=1), 0, POLICY, NOW).next_attempt_at == NOW + timedelta(minutes=10)


@pytest.mark.parametrize("seconds", [1e12, 1e300, float("inf")])
def test_a_senseless_wait_is_bounded(seconds: float) -> None:
    assert asked_wait(make_failure(wait=seconds)) == MAX_ASKED_WAIT


@given(attempts=st.integers(0, 10_000), wait=st.none() | st.floats(min_value=0))
def test_any_number_of_attempts_ends_in_a_time_or_for_good(attempts: int, wait: float | None) -> None:
    retry = after_failure(make_failure(wait=wait), attempts, RetryPolicy(attempts=5_000), NOW)
    assert (retry.next_attempt_at is None) == (retry.status is EntryStatus.ABANDONED) == (attempts + 1 >= 5_000)
    assert retry.next_attempt_at is None or NOW < retry.next_attempt_at <= NOW + MAX_ASKED_WAIT


@pytest.mark.parametrize("reason", sorted(UNTRIED))
def test_what_was_not_tried_costs_no_attempt(reason: str) -> None:
    retry = after_failure(make_failure(reason, wait=600), 3, POLICY, NOW)
    assert (retry.status, retry.attempts) == (EntryStatus.PENDING, 3)
    assert retry.next_attempt_at == NOW + timedelta(minutes=10)


def test_an_unfinished_page_gets_a_second_look_and_no_third() -> None:
    first = after_failure(make_failure("http_404", transient=False), 0, POLICY, NOW)
    assert (first.status, first.next_attempt_at) == (EntryStatus.PENDING, NOW + UNFINISHED_WAIT)
    assert after_failure(make_failure("http_404", transient=False), 1, POLICY, NOW).status is EntryStatus.ABANDONED
    once = RetryPolicy(attempts=1)
    assert after_failure(make_failure("http_404", transient=False), 0, once, NOW).status is EntryStatus.ABANDONED


def test_what_people_have_to_mend_is_given_hours() -> None:
    policy = RetryPolicy(first_wait_minutes=10)
    assert after_failure(make_failure("dns_failure"), 0, policy, NOW).next_attempt_at == NOW + SLOW_FIRST_WAIT


@pytest.mark.parametrize("reason", sorted(ASKED_TO_WAIT))
def test_a_page_whose_site_asks_for_patience_is_waited_for_but_not_for_ever(reason: str) -> None:
    failure = make_failure(reason, wait=600)
    retry = after_failure(failure, 3, POLICY, NOW, timedelta(days=29))
    assert (retry.status, retry.attempts, retry.next_attempt_at) == (
        EntryStatus.PENDING,
        3,
        NOW + timedelta(minutes=10),
    )
    assert after_failure(failure, 3, POLICY, NOW, LONGEST_PATIENCE).status is EntryStatus.ABANDONED
