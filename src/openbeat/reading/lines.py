"""Lines of an article's text that know what the page sets them as, and the text and layout made of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Self, TypeVar

from openbeat.reading.blocks import Block
from openbeat.records import BlockKind

AnyLine = TypeVar("AnyLine", bound=str)
"""Steps that leave lines out give back what they were given, with whatever it knows of itself."""

HEADINGS = frozenset(kind for kind in BlockKind if kind.name.startswith("HEADING"))
_JOINED = frozenset({BlockKind.LIST, BlockKind.TABLE})
"""Kinds whose lines stand below each other in one block."""
_MARKERS = (("- ", BlockKind.LIST), ("| ", BlockKind.TABLE))


class Line(str):
    """A clean line of text: a paragraph, heading, item or row. Only code has line ends within it."""

    __slots__ = ("kind",)

    kind: BlockKind

    def __new__(cls, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Self:
        """A line of a kind; items begin with ``- ``, rows stand between ``|``."""
        line = super().__new__(cls, text)
        line.kind = kind
        return line


def line_of(block: Block) -> Line:
    """A block as a line of an article's text."""
    match block.kind:
        case BlockKind.LIST:
            return Line(f"{'-' if block.number is None else f'{block.number}.'} {block.text}", block.kind)
        case BlockKind.TABLE:
            return Line(f"| {block.text} |", block.kind)
        case _:
            return Line(block.text, block.kind)


def marked(text: str) -> Line:
    """A line of plain text whose marker tells its kind."""
    return Line(text, next((kind for marker, kind in _MARKERS if text.startswith(marker)), BlockKind.PARAGRAPH))


def laid_out(lines: Sequence[Line]) -> tuple[str, tuple[BlockKind, ...]]:
    """The text, its blocks parted by blank lines, and the kind of each block."""
    blocks: list[str] = []
    kinds: list[BlockKind] = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        parts: list[str] = list(run)
        parts = ["\n".join(parts)] if kind in _JOINED else parts
        blocks += parts
        kinds += [kind] * len(parts)
    return "\n\n".join(blocks), tuple(kinds)
