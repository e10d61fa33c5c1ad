"""Which of a page's titles is the article's, without the site's name.

A page names its article in several places: the heading that readers see, the headline in its JSON-LD, the titles for
social networks, the one on the browser's tab. Each may carry more than the title: the site's name, a section, a kicker.
Where two places agree on the title, it is found; the rest is about what to believe where none do. On pages with known
titles each of them alone, without the site's name, is right this often:

    ================  ======  ======  ========
    place             fundus  wcxb    trafeval
    ================  ======  ======  ========
    JSON-LD             .843    .897      .848
    OpenGraph           .809    .763      .748
    first heading       .800    .829      .783
    tab                 .588    .646      .534
    all as below        .924    .914      .901
    ================  ======  ======  ========
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from openbeat.reading.headings import MAX_HEADING_CHARACTERS as MAX_TITLE_CHARACTERS
from openbeat.reading.headings import Heading, headings
from openbeat.reading.markup import key
from openbeat.reading.sitenames import part_keys, site_names, strip_site_name, without_last_parts

MIN_TITLE_LETTERS = 4
"""Shorter headings are logos and section numbers."""
CUT_CHARACTERS = 90
"""A headline this long that another title goes on from was cut: Google asked for 110 characters at most."""

MIN_WORD_LETTERS = 4
"""Shorter words of two titles may be the same by chance."""
MIN_SHORT_WORDS = 6
"""Fewer words are a catchword, not a headline made shorter."""
MIN_SLUG_WORDS = 3
"""Fewer words in an address name a section as well as an article."""
MAX_SLUG_SHARE = 0.5
"""Of an address's words: a heading with no more of them is not what the address was made from."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
_SIGNS = re.compile(r"[\s:|\u2013\u2014-]+")
_LAST_SIGNS = re.compile(r"(?:\s+[|·•»\u2013\u2014-]+)+$")
_SLUG_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class HeadTitles:
    """The titles that a page's head gives; empty where it has none."""

    headline: str = ""
    """Of JSON-LD or a meta element."""
    social: str = ""
    """OpenGraph's, which social networks show."""
    tab: str = ""
    """The title element's."""


def choose_title(tree: HtmlElement, head: HeadTitles, entry_title: str, site_name: str | None, url: str) -> str:
    """The article's title, cut to ``MAX_TITLE_CHARACTERS``; an empty string where the page and the feed have none.

    In this order (each with how many titles of 1,045 pages are lost without it):
        1. the social title, where it is the heading in fewer words (4);
        2. a heading, or what its markup sets apart in it, that is word for word a title of the head or the feed (11);
           where the first rank only ends a path of links, one of the second rank (8);
        3. the longest heading that is a part of one of them, the others being the site and its sections (9);
        4. the heading that shares most words with them, unless it is the head's titles that the address was made from
           (67);
        5. the head's titles, then the feed's.

    Where the heading and all titles of the head differ, the heading is right on two of three pages.

    Args:
        tree: the page.
        head: the titles of the page's head.
        entry_title: the title in the feed, or an empty string.
        site_name: what the site calls itself.
        url: the page's address, whose host also names the site.
    """
    titles = [title[:MAX_TITLE_CHARACTERS] for title in (head.headline, head.social, head.tab, entry_title)]
    first_rank = list(headings(tree, "h1", site_names(site_name, url)))
    names = _names(site_name, url, titles, first_rank)
    headline, social, tab, entry = (_LAST_SIGNS.sub("", strip_site_name(title, names)) for title in titles)
    known = _uncut([title for title in (headline, social, tab, entry) if key(title) not in {"", *names}])
    shown = [
        heading
        for heading in first_rank
        if not heading.leads_home and len(key(heading.text)) >= MIN_TITLE_LETTERS and key(heading.text) not in names
    ]
    visible = [heading for heading in shown if not heading.in_path]
    certain = _shortened(visible, social, tab) or _same(visible, known)
    if certain:
        return without_last_parts(_spelt_out(certain, known))
    second = [heading for heading in headings(tree, "h2", names) if not heading.in_path]
    chosen = (
        (_same(second, [headline, social]) if shown and not visible else "")
        or _part([*visible, *second], (part_keys(social) | part_keys(tab)) - {""})
        or _related(visible, known, url)
        or next(iter([*known, *(heading.text for heading in shown), *filter(None, titles)]), "")
    )
    return without_last_parts(_spelt_out(chosen, known))


