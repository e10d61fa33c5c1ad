"""Lines around an article's text that are not part of it: what a page sets above and below, and between paragraphs.

Only whole short lines go, and only where such lines stand: a paragraph that mentions a newsletter stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openbeat.reading.lines import AnyLine
from openbeat.reading.markup import key
from openbeat.reading.phrases import any_of, compiled

HEAD_LINES = 6
"""Lines at the top among which title, byline and date are repeated: kicker, title, standfirst, byline, date, share."""
TAIL_LINES = 14
"""Lines at the bottom among which a list of other articles may start."""
MAX_LINE_CHARACTERS = 320
"""Longer lines are paragraphs, whatever words they begin with."""
MAX_LABEL_CHARACTERS = 90
"""Longest kicker, byline or date line."""
MAX_CARD_CHARACTERS = 220
"""Titles and teasers of other articles are shorter; after a longer line the article goes on."""
MAX_HEADING_EXCESS = 4
"""Letters that the heading of a list of other articles may have beside its words and the site's name."""
MAX_TITLE_EXCESS = 1.6
"""How much longer than the title a line may be that repeats it with its kicker."""

_DATE = compiled(
    rf"^(?:{any_of('dated')}\b[\s:\uff1a]*)?(?=.*\d)"
    r"(?:\d{1,4}(?:st|nd|rd|th|er|\.|º)?|[^\W\d_]{2,12}\.?|[,./:\-\u2013\u2014|年月日時分시분월일년()]|[ap]\.m\.|[+-]\d+|\s)++$"
)
_DATE_NUMBER = re.compile(r"(?:19|20)\d\d|\d{1,2}[:.]\d{2}")
_BYLINE = compiled(
    rf"^{any_of('byline')}\b\s*:?\s+(?P<name>\S+(?:\s+\S+){{0,7}})$|^{any_of('byline_unspaced')}\s*[:\uff1a/].{{1,40}}$"
)
_FURNITURE = compiled(rf"^(?:[-•]\s*)?{any_of('furniture')}\s*[:.!]?$")
_TAIL = compiled(rf"^(?:[-•*_\u2014]\s*)*{any_of('tail')}")
_MORE = compiled(rf"^(?:[-•*→▶>»]\s*)*{any_of('more')}(?:\b|(?<=[^\W\d_]))\s*(?P<rest>.{{0,240}})$")
_POINTER = (":", "\N{FULLWIDTH COLON}", "|", "»", ">", "→")


def trim(lines: Sequence[AnyLine], title: str, authors: Sequence[str], site_name: str | None) -> list[AnyLine]:
    """The lines without what repeats the title, byline and date above, and without what the site sets below.

    Args:
        lines: clean lines, the body in order.
        title: the article's title, or an empty string.
        authors: names whose bare line is a byline.
        site_name: what the site calls itself.
    """
    kept = _trim_head(list(lines), title, authors, site_name)
    kept = [line for line in kept if not _points_elsewhere(line)]
    return _trim_tail(kept, authors, site_name)


def _is_tail_line(line: str) -> bool:
    """Whether a line, standing at the end of a text, is the site's rather than the article's."""
    return len(line) <= MAX_LINE_CHARACTERS and bool(_TAIL.match(line) or _FURNITURE.match(line))


def _trim_head(lines: list[AnyLine], title: str, authors: Sequence[str], site_name: str | None) -> list[AnyLine]:
    for number, line in enumerate(lines[:HEAD_LINES]):
        if _repeats(line, title) and all(len(before) <= MAX_LABEL_CHARACTERS for before in lines[:number]):
            lines = lines[number + 1 :]
            break
    names = {key(name) for name in authors} | {key(site_name or ""), key(title)} - {""}
    start = 0
    while start < min(HEAD_LINES, len(lines) - 1) and _is_label(lines[start], names):
        start += 1
    return lines[start:]


def _trim_tail(lines: list[AnyLine], authors: Sequence[str], site_name: str | None) -> list[AnyLine]:
    for number in range(max(1, len(lines) - TAIL_LINES), len(lines)):
        if _opens_list(lines[number], site_name) and all(
            len(after) <= MAX_CARD_CHARACTERS for after in lines[number + 1 :]
        ):
            lines = lines[:number]
            break
    names = {key(name) for name in authors} | {key(site_name or "")} - {""}
    while lines and (_is_tail_line(lines[-1]) or _points_elsewhere(lines[-1]) or key(lines[-1]) in names):
        lines = lines[:-1]
    return lines


def _opens_list(line: str, site_name: str | None) -> bool:
    """Whether a line is the heading of a list of other articles, such as "Related posts"."""
    match = _MORE.match(line) if len(line) <= MAX_LABEL_CHARACTERS else None
    return match is not None and len(key(match["rest"])) <= len(key(site_name or "")) + MAX_HEADING_EXCESS


def _repeats(line: str, title: str) -> bool:
    wanted, text = key(title), key(line)
    return bool(wanted) and wanted in text and len(text) <= MAX_TITLE_EXCESS * len(wanted)


def _is_label(line: str, names: set[str]) -> bool:
    """Whether a line above the text is a byline, a date, or a button."""
    if len(line) > MAX_LABEL_CHARACTERS:
        return False
    date = _DATE.match(line) and _DATE_NUMBER.search(line)
    return bool(date or _is_byline(line) or _FURNITURE.match(line) or key(line) in names)


def _is_byline(line: str) -> bool:
    match = _BYLINE.match(line)
    if match is None:
        return False
    # "By the end of the year, all was different." is a sentence
    name = match["name"] or ""
    return not name[:1].islower() and not name.endswith((".", "!", "?"))


def _points_elsewhere(line: str) -> bool:
    """Whether a line between paragraphs is a pointer to another article, such as "Read more: …"."""
    match = _MORE.match(line) if len(line) <= MAX_LINE_CHARACTERS else None
    return match is not None and match["rest"].startswith(_POINTER)
