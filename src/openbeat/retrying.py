"""When a page that failed is tried again, and when it is given up. A pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openbeat.records import EntryStatus, Failure
from openbeat.settings import RetryPolicy

MAX_DOUBLINGS = 16
"""A minute doubled this often is six weeks; no bound on a wait is longer."""

MAX_ASKED_WAIT = timedelta(days=30)
"""A server that asks for a longer wait is mistaken, and would silence itself for good."""


UNTRIED = frozenset({"host_resting", "run_ended", "host_out_of_time", "readers_closed", "reader_not_started"})
"""Reasons that say nothing of the page: it was not tried, so no attempt is counted and no patience lost."""

ASKED_TO_WAIT = frozenset({"rate_limited", "robots_unreachable"})
"""Reasons that say nothing of the page either, though somebody was asked: it is waited for, but not for ever."""

LONGEST_PATIENCE = timedelta(days=31)
"""From when a page was first seen. A site whose robots.txt can't be had counts as having none a day before that."""

UNFINISHED = frozenset({"http_404", "empty_page", "soft_404"})
"""Pages that feeds announce minutes before they are there: worth a second look, and no more than that."""

UNFINISHED_ATTEMPTS = 2
UNFINISHED_WAIT = timedelta(hours=3)

SLOW = frozenset({"dns_failure", "tls_failure"})
"""What takes people to mend, so that asking every few minutes is no use."""

SLOW_FIRST_WAIT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Retry:
    """What happens to an entry after a failure."""

    status: EntryStatus
    """Pending or abandoned."""
    attempts: int
    next_attempt_at: datetime | None


def after_failure(
    failure: Failure, attempts: int, policy: RetryPolicy, now: datetime, age: timedelta = timedelta()
) -> Retry:
    """Wait longer after each failure, at least as long as the server asked, and give up after so many.

    How long and how often depends on what failed: what is not the page's fault costs it nothing, an unfinished page
    gets a second look, what people have to mend is given hours, and a failure that is for good is given up at once.

    Args:
        failure: the failure just met.
        attempts: failures before this one.
        policy: the waits and how many tries.
        now: the time of the failure.
        age: how long ago the page was first seen.
    """
    first = timedelta(minutes=policy.first_wait_minutes)
    if failure.reason in UNTRIED:
        return Retry(EntryStatus.PENDING, attempts, now + asked_wait(failure))
    if failure.reason in ASKED_TO_WAIT and age < LONGEST_PATIENCE:
        return Retry(EntryStatus.PENDING, attempts, now + max(first, asked_wait(failure)))
    attempts += 1
    if failure.reason in UNFINISHED:
        again = attempts < min(UNFINISHED_ATTEMPTS, policy.attempts)
        return Retry(EntryStatus.PENDING, attempts, now + UNFINISHED_WAIT) if again else _given_up(attempts)
    if not failure.transient or attempts >= policy.attempts:
        return _given_up(attempts)
    if failure.reason in SLOW:
        first = max(first, SLOW_FIRST_WAIT)
    doubled = first * 2 ** min(attempts - 1, MAX_DOUBLINGS)
    wait = max(min(doubled, timedelta(hours=policy.max_wait_hours)), asked_wait(failure))
    return Retry(EntryStatus.PENDING, attempts, now + wait)


def asked_wait(failure: Failure | None) -> timedelta:
    """How long the server asked to be left alone, within reason; nothing if it did not ask."""
    seconds = failure.retry_after_seconds if failure else None
    return timedelta(seconds=min(seconds or 0.0, MAX_ASKED_WAIT.total_seconds()))


def _given_up(attempts: int) -> Retry:
    return Retry(EntryStatus.ABANDONED, attempts, None)
