"""Bylines as readers see them, for pages whose metadata name nobody."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from openbeat.reading.markup import clean_value, element_text
from openbeat.reading.names import is_date, split_authors
from openbeat.reading.phrases import any_of, compiled

MAX_TEXT_CHARACTERS = 300
"""What is looked at of an address, and of a text with the spaces of its markup."""
MAX_NAME_WORDS = 5
"""Of what an author's link says; more is a headline."""
MAX_ELEMENTS = 5_000
"""Elements looked at; a byline stands above its article."""
MAX_MARKED = 20
"""Elements marked as the author that are looked at; below an article its comments' authors are marked too."""
MAX_NEIGHBOURS = 30
"""Elements beside an author's link among which its co-authors' are looked for; more is a list of all authors."""

_WORD = r"(?:(?:and|und|et|y|e|de|la|van|von|der|den|di|da|del|al|bin)|[^\W\d_a-zß-öø-ÿ][\w.'\u2019-]*)"
"""Of a name: no lower-case word but what joins names and their parts."""
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autore|writers?|contributors?|journalists?|people|person|profile?s?|staff)/[^/]+(?:/[^/.]+)?/?$",
    re.IGNORECASE,
)
"""Of an author's page; what lies deeper is an article."""
_NAME = re.compile(rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,{MAX_NAME_WORDS - 1}}})(?:\s*[|•·,(].*)?")
"""A name, and what may follow it: a role, a place, a date."""
_BEGINNING = compiled(rf"{any_of('byline')}\s*:?")
"""A byline whose name is an element of its own."""
_SIGNED = re.compile(rf"(?i:{any_of('byline')})\s*:?\s+{_NAME.pattern}")
_COMMENT = re.compile(r"comment", re.IGNORECASE)
_COMMENTS = re.compile(
    r"(?:^|\s)(?:commentlist|comments?(?:[-_](?:area|author|block|body|content|header|list|meta|wrapper|published))?)(?:\s|$)",
    re.IGNORECASE,
)
"""What holds comments, rather than an article that has some."""
_MENU = re.compile(
    r"(?:^|[\s_-])(?:(?:sub-?)?menu|navbar|lwptoc|table-of-contents|widget_archive|popup)(?:[\s_-]|$)|(?:^|\s)footer(?:\s|$)",
    re.IGNORECASE,
)
"""What leads elsewhere, where it is no element made for it."""
_QUOTED = re.compile(r"[?!\"\u201c-\u201e\u300c-\u300f«»]")
"""In headlines and buttons, not in names."""
_NAVIGATION = frozenset({"nav"})
_LIMITS = frozenset({"nav", "footer", "aside"})
_WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements around the article too, which say of it that it has comments."""


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
        names, limits = (_neighbours(element), _LIMITS) if element.tag == "a" else (_line(element), _NAVIGATION)
        if any(map(_is_name, names)) and not any(_is_elsewhere(around, limits) for around in element.iterancestors()):
            return names
    return []


def _is_name(text: str) -> bool:
    return not is_date(text) and bool(split_authors([text], None))


def _is_elsewhere(around: HtmlElement, limits: frozenset[str]) -> bool:
    """Whether what stands within an element is no byline, but a menu's or a comment's."""
    if around.tag in limits:
        return True
    label = f"{around.get('class') or ''} {around.get('id') or ''}" if around.tag not in _WHOLE else ""
    return bool(_COMMENTS.search(label) or _MENU.search(label))


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
    links = parent if parent is not None and len(parent) <= MAX_NEIGHBOURS else [link]
    return [element_text(other) for other in links if other.tag == "a" and _is_author(other)]


def _is_author(link: HtmlElement) -> bool:
    path = (link.get("href") or "")[:MAX_TEXT_CHARACTERS].partition("?")[0].partition("#")[0]
    if "author" not in (link.get("rel") or "").split() and not _PROFILE.search(path):
        return False
    text = element_text(link)
    if not text or len(text.split()) > MAX_NAME_WORDS or _QUOTED.search(text):
        return False
    return not any(char.isdigit() for char in text)
