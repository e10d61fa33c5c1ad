"""The cards of a page: the repeated elements by which lists of articles lead to them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, takewhile
from statistics import median
from typing import cast
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from openbeat.addresses import registrable_domain
from openbeat.reading.teasers import is_cut
from openbeat.text import count_words

MIN_HEADLINE_WORDS = 4
"""Shorter links are menus, names and buttons."""
MIN_HEADING_WORDS = 2
"""The same for a link in a heading."""
MAX_PROSE_WORDS = 8
"""Words around a link in its paragraph, from which on it is part of a sentence."""
MIN_GROUP = 3
"""Cards of one look, below which they are no list."""
MAX_LENGTH_RATIO = 4
"""How many times longer than the median of its list a card is at most."""
MAX_LINKS = 2000
"""Links looked at; the front page of a large paper has 600."""
LINE_CHARACTERS = 60
"""By so much of its beginning a line is found again."""
MIN_PROSE_WORDS = 25
"""Shorter paragraphs on a card are teasers; longer ones say what there is to say, if they are not cut short."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_LINKS = etree.XPath(
    "//a[@href and string-length(concat(normalize-space(), @aria-label, @title)) > 5"
    " and not(ancestor::nav or ancestor::footer)]"
)
"""Links with room for two words, without menus."""
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\W_]+")
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CHANGE = re.compile(
    r"(?:.*/)?(?:pull|merge_requests)/\d+|(?:.*/)?commit/[0-9a-f]{7,40}|(?:.*/)?[^/]+/[^/]+/(?:-/)?issues/\d+"
)
"""The path to a change in software, such as release notes link to."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The cards of a page against its text, measured in letters and digits."""

    cards: int
    """Distinct articles of the same site that cards of one look lead to."""
    on_cards: int
    """On all cards."""
    told: int
    """Cards that the page's text has something of."""
    discussed: int
    """Those among them of which it has a paragraph of prose, rather than a teaser."""
    inside: int
    """Of the page's text, on cards."""
    outside: int
    """Of the page's text, elsewhere."""


def listing(tree: HtmlElement, url: str, lines: Sequence[str], *, flat: bool) -> Listing:
    """The cards of a page against what was taken for its text.

    Args:
        tree: the page.
        url: its address.
        lines: its text.
        flat: whether what follows a headline, up to the next, is on its card too, as on pages without cards; articles
            with headlines that are links look the same.
    """
    groups: dict[tuple[str, ...], dict[HtmlElement, str]] = defaultdict(dict)
    links = list(_headline_links(tree, url))
    leads = _leads(links)
    classes: dict[HtmlElement, str] = {}
    for card, address in _cards(links, leads):
        groups[_look(card, classes)][card] = address
    lists = [group for group in groups.values() if len(set(group.values())) >= MIN_GROUP]
    others = leads if flat else None
    texts = [text for group in lists for text in _alike([_card_text(card, others) for card in group])]
    on_cards = "".join(letters := list(map(_letters, texts)))
    ends = list(accumulate(map(len, letters)))
    inside = outside = 0
    told: set[int] = set()
    discussed: set[int] = set()
    for line in lines:
        shown = _letters(line)
        at = on_cards.find(shown[:LINE_CHARACTERS])
        if at < 0:
            outside += len(shown)
            continue
        inside += len(shown)
        told.add(card_at := bisect_right(ends, at))
        if count_words(line) >= MIN_PROSE_WORDS and not is_cut([line]):
            discussed.add(card_at)
    return Listing(
        cards=len({address for group in lists for address in group.values()}),
        on_cards=len(on_cards),
        told=len(told),
        discussed=len(discussed),
        inside=inside,
        outside=outside,
    )


def _card_text(card: HtmlElement, others: Container[HtmlElement] | None) -> str:
    """The text on a card, and below it up to the next of the others, where there are any."""
    below = takewhile(lambda element: element not in others, card.itersiblings()) if others is not None else ()
    return " ".join(chain.from_iterable(element.itertext() for element in (card, *below)))


