"""Claimed times: strings to aware datetimes in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from openbeat.records import Claimed

FIRST_YEAR = 1995
"""No news site is older; an earlier year is a default value or the article's subject."""
LAST_YEAR = 2099
"""Later ones are placeholders such as 9999-12-31."""

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?$")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


def parse_time(raw: str) -> datetime | None:
    """The time a string claims, in the zone it names; a time without zone is taken as UTC, a day as its midnight.

    Reads ISO 8601 in the variants sites write, RFC 5322 dates and Unix times. None for anything else: a day-month order
    is not guessed.
    """
    text = raw.strip()
    match = _ISO.match(text.replace("/", "-")) or _COMPACT.match(text)
    moment: datetime | None
    try:
        if match:
            moment = _from_iso(match)
        elif epoch := _EPOCH.match(text):
            moment = datetime.fromtimestamp(int(epoch[1]), UTC)
        else:
            moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def claimed(raw: str, source: str) -> Claimed | None:
    """The claim in UTC, or None where the string is no time."""
    moment = parse_time(raw)
    return Claimed(moment.astimezone(UTC), source, raw.strip()) if moment else None


def claimed_by_url(url: str) -> Claimed | None:
    """The day that stands in an address such as ``/2024/03/05/title``."""
    match = _URL_DAY.search(url)
    return claimed("-".join(match.groups()), "url") if match else None


def _from_iso(match: re.Match[str]) -> datetime:
    year, month, day = (int(part) for part in match.groups()[:3])
    hour, minute, second = (int(part or 0) for part in match.groups()[3:6])
    zone = (match[7] or "Z").upper()
    if zone in {"Z", "UTC", "GMT"}:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
