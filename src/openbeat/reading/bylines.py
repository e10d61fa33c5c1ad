"""Bylines as readers see them, for pages whose metadata name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from openbeat.reading.markup import clean_value, element_text
from openbeat.reading.phrases import any_of, compiled

MAX_TEXT_CHARACTERS = 300
"""What is looked at of a text, with the spaces of its markup."""
MAX_NAME_WORDS = 5
"""Of what an author's link says; more is a headline."""
MAX_ELEMENTS = 5_000
"""Elements looked at; a byline stands above its article."""

_WORD = r"(?:(?:and|und|et|y|e|de|la|van|von|der|den|di|da|del|al|bin)|[^\W\d_a-zß-öø-ÿ][\w.'\u2019-]*)"
"""Of a name: no lower-case word but what joins names and their parts."""
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autore|writers?|contributors?|journalists?|people|person|profile?s?|staff)/[^/]+",
    re.IGNORECASE,
)
_NAME = re.compile(rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,{MAX_NAME_WORDS - 1}}})(?:\s*[|•·,(].*)?")
"""A name, and what may follow it: a role, a place, a date."""
_BEGINNING = compiled(rf"{any_of('byline')}\s*:?")
"""A byline whose name is an element of its own."""
_SIGNED = re.compile(rf"(?i:{any_of('byline')})\s*:?\s+{_NAME.pattern}")
_LIMITS = frozenset({"nav", "footer", "aside"})


def signed(tree: HtmlElement) -> list[str]:
    """The names of the page's first byline: links to authors' pages beside each other, or a line such as "By …"."""
    for element in islice(tree.iter("a", "p", "span", "div", "address", "h3", "h4", "h5", "h6", "li"), MAX_ELEMENTS):
        if element.tag == "a":
            if _is_author(element) and not any(around.tag in _LIMITS for around in element.iterancestors()):
                return list(_neighbours(element))
            continue
        text = clean_value((element.text or "")[:MAX_TEXT_CHARACTERS])
        begins = len(element) and _BEGINNING.fullmatch(text)
        found = _NAME.fullmatch(element_text(element[0])) if begins else _SIGNED.fullmatch(text)
        if found:
            return [found["name"]]
    return []


def _neighbours(link: HtmlElement) -> Iterator[str]:
    parent = link.getparent()
    for other in parent if parent is not None else [link]:
        if other.tag == "a" and _is_author(other):
            yield element_text(other)


def _is_author(link: HtmlElement) -> bool:
    if "author" not in (link.get("rel") or "").split() and not _PROFILE.search(link.get("href") or ""):
        return False
    text = element_text(link)
    return bool(text) and len(text.split()) <= MAX_NAME_WORDS and not any(char.isdigit() for char in text)
