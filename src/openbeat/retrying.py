"""When a page that failed is tried again, and when it is given up. A pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openbeat.records import EntryStatus, Failure
from openbeat.settings import RetryPolicy


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
    wait = min(
        timedelta(minutes=policy.first_wait_minutes) * 2 ** (attempts - 1), timedelta(hours=policy.max_wait_hours)
    )
    if failure.retry_after_seconds:
        wait = max(wait, timedelta(seconds=failure.retry_after_seconds))
    return Retry(EntryStatus.PENDING, attempts, now + wait)
