"""What is measured, what the docstrings explain, and what has a weight are the same."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from openbeat.classify import load_beat, relevance, stance, topics
from openbeat.classify.evidence import gather
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.weights import BIAS, MODELS, Softmax, shipped_weights

BEAT = load_beat("open_source_ai")
FOUND = Lexicon(BEAT).find("Open weights for all", "Llama 4 is an open-weight model, and an impressive one.", "en")
GATHERED = gather(FOUND, BEAT, "en")
MEASURED = {
    "scope": set(relevance.measures(GATHERED)),
    "subject": set(relevance.measures(GATHERED)),
    "topic": set(next(iter(topics.measures(FOUND, BEAT, GATHERED.zones, 0.5).values()))),
    "stance": set(stance.measures(FOUND, GATHERED, stance.sides(FOUND, GATHERED), 0.5)),
}


def explained(module: ModuleType) -> list[str]:
    """The names at the beginning of indented lines."""
    rows = re.findall(r"^ +(\w+(?:, \w+)*)", str(module.__doc__), re.MULTILINE)
    return [name for row in rows for name in row.split(", ")]


@pytest.mark.parametrize(("module", "model"), [(relevance, "scope"), (topics, "topic"), (stance, "stance")])
def test_every_measure_is_explained_once(module: ModuleType, model: str) -> None:
    assert sorted(explained(module)) == sorted(MEASURED[model])


@pytest.mark.parametrize("name", MODELS)
def test_every_measure_has_a_weight_in_every_class_and_every_weight_a_measure(name: str) -> None:
    model: Softmax = getattr(shipped_weights(), name)
    for weights in model.weights.values():
        assert set(weights) == MEASURED[name] | {BIAS}


def test_the_measures_are_from_0_to_1() -> None:
    values = relevance.measures(GATHERED)
    values |= stance.measures(FOUND, GATHERED, stance.sides(FOUND, GATHERED), 0.5)
    assert [name for name, value in values.items() if not 0 <= value <= 1] == []