def _alike(texts: Sequence[str]) -> list[str]:
    """The texts of cards without those far longer than the rest: articles with one link to another in them."""
    most = MAX_LENGTH_RATIO * median(map(len, texts)) + LINE_CHARACTERS
    return [text for text in texts if len(text) <= most]


def _leads(links: Sequence[tuple[HtmlElement, str]]) -> dict[HtmlElement, str | None]:
    """The article that each element with links in it leads to; None where they are several."""
    leads: dict[HtmlElement, str | None] = {}
    for link, address in links:
        leads[link] = address
        for around in link.iterancestors():
            known = leads.get(around, address)
            if known is None:  # so do all elements around this one
                break
            leads[around] = address if known == address else None
    return leads


def _cards(
    links: Sequence[tuple[HtmlElement, str]], leads: Mapping[HtmlElement, str | None]
) -> Iterator[tuple[HtmlElement, str]]:
    """For each link the largest element around it that leads to no other article."""
    for link, address in links:
        card = link
        for around in link.iterancestors():
            if leads[around] is None:
                break
            card = around
        yield card, address


def _headline_links(tree: HtmlElement, url: str) -> Iterator[tuple[HtmlElement, str]]:
    """The links of a page that read like headlines and lead to other pages of the same site."""
    domain = registrable_domain(url)
    own = urlsplit(url).path.rstrip("/")
    lengths: dict[HtmlElement, int] = {}
    for link in cast("list[HtmlElement]", _LINKS(tree))[:MAX_LINKS]:
        address = (link.get("href") or "").strip().partition("#")[0]
        path = _own_path(address, domain)
        bare = path.partition("?")[0].rstrip("/")
        if not path.strip("/") or bare == own or _CHANGE.fullmatch(bare):
            continue
        # a link that lies over its whole card has no text of its own
        words = count_words(" ".join(link.itertext()).strip() or link.get("aria-label") or link.get("title") or "")
        if words < MIN_HEADING_WORDS or (words < MIN_HEADLINE_WORDS and not _in_heading(link)):
            continue
        if not _in_prose(link, words, lengths):
            yield link, path


def _own_path(address: str, domain: str) -> str:
    """The path and query of an address on the same site; empty for any other."""
    if not _WEB.match(address):
        return "" if _OTHER_SCHEME.match(address) else address
    host, _, path = address.partition("//")[2].partition("/")
    host = host.partition(":")[0].lower()
    return f"/{path}" if host == domain or host.endswith(f".{domain}") else ""


def _in_heading(link: HtmlElement) -> bool:
    parent = link.getparent()
    return (parent is not None and parent.tag in _HEADINGS) or any(child.tag in _HEADINGS for child in link)


def _in_prose(link: HtmlElement, words: int, lengths: dict[HtmlElement, int]) -> bool:
    """Whether a link is part of a longer paragraph.

    Args:
        link: the link.
        words: its words.
        lengths: words of the paragraphs seen so far, since one may have thousands of links.
    """
    paragraph = next(link.iterancestors("p"), None)
    if paragraph is None:
        return False
    if paragraph not in lengths:
        lengths[paragraph] = count_words(" ".join(paragraph.itertext()))
    return lengths[paragraph] > words + MAX_PROSE_WORDS


def _look(card: HtmlElement, classes: dict[HtmlElement, str]) -> tuple[str, ...]:
    """What cards of one list have in common: the tags and first class names, numbers aside, of card and container.

    Args:
        card: the card.
        classes: the class names found so far, since a container may have thousands of cards.
    """
    parent = card.getparent()
    around = (card, parent) if parent is not None else (card,)
    for element in around:
        if element not in classes:
            classes[element] = _class(element)
    return tuple(chain.from_iterable((str(element.tag), classes[element]) for element in around))


def _class(element: HtmlElement) -> str:
    names = (element.get("class") or "").split()
    return next((name for name in names if not any(map(str.isdigit, name))), "")


def _letters(text: str) -> str:
    return _SEPARATOR.sub("", text)
