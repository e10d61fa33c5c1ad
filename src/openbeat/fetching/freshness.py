"""How long an answer stays fresh, as its server says: RFC 9111 section 4.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_FRESH_SECONDS = 30 * 86_400.0
"""Caches are told "a year" for what never changes; nobody means that of a feed."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NOT_CACHED = re.compile(r"(?:^|[\s,])(?:no-cache|no-store)(?:$|[\s,=])", re.IGNORECASE)


def fresh_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long an answer stays fresh from now on; None if the server does not say, 0 if it says "not at all".

    Args:
        headers: the header fields, found by lower-case names.
        now: the time, in UTC, for answers that carry no Date.
    """
    control = headers.get("cache-control", "")
    if _NOT_CACHED.search(control):
        return 0.0
    age = headers.get("age", "").strip()
    spent = float(age) if age.isdecimal() and len(age) <= 12 else 0.0  # noqa: PLR2004 - 30 000 years
    if found := _MAX_AGE.search(control):
        fresh = float(found[1]) - spent
    else:
        expires = http_date(headers.get("expires"))
        if expires is None:
            # An Expires that is no date, such as 0, means "expired already" (RFC 9111 section 5.3).
            return 0.0 if headers.get("expires") else None
        fresh = (expires - (http_date(headers.get("date")) or now)).total_seconds() - spent
    return min(max(fresh, 0.0), MAX_FRESH_SECONDS)


def http_date(value: str | None) -> datetime | None:
    """A date of an HTTP header (RFC 9110 section 5.6.7), or None for what is none."""
    try:
        at = parsedate_to_datetime((value or "").strip())
    except (ValueError, OverflowError):
        return None
    # HTTP dates are in GMT whatever they say; one form of them says nothing.
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
