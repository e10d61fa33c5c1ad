"""Articles that a page holds in its scripts alone, as the data from which a browser is to build it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from openbeat.reading.lines import Line
from openbeat.reading.text import fragment_lines

MIN_PARAGRAPHS = 2
"""Of a string that can be an article's text."""
MAX_LEVELS = 3
"""Strings in strings: frameworks send JSON as a string in a script, and an article as a string in that JSON."""

_STRING = re.compile(r'(?<!\\)"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_ESCAPED = re.compile(r"(?:<|\\u003c)p", re.IGNORECASE)


def embedded_lines(tree: HtmlElement) -> list[Line]:
    """The text of the longest piece of HTML with paragraphs in the page's scripts; empty where there is none."""
    scripts = (script.text or "" for script in tree.iter("script"))
    found = (piece for script in scripts for piece in _pieces(script, MAX_LEVELS))
    return fragment_lines(max(found, key=len, default=""))


def _pieces(text: str, levels: int) -> Iterator[str]:
    """The strings within a text that are HTML with paragraphs."""
    if not levels or not _ESCAPED.search(text):
        return
    for literal in _STRING.finditer(text):
        if not _ESCAPED.search(literal[1]):
            continue
        try:
            string = json.loads(literal[0], strict=False)
        except ValueError:
            continue
        if len(_PARAGRAPH.findall(string)) >= MIN_PARAGRAPHS and not string.lstrip().startswith(("{", "[")):
            yield string
        else:
            yield from _pieces(string, levels - 1)
