"""Tables of figures, for a terminal and for a page in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

NONE = "–"
"""What a cell without a figure shows."""


def figure(value: float | None, digits: int = 4) -> str:
    """A figure with so many digits after the point."""
    return NONE if value is None else f"{value:.{digits}f}"


def difference(value: float, digits: int = 4) -> str:
    """A figure with its sign; nothing but 0 where there is no difference."""
    return f"{value:+.{digits}f}" if round(value, digits) else "0"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool = False, words: int = 1) -> str:
    """The rows in columns, those without any figure left out.

    Args:
        head: a name for each column.
        rows: a cell for each column.
        markdown: as a table of GitHub's Markdown.
        words: how many columns at the left hold words; the others are aligned to the right.
    """
    shown = [n for n in range(len(head)) if n < words or any(row[n] != NONE for row in rows)]
    cells = [[row[n] for n in shown] for row in (head, *rows)]
    if markdown:
        cells.insert(1, ["---"] * words + ["---:"] * (len(shown) - words))
        return "\n".join(f"| {' | '.join(row)} |" for row in cells)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n < words else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
