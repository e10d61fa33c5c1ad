"""Oversized feeds are cut down to their newest items before they are parsed."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.polling.slicing import keep_newest, newest


def rss(*items: str) -> bytes:
    return f"<rss><channel><title>t</title>{''.join(items)}</channel></rss>".encode()


def dated(number: int, date: str) -> str:
    return f"<item><title>{number}</title><pubDate>{date}</pubDate></item>"


def titles(body: bytes) -> list[str]:
    return [piece.partition(b"</title>")[0].decode() for piece in body.split(b"<title>")[2:]]


@pytest.mark.parametrize("max_items", [3, 4])
def test_a_feed_that_is_small_enough_is_left_alone(max_items: int) -> None:
    body = rss(*(dated(n, "2026-06-10") for n in range(3)))
    assert keep_newest(body, max_items) == (body, 0)


def test_the_newest_are_kept_in_the_feeds_own_order() -> None:
    oldest_first = [f"{day:02} Jun 2026 08:00:00 +0200" for day in range(1, 8)]
    items = [dated(day, date) for day, date in enumerate(oldest_first)]
    body, left_out = keep_newest(rss(*items), 3)
    assert (body, left_out) == (rss(*items[4:]), 4)
    body, _ = keep_newest(rss(*reversed(items)), 3)
    assert body == rss(*reversed(items[4:]))


def test_items_without_a_date_keep_their_place() -> None:
    items = [dated(0, "2026-06-01"), "<item><title>1</title></item>", dated(2, "2026-06-03"), dated(3, "soon")]
    body, _ = keep_newest(rss(*items), 2)
    assert titles(body) == ["2", "3"]
    undated = [f"<item><title>{n}</title></item>" for n in range(4)]
    assert keep_newest(rss(*undated), 2)[0] == rss(*undated[:2])


@pytest.mark.parametrize(
    "date",
    [
        "<pubDate>{}</pubDate>",
        "<PUBDATE>\n {} </PUBDATE>",
        "<pubDate><![CDATA[{}]]></pubDate>",
        "<published>{}</published><updated>2026-07-01T00:00:00Z</updated>",
        "<a10:updated xmlns:a10='urn:x'>{}</a10:updated>",
        "<dc:date>{}</dc:date>",
        "<published>who knows</published><updated>{}</updated>",
    ],
)
def test_dates_are_found_whatever_they_are_called(date: str) -> None:
    items = [f"<item><title>{day}</title>{date.format(f'2026-06-{day:02}T08:00:00Z')}</item>" for day in range(1, 5)]
    assert titles(keep_newest(rss(*items), 1)[0]) == ["4"]


@pytest.mark.parametrize("name", ["item", "entry", "ITEM", "a:entry", "rss:item"])
def test_items_have_many_names(name: str) -> None:
    items = [f"<{name} x='1'><title>{n}</title></{name} >\n" for n in range(5)]
    assert keep_newest(rss(*items), 2) == (rss(*items[:2], "\n" * 3), 3)


def test_elements_that_only_sound_like_items_are_none() -> None:
    body = rss("<items><li/></items><itemised/><x:entrypoint/>", dated(0, "2026-06-10"), "<a:item>x</a:item>")
    assert keep_newest(body, 1) == (body, 0)


def test_parts_of_items_are_no_items() -> None:
    items = [f"<item><title>{n}</title><gd:entry/><gd:entry></gd:entry><gd:entry/></item>" for n in range(4)]
    assert keep_newest(rss(*items), 4) == (rss(*items), 0)
    assert keep_newest(rss(*items), 2) == (rss(*items[:2]), 2)


def test_sections_and_comments_are_no_markup() -> None:
    item = "<item><title><![CDATA[</item><item>{0}]]></title><!-- <item> </item> {0} --></item>"
    items = [item.format(n) for n in range(6)]
    assert keep_newest(rss(*items), 4) == (rss(*items[:4]), 2)


@pytest.mark.parametrize("opening", ["<![CDATA[", "<!--"])
def test_a_section_without_an_end_hides_no_items(opening: str) -> None:
    items = [f"<item><title>{n}</title></item>" for n in range(4)]
    assert titles(keep_newest(rss(items[0], opening, *items[1:]), 2)[0]) == ["0", "1"]


def test_items_without_an_end_reach_to_the_next_one_or_to_the_feeds_end() -> None:
    items = [f"<item><title>{n}</title><pubDate>2026-06-{9 - n:02}</pubDate>" for n in range(4)]
    assert keep_newest(rss(*items), 2) == (rss(*items[:2]), 2)
    assert keep_newest(rss(*reversed(items)), 2) == (rss(*reversed(items[:2])), 2)
    torn = rss(*items)[: -len("026-06-06</pubDate></channel></rss>")]
    assert titles(keep_newest(torn, 3)[0]) == ["0", "1", "2"]


def test_head_and_tail_stay_byte_for_byte() -> None:
    head, tail = b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <item> -->\n<rss><channel>", b"\n <x/></channel>\n</rss>\n\n"
    items = [b"<item>\xe6\xa8\xa1</item>"] * 5
    assert keep_newest(head + b"".join(items) + tail, 2) == (head + b"".join(items[:2]) + tail, 3)


@given(st.lists(st.none() | st.integers(0, 9).map(float), max_size=30), st.integers(0, 30))
def test_the_newest_are_chosen(dates: list[float | None], count: int) -> None:
    chosen = newest(dates, count)
    assert chosen == sorted(set(chosen))
    assert len(chosen) == min(count, len(dates))
    left_out = [date for place, date in enumerate(dates) if place not in chosen and date is not None]
    kept = [date for place in chosen if (date := dates[place]) is not None]
    if None not in dates:
        assert not left_out or min(kept, default=10) >= max(left_out)


@given(st.integers(1, 20), st.integers(1, 20))
def test_what_is_cut_down_is_small_enough(items: int, max_items: int) -> None:
    body, left_out = keep_newest(rss(*(dated(n, f"2026-06-{n + 1:02}") for n in range(items))), max_items)
    assert left_out == max(items - max_items, 0)
    assert keep_newest(body, max_items) == (body, 0)
    assert titles(body) == [str(n) for n in range(left_out, items)]


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<![CDATA[", "<item>", "</item ", "<item", "<item><pubDate>", "<a:", "<", "<item/>", "<![CDATA[]]>"],
)
@pytest.mark.timeout(60)  # what grows with the square takes minutes
def test_no_bytes_keep_it_busy_for_long(piece: str) -> None:
    body = (piece * (3_000_000 // len(piece))).encode()
    cut, left_out = keep_newest(body, 5)
    assert len(cut) <= len(body)
    assert (left_out > 0) == (cut != body)


def test_a_feed_of_ten_thousand_items_takes_little_memory() -> None:
    body = rss(*(dated(n, "Wed, 10 Jun 2026 08:00:00 GMT") + " " * 100 for n in range(10_000)))
    tracemalloc.start()
    try:
        keep_newest(body, 500)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
