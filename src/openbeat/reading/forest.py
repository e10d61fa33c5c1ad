"""A sum of decision trees, as fitted by gradient boosting (Friedman, 2001, doi:10.1214/aos/1013203451)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Node = tuple[int, float, Any, Any] | float
"""A leaf's log-odds, or a feature's number, its cut, and the nodes for values up to the cut and above it."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees whose log-odds add up."""

    features: tuple[str, ...]
    trees: tuple[Node, ...]

    def chance(self, values: Sequence[float]) -> float:
        """The chance between 0 and 1 that the values, in the order of the features, speak for."""
        odds = 0.0
        for tree in self.trees:
            node = tree
            while isinstance(node, tuple):
                feature, cut, low, high = node
                node = low if values[feature] <= cut else high
            odds += node
        return 1 / (1 + math.exp(-odds))


def load_forest(name: str) -> Forest:
    """A forest from a JSON file beside this module."""
    return forest_from(json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8")))


def forest_from(stored: dict[str, Any]) -> Forest:
    """A forest as it is stored: its ``features``' names, and its ``trees`` as nested lists like :data:`Node`."""
    return Forest(tuple(stored["features"]), tuple(map(_node, stored["trees"])))


def _node(stored: Any) -> Node:
    if not isinstance(stored, list):
        return float(stored)
    feature, cut, low, high = stored
    return feature, cut, _node(low), _node(high)
