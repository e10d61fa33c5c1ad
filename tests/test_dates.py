"""The dates of entries, read as the feed means them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openbeat.polling import parse_feed
from openbeat.polling.dates import MAX_UNREADABLE, DateReader, is_day_first
from openbeat.records import ParsedFeed
from tests.builders import make_feed

TENTH_OF_JUNE, SIXTH_OF_OCTOBER = datetime(2026, 6, 10, tzinfo=UTC), datetime(2026, 10, 6, tzinfo=UTC)


def feed(*dates: str, language: str = "", country: str | None = None) -> ParsedFeed:
    items = "".join(f"<item><link>/{n}</link><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates))
    body = f'<rss version="2.0"><channel><title>t</title><language>{language}</language>{items}</channel></rss>'
    return parse_feed(body.encode(), "https://news.example/feed", make_feed(country=country), 100)


def first(*dates: str, language: str = "", country: str | None = None) -> datetime | None:
    return feed(*dates, language=language, country=country).entries[0].published_at


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 10 Jun 2026 08:30:00 +0200", datetime(2026, 6, 10, 6, 30, tzinfo=UTC)),
        ("10 Jun 2026 08:30 EST", datetime(2026, 6, 10, 13, 30, tzinfo=UTC)),
        ("2026-06-10T08:30:00.5Z", datetime(2026, 6, 10, 8, 30, tzinfo=UTC)),
        ("2026-06-10", TENTH_OF_JUNE),
        ("20260610", TENTH_OF_JUNE),
        # of these feedparser makes 1 November (if that is today's month), 1781, 20 June 2010
        ("2026/06/10 10:00", datetime(2026, 6, 10, 10, tzinfo=UTC)),
        ("2026.06.10", TENTH_OF_JUNE),
        ("1781080000", datetime(2026, 6, 10, 8, 26, 40, tzinfo=UTC)),
        ("1781080000000", datetime(2026, 6, 10, 8, 26, 40, tzinfo=UTC)),
        ("10-06-2026", TENTH_OF_JUNE),
        # of these nothing
        ("mer, 16 nov 2022 00:38:15 +0100", datetime(2022, 11, 15, 23, 38, 15, tzinfo=UTC)),
        ("Seg, 24 Set 2018 19:42:40 -0300", datetime(2018, 9, 24, 22, 42, 40, tzinfo=UTC)),
        ("22.11.2022 12:16:00", datetime(2022, 11, 22, 12, 16, tzinfo=UTC)),
        ("Friday, January 29, 2021 04:42 PM", datetime(2021, 1, 29, 16, 42, tzinfo=UTC)),
        ("2026年6月10日 15:30", datetime(2026, 6, 10, 15, 30, tzinfo=UTC)),
        ("10.06.2026 15.30", datetime(2026, 6, 10, 15, 30, tzinfo=UTC)),
    ],
)
def test_what_is_written_is_what_is_meant(written: str, meant: datetime) -> None:
    entry = feed(written).entries[0]
    assert (entry.published_at, entry.published_raw) == (meant, written)


@pytest.mark.parametrize(
    "written",
    [
        "soon",
        "yesterday",
        "2 hours ago",
        "now",
        "31.02.2026",
        "10 June",
        "0000-00-00",
        "2026-161",
        "Wed, 31 Feb 2026 25:61:00 XY",
    ],
)
def test_what_is_no_date_by_itself_is_none(written: str) -> None:
    assert first(written) is None


def test_dates_at_the_ends_of_the_calendar_are_none_or_right() -> None:
    assert first("9999-12-31T23:59:59-14:00") is None
    assert first("0001-01-01T00:00:00+14:00") is None


@pytest.mark.parametrize(
    ("dates", "language", "country", "meant"),
    [
        (["10.06.2026"], "", None, TENTH_OF_JUNE),
        (["10.06.2026"], "en-us", None, TENTH_OF_JUNE),
        (["10/06/2026"], "", None, TENTH_OF_JUNE),
        (["10/06/2026"], "fr", None, TENTH_OF_JUNE),
        (["10/06/2026"], "en-GB", None, TENTH_OF_JUNE),
        (["10/06/2026"], "en", None, TENTH_OF_JUNE),
        (["10/06/2026"], "en-US", None, SIXTH_OF_OCTOBER),
        (["10/06/2026"], "en_us", None, SIXTH_OF_OCTOBER),
        (["10/06/2026"], "en", "US", SIXTH_OF_OCTOBER),
        (["10/06/2026", "13/06/2026"], "en-US", None, TENTH_OF_JUNE),
        (["10/06/2026", "10/13/2026"], "fr", None, SIXTH_OF_OCTOBER),
        (["Tue, 10/06/2026 - 00:00"], "fr", None, SIXTH_OF_OCTOBER),
        (["Wed, 10/06/2026 - 00:00"], "en-US", None, TENTH_OF_JUNE),
        (["10/06/2026", "Fri, 05/03/2019 - 15:21"], "fr", None, SIXTH_OF_OCTOBER),
    ],
)
def test_the_whole_feed_tells_the_order_of_day_and_month(
    dates: list[str], language: str, country: str | None, meant: datetime
) -> None:
    assert first(*dates, language=language, country=country) == meant


def test_one_slip_does_not_turn_a_feed_over() -> None:
    dates = ["14/06/2026", "15/06/2026", "16/06/2026", "06/17/2026"]
    assert is_day_first(dates, american=True)
    assert is_day_first(reversed(dates), american=True)


def test_a_feed_of_unreadable_dates_is_given_up() -> None:
    reader = DateReader([], american=False)
    assert not any(reader.read(f"no date {n}", None) for n in range(2 * MAX_UNREADABLE))
    assert reader.read("22.11.2022", None) is None
    assert DateReader([], american=False).read("22.11.2022", None) == datetime(2022, 11, 22, tzinfo=UTC)


def test_the_same_words_mean_the_same_time_whatever_was_read_before() -> None:
    spanish = DateReader([], american=False)
    assert spanish.read("10 de junio de 2026", None) == TENTH_OF_JUNE
    fresh = DateReader([], american=False)
    for written in ("mar. 10 2026", "10 mar 2026 08:00", "10.06.26"):
        assert spanish.read(written, None) == fresh.read(written, None)


def test_an_update_in_the_publishers_own_words_is_read_too() -> None:
    body = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><link href='/a'/><published>2026-06-10</published>"
        "<updated>mer, 16 nov 2022 00:38:15 +0100</updated></entry></feed>"
    )
    (entry,) = parse_feed(body.encode(), "https://news.example/feed", make_feed(), 10).entries
    assert (entry.published_at, entry.updated_at) == (TENTH_OF_JUNE, datetime(2022, 11, 15, 23, 38, 15, tzinfo=UTC))
