"""When a feed wants to be asked: RSS 2.0's ttl, skipHours and skipDays, and the syndication module of RSS 1.0.

Sources: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/modules/syndication/. What makes
no sense is no hint: a feed can ask for patience, but not for being dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from openbeat.polling.fields import text
from openbeat.records import PollHints

MAX_INTERVAL_SECONDS = 366 * 86400.0
"""A feed that asks for more than a year has mistaken the unit."""
HEAD_BYTES = 100_000
"""Where a channel's own elements are looked for, up to its first item; the longest recorded head has 6 kB."""

_PERIODS = {
    "hourly": 3600.0,
    "daily": 86400.0,
    "weekly": 7 * 86400.0,
    "monthly": 30 * 86400.0,
    "yearly": 365 * 86400.0,
    "dayly": 86400.0,
}
_MINUTE = 60.0
_HOURS, _DAYS = 24, 7
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS = 3

_WHOLE_NUMBER = re.compile(r"\d{1,9}$", re.ASCII)
# An unclosed comment takes the rest with it; looking for its end at every "<!--" would be quadratic.
_COMMENT = re.compile(rb"<!--(?:.*?-->|.*)", re.DOTALL)
_FIRST_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_SKIPPED = {
    kind: re.compile(rb"<skip%b[\s>](.{0,2000}?)</skip%b\s*>" % (kind, kind), re.IGNORECASE | re.DOTALL)
    for kind in (b"Hours", b"Days")
}
_VALUE = re.compile(rb"<(?:hours?|days?)[^<>]{0,100}>\s*(\w{1,20})\s*<", re.IGNORECASE)


def read_hints(channel: Any, body: bytes) -> PollHints:
    """The hints of a feed.

    Args:
        channel: feedparser's channel, for what it reads rightly.
        body: the feed, for skipHours and skipDays: of several hours or days feedparser keeps the last only.
    """
    stated = (_ttl(text(channel, "ttl")), _update_interval(channel))
    head = _COMMENT.sub(b"", body[:HEAD_BYTES])
    first_item = _FIRST_ITEM.search(head)
    head = head[: first_item.start()] if first_item else head
    return PollHints(
        interval_seconds=max((seconds for seconds in stated if seconds), default=None),
        skip_hours=_not_all(map(_hour, _values(head, b"Hours")), _HOURS),
        skip_days=_not_all(map(_day, _values(head, b"Days")), _DAYS),
    )


def _ttl(value: str) -> float | None:
    minutes = _whole_number(value)
    return _sensible(minutes * _MINUTE) if minutes else None


def _update_interval(channel: Any) -> float | None:
    """The syndication module's period by its frequency; where only one is given, a day and once are meant."""
    period, frequency = text(channel, "sy_updateperiod"), text(channel, "sy_updatefrequency")
    if not period and not frequency:
        return None
    seconds = _PERIODS.get((period or "daily").strip().lower())
    times = _whole_number(frequency or "1")
    return _sensible(seconds / times) if seconds and times else None


def _whole_number(value: str) -> int | None:
    return int(value) if _WHOLE_NUMBER.match(value.strip()) else None


def _sensible(seconds: float) -> float | None:
    return seconds if seconds <= MAX_INTERVAL_SECONDS else None


def _values(head: bytes, kind: bytes) -> list[str]:
    block = _SKIPPED[kind].search(head)
    return [value.decode("ascii", "replace") for value in _VALUE.findall(block[1])] if block else []


def _hour(name: str) -> int | None:
    """RSS 0.91 counts the hours from 1 to 24, RSS 2.0 from 0 to 23."""
    hour = _whole_number(name)
    return hour % _HOURS if hour is not None and hour <= _HOURS else None


def _day(name: str) -> int | None:
    names = (place for place, day in enumerate(_DAY_NAMES) if day.startswith(name.lower()))
    return next(names, None) if len(name) >= _LEAST_LETTERS else None


def _not_all(skipped: Iterable[int | None], count: int) -> frozenset[int]:
    """What is skipped, unless that is all: a feed that is never to be asked would not be one."""
    found = frozenset(place for place in skipped if place is not None)
    return found if len(found) < count else frozenset()
