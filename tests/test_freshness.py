"""How long an answer stays fresh."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.fetching.freshness import MAX_FRESH_SECONDS, fresh_seconds

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
DATE = "Wed, 10 Jun 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=3600"}, 3600),
        ({"cache-control": "Max-Age = 60"}, 60),
        ({"cache-control": 'max-age="60"'}, 60),
        ({"cache-control": "max-age=3600", "age": "600"}, 3000),
        ({"cache-control": "max-age=3600", "age": "9999"}, 0),
        ({"cache-control": "max-age=3600", "age": "nonsense"}, 3600),
        ({"cache-control": "no-cache, max-age=3600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=31536000"}, MAX_FRESH_SECONDS),
        ({"cache-control": "max-age=3600", "expires": "0"}, 3600),
        ({"cache-control": "private"}, None),
        ({"cache-control": "s-maxage=31536000, max-age=0"}, 0),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "stale-if-error=600"}, None),
        ({"expires": "Wed, 10 Jun 2026 13:00:00 GMT"}, 3600),
        ({"expires": "Wed, 10 Jun 2026 13:00:00 GMT", "date": "Wed, 10 Jun 2026 12:30:00 GMT"}, 1800),
        ({"expires": "Wed, 10 Jun 2020 13:00:00 GMT", "date": DATE}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "-1"}, 0),
    ],
)
def test_what_servers_say(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_seconds(headers, NOW) == seconds


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age"]), st.text(max_size=40)))
def test_nothing_servers_say_crashes(headers: dict[str, str]) -> None:
    seconds = fresh_seconds(headers, NOW)
    assert seconds is None or 0 <= seconds <= MAX_FRESH_SECONDS
