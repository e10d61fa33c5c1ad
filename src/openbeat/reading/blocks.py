"""A page as its blocks of text in order, each with the element that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from openbeat.reading.markup import clean_code, clean_line
from openbeat.records import BlockKind

ROOT = -1
"""The parent of a place that has none."""
MAX_CELL_PARAGRAPHS = 3
"""In each cell of a row that holds data; a cell with more is a column of the page."""

_PARTS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li",
    "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
})  # fmt: skip
"""Elements that begin and end a block."""
_NO_TEXT = frozenset({
    "audio", "datalist", "head", "iframe", "math", "nav", "noscript", "script", "select", "style", "template",
    "textarea", "video",
})  # fmt: skip
_MISPARSED = frozenset({"button", "canvas", "map", "object", "svg"})
"""They show no text of an article, but hold half the page where they aren't closed as the parser expects."""
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ul", "ol"})
_NOT_IN_DATA = frozenset({
    "article", "blockquote", "dl", "form", "h1", "h2", "h3", "h4", "h5", "h6", "nav", "ol", "pre", "section", "table",
    "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{rank}": BlockKind(f"h{max(2, rank)}") for rank in range(1, 7)}
"""The title alone is of the first rank."""
_CELL_START = "\x1f"
"""Begins a cell while a row is gathered (the ASCII unit separator); pages have none, since parsing drops controls."""
MAX_SPAN = 20
"""Columns that one cell is taken to span."""
_SMALL_NUMBER = re.compile(r"[0-9]{1,4}")
_EMPTY = re.compile(r"[\W_]*")
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))


@dataclass(frozen=True, slots=True)
class Place:
    """An element that may hold blocks."""

    tag: str
    names: str
    """Its class and id."""
    parent: int
    """Its parent's position among the places, which is lower than its own; ``ROOT`` for the first."""
    path: int
    """A number for its tags and classes from the top, digits left out: places that one template made share it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that the page sets as one paragraph, heading, list item, row of a table or piece of code."""

    place: int
    text: str
    """One clean line; of code, as many as it has; of a row, its cells parted by ``|``."""
    linked: int
    """Characters of it that are links."""
    kind: BlockKind
    number: int | None = None
    """Of an item in a list that is numbered."""


@dataclass(slots=True)
class Outline:
    """All blocks of a page in order, and all places in order of their start."""

    places: list[Place] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def outline(tree: HtmlElement) -> Outline:
    """The page's blocks that have a letter or digit; scripts, menus, buttons and the like are none."""
    walk = _Walk()
    walker = etree.iterwalk(tree, events=("start", "end"))
    skipped = None
    for event, element in walker:
        if event == "start":
            if _shows_text(element):
                walk.enter(element)
                walk.add(element.text)
            else:
                skipped = element
                walker.skip_subtree()
            continue
        if element is skipped:
            skipped = None
        else:
            walk.leave(element.tag)
        if element is not tree:
            walk.add(element.tail)
    walk.flush()
    return walk.outline


