"""The dates of a feed's entries, read as the feed means them.

feedparser reads what the standards write. What begins like nothing it knows it may misread (of ``2026/06/10`` it takes
the year and adds the present month), so such dates go to dateparser, and whether ``10.06.2026`` is in June or October
is decided once for the whole feed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

MAX_DATE_CHARACTERS = 100
"""What is longer is no date."""
MAX_UNREADABLE = 20
"""Dates in vain after which dateparser is asked no more: each costs up to half a second, and the rest look the same."""

_STANDARD = re.compile(
    r"""\D                                                      # RFC 5322, asctime: a weekday or month first
      | \d{1,2}\s+[A-Z][a-z]{2}                                 # RFC 5322 without its weekday
      | \d{4}(?:-?\d{2}(?:-?\d{2})?)?(?=[T\s]|$)                # ISO 8601
      | \d{2}-\d{2}-\d{2}(?!\d)                                 # ISO 8601 of 1988, without the century
    """,
    re.VERBOSE,
)
"""How the dates begin that feedparser reads rightly."""
_NUMERIC = re.compile(r"(?<!\d)(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)")
_WEEKDAY = re.compile(r"\s*(mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DECEMBER = 12


class DateReader:
    """Reads the dates of one feed.

    Args:
        written: all dates of the feed, as it writes them: together they tell the order of day and month.
        american: whether the feed is in American English, which decides where they tell nothing.
    """

    def __init__(self, written: Iterable[str], *, american: bool) -> None:
        self._order = "DMY" if is_day_first(written, american=american) else "MDY"
        self._known: dict[str, datetime | None] = {}
        self._unreadable = 0
        self._parser: Any = None

    def read(self, raw: str, parsed: tuple[int, ...] | None) -> datetime | None:
        """The time in UTC; without a zone it is taken as UTC.

        Args:
            raw: the date as the feed writes it; may be empty.
            parsed: what feedparser makes of it: a time tuple in UTC, or None.
        """
        text = raw.strip()
        if not text or len(text) > MAX_DATE_CHARACTERS:
            return None
        if parsed and _STANDARD.match(text):
            return _of_tuple(parsed)
        if text not in self._known:
            self._known[text] = self._of_text(text)
        return self._known[text]

    def _of_text(self, text: str) -> datetime | None:
        if self._unreadable >= MAX_UNREADABLE:
            return None
        try:
            found = self._dateparser().get_date_data(text).date_obj
        except (ValueError, OverflowError, TypeError):  # what it raises for dates that cannot be, undocumented
            found = None
        try:
            moment = found.astimezone(UTC) if found else None
        except OverflowError:  # within a day of the calendar's ends
            moment = None
        self._unreadable += moment is None
        return moment

    def _dateparser(self) -> Any:
        """A parser for this feed alone: one that is shared would read a date by the languages it met before."""
        if self._parser is None:
            from dateparser.date import DateDataParser  # noqa: PLC0415 - takes a third of a second, and few feeds need it

            self._parser = DateDataParser(
                settings={
                    "DATE_ORDER": self._order,
                    # a declared order is otherwise overruled by the one of the language it thinks it sees
                    "PREFER_LOCALE_DATE_ORDER": False,
                    "PARSERS": ["timestamp", "absolute-time"],  # "yesterday" means another day at every poll
                    "RETURN_AS_TIMEZONE_AWARE": True,
                    "TIMEZONE": "UTC",
                    "STRICT_PARSING": True,
                }
            )
        return self._parser


def is_day_first(written: Iterable[str], *, american: bool) -> bool:
    """Whether a feed that writes dates in figures puts the day before the month.

    Decided by the dates that can be read one way only, because of a number above 12 or an English weekday. Where there
    are none: American English with slashes has the month first, all else the day.
    """
    votes, slashes = 0, False
    for text in written:
        match = _NUMERIC.search(text[:MAX_DATE_CHARACTERS])
        if match:
            votes += _vote(text, int(match["first"]), int(match["second"]), int(match["year"]))
            slashes = slashes or match["mark"] == "/"
    return votes > 0 if votes else not (american and slashes)


def _vote(text: str, first: int, second: int, year: int) -> int:
    """1 if the date has the day first, -1 if the month, 0 if nothing tells."""
    day_first, month_first = second <= _DECEMBER, first <= _DECEMBER
    weekday = _WEEKDAY.match(text)
    if weekday and day_first and month_first:
        wanted = _WEEKDAYS.index(weekday[1].lower())
        day_first, month_first = _falls_on(wanted, year, second, first), _falls_on(wanted, year, first, second)
    return day_first - month_first


def _falls_on(weekday: int, year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() == weekday
    except ValueError:
        return False


def _of_tuple(parsed: tuple[int, ...]) -> datetime | None:
    """Feedparser's time tuples are UTC without saying so."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
