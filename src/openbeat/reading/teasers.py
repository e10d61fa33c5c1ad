"""Texts that are only the beginning of their article, and the whole text where the publisher gives it away."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement

from openbeat.reading.lines import Line
from openbeat.reading.linked_data import MAX_BODY_CHARACTERS, Node, is_paywalled
from openbeat.reading.markup import clean_line, element_text
from openbeat.reading.phrases import sought
from openbeat.reading.source import Source
from openbeat.text import count_words

MAX_LOCKED_WORDS = 250
"""A text marked as not free to read that is longer was shown whole, or is long enough to be read as the article."""
MAX_INVITED_WORDS = 400
"""Beginnings that end in an invitation to pay or to read on are no longer; what follows a longer text is an advert."""
MAX_BROKEN_WORDS = 1000
"""The same for a text that breaks off before such an invitation, or has fewer words than the publisher counts."""
LAST_LINES = 4
"""Lines at the end among which the invitation stands."""
MAX_GAP_CHARACTERS = 150
"""Between the end of the text and the invitation, where the extractor took it for no part of the text."""
MAX_GAP_PIECES = 100
"""The same in pieces of markup, most of them empty."""
MAX_INVITATION_WORDS = 40
"""Longer lines are paragraphs."""
MIN_LINE_WORDS = 8
"""Shorter lines at the end are buttons and labels."""
MAX_SHOWN_SHARE = 0.5
"""Of the words that the publisher counts, those that a text has which is only their beginning."""
MIN_FREE_GAIN = 1.3
"""How many times longer than the page's the text in the page's JSON-LD is at least, to be the better one."""
MIN_PAID_WORDS = 25
"""Words of the part that is to be paid for, from which on the page shows it."""
MAX_PAID_PARTS = 20
"""Elements looked at that are marked so, and marks of them."""
TAIL_CHARACTERS = 30
"""By so much of its end the last line is found on the page."""

_INVITATION, _MORE = sought("teaser"), sought("more")
_CUT = re.compile(r"(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3})\s*$")
_LOCKED_TIERS = frozenset({"locked", "paid", "premium", "subscriber", "subscribers", "member"})
_SHOWN_TEXTS = etree.XPath(
    "//body//text()[not(parent::script or parent::style or parent::noscript or parent::template)]", smart_strings=False
)
_SELECTOR = re.compile(r"\s*([.#])([\w-]+)\s*")


def shows_beginning(source: Source, lines: Sequence[str]) -> bool:
    """Whether a text is only the beginning of its article.

    Args:
        source: the page it was taken from.
        lines: the body before its tail is trimmed, since the invitation to pay stands in the tail.
    """
    words = count_words(" ".join(lines))
    if not lines or words > MAX_BROKEN_WORDS:
        return False
    last = _last_line(lines)
    locked = is_locked(source)
    cut = is_cut(lines)
    if words <= MAX_LOCKED_WORDS and (cut or (locked and not _shows_paid_part(source, lines))):
        return True
    if words <= MAX_INVITED_WORDS and (ends_in_invitation(lines) or _invited_after(source.tree, last)):
        return True
    short = words < MAX_SHOWN_SHARE * _counted(source.node)
    if not cut and not short:
        return False
    return (short and locked) or ends_in_invitation(lines) or _invited_after(source.tree, last)


def is_cut(lines: Sequence[str]) -> bool:
    """Whether a text ends with an ellipsis, be it in a line of its own."""
    return any(_CUT.search(line) for line in (lines[-1], _last_line(lines)))


def ends_in_invitation(lines: Sequence[str]) -> bool:
    """Whether the last lines of a text invite to pay or to read on."""
    return any(is_invitation(line) for line in lines[-LAST_LINES:])


def is_invitation(line: str) -> bool:
    """Whether a line is the invitation to pay or to read on, and no part of the text."""
    return count_words(line) <= MAX_INVITATION_WORDS and bool(_INVITATION.search(line.lower()))


def is_locked(source: Source) -> bool:
    """Whether the publisher says that the text is to be paid for: in JSON-LD, or as the tier of the content."""
    tier = source.first("article:content_tier", "article.access").lower()
    return is_paywalled(source.node) or tier in _LOCKED_TIERS


def free_text(source: Source, lines: Sequence[str]) -> list[Line] | None:
    """The lines of the whole text as the page's JSON-LD has it (``articleBody``), where the page shows less of it.

    Only where the publisher doesn't say that it is to be paid for: what stands behind a paywall stays there, even if a
    program could read it.

    Args:
        source: the page.
        lines: what the page shows.
    """
    body = source.node.get("articleBody")
    if not isinstance(body, str) or len(body) > MAX_BODY_CHARACTERS or is_locked(source):
        return None
    told = [Line(line) for line in map(clean_line, body.splitlines()) if line]
    enough = max(MIN_FREE_GAIN * count_words(" ".join(lines)), MIN_PAID_WORDS)
    return told if count_words(" ".join(told)) >= enough else None


def _last_line(lines: Sequence[str]) -> str:
    """The last line that is no invitation, button or label."""
    told = (line for line in reversed(lines) if count_words(line) >= MIN_LINE_WORDS and not is_invitation(line))
    return next(told, lines[-1])


def _invited_after(tree: HtmlElement, last: str) -> bool:
    """Whether the page invites to pay or to read on right below the text's last line."""
    pieces = cast("list[str]", _SHOWN_TEXTS(tree))
    unspaced = [_unspaced(piece) for piece in pieces]
    tail = _unspaced(last)[-TAIL_CHARACTERS:]
    at = "".join(unspaced).rfind(tail)
    if at < 0:
        return False
    below = bisect_left(list(accumulate(map(len, unspaced))), at + len(tail)) + 1
    gap = 0
    for piece in map(clean_line, pieces[below : below + MAX_GAP_PIECES]):
        if is_invitation(piece) and not _MORE.match(piece.lower()):  # "Read more" stands above links to other articles
            return True
        gap += len(piece)
        if gap > MAX_GAP_CHARACTERS:
            break
    return False


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _shows_paid_part(source: Source, lines: Sequence[str]) -> bool:
    """Whether the part that the publisher marks as to be paid for is on the page, and in the text.

    Source: https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    selectors = (part.get("cssSelector") for part in islice(_paid_parts(source.node), MAX_PAID_PARTS))
    simple = [found for selector in selectors if isinstance(selector, str) and (found := _SELECTOR.fullmatch(selector))]
    names = {found[2] for found in simple}
    classes = {found[2] for found in simple if found[1] == "."}
    marked = (
        element
        for element in (source.tree.iter() if names else ())
        if element.get("id") in names or not classes.isdisjoint((element.get("class") or "").split())
    )
    texts = map(element_text, islice(marked, MAX_PAID_PARTS))
    return any(count_words(text) >= MIN_PAID_WORDS and _last_line(lines)[-TAIL_CHARACTERS:] in text for text in texts)


def _paid_parts(node: Node) -> Iterator[dict[str, Any]]:
    parts = node.get("hasPart")
    for part in parts if isinstance(parts, list) else [parts]:
        if isinstance(part, dict) and is_paywalled(part):
            yield part


def _counted(node: Node) -> int:
    """How many words the publisher says that the text has; 0 where it doesn't."""
    count = str(node.get("wordCount") or "")
    return int(count) if count.isdecimal() and len(count) <= 6 else 0  # noqa: PLR2004 - no text has a million
