"""Which stretch of time a digest covers: a calendar day in the configured zone, half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """What arrived from ``since`` on, but before ``until``, is in the digest of the day."""

    day: date
    timezone: str
    since: datetime
    until: datetime
    complete: bool
    """Whether the day was over; a digest of a day that is not is written anew later."""


def window_of(day: date, zone: ZoneInfo, *, now: datetime, last_run_at: datetime) -> Window:
    """The window of a day. It is 23 or 25 hours long where clocks change.

    Args:
        day: the calendar day.
        zone: where the day begins at midnight.
        now: tells whether the day is over.
        last_run_at: end of the last ingest run; what a day that is not over is covered up to.
    """
    since = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    complete = now >= end
    until = end if complete else max(since, min(end, last_run_at + timedelta(microseconds=1)))
    return Window(day, zone.key, since, until, complete)