class _Walk:
    """The place reached in a page, and the text gathered there so far."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._place = ROOT
        self._paths: dict[tuple[int, str, str], int] = {}
        self._pieces: list[str] = []
        self._linked = self._links = self._breaks = self._rows = self._codes = self._quotes = 0
        self._spanned = 0
        self._opens_item = False
        self._numbers: list[int | None] = []  # of the last item in each list that is open

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a":
            self._links += 1
        elif self._rows and tag in _CELLS:
            self._pieces.append(_CELL_START * (self._spanned + 1))
            self._spanned = _further_columns(element)
        elif self._rows:
            self._pieces.append(" " if tag in _PARTS or tag == "br" else "")
            self._rows += tag == "tr"
        elif self._codes:
            if tag in _PARTS or tag == "br":
                self._pieces.append("\n")
            self._codes += tag == "pre"
        elif tag in _PARTS:
            self._begin(element)
        elif tag == "br":
            self._breaks += 1
            self._pieces.append("\n")
            if self._breaks > 1:  # an empty line parts paragraphs
                self.flush()
        elif tag == "hr":
            self.flush()

    def _begin(self, element: HtmlElement) -> None:
        tag = element.tag
        self.flush()
        self._descend(element)
        self._opens_item = tag == "li" or (self._opens_item and tag not in _LISTS)
        if tag in _LISTS:
            self._numbers.append(_number(element.get("start"), 1) - 1 if tag == "ol" else None)
        elif tag == "li" and self._numbers and (last := self._numbers[-1]) is not None:
            self._numbers[-1] = _number(element.get("value"), last + 1)
        self._rows = int(tag == "tr" and _holds_data(element))
        self._codes += tag == "pre"
        self._quotes += tag == "blockquote"

    def leave(self, tag: str) -> None:
        if tag == "a":
            self._links -= 1
        elif self._rows and (tag != "tr" or self._rows > 1):
            self._rows -= tag == "tr"
        elif self._codes and (tag != "pre" or self._codes > 1):
            self._codes -= tag == "pre"
        elif tag in _PARTS:
            self.flush()
            self._rows = 0
            self._place = self.outline.places[self._place].parent
            self._codes -= tag == "pre"
            self._quotes -= tag == "blockquote"
            if tag in _LISTS:
                self._numbers.pop()

    def add(self, text: str | None) -> None:
        if not text:
            return
        if not text.isspace():
            self._breaks = 0
            if self._links:
                self._linked += len(text)
        elif not self._pieces and not self._codes:  # most of a page's pieces are spaces between elements
            return
        self._pieces.append(text)

    def flush(self) -> None:
        if not self._pieces:
            return
        kind, text = self._kind(), self._text("".join(self._pieces))
        if not _EMPTY.fullmatch(text):
            number = self._numbers[-1] if kind is BlockKind.LIST and self._numbers else None
            self.outline.blocks.append(Block(self._place, text, min(self._linked, len(text)), kind, number))
            self._opens_item = False
        self._pieces.clear()
        self._linked = 0

    def _kind(self) -> BlockKind:
        if self._rows:
            return BlockKind.TABLE
        if self._codes:
            return BlockKind.CODE
        if heading := _HEADINGS.get(self.outline.places[self._place].tag):
            return heading
        if self._opens_item:
            return BlockKind.LIST
        return BlockKind.QUOTE if self._quotes else BlockKind.PARAGRAPH

    def _text(self, raw: str) -> str:
        if self._rows:
            cells = (raw + _CELL_START * self._spanned).split(_CELL_START)[1:]  # before the first one are spaces
            self._spanned = 0
            return " | ".join(clean_line(cell).replace("|", r"\|") for cell in cells)
        return clean_code(raw) if self._codes else clean_line(raw)

    def _descend(self, element: HtmlElement) -> None:
        places = self.outline.places
        classes = element.get("class") or ""
        names = f"{classes} {element.get('id') or ''}".strip()
        above = places[self._place].path if self._place != ROOT else ROOT
        step = (above, element.tag, classes.translate(_NO_DIGITS))
        places.append(Place(element.tag, names, self._place, self._paths.setdefault(step, len(self._paths))))
        self._place = len(places) - 1


def _shows_text(element: HtmlElement) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _NO_TEXT:
        return False
    if tag not in _MISPARSED or element.find(".//p") is not None:
        return True
    parent = element.getparent()  # a question that opens its answer
    return tag == "button" and parent is not None and parent.tag in _HEADINGS


def _further_columns(cell: HtmlElement) -> int:
    """How many columns a cell takes beside its own."""
    return min(max(_number(cell.get("colspan"), 1), 1), MAX_SPAN) - 1


def _number(said: str | None, otherwise: int) -> int:
    """A small number that an attribute gives."""
    return int(said) if said and _SMALL_NUMBER.fullmatch(said) else otherwise


def _holds_data(row: HtmlElement) -> bool:
    """Whether each cell of a table's row is a value; else the table sets out the page."""
    cells = [child for child in row if child.tag in _CELLS]
    if len(cells) < 2 or any(within.tag in _NOT_IN_DATA for cell in cells for within in cell.iter()):  # noqa: PLR2004
        return False
    return all(sum(1 for _ in cell.iter("p", "div")) <= MAX_CELL_PARAGRAPHS for cell in cells)
