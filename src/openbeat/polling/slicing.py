"""Cut an oversized feed down to its newest items before it is parsed.

feedparser takes 0.2 to 0.7 ms and some kilobytes for every item, so a feed of 50,000 would take it a quarter of a
minute to show its 500 newest. What is read here is only where items begin and end and which date they bear; the rest of
the feed stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise

_OPAQUE = {b"![cdata[": b"]]>", b"!--": b"-->"}
"""Sections whose content is no markup, and how they end."""
_TOKEN = re.compile(
    rb"<(?:(!\[CDATA\[|!--)|(/?)((?:[\w.-]{1,40}:)?(?:item|entry|channel|feed|rss|rdf))(?=[\s/>]))", re.IGNORECASE
)
_ITEM_NAMES = (b"item", b"entry")
_DATED = rb"<(?:[\w.-]{1,40}:)?(?:%b)(?:\s[^<>]{0,200})?>\s*(?:<!\[CDATA\[\s*)?([^<\]]{4,60})"
_DATES = tuple(
    re.compile(_DATED % names, re.IGNORECASE)
    for names in (rb"pubDate|published|issued|created|date", rb"updated|modified")
)
"""Where an item tells its date. A change counts only where nothing else is told: some sites stamp all items anew."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """An opening or closing tag of an item, or the closing tag of what holds the items."""

    name: bytes
    closing: bool
    start: int
    end: int
    """After the name."""


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int


def keep_newest(body: bytes, max_items: int) -> tuple[bytes, int]:
    """The feed with its newest items only, in the order it has them, and how many it left out.

    Args:
        body: a feed in UTF-8 or another encoding that agrees with ASCII.
        max_items: items kept. One without a readable date counts as new as the one before it; of equally new ones
            those that the feed has first are kept.
    """
    items = _items(body)
    if len(items) <= max_items:
        return body, 0
    kept = set(newest([_date(body, item) for item in items], max_items))
    pieces, position = [], 0
    for number, item in enumerate(items):
        if number not in kept:
            pieces.append(body[position : item.start])
            position = item.end
    pieces.append(body[position:])
    return b"".join(pieces), len(items) - max_items


def newest(dates: Sequence[float | None], count: int) -> list[int]:
    """The places of the newest items, in ascending order.

    Args:
        dates: of all items, as seconds; an item without one counts as new as the one before it.
        count: how many to choose; of equally new ones the first.
    """
    known = next((date for date in dates if date is not None), 0.0)
    ranks = []
    for place, date in enumerate(dates):
        known = known if date is None else date
        ranks.append((-known, place))
    return sorted(place for _, place in sorted(ranks)[:count])


def _items(body: bytes) -> list[_Item]:
    """The feed's items: the elements of the name, prefix and all, that most ``item`` and ``entry`` elements have.

    Where some have no prefix, those that have one are parts of items. An item that is not closed ends where the next
    one begins, or where what holds them ends.
    """
    tags = list(_tags(body))
    opened = Counter(tag.name for tag in tags if not tag.closing)
    if not opened:
        return []
    plain = Counter({name: count for name, count in opened.items() if b":" not in name})
    name, _ = (plain or opened).most_common(1)[0]
    own = [tag for tag in tags if tag.name == name or tag.name.rpartition(b":")[2] not in _ITEM_NAMES]
    end_of_feed = _Tag(b"", closing=True, start=len(body), end=len(body))
    return [
        _Item(tag.start, _after(body, following) if following.name == name and following.closing else following.start)
        for tag, following in pairwise([*own, end_of_feed])
        if not tag.closing
    ]


def _tags(body: bytes) -> Iterator[_Tag]:
    """The tags of items and the closing tags of their containers, outside comments and CDATA sections."""
    endless = set()
    position = 0
    while match := _TOKEN.search(body, position):
        opaque, slash, name = match.groups()
        position = match.end()
        if opaque:
            terminator = _OPAQUE[opaque.lower()]
            end = -1 if terminator in endless else body.find(terminator, position)
            if end < 0:
                endless.add(terminator)  # looked for once only, or the time would grow with the square of the size
            else:
                position = end + len(terminator)
        elif slash or name.lower().endswith(_ITEM_NAMES):
            yield _Tag(name.lower(), bool(slash), match.start(), match.end())


def _after(body: bytes, tag: _Tag) -> int:
    return body.find(b">", tag.end) + 1 or len(body)


def _date(body: bytes, item: _Item) -> float | None:
    for pattern in _DATES:
        match = pattern.search(body, item.start, item.end)
        seconds = _seconds(match[1].decode("ascii", "replace").strip()) if match else None
        if seconds is not None:
            return seconds
    return None


def _seconds(text: str) -> float | None:
    """The time that an RFC 3339 or RFC 5322 date means, in seconds since 1970; without a zone it is taken as UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, OverflowError):  # both refuse in these ways what is not theirs
            continue
    return None
