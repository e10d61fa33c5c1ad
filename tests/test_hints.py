"""When a feed wants to be asked, and what nonsense feeds say about it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.polling import parse_feed
from openbeat.polling.hints import HEAD_BYTES, read_hints
from openbeat.records import PollHints
from tests.builders import make_feed

HOUR, DAY = 3600.0, 86400.0


def hints(channel: str, root: str = "") -> PollHints:
    """The hints of an RSS feed with the given channel elements."""
    body = (
        f'<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" {root}><channel><title>t</title>'
        f"{channel}<item><title>i</title><link>https://news.example/i</link><ttl>5</ttl>"
        "<skipHours><hour>7</hour></skipHours></item></channel></rss>"
    )
    return parse_feed(body.encode(), "https://news.example/feed", make_feed(), 10).hints


def test_a_feed_that_says_nothing_gives_no_hints() -> None:
    assert hints("") == PollHints()


@pytest.mark.parametrize(
    ("ttl", "seconds"),
    [
        ("60", HOUR),
        (" 1440\n", DAY),
        ("0", None),
        ("-60", None),
        ("1.5", None),
        ("an hour", None),
        ("", None),
        ("٦٠", None),
        ("600000", None),
        ("9" * 400, None),
    ],
)
def test_the_time_to_live_is_in_minutes(ttl: str, seconds: float | None) -> None:
    assert hints(f"<ttl>{ttl}</ttl>").interval_seconds == seconds


@pytest.mark.parametrize(
    ("period", "frequency", "seconds"),
    [
        ("hourly", "1", HOUR),
        ("hourly", "2", HOUR / 2),
        ("\n\tdaily\n", "\n1\n", DAY),
        ("Daily", None, DAY),
        ("weekly", "7", DAY),
        ("monthly", "1", 30 * DAY),
        ("yearly", "1", 365 * DAY),
        (None, "4", DAY / 4),
        ("dayly", "1", DAY),
        ("always", "1", None),
        ("fortnightly", "1", None),
        ("hourly", "0", None),
        ("hourly", "-2", None),
        ("hourly", "often", None),
    ],
)
def test_the_update_period_is_divided_by_its_frequency(
    period: str | None, frequency: str | None, seconds: float | None
) -> None:
    channel = f"<sy:updatePeriod>{period}</sy:updatePeriod>" if period else ""
    channel += f"<sy:updateFrequency>{frequency}</sy:updateFrequency>" if frequency else ""
    assert hints(channel).interval_seconds == seconds


def test_the_longer_interval_counts() -> None:
    daily = "<sy:updatePeriod>daily</sy:updatePeriod>"
    assert hints(f"<ttl>60</ttl>{daily}").interval_seconds == DAY
    assert hints(f"<ttl>2880</ttl>{daily}").interval_seconds == 2 * DAY
    assert hints("<ttl>60</ttl><sy:updatePeriod>always</sy:updatePeriod>").interval_seconds == HOUR


def test_hours_and_days_to_skip_are_all_read() -> None:
    found = hints(
        "<skipHours>\n<hour>0</hour><hour> 4 </hour>mixed content<hour>24</hour><hour>23</hour><hour>25</hour>"
        "<hour>-1</hour><hour>noon</hour><hour/></skipHours>"
        "<skipDays><day>Saturday</day><day>sunday</day><day>Mon</day><day>Someday</day><day>F</day></skipDays>"
    )
    assert found.skip_hours == {0, 4, 23}
    assert found.skip_days == {0, 5, 6}


def test_a_feed_cannot_ask_never_to_be_asked() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    days = "".join(f"<day>{day}</day>" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
    assert hints(f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>") == PollHints()


def test_what_is_commented_out_is_not_said() -> None:
    assert hints("<!-- <skipHours><hour>3</hour></skipHours> -->") == PollHints()
    assert hints("<skipHours><hour>4</hour><!-- <hour>3</hour> --></skipHours>").skip_hours == {4}


@pytest.mark.parametrize("piece", [b"<!--", b"<skipHours>", b"<skipHours><hour>", b"<hour>1</hour>", b"<item"])
def test_a_hostile_head_takes_no_time(piece: bytes) -> None:
    started = time.process_time()
    read_hints({}, piece * (3 * HEAD_BYTES // len(piece)))
    assert time.process_time() - started < 1


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.binary(max_size=200))
def test_hints_make_sense_whatever_is_said(ttl: str, period: str, frequency: str, head: bytes) -> None:
    channel = {"ttl": ttl, "sy_updateperiod": period, "sy_updatefrequency": frequency}
    found = read_hints(channel, b"<skipHours>" + head + b"</skipHours><skipDays>" + head + b"</skipDays>")
    assert found.interval_seconds is None or 0 < found.interval_seconds <= 366 * DAY
    assert found.skip_hours < set(range(24))
    assert found.skip_days < set(range(7))
