"""What was learned from labelled texts, as numbers: linear models over measures that know nothing of any beat.

``weights.json`` is written by ``bench/fit_classifier.py`` and says of itself what it was fitted on. Every model is a
multinomial logistic regression (Cox, 1966): P(class) = exp(w . x) / sum over classes, with one class whose weights are
all 0 for reference.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

BIAS = "bias"
"""The weight that is added whatever the text."""


MODELS = ("scope", "subject", "topic", "stance")


@dataclass(frozen=True, slots=True)
class Softmax:
    """Weights by class and measure."""

    reference: str
    """The class with no weights."""
    weights: Mapping[str, Mapping[str, float]]

    def chances(self, measures: Mapping[str, float]) -> dict[str, float]:
        """The probability of every class. Measures without a weight count for nothing."""
        odds = {
            name: weights[BIAS] + math.fsum(weights.get(measure, 0.0) * value for measure, value in measures.items())
            for name, weights in self.weights.items()
        }
        odds[self.reference] = 0.0
        highest = max(odds.values())
        powers = {name: math.exp(value - highest) for name, value in odds.items()}
        total = sum(powers.values())
        return {name: power / total for name, power in powers.items()}

    def shares(self, name: str, measures: Mapping[str, float]) -> dict[str, float]:
        """What each measure adds to the log-odds of a class against the reference."""
        weights = self.weights[name]
        return {measure: weights.get(measure, 0.0) * value for measure, value in measures.items()}


@dataclass(frozen=True, slots=True)
class Weights:
    """The models of a classifier."""

    scope: Softmax
    """Whether a text is ``within`` the beat or ``off``."""
    subject: Softmax
    """Whether the beat is the subject of a text within it (``core``), or a ``mention``."""
    topic: Softmax
    """Whether a text is ``about`` a topic or ``other``."""
    stance: Softmax
    """Which side a text within the beat takes."""


@cache
def shipped_weights() -> Weights:
    """The models that ship with openbeat."""
    stored = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    models = {name: Softmax(stored[name]["reference"], stored[name]["weights"]) for name in MODELS}
    return Weights(**models)
