"""Which of a page's titles is the article's, without the site's name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from openbeat.reading.markup import element_text, key

MIN_SHARE = 0.35
"""Share of the head's title that a heading must make up to be the same title, not a kicker or the site's name."""
MIN_OWN_SHARE = 0.5
"""Share of a heading that the title without its kicker makes up."""
MAX_TITLE_CHARACTERS = 500
"""Longer ones are no titles; the longest real headlines have some 300."""
MIN_TITLE_LETTERS = 4
"""Shorter headings are logos and section numbers."""

MIN_WORD_LETTERS = 4
"""Shorter words of two titles may be the same by chance."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
_SEPARATOR = re.compile(r"\s+[|·•\u2014\u2013\-»«:/~]+\s+|\s*[|\uff5c]\s*")


def choose_title(tree: HtmlElement, head_titles: list[str], entry_title: str, site_name: str | None, url: str) -> str:
    """The article's title, cut to ``MAX_TITLE_CHARACTERS``; an empty string where the page and the feed have none.

    A heading of the first rank that agrees with a title of the page's head or the feed is the title as readers see it.
    Failing that, a lone heading of the first rank that
    shares a word with one of them (it may name a section instead), then the head's titles in the order given.

    Args:
        tree: the page.
        head_titles: titles from JSON-LD and the head, the most trusted first.
        entry_title: the title in the feed, or an empty string.
        site_name: what the site calls itself.
        url: the page's address, whose host also names the site.
    """
    head_titles = [title[:MAX_TITLE_CHARACTERS] for title in head_titles]
    stripped = [strip_site_name(title, site_name, url) for title in head_titles]
    known = [title for title in (*stripped, entry_title) if title]
    shown = (element_text(element)[:MAX_TITLE_CHARACTERS] for element in tree.iter("h1"))
    found = (strip_site_name(text, site_name, url) for text in shown)
    headings = [
        text
        for text in dict.fromkeys(found)
        if len(key(text)) >= MIN_TITLE_LETTERS and key(text) != key(site_name or "")
    ]
    for heading in headings:
        if any(_agree(heading, title) for title in (*known, *head_titles)):
            return next((title for title in stripped if _is_without_kicker(title, heading)), heading)
    if len(headings) == 1 and (not known or any(_words(headings[0]) & _words(title) for title in known)):
        return headings[0]
    return known[0] if known else (headings[0] if headings else "")


def strip_site_name(title: str, site_name: str | None, url: str) -> str:
    """The title without a first or last part, set off by a separator, that names the site."""
    names = {key(site_name or ""), key(_host_label(url)), key(_host(url))} - {""}
    for match in reversed(list(_SEPARATOR.finditer(title))):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if before and _names_site(after, names):
            return before
        if after and _names_site(before, names):
            return after
    return title


def _names_site(part: str, names: set[str]) -> bool:
    text = key(part)
    if text in names:
        return True
    # "The Guardian US" is the Guardian; "The Guardian - Heron 14B" is the Guardian and the beginning of a title.
    long_names = [name for name in names if len(name) >= MIN_TITLE_LETTERS]
    return not _SEPARATOR.search(part) and any(
        text.startswith(name) and len(text) < 2 * len(name) for name in long_names
    )


def _agree(heading: str, title: str) -> bool:
    """Whether one holds the other, and not as a small part of it."""
    short, long = sorted((key(heading), key(title)), key=len)
    return bool(short) and short in long and len(short) >= MIN_SHARE * len(long)


def _is_without_kicker(title: str, heading: str) -> bool:
    """Whether a title is the heading but for a kicker before it, such as "Premier League"."""
    short, long = key(title), key(heading)
    return short != long and long.endswith(short) and len(short) >= MIN_OWN_SHARE * len(long)


def _words(title: str) -> set[str]:
    """The title's words; of unspaced scripts the single characters."""
    return {word for word in _WORD.findall(title.casefold()) if len(word) >= MIN_WORD_LETTERS or not word.isascii()}


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _host_label(url: str) -> str:
    parts = _host(url).split(".")
    return max(parts[:-1], key=len, default="")
