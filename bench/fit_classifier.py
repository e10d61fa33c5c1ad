"""Fit the classifier's weights on labelled texts, and say what cross-validation expects of weights so fitted.

    python -m bench.fit_classifier [LABELS.jsonl.gz …] [--out src/openbeat/classify/weights.json]

Learns from the items in ``bench/labels``, from the sample newsroom's articles, which are whole where those are leads,
and from the files named. Those are also cross-validated: each item is judged by weights fitted without any item of its
group (or of its source, with --by source), everything else unchanged. Logistic regressions by scikit-learn.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bench.classification import Item, measured
from bench.tables import figure, table
from openbeat.classify import Beat, Classifier, load_beat, relevance, stance, topics
from openbeat.classify.evidence import Gathered, gather
from openbeat.classify.lexicon import Found, Lexicon
from openbeat.classify.weights import BIAS, MODELS, Softmax, Weights
from openbeat.evaluation import Judged, judge, mean
from openbeat.labels import read_labels
from openbeat.records import Relevance, Stance
from openbeat.sample.content import load_newsroom

LABELS = Path(__file__).parent / "labels"
FOLDS = 5
PRECISION = 3
"""Digits of a shipped weight: more are noise."""

STRENGTH = {"scope": 0.15, "subject": 0.05, "topic": 1.0, "stance": 0.05}
"""Inverse of the pull towards 0, by model; the smaller, the simpler the model. Chosen by cross-validation."""

OWN_WEIGHT = 0.25
"""What an item of ``bench/labels`` counts against a text from the press: those were written to be hard."""


@cache
def own_items() -> list[Item]:
    """The labelled items that ship with the source code."""
    return [item for path in sorted(LABELS.glob("*.jsonl")) for item in read_labels(path, Item)]


def sample_items() -> list[Item]:
    """The sample newsroom's articles in the form of labelled items; each story a group."""
    return [
        Item(
            id=f"sample:{article.slug}",
            group=f"sample:{article.truth.story or article.slug}",
            lang=article.truth.language,
            title=article.title,
            text=article.body,
            relevance=Relevance(article.truth.relevance),
            topics=tuple(article.truth.topics),
            stance=Stance(article.truth.stance) if article.truth.stance else None,
        )
        for article in load_newsroom().articles.values()
    ]


@dataclass(frozen=True)
class Read:
    """An item with what the lexicon finds in it."""

    item: Item
    found: Found
    gathered: Gathered
    values: Mapping[str, float]
    """The measures of relevance."""
    weight: float
    """What it counts against others."""


def read_items(beat: Beat, items: Iterable[Item], weight: float = 1.0) -> list[Read]:
    """Search the items for the beat's vocabulary."""
    lexicon = Lexicon(beat)
    result = []
    for item in items:
        found = lexicon.find(item.title, item.text, item.lang)
        gathered = gather(found, beat, item.lang)
        result.append(Read(item, found, gathered, relevance.measures(gathered), weight))
    return result


def read_always(beat: Beat) -> list[Read]:
    """What is always learned from."""
    return read_items(beat, own_items(), OWN_WEIGHT) + read_items(beat, sample_items())


def fit(
    rows: Sequence[Mapping[str, float]],
    truth: Sequence[str],
    reference: str,
    strength: float,
    weights: Sequence[float] | None = None,
) -> Softmax:
    """A regression on standardised measures, told in the measures as they are."""
    names = list(rows[0])
    x = np.array([[row[name] for name in names] for row in rows])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=5000).fit(scaler.transform(x), truth, sample_weight=weights)
    classes = [str(name) for name in model.classes_]
    slopes, biases = model.coef_, model.intercept_
    if len(classes) == 2:  # noqa: PLR2004 - then there is one row, for the second class
        slopes, biases = np.vstack([np.zeros_like(slopes), slopes]), np.array([0.0, biases[0]])
    slopes = slopes / scaler.scale_
    biases = biases - slopes @ scaler.mean_
    base = classes.index(reference)
    return Softmax(
        reference,
        {
            name: {BIAS: round(float(biases[row] - biases[base]), PRECISION)}
            | {
                measure: round(float(slopes[row, column] - slopes[base, column]), PRECISION)
                for column, measure in enumerate(names)
            }
            for row, name in enumerate(classes)
            if row != base
        },
    )


