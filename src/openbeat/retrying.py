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


@dataclass(frozen=True, slots=True)
class Retry:
    """What happens to an entry after a failure."""

    status: EntryStatus
    """Pending or abandoned."""
    attempts: int
    next_attempt_at: datetime | None


def after_failure(failure: Failure, attempts: int, policy: RetryPolicy, now: datetime) -> Retry:
    """Wait longer after each failure, at least as long as the server asked, and give up after so many.

    A failure that is for good is given up at once.

    Args:
        failure: the failure just met.
        attempts: failures before this one.
        policy: the waits and how many tries.
        now: the time of the failure.
    """
    attempts += 1
    if not failure.transient or attempts >= policy.attempts:
        return Retry(EntryStatus.ABANDONED, attempts, None)
    doubled = timedelta(minutes=policy.first_wait_minutes) * 2 ** min(attempts - 1, MAX_DOUBLINGS)
    wait = max(min(doubled, timedelta(hours=policy.max_wait_hours)), asked_wait(failure))
    return Retry(EntryStatus.PENDING, attempts, now + wait)


def asked_wait(failure: Failure | None) -> timedelta:
    """How long the server asked to be left alone, within reason; nothing if it did not ask."""
    seconds = failure.retry_after_seconds if failure else None
    return timedelta(seconds=min(seconds or 0.0, MAX_ASKED_WAIT.total_seconds()))
