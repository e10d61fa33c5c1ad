"""How often a feed is worth asking: learned from when its entries appear, lengthened where its server wants it.

A feed that posts weekly is not asked every half hour. The interval is half the mean gap between its latest entries,
and grows while it is silent; what the feed and its server say can only lengthen it. All of it within bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from openbeat.identity import content_id
from openbeat.records import Poll, PollHints, PollOutcome
from openbeat.settings import PollSettings

LATEST_ENTRIES = 20
"""Entries whose gaps count: what a feed did a year ago says little."""

ASKS_PER_GAP = 2
"""Asked twice in the mean gap between two entries, a feed's entry waits a quarter of the gap on average."""

ASKS_PER_SILENCE = 6
"""While a feed is silent, the wait is a sixth of the silence: a day's pause costs four hours at most."""

UNDATED_GROWTH = 1.5
"""A feed without dates that shows nothing new waits half as long again each time."""

JITTER = 0.1
"""Waits are drawn out by up to this share, so that feeds that fell into step fall out of it."""

_HOURS_A_WEEK = 7 * 24


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When a feed is asked next, and why then."""

    at: datetime
    reason: str
    interval: timedelta
    """As learned, before hints, jitter and bounds of the server."""


def next_poll(poll: Poll, settings: PollSettings) -> NextPoll:
    """When to ask a feed again that answered.

    Args:
        poll: the visit, with the feed as it was before.
        settings: the least and longest time between two polls.
    """
    now = poll.polled_at
    interval, reason = _learned(poll, settings)
    wait = interval
    longest = timedelta(hours=settings.max_hint_hours)
    hints = said(poll)
    for hint, why in _asked_for(poll, hints):
        if wait < (asked := min(hint, longest)):
            wait, reason = asked, why
    at = now + jittered(wait, poll.feed.feed_id, now)
    open_at = _not_skipped(at, hints)
    return NextPoll(open_at, reason if open_at == at else "its skipHours or skipDays", interval)


def said(poll: Poll) -> PollHints:
    """What the feed says of when it wants to be asked; a visit that brought nothing new leaves what it said last."""
    return poll.parsed.hints if poll.parsed else poll.feed.hints


def jittered(wait: timedelta, feed_id: int, now: datetime) -> timedelta:
    """A wait drawn out a little, by the feed and the time and so the same whenever it is computed anew."""
    share = content_id("jitter", feed_id, now.isoformat()) % 1000 / 1000
    return wait * (1 + JITTER * share)


def _learned(poll: Poll, settings: PollSettings) -> tuple[timedelta, str]:
    shortest = timedelta(minutes=settings.interval_minutes)
    longest = max(timedelta(hours=settings.max_interval_hours), shortest)
    feed, now = poll.feed, poll.polled_at
    before = timedelta(seconds=feed.interval_seconds) if feed.interval_seconds else shortest
    times = sorted({entry.published_at for entry in poll.entries if entry.published_at and entry.published_at <= now})
    times = times[-LATEST_ENTRIES:]
    last = max(filter(None, (feed.last_entry_at, times[-1] if times else None)), default=None)
    if len(times) > 1:
        gap = (times[-1] - times[0]) / (len(times) - 1)
        interval, reason = gap / ASKS_PER_GAP, f"an entry every {_spoken(gap)}"
    elif times:
        interval, reason = shortest, "its first entry"
    elif poll.outcome is PollOutcome.NOT_MODIFIED and feed.interval_seconds:
        interval, reason = before, "as before: nothing has changed"
    elif poll.outcome is PollOutcome.NOT_MODIFIED or not poll.entries or feed.last_entry_at is None:
        interval, reason = shortest, "nothing known of its rhythm"
    else:
        # Undated: all there is to go by is whether the last visit showed anything new.
        was_new = now - feed.last_entry_at <= before * UNDATED_GROWTH
        interval, reason = before / UNDATED_GROWTH if was_new else before * UNDATED_GROWTH, "undated entries"
    if last is not None and (now - last) / ASKS_PER_SILENCE > interval:
        interval, reason = (now - last) / ASKS_PER_SILENCE, f"silent for {_spoken(now - last)}"
    return min(max(interval, shortest), longest), reason


def _asked_for(poll: Poll, hints: PollHints) -> list[tuple[timedelta, str]]:
    found = []
    if poll.fetched and poll.fetched.fresh_seconds:
        found.append((timedelta(seconds=poll.fetched.fresh_seconds), "its server's Cache-Control or Expires"))
    if hints.interval_seconds:
        found.append((timedelta(seconds=hints.interval_seconds), "its ttl or updatePeriod"))
    return found


def _not_skipped(at: datetime, hints: PollHints) -> datetime:
    """The first time from then on that is in none of the hours and days the feed wants to be left out."""
    for later in range(_HOURS_A_WEEK):
        hour = at if later == 0 else (at + timedelta(hours=later)).replace(minute=0, second=0, microsecond=0)
        in_utc = hour.astimezone(UTC)
        if in_utc.hour not in hints.skip_hours and in_utc.weekday() not in hints.skip_days:
            return hour
    return at  # a feed that wants to be left out always can't mean it


def _spoken(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 1:
        return f"{round(hours * 60)} min"
    return f"{round(hours)} h" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004 - two days