def _spelt_out(chosen: str, known: list[str]) -> str:
    """The title with the signs that the head has and a heading leaves to its layout: the colon behind a kicker."""
    letters = _SIGNS.sub("", chosen)
    return max((chosen, *(title for title in known if _SIGNS.sub("", title) == letters)), key=len)


def _names(site_name: str | None, url: str, titles: list[str], first_rank: list[Heading]) -> frozenset[str]:
    """The keys of what the site is called, by itself or by its headings."""
    said = {key(heading.text) for heading in first_rank if heading.leads_home}
    # some sites give every page the title of its article for their name
    return (site_names(site_name, url) | said) - {"", *(key(title) for title in titles[:2])}


def _uncut(titles: list[str]) -> list[str]:
    """The titles, each once; one that was cut to a limit is replaced by the one that goes on from it."""
    return list(dict.fromkeys(next((long for long in titles if _goes_on(long, title)), title) for title in titles))


def _goes_on(long: str, title: str) -> bool:
    return len(title) >= CUT_CHARACTERS and len(key(long)) > len(key(title)) and key(long).startswith(key(title))


def _shortened(shown: list[Heading], social: str, tab: str) -> str:
    """The social title, where it is the heading and the tab's title made shorter: it leaves words out, no more.

    One that leaves out the first words lacks a kicker that readers see.
    """
    if not any(key(heading.text) == key(tab) for heading in shown):
        return ""
    long, short = _SLUG_WORD.findall(tab.casefold()), _SLUG_WORD.findall(social.casefold())
    rest = iter(long)
    is_shorter = MIN_SHORT_WORDS <= len(short) < len(long) and long[-len(short) :] != short
    return social if is_shorter and all(word in rest for word in short) else ""


def _same(shown: Iterable[Heading], known: list[str]) -> str:
    """The first heading, or run of one, that is a known title."""
    keys = {key(title) for title in known} - {""}
    return next((run for heading in shown for run in (heading.text, *heading.runs) if key(run) in keys), "")


def _part(shown: list[Heading], keys: frozenset[str]) -> str:
    """The longest heading that is a part of a known title: the other parts name site and section."""
    return max((heading.text for heading in shown if key(heading.text) in keys), key=len, default="")


def _related(shown: list[Heading], known: list[str], url: str) -> str:
    """The heading that shares most words with a known title; a lone one where nothing is known."""
    if not known:
        return shown[0].text if len(shown) == 1 else ""
    shared = [max(len(_words(heading.text) & _words(title)) for title in known) for heading in shown]
    if not any(shared):
        return ""
    best = shown[shared.index(max(shared))].text
    return "" if _address_says(known, best, url) else best


def _address_says(known: list[str], heading: str, url: str) -> bool:
    """Whether the address was made from what all known titles say, and not from the heading."""
    slug = _slug_words(url)
    return (
        len(slug) >= MIN_SLUG_WORDS
        and all(slug <= set(_SLUG_WORD.findall(title.casefold())) for title in known)
        and len(slug & set(_SLUG_WORD.findall(heading.casefold()))) <= MAX_SLUG_SHARE * len(slug)
    )


def _slug_words(url: str) -> set[str]:
    try:
        parts = [part for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return set()
    return set(_SLUG_WORD.findall(unquote(parts[-1]).casefold())) if parts else set()


def _words(title: str) -> set[str]:
    """The title's words; of unspaced scripts the single characters."""
    return {word for word in _WORD.findall(title.casefold()) if len(word) >= MIN_WORD_LETTERS or not word.isascii()}
