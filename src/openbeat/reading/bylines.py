"""Bylines as readers see them, for pages whose metadata name nobody."""

from __future__ import annotations

import re
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
MAX_MARKED = 20
"""Elements marked as the author that are looked at; below an article its comments' authors are marked too."""

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
_COMMENT = re.compile(r"comment", re.IGNORECASE)
_LIMITS = frozenset({"nav", "footer", "aside"})


def names_in(elements: list[HtmlElement]) -> list[str]:
    """The names in elements that their publisher marks as the article's author (https://schema.org/author)."""
    found: list[str] = []
    for element in elements[:MAX_MARKED]:
        if any(_COMMENT.search(f"{around.get('class')} {around.get('id')}") for around in element.iterancestors()):
            continue
        named = element.xpath(".//*[@itemprop='name']") or element.xpath(".//a[text()]") or [element]
        text = named[0].get("content") or element_text(named[0])
        if len(text.split()) <= MAX_NAME_WORDS:
            found.append(text)
    return found


def signed(tree: HtmlElement) -> list[str]:
    """The names of the page's first byline: links to authors' pages beside each other, or a line such as "By …"."""
    elements = tree.iter("a", "p", "span", "div", "address", "h3", "h4", "h5", "h6", "li")
    for element in islice(elements, MAX_ELEMENTS):
        names, limits = (_neighbours(element), _LIMITS) if element.tag == "a" else (_line(element), {"nav"})
        if names and not any(around.tag in limits for around in element.iterancestors()):
            return names
    return []


def _line(element: HtmlElement) -> list[str]:
    """The name in a line such as "By …", be it the element's own or the element's within it or behind it."""
    text = clean_value((element.text or "")[:MAX_TEXT_CHARACTERS])
    if not text:
        return []
    named: HtmlElement | None = None
    if _BEGINNING.fullmatch(text):
        named = element[0] if len(element) else element.getnext()
    found = _NAME.fullmatch(element_text(named)) if named is not None else _SIGNED.fullmatch(text)
    return [found["name"]] if found else []


def _neighbours(link: HtmlElement) -> list[str]:
    """The names in an author's link and in those beside it; none where the link leads elsewhere."""
    if not _is_author(link):
        return []
    parent = link.getparent()
    links = parent if parent is not None else [link]
    return [element_text(other) for other in links if other.tag == "a" and _is_author(other)]


def _is_author(link: HtmlElement) -> bool:
    if "author" not in (link.get("rel") or "").split() and not _PROFILE.search(link.get("href") or ""):
        return False
    text = element_text(link)
    return bool(text) and len(text.split()) <= MAX_NAME_WORDS and not any(char.isdigit() for char in text)
