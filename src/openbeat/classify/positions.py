"""What stands near what: questions to positions in order, in time that hardly grows with how many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def any_between(positions: Sequence[int], first: int, last: int) -> bool:
    """Whether one of them, in rising order, is from ``first`` to ``last``, both included."""
    index = bisect_left(positions, first)
    return index < len(positions) and positions[index] <= last


def any_near(positions: Sequence[int], position: int, distance: int) -> bool:
    """Whether one of them, in rising order, is no farther than a distance from a position."""
    return any_between(positions, position - distance, position + distance)


def latest(positions: Sequence[int], position: int) -> int | None:
    """The last of them, in rising order, that is not behind a position."""
    index = bisect_right(positions, position)
    return positions[index - 1] if index else None
