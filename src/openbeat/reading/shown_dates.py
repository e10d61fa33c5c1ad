"""The date that readers see beside a headline, for pages whose markup states none.

Dates further away belong to other articles, to comments or to the copyright notice.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from openbeat.reading.headings import MAX_HEADINGS
from openbeat.reading.markup import clean_line, element_text, key
from openbeat.reading.times import FIRST_YEAR, LAST_YEAR

PIECES_BEFORE = 12
"""Pieces of text above the headline in which its date may stand."""
PIECES_AFTER = 30
"""Below it there may be a summary, authors with their roles, and buttons to share."""
MAX_PIECE_CHARACTERS = 100
"""Longer pieces are prose, whose dates are those of events."""
MAX_SPACED_CHARACTERS = 500
"""What is looked at of a piece, with the spaces of its markup."""
MAX_PIECES = 5_000
"""Pieces of text looked at; a headline stands above its article."""

_NO_DATE = frozenset({"script", "style", "template", "noscript", "nav", "footer", "aside", "select", "form"})


@dataclass(frozen=True, slots=True)
class ShownDates:
    """The dates beside a headline, each with the text it stands in; None where there is none."""

    published: tuple[date, str] | None
    """The one nearest below the headline, or above it, that is not called an update."""
    updated: tuple[date, str] | None
    """The nearest that is called an update."""


def shown_dates(tree: HtmlElement, title: str, declared_language: str | None) -> ShownDates:
    """The dates that readers see beside the headline.

    Args:
        tree: the page.
        title: the article's, to tell its headline from others; failing that the first is taken.
        declared_language: what the page says it is written in; in English 3/4/2025 is taken to be in March.
    """
    above: deque[str] = deque(maxlen=PIECES_BEFORE)
    below: list[str] = []
    for text, is_below in islice(_pieces(tree, title), MAX_PIECES):
        (below if is_below else above).append(text)
        if len(below) == PIECES_AFTER:
            break
    published = updated = None
    label = ""
    for piece in (*below, *reversed(above)) if below else ():
        text = clean_line(piece[:MAX_SPACED_CHARACTERS])
        text = text if len(text) <= MAX_PIECE_CHARACTERS else ""
        day = date_in(text, month_first=declared_language == "en")
        if day and _updated().search(f"{label} {text}"):
            updated = updated or (day, text)
        elif day:
            published = published or (day, text)
        label = text
        if published and updated:
            break
    return ShownDates(published, updated)


def date_in(text: str, *, month_first: bool) -> date | None:
    """The first date in a text, be its month a number or a name; None where there is none.

    Args:
        text: one line.
        month_first: whether 3/4/2025 is in March rather than in April.
    """
    for pattern in _patterns():
        match = pattern.search(text)
        if match:
            return _date(match, month_first=month_first)
    return None


def _pieces(tree: HtmlElement, title: str) -> Iterator[tuple[str, bool]]:
    """The texts of the page's parts in order, as they stand there, each with whether the headline is above it."""
    first_ranks = list(islice(tree.iter("h1"), MAX_HEADINGS))
    named = (element for element in first_ranks if key(title) and key(title) in key(element_text(element)))
    heading = next(chain(named, first_ranks, tree.iter("h2")), None)
    hidden, is_below = 0, False
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            hidden -= element.tag in _NO_DATE
            is_below = is_below or element is heading
        else:
            hidden += element.tag in _NO_DATE
        text = element.text if event == "start" else element.tail
        if text and not hidden and not text.isspace():
            yield text, is_below


def _date(match: re.Match[str], *, month_first: bool) -> date | None:
    parts = match.groupdict()
    if parts.get("first"):
        numbers = int(parts["first"]), int(parts["second"])
        month, day = numbers if month_first else numbers[::-1]
        if month > 12:  # noqa: PLR2004 - months
            month, day = day, month
    else:
        month, day = int(parts["month"]) if parts["month"].isdigit() else _month(parts["month"]), int(parts["day"])
    try:
        found = date(int(parts["year"]), month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    year, day, end = r"(?P<year>(?:19|20)\d\d)", r"(?P<day>[0-3]?\d)", r"(?!\d|\.\d)"
    number = r"(?P<month>[01]?\d)"
    name = rf"(?P<month>(?:{'|'.join(sorted(_months(), key=len, reverse=True))})[^\W\d_]*)\.?"
    begin = r"(?<![\d/.-])"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{begin}{year}\s?[-/.年년]\s?{number}\s?[-/.月월]\s?{day}{end}",
            rf"{begin}{day}\.\s?{number}\.\s?{year}{end}",
            rf"{begin}(?P<first>[0-3]?\d)[/-](?P<second>[0-3]?\d)[/-]{year}{end}",
            rf"\b{name}\s{day}(?:st|nd|rd|th)?,?\s{year}{end}",
            rf"{begin}{day}(?:st|nd|rd|th|\.|er|º)?\s?(?:de\s|of\s)?{name},?\s(?:de\s)?{year}{end}",
        )
    )


@lru_cache(maxsize=1)
def _updated() -> re.Pattern[str]:
    return re.compile("|".join(word for words in _load()["updated"].values() for word in words), re.IGNORECASE)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {stem: at for stems in _load()["months"].values() for at, stem in enumerate(stems, 1)}


@lru_cache(maxsize=200)
def _month(name: str) -> int:
    beginnings = [stem for stem in _months() if re.match(stem, name, re.IGNORECASE)]
    return _months()[max(beginnings, key=len)]


def _load() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("dates.toml").read_text(encoding="utf-8"))
