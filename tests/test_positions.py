"""Questions to positions in order are answered as by looking at each of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openbeat.classify.positions import any_between, any_near, latest

POSITIONS = st.lists(st.integers(0, 30)).map(sorted)
POSITION = st.integers(-2, 32)


@given(POSITIONS, POSITION, POSITION)
def test_one_lies_between(positions: list[int], first: int, last: int) -> None:
    assert any_between(positions, first, last) == any(first <= each <= last for each in positions)


@given(POSITIONS, POSITION, st.integers(0, 10))
def test_one_lies_near(positions: list[int], position: int, distance: int) -> None:
    assert any_near(positions, position, distance) == any(abs(each - position) <= distance for each in positions)


@given(POSITIONS, POSITION)
def test_the_latest_is_not_behind(positions: list[int], position: int) -> None:
    assert latest(positions, position) == max((each for each in positions if each <= position), default=None)
