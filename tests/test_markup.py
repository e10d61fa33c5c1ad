"""Markup becomes a tree, or is refused before it costs what no article is worth."""

from __future__ import annotations

import time

import pytest

from openbeat.errors import ReadingError
from openbeat.reading.markup import MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_TEXT_CHARACTERS, element_text, parse
from openbeat.reading.text import fragment_lines


def document(body: str) -> str:
    return f"<html><body>{body}</body></html>"


VALUE = '="two words"'


def attributes(count: int, value: str = "") -> str:
    return " ".join(f"a{number}{value}" for number in range(count))


TOO_COMPLEX = {
    "elements": document("<i>" * MAX_ELEMENTS),
    "attributes": document(f"<p {attributes(MAX_ATTRIBUTES + 1)}>text</p>"),
    "attributes with values": document(f"<p {attributes(MAX_ATTRIBUTES + 1, VALUE)}>text</p>"),
    "a million attributes": document(f"<p {attributes(1_000_000)}>text</p>"),
    "text": document(f"<p>{'word ' * (MAX_TEXT_CHARACTERS // 5 + 1)}</p>"),
}
FITTING = {
    "elements": document("<i>" * (MAX_ELEMENTS - 3)),
    "attributes": document(f"<p {attributes(MAX_ATTRIBUTES)}>text</p>"),
    "words in an attribute": document(f"<img alt='{'word ' * 100_000}'>"),
    "a picture in an attribute": document(f"<img src='data:image/png;base64,{'iVBOR/+w' * 100_000}'>"),
    "text": document(f"<p>{'word ' * (MAX_TEXT_CHARACTERS // 5 - 1)}</p>"),
    "scripts": document(f"<p>text</p><script>{'let a; ' * MAX_TEXT_CHARACTERS}</script>"),
    "comparisons": document(f"<p>text</p><script>{'0 < 1; ' * MAX_ELEMENTS}</script>"),
}


@pytest.mark.parametrize("markup", TOO_COMPLEX.values(), ids=TOO_COMPLEX)
def test_what_no_article_has_is_refused_at_once(markup: str) -> None:
    started = time.process_time()
    with pytest.raises(ReadingError) as raised:
        parse(markup)
    assert (raised.value.reason, raised.value.transient) == ("too_complex", False)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("markup", FITTING.values(), ids=FITTING)
def test_what_an_article_may_have_is_parsed(markup: str) -> None:
    assert parse(markup) is not None


def test_a_feeds_text_that_is_too_complex_is_as_good_as_none() -> None:
    assert fragment_lines("<i>" * (MAX_ELEMENTS + 1)) == []


def test_an_elements_text_is_what_is_shown_in_order() -> None:
    tree = parse(document("<h1>One <b>two</b> three<script>four()</script> <i>five</i><style>six{}</style></h1>seven"))
    assert tree is not None
    assert element_text(next(tree.iter("h1"))) == "One two three five"


def test_names_and_marks_without_end_are_cut():
    tree = parse(f"<body><p class='{'x ' * 9_000}' id='{'y' * 9_000}'>a{chr(0x301) * 9_000}b</p></body>")
    assert tree is not None
    paragraph = tree.find(".//p")
    assert paragraph is not None
    assert (len(paragraph.get("class")), len(paragraph.get("id"))) == (500, 500)
    assert paragraph.text == f"a{chr(0x301) * 30}b"
