"""The body of an article as clean lines of text."""

from __future__ import annotations

import re
from html import escape
from importlib.metadata import version
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from openbeat.errors import ReadingError
from openbeat.reading.markup import clean_line, parse

EXTRACTOR_VERSION = f"trafilatura {version('trafilatura')} + openbeat.reading 2"
"""What made a text; the last number rises with every change that changes texts."""

_EMPTY_ITEM = re.compile(r"[\W_]*")


def body_lines(tree: HtmlElement, url: str) -> list[str]:
    """The page's main text: paragraphs, headings and list items (marked ``- ``), one a line. Empty where there is none.

    The tree stays as it is.
    """
    return _lines(trafilatura.bare_extraction(tree, url=url or None, include_comments=False))


def fragment_lines(fragment: str) -> list[str]:
    """The text of a piece of HTML that is all article, as feeds carry it."""
    if not fragment.strip():
        return []
    markup = fragment if "<" in fragment else f"<p>{escape(fragment)}</p>"
    try:
        tree = parse(f"<html><body><article>{markup}</article></body></html>")
    except ReadingError:  # the page may have the text all the same
        return []
    if tree is None:
        return []
    return _lines(trafilatura.bare_extraction(tree, include_comments=False, favor_recall=True))


def clean_lines(text: str) -> list[str]:
    """The lines of a text, each clean, without those that hold neither letter nor digit."""
    lines = map(clean_line, text.splitlines())
    return [line for line in lines if not _EMPTY_ITEM.fullmatch(line)]


def _lines(document: Any) -> list[str]:
    return clean_lines(document.text or "") if document is not None else []
