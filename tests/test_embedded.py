# ruff: noqa: E501 - whole paragraphs, one a line
"""Articles that stand in a page's scripts alone."""

from __future__ import annotations

import json

import pytest

from openbeat.errors import ReadingError
from openbeat.reading import extract
from openbeat.reading.embedded import embedded_lines
from openbeat.reading.markup import parse
from openbeat.records import Completeness, Page

PARTS = [
    "The town's library has put the weights of its reading model online, with everything that is needed to train it once more.",
    "Two librarians had worked on it for a year, mostly in the evenings, and asked every author whose books they wanted to use.",
]
ARTICLE = "".join(f'<p class="text">{part}</p>' for part in PARTS)
DATA = {"props": {"article": {"id": 7, "title": "Library", "teaser": "<p>Short</p><p>er</p>", "html": ARTICLE}}}
SCRIPTS = {
    "JSON": f'<script type="application/json">{json.dumps(DATA)}</script>',
    "JSON with escaped tags": f"<script>window.__STATE__ = {json.dumps(DATA).replace('<', chr(92) + 'u003c')};</script>",
    "a string of JSON": f"<script>self.push([1, {json.dumps(json.dumps(DATA))}])</script>",
    "a string of HTML": f"<script>self.push([1, {json.dumps(ARTICLE)}])</script>",
}


def page(script: str, head: str = "") -> Page:
    body = f"<html><head><title>Library opens its model</title>{head}</head><body><div id='app'></div>{script}</body></html>"
    return Page(url="https://news.example.org/library", body=body.encode())


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_an_article_in_a_script_is_read(script):
    assert extract(page(script)).text.split("\n\n") == PARTS


def test_a_page_that_asks_for_a_browser_is_read_from_its_script():
    notice = "<noscript>x</noscript><p>Please enable JavaScript to view this site.</p>"
    assert extract(page(SCRIPTS["JSON"] + notice)).text.split("\n\n") == PARTS


def test_the_beginning_that_such_a_page_shows_does_not_make_it_a_teaser():
    shown = "<p>Library opens its model, and tells everyone how […]</p>"
    article = extract(page(SCRIPTS["JSON"] + shown))
    assert article.completeness is Completeness.FULL
    assert article.text.split("\n\n") == PARTS


def test_its_attribution_is_its_origin():
    credit = json.dumps(ARTICLE + "<p>Originally published by The Example Times.</p>")
    article = extract(page(f"<script>self.push([1, {credit}])</script>"))
    assert article.declared_origin == "The Example Times"


def test_what_is_to_be_paid_for_stays_where_it_is():
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    with pytest.raises(ReadingError) as caught:
        extract(page(SCRIPTS["JSON"], head))
    assert caught.value.reason == "too_short"


@pytest.mark.parametrize(
    "script",
    [
        '<script>var a = "<p>one paragraph only</p>"</script>',
        '<script>"<p>" + "<p>unclosed</script>',
        "<script></script>",
    ],
)
def test_other_scripts_hold_no_article(script):
    tree = parse(f"<html><body>{script}</body></html>")
    assert tree is not None
    assert embedded_lines(tree) == []
