"""Which encoding bytes are in: what pages and feeds have in common."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.charset import codec, header_label, to_text

PORTUGUESE = "Ibope: candidato perde em simulações de 2º turno. Últimas notícias da eleição em São Paulo"


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ("text/xml;Charset = 'KOI8-R'", "KOI8-R"),
        ('text/xml; charset="gb2312"; q=1', "gb2312"),
        ("text/html", None),
        ("text/html; charset=", None),
        (None, None),
    ],
)
def test_the_headers_label(header: str | None, label: str | None) -> None:
    assert header_label(header) == label


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ISO-8859-1", "cp1252"),
        ("gb2312", "gb18030"),
        (" X-SJIS ", "cp932"),
        ("hex", None),
        ("utf-7", None),
        (None, None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str | None, name: str | None) -> None:
    assert codec(label) == name


def test_text_in_ascii_is_not_taken_for_utf16_because_it_says_so() -> None:
    assert to_text(b"<rss>plain words</rss>", ["utf-16"]) == ("<rss>plain words</rss>", "ascii")


def test_tags_and_addresses_do_not_decide_the_encoding() -> None:
    item = f"<item><link>https://news.example/the-latest-news-of-the-day</link><title>{PORTUGUESE}</title></item>\n"
    text = f"<rss><channel><description>The latest news</description>{item * 5}</channel></rss>"
    assert to_text(text.encode("cp1252"), []) == (text, "cp1252")


@pytest.mark.parametrize("piece", [b"a", b"<a>", b"a\n", b"\xe9", b"a\xe9<"])
def test_detection_takes_no_time(piece: bytes) -> None:
    body = piece * (3_000_000 // len(piece)) + b"\xe9 <p>"
    started = time.process_time()
    assert to_text(body, []) is not None
    assert time.process_time() - started < 3


@given(st.text(max_size=200))
def test_what_was_written_in_utf8_is_read_in_utf8(text: str) -> None:
    read = to_text(text.replace("\0", "").encode(), ["iso-8859-1"])
    assert read is not None
    assert read[0] == text.replace("\0", "").removeprefix("\ufeff")