def fit_weights(beat: Beat, reads: Sequence[Read]) -> Weights:
    """All models."""
    scope, subject = fit_scope(reads), fit_subject(reads)
    chances = [scope.chances(read.values)["within"] * subject.chances(read.values)["core"] for read in reads]
    inside = [(read, core) for read, core in zip(reads, chances, strict=True) if read.item.stance]
    return Weights(scope, subject, fit_topic(beat, inside), fit_stance(inside))


def fit_scope(reads: Sequence[Read]) -> Softmax:
    """Learned from all texts but those within the beat that show nothing of it: they teach to let anything in."""
    telling = [read for read in reads if read.item.relevance is Relevance.OFF or read.gathered.pieces]
    truth = ["off" if read.item.relevance is Relevance.OFF else "within" for read in telling]
    return fit([read.values for read in telling], truth, "off", STRENGTH["scope"], [read.weight for read in telling])


def fit_subject(reads: Sequence[Read]) -> Softmax:
    """Learned from texts within the beat."""
    inside = [read for read in reads if read.item.relevance is not Relevance.OFF]
    truth = [read.item.relevance.value for read in inside]
    weights = [read.weight for read in inside]
    return fit([read.values for read in inside], truth, "mention", STRENGTH["subject"], weights)


def fit_topic(beat: Beat, inside: Iterable[tuple[Read, float]]) -> Softmax:
    """Learned from each topic of each text within the beat, given the probability that it is core."""
    rows: list[Mapping[str, float]] = []
    truth: list[str] = []
    for read, core in inside:
        for topic, row in topics.measures(read.found, beat, read.gathered.zones, core).items():
            rows.append(row)
            truth.append("about" if topic in (read.item.topics or ()) else "other")
    return fit(rows, truth, "other", STRENGTH["topic"])


def fit_stance(inside: Iterable[tuple[Read, float]]) -> Softmax:
    """Learned from texts within the beat, given the probability that they are core."""
    rows: list[Mapping[str, float]] = []
    truth: list[str] = []
    for read, core in inside:
        rows.append(stance.measures(read.found, read.gathered, stance.sides(read.found, read.gathered), core))
        truth.append(str(read.item.stance))
    return fit(rows, truth, "neutral", STRENGTH["stance"])


def cross_validated(beat: Beat, items: Sequence[Item], key: str, seed: int = 0) -> list[Judged]:
    """The items judged by classifiers that were fitted without anything of their group or source.

    Args:
        beat: the beat.
        items: what is judged, and otherwise fitted on.
        key: ``group`` for five folds of groups, ``source`` for a fold for each source.
        seed: shuffles the groups.
    """
    classifier = Classifier(beat)
    always, reads = read_always(beat), read_items(beat, items)
    names = sorted({getattr(item, key) for item in items})
    np.random.default_rng(seed).shuffle(names)
    fold = {name: number if key == "source" else number % FOLDS for number, name in enumerate(names)}
    result = []
    for number in sorted(set(fold.values())):
        train = [read for read in reads if fold[getattr(read.item, key)] != number]
        left_out = [item for item in items if fold[getattr(item, key)] == number]
        result += judge(classifier.reweighted(fit_weights(beat, [*train, *always])), left_out)
    return result


def stored(weights: Weights, reads: Sequence[Read]) -> dict[str, Any]:
    """The weights as they ship, with what they were fitted on."""
    counts = Counter(read.item.relevance.value for read in reads)
    return {
        "fitted_by": "bench/fit_classifier.py",
        "on": {"items": len(reads), **counts, "languages": len({read.item.lang for read in reads})},
    } | {
        name: {"reference": getattr(weights, name).reference, "weights": getattr(weights, name).weights}
        for name in MODELS
    }


def main() -> None:
    """Cross-validate, fit on everything, write."""
    parser = argparse.ArgumentParser(description="Fit the classifier's weights on labelled texts.")
    parser.add_argument("labels", type=Path, nargs="*")
    parser.add_argument("--beat", default="open_source_ai")
    parser.add_argument("--by", choices=["group", "source"], default="group")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    beat = load_beat(options.beat)
    items = [item for path in options.labels for item in read_labels(path, Item)]
    if items and options.seeds:
        columns = [measured(cross_validated(beat, items, options.by, seed)) for seed in range(options.seeds)]
        print(table(["", "mean"], [[name, figure(mean(c[name] for c in columns), 3)] for name in columns[0]]))
    if options.out:
        reads = [*read_items(beat, items), *read_always(beat)]
        content = json.dumps(stored(fit_weights(beat, reads), reads), indent=1)
        options.out.write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
