"""Fit the weights of a beat's relevance softmax on labelled texts.

    python bench/fit_relevance.py LABELS.jsonl.gz [MORE.jsonl …] [--pull 0.3]

Prints the [relevance.core] and [relevance.mention] tables for the beat file, after what cross-validation over the
labels' groups says of weights so fitted. The sample newsroom's articles are fitted on too, since they are whole: labels
that rest on leads alone say nothing about evidence in the body. The fit is pulled towards the weights in the beat file
as it stands, since labels are few.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))  # when started as a file, not as a module

from bench.classification import read_lines, scores
from openbeat.classify import Beat, load_beat
from openbeat.classify.beat import FEATURES, Judgement
from openbeat.classify.evidence import gather
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.relevance import features, judge
from openbeat.sample.content import load_newsroom

Array = NDArray[np.float64]
CLASSES = ("core", "mention", "off")
FOLDS = 5
STEPS, RATE = 3000, 0.5


def measure(lexicon: Lexicon, item: dict[str, Any]) -> list[float]:
    """The features of an item, in their fixed order."""
    found = lexicon.find(item["title"], item["text"], item["lang"])
    values = features(gather(found, lexicon.beat, item["lang"]))
    return [values[name] for name in FEATURES]


def sample_items() -> list[dict[str, Any]]:
    """The sample newsroom's articles in the form of labelled items; each story is a group."""
    return [
        {
            "group": f"sample:{article.truth.story or article.slug}",
            "lang": article.truth.language,
            "title": article.title,
            "text": article.body,
            "relevance": article.truth.relevance,
            "hard_negative": False,
        }
        for article in load_newsroom().articles.values()
    ]


def fit(x: Array, y: Array, prior: Array, pull: float) -> Array:
    """Weights by gradient descent on cross-entropy plus ``pull / n`` times the squared distance from the prior."""
    weights = prior.copy()
    for _ in range(STEPS):
        logits = x @ weights
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        gradient = x.T @ (chances - y) / len(x) + 2 * pull / len(x) * (weights - prior)
        gradient[:, 2] = 0.0
        weights -= RATE * gradient
    return weights


def judgement(weights: Array, beat: Beat) -> Judgement:
    """The weights as the classifier takes them."""
    core, mention = (
        {name: float(weights[row, column]) for row, name in enumerate(FEATURES)} for column in range(len(CLASSES) - 1)
    )
    return beat.relevance.model_copy(update={"core": core, "mention": mention})


def table(items: list[dict[str, Any]], said: list[str]) -> str:
    """One line of scores."""
    pairs = list(zip((item["relevance"] for item in items), said, strict=True))
    parts = [f"{name} F1 {scores([(t == name, s == name) for t, s in pairs])[0]:.3f}" for name in CLASSES]
    parts.append(f"core+mention F1 {scores([(t != 'off', s != 'off') for t, s in pairs])[0]:.3f}")
    hard = [s != "off" for item, s in zip(items, said, strict=True) if item["hard_negative"]]
    return ", ".join([*parts, f"hard negatives let in {sum(hard) / max(1, len(hard)):.3f}"])


def main() -> None:
    """Cross-validate, fit on everything, print."""
    parser = argparse.ArgumentParser(description="Fit the weights of a beat's relevance softmax.")
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--beat", default="open_source_ai")
    parser.add_argument("--pull", type=float, default=0.3)
    options = parser.parse_args()
    beat = load_beat(options.beat)
    lexicon = Lexicon(beat)
    items = [item for path in options.labels for item in read_lines(path)]
    labelled = len(items)
    items += sample_items()
    x = np.array([measure(lexicon, item) for item in items])
    y = np.array([[float(item["relevance"] == name) for name in CLASSES] for item in items])
    prior = np.zeros((len(FEATURES), len(CLASSES)))
    for column, weights in enumerate((beat.relevance.core, beat.relevance.mention)):
        prior[:, column] = [weights.get(name, 0.0) for name in FEATURES]

    groups = sorted({item["group"] for item in items})
    fold = np.array([groups.index(item["group"]) % FOLDS for item in items])
    said = [""] * len(items)
    for number in range(FOLDS):
        train = fold != number
        fitted = judgement(fit(x[train], y[train], prior, options.pull), beat)
        for index in np.flatnonzero(~train):
            said[index] = judge(dict(zip(FEATURES, x[index], strict=True)), fitted)[0].value
    print("# cross-validated:", table(items[:labelled], said[:labelled]))
    print("# cross-validated, sample newsroom:", table(items[labelled:], said[labelled:]))
    final = judgement(fit(x, y, prior, options.pull), beat)
    said = [judge(dict(zip(FEATURES, row, strict=True)), final)[0].value for row in x]
    print("# on what was fitted:", table(items[:labelled], said[:labelled]))
    print("# on what was fitted, sample newsroom:", table(items[labelled:], said[labelled:]))
    for name, fitted_weights in (("core", final.core), ("mention", final.mention)):
        print(f"\n[relevance.{name}]")
        for feature, weight in fitted_weights.items():
            print(f"{feature} = {weight:.2f}")


if __name__ == "__main__":
    main()
