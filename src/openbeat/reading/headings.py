"""A page's headings, and what their markup tells apart in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from openbeat.reading.markup import clean_value
from openbeat.reading.sitenames import strip_site_name

MAX_HEADINGS = 50
"""Headings looked at; on pages that make one of every teaser the article's is among the first."""
MAX_PIECES = 20
"""Pieces of a heading that are told apart."""
MAX_HEADING_CHARACTERS = 500
"""Longer ones are no headings; the longest real headlines have some 300."""

MAX_STEPS = 5
"""Elements between a heading and the path it ends."""

_NO_TEXT = frozenset({"script", "style", "template", "rt", "rp"})
"""What a heading's words are not in; ``rt`` and ``rp`` say how to pronounce them."""
_PATH = re.compile(r"crumb", re.IGNORECASE)
_KICKER = re.compile(
    r"(?:over|top|roof)-?line|kicker|eyebrow|(?:top|super|sur|over)-?title|overhead|dachzeile|spitzmarke"
    r"|ante-?titulo|sur-?titre|occhiello",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as a line."""

    text: str
    """All of it but for a kicker that its class calls one."""
    runs: tuple[str, ...]
    """What it begins or ends with as far as elements of its own set that apart: a title with a kicker or a subtitle."""
    in_path: bool
    """Whether it ends a path of links ("Home > Politics > …"). Sites write it there for search engines; readers see
    another."""
    leads_home: bool
    """Whether it is a link to the front page: the site's name, not an article's title."""


def headings(tree: HtmlElement, rank: str, names: frozenset[str]) -> Iterator[Heading]:
    """The headings of a rank such as ``h1``, in the page's order, without empty ones and without the site's names."""
    for element in islice(tree.iter(rank), MAX_HEADINGS):
        pieces = list(islice(_pieces(element), MAX_PIECES))
        texts = [text for text, _ in pieces]
        if texts:
            # a kicker comes first: what a class calls so behind the title is the title
            behind = next((at for at, (_, is_kicker) in enumerate(pieces) if not is_kicker), 0)
            runs = (strip_site_name(_line(run), names) for run in (texts[behind:], texts, *_runs(texts)))
            yield Heading(next(runs), tuple(runs), in_path=_in_path(element), leads_home=_leads_home(element))


def _pieces(element: HtmlElement) -> Iterator[tuple[str, bool]]:
    """The texts of an element's parts, in order, and whether each is a kicker's."""
    hidden = kickers = 0
    for event, within in etree.iterwalk(element, events=("start", "end")):
        step = 1 if event == "start" else -1
        hidden += step * (within.tag in _NO_TEXT)
        kickers += step * (within is not element and bool(_KICKER.search(within.get("class") or "")))
        text = within.text if event == "start" else within.tail if within is not element else ""
        if text and text.strip() and not hidden:
            yield text[:MAX_HEADING_CHARACTERS], kickers > 0


def _runs(texts: list[str]) -> Iterator[list[str]]:
    for cut in range(1, len(texts)):
        yield texts[cut:]
        yield texts[:cut]


def _line(texts: list[str]) -> str:
    return clean_value(" ".join(texts))[:MAX_HEADING_CHARACTERS]


def _in_path(element: HtmlElement) -> bool:
    """Whether an element close around a heading is navigation or called a path, and has no paragraph in it."""
    for around in (element, *islice(element.iterancestors(), MAX_STEPS)):
        if around.tag == "nav" or _PATH.search(f"{around.get('class') or ''} {' '.join(around.keys())}"):
            return next(around.iter("p"), None) is None
    return False


def _leads_home(element: HtmlElement) -> bool:
    links = chain(element.iter("a"), islice(element.iterancestors("a"), 1))
    return any(_is_front_page(link.get("href") or "") for link in islice(links, 1))


def _is_front_page(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    named = parts.netloc if parts.scheme in {"http", "https", ""} else ""
    return bool(named or parts.path) and parts.path in {"", "/"} and not parts.query and not parts.fragment
