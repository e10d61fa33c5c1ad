"""The date beside the headline is the article's, in whatever language and order it is written."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.reading.markup import parse
from openbeat.reading.metadata import Metadata, read_metadata
from openbeat.reading.shown_dates import date_in, shown_dates
from openbeat.reading.source import source_of
from openbeat.records import Claimed, Page

DAY = date(2024, 3, 5)


def shown(body: str, title: str = "", language: str | None = None) -> date | None:
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    dates = shown_dates(tree, title, language)
    found = dates.published or dates.updated
    return found[0] if found else None


def read(head: str, body: str = "<h1>Title</h1><p>Text</p>") -> Metadata:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_metadata(source_of(tree, Page(url="https://news.example.org/story", body=b"")))


def json_ld(kind: str, **fields: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": kind, **fields})}</script>'


def published(head: str, body: str = "<h1>Title</h1><p>Text</p>") -> Claimed | None:
    return read(head, body).published


@pytest.mark.parametrize(
    "text",
    [
        "March 5, 2024", "Published Mar. 5th 2024 · 4 min", "5 March 2024", "05 Mar 2024", "2024-03-05", "2024.3.5",
        "5.3.2024, 14:00 Uhr", "5. März 2024", "5 mars 2024", "1er mars 2024 - 5 mars 2024", "5 de marzo de 2024",
        "5 de março de 2024", "5 marzo 2024", "5 maart 2024", "5 marca 2024", "5 марта 2024", "5 березня 2024",
        "5 Mart 2024", "5 Maret 2024", "2024年3月5日", "2024년 3월 5일",
    ],
)  # fmt: skip
def test_dates_in_the_forms_people_write(text):
    expected = date(2024, 3, 1) if text.startswith("1er") else DAY
    assert date_in(text, month_first=False) == expected


def test_which_of_two_numbers_is_the_month():
    assert date_in("3/5/2024", month_first=True) == DAY
    assert date_in("5/3/2024", month_first=False) == DAY
    assert date_in("3/25/2024", month_first=False) == date(2024, 3, 25)
    assert date_in("25/3/2024", month_first=True) == date(2024, 3, 25)


@pytest.mark.parametrize(
    "text", ["", "2024", "March 2024", "31.2.2024", "Version 1.2.2024.5", "5 marbles 202", "1/2/3"]
)
def test_what_is_no_date(text):
    assert date_in(text, month_first=False) is None


@given(st.text(max_size=60), st.booleans())
def test_any_text_has_a_date_or_none(text, month_first):
    found = date_in(text, month_first=month_first)
    assert found is None or 1995 <= found.year <= 2099


@given(st.dates(date(1995, 1, 1), date(2099, 12, 31)))
def test_a_date_that_was_written_is_read_back(day):
    assert date_in(f"{day:%d %B %Y}", month_first=False) == day
    assert date_in(f"{day:%B} {day.day}, {day.year}", month_first=False) == day
    assert date_in(f"{day:%d.%m.%Y}", month_first=False) == day


def test_the_date_below_the_headline_goes_before_the_one_above():
    assert shown("<p>1 January 2024</p><h1>Title</h1><p>Lead</p><p>5 March 2024</p>") == DAY
    assert shown("<p>5 March 2024</p><h1>Title</h1><p>Text</p>") == DAY


def test_an_update_serves_only_where_there_is_nothing_else():
    assert shown("<h1>Title</h1><p>Updated: <b>6 March 2024</b></p><p>5 March 2024</p>") == DAY
    assert shown("<h1>Title</h1><p>Aktualisiert am 5. März 2024</p>") == DAY


def test_dates_of_events_other_articles_and_footers_are_not_the_articles():
    prose = f"<p>It was on 5 March 2024 {'that everything began ' * 5}.</p>"
    assert shown(f"<h1>Title</h1>{prose}") is None
    assert shown("<h1>Title</h1><aside>5 March 2024</aside><footer>5 March 2024</footer><p>Text</p>") is None
    assert shown(f"<h1>Title</h1>{'<p>Text</p>' * 40}<p>5 March 2024</p>") is None
    assert shown("<p>5 March 2024</p>") is None


def test_the_articles_headline_is_told_from_the_sites():
    body = f"<h1>Site</h1><p>1 January 2024</p>{'<p>Teaser</p>' * 40}<h1>Title of it</h1><p>5 March 2024</p>"
    assert shown(body, "Title of it") == DAY


def test_americans_write_the_month_first():
    assert shown("<h1>Title</h1><p>3/5/2024</p>", language="en") == DAY
    assert shown("<h1>Title</h1><p>5/3/2024</p>", language="es") == DAY


def test_a_property_of_any_element_is_a_claim():
    found = published(
        "", '<h1>Title</h1><div itemprop="datePublished" content="2024-03-05T10:00:00Z"></div><p>Text</p>'
    )
    assert found is not None
    assert (found.at.date(), found.source) == (DAY, "time")


def test_the_page_around_the_article_is_believed_after_the_article_and_before_what_is_shown():
    page = (
        '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2024-03-05T10:00:00+01:00"}</script>'
    )
    found = published(page, "<h1>Title</h1><p>4 March 2024</p><p>Text</p>")
    assert found is not None
    assert (found.raw, found.source) == ("2024-03-05T10:00:00+01:00", "json-ld")
    meta = '<meta property="article:published_time" content="2024-03-03T10:00:00Z">'
    by_meta = published(meta + page)
    assert by_meta is not None
    assert by_meta.at.day == 3


@pytest.mark.parametrize(
    ("head", "line", "source"),
    [
        (json_ld("Article", dateModified="2024-03-05T09:00:00+02:00"), "", "json-ld"),
        (json_ld("WebPage", dateModified="2024-03-05T09:00:00+02:00"), "", "json-ld"),
        ('<meta property="article:modified_time" content="2024-03-05T09:00:00+02:00">', "", "meta"),
        ('<meta property="og:updated_time" content="2024-03-05T09:00:00+02:00">', "", "meta"),
        ("", '<time class="updated" datetime="2024-03-05T09:00:00+02:00">today</time>', "time"),
        ("", '<time itemprop="dateModified" datetime="2024-03-05T09:00:00+02:00">today</time>', "time"),
        ("", "<p>Published 1 March 2024</p><p>Last updated: 5 March 2024</p>", "text"),
        ("", "<p>Aktualisiert am 5. März 2024, 9 Uhr</p>", "text"),
    ],
)
def test_when_it_was_changed_and_who_says_so(head, line, source):
    found = read(head, f"<h1>Title</h1>{line}<p>Text</p>").modified
    assert found is not None
    assert (found.at.date(), found.source) == (DAY, source)
    if source != "text":
        assert found.raw.endswith("+02:00"), "the zone that the publisher wrote is kept"


def test_a_date_that_is_called_no_update_changes_nothing():
    assert read("", "<h1>Title</h1><p>5 March 2024</p><p>Text</p>").modified is None


def test_the_year_of_the_copyright_notice_is_no_date():
    assert published("", "<h1>Title</h1><p>Text</p><footer>© 2024 Example</footer>") is None
