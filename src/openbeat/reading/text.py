"""What trafilatura takes for a page's text, and the text of pieces of HTML that are all article."""

from __future__ import annotations

import re
from html import escape
from importlib.metadata import version
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from openbeat.errors import ReadingError
from openbeat.reading.blocks import outline
from openbeat.reading.lines import Line, line_of
from openbeat.reading.markup import clean_line, parse
from openbeat.reading.mojibake import mend

EXTRACTOR_VERSION = f"trafilatura {version('trafilatura')} + openbeat.reading 3"
"""What made a text; the last number rises with every change that changes texts."""

_EMPTY = re.compile(r"[\W_]*")
"""A line with neither letter nor digit."""


def body_lines(tree: HtmlElement, url: str) -> list[str]:
    """The page's main text: paragraphs, headings and list items (marked ``- ``), one a line. Empty where there is none.

    Recall is favoured: that is quicker, since other extractors are asked only where little was found, and what is too
    much can still be left out. The tree stays as it is.
    """
    document: Any = trafilatura.bare_extraction(tree, url=url or None, include_comments=False, favor_recall=True)
    lines = map(clean_line, (document.text or "").splitlines()) if document is not None else ()
    return [line for line in lines if not _EMPTY.fullmatch(line)]


def fragment_lines(fragment: str) -> list[Line]:
    """The text of a piece of HTML that is all article, as feeds carry it."""
    if not fragment.strip():
        return []
    mended = mend(fragment)
    markup = mended if "<" in mended else f"<p>{escape(mended)}</p>"
    try:
        tree = parse(f"<html><body><article>{markup}</article></body></html>")
    except ReadingError:  # the page may have the text all the same
        return []
    return [line_of(block) for block in outline(tree).blocks] if tree is not None else []
