"""Fit the trees that tell which blocks of a page are its article's (src/openbeat/reading/body.json).

    python -m bench.fit_body SET_DIR[:WEIGHT] … [--out BODY.json]

A set is a folder as `bench/reading.py` reads it, its weight how much each of its pages counts. A block is an example,
its label the share of its runs of four words that the true text has, its weight its share of the article's words, so
that every page counts alike. Where the truth is snippets, the blocks that hold one are examples. Printed is how well
texts are read by trees that were fitted without the publisher's pages, before the trees are fitted on all. Needs
lightgbm.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench.scores import WORDS_A_RUN, Row, runs, score, words
from bench.sets import Example, load
from openbeat.errors import ReadingError
from openbeat.reading import body as body_step
from openbeat.reading.blocks import outline
from openbeat.reading.decoding import decode
from openbeat.reading.evidence import FEATURES, evidence
from openbeat.reading.forest import Forest, forest_from
from openbeat.reading.markup import parse
from openbeat.reading.metadata import read_metadata
from openbeat.reading.read import about, extract
from openbeat.reading.source import source_of
from openbeat.reading.text import body_lines
from openbeat.records import Page

Array = NDArray[np.float64]
FOLDS = 5
TREES = 40
PARAMETERS = {
    "objective": "cross_entropy", "learning_rate": 0.2, "num_leaves": 16, "min_data_in_leaf": 40, "lambda_l2": 10,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "seed": 0, "deterministic": True,
    "num_threads": 1, "verbose": -1,
}  # fmt: skip
MAX_WORDS = 400
"""A longer block counts as one of so many words."""
MIN_ARTICLE_WORDS = 150
"""An article's words count as at least so many."""
SNIPPET_WEIGHT = 0.06
"""Of a block that holds a snippet, as a share of an article."""
MIN_WITHIN = 20
"""Characters of a block that is found within a snippet."""


@dataclass(slots=True)
class Blocks:
    """A page's blocks as examples."""

    fold: int
    values: Array
    labels: Array
    weights: Array


def publisher_fold(example: Example) -> int:
    """The fold of a page, the same for all of a publisher's."""
    host = urlsplit(example.url).hostname or example.identity
    return zlib.crc32(".".join(host.split(".")[-2:]).encode()) % FOLDS


def blocks_of(example: Example, weight: float) -> Blocks | None:
    """The examples that a page gives; None if it gives none."""
    page = Page(url=example.url, body=example.body)
    tree = parse(decode(page.body, page.content_type))
    if tree is None:
        return None
    source = source_of(tree, page)
    plan = outline(tree)
    measured = evidence(plan, body_lines(tree, page.url), about(source, read_metadata(source)))
    labelled = [*_labelled([plan.blocks[number].text for number in measured], example.truth)]
    if not labelled:
        return None
    labels, weights = np.array(labelled).T
    kept = weights > 0
    return Blocks(publisher_fold(example), np.array([*measured.values()])[kept], labels[kept], weight * weights[kept])


def _labelled(texts: Sequence[str], truth: Row) -> Iterator[tuple[float, float]]:
    """How much of each text is the article's, and how much that counts."""
    if not truth.get("body"):
        yield from (_by_snippets(text, truth) for text in texts)
        return
    known = runs(truth["body"])
    lines = {" ".join(words(line)) for line in truth["body"].splitlines()}
    size = max(len(words(truth["body"])), MIN_ARTICLE_WORDS)
    for text in texts:
        own, found = runs(text), words(text)
        if len(found) < WORDS_A_RUN:
            label = float(" ".join(found) in lines)
        else:
            label = sum(count for run, count in own.items() if run in known) / own.total()
        yield label, min(len(found) + 1, MAX_WORDS) / size


def _by_snippets(text: str, truth: Row) -> tuple[float, float]:
    wanted, unwanted = (
        any(snippet in text or (len(text) > MIN_WITHIN and text in snippet) for snippet in truth.get(kind) or ())
        for kind in ("with", "without")
    )
    return float(wanted), SNIPPET_WEIGHT * (wanted != unwanted)


def fit(pages: Sequence[Blocks]) -> dict[str, Any]:
    """Boosted trees, in the form in which they are stored."""
    values = np.vstack([page.values for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    data = lightgbm.Dataset(values, np.concatenate([page.labels for page in pages]), weight=weights / weights.mean())
    trees = lightgbm.train(PARAMETERS, data, TREES).dump_model()["tree_info"]
    return {"features": list(FEATURES), "trees": [_node(tree["tree_structure"]) for tree in trees]}


def _node(node: dict[str, Any]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    return [node["split_feature"], round(node["threshold"], 4), _node(node["left_child"]), _node(node["right_child"])]


def read_by(model: Forest, pages: Sequence[Example]) -> dict[str, Row]:
    """What the reading step reads from pages with other trees than its own."""
    with patch.object(body_step, "_forest", lambda: model):
        return {example.identity: _read(example) for example in pages}


def _read(example: Example) -> Row:
    try:
        return {"body": extract(Page(url=example.url, body=example.body)).text}
    except ReadingError:
        return {}


def main() -> None:
    """Measure across folds, fit on all, write the model."""
    parser = argparse.ArgumentParser(description="Fit the trees that tell which blocks are the article's.")
    parser.add_argument("sets", nargs="+", help="a set's folder, and after a colon how much each of its pages counts")
    parser.add_argument("--out", type=Path, help="where to write the model")
    options = parser.parse_args()
    sets: dict[str, list[Example]] = {}
    pages: list[Blocks] = []
    for given in options.sets:
        folder, _, weight = given.partition(":")
        sets[Path(folder).name] = load(Path(folder))
        pages += filter(None, (blocks_of(example, float(weight or 1)) for example in sets[Path(folder).name]))
    models = [forest_from(fit([page for page in pages if page.fold != fold])) for fold in range(FOLDS)]
    for name, examples in sets.items():
        readings: dict[str, Row] = {}
        for fold, model in enumerate(models):
            readings |= read_by(model, [example for example in examples if publisher_fold(example) == fold])
        scores = score([example.truth for example in examples], readings)
        found = scores.text or scores.snippets
        print(f"{name}: {len(examples)} pages, F1 across folds {found.f1 if found else 0:.4f}")
    if options.out:
        options.out.write_text(json.dumps(fit(pages), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
