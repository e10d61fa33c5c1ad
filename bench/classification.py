"""Judge labelled texts and print how well it went.

    python bench/classification.py LABELS.jsonl.gz [--predictions OUT.jsonl] [--baselines] [--cross-validate]

Reads title, text and lang of each item, never the label, and writes one line an item: {"id", "relevance",
"probability", "topics", "stance", "entities", "evidence"}. With --baselines, simple means stand beside it in the same
table. With --cross-validate, so do our own weights fitted without each item's group, and without its source: a column
that says what to expect of other texts, where the first says what the shipped weights do with these.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # when started as a file, not as a module

from bench.tables import figure
from bench.tables import table as in_columns
from openbeat.classify import Beat, Classifier, load_beat
from openbeat.evaluation import Judged, evaluate, judge, mean
from openbeat.labels import Labelled, read_labels
from openbeat.records import Relevance, Verdict

NOT_LABELLED_KINDS = frozenset({"licence", "law", "regulator", "standard", "benchmark"})
"""The labels name organisations, models, projects, datasets and people only."""

LEAST_ITEMS_TOPIC, LEAST_ITEMS_LANGUAGE, LEAST_ITEMS_STANCE = 15, 10, 5
"""Classes with fewer labelled items tell nothing."""

LONG = 2_300
"""Texts of at least so many characters are judged for speed."""
PASSES = 5
"""The quickest of so many counts: others are at work on the machine."""

OPENNESS = re.compile(
    r"\bopen|\bfree software|foss\b|offen|\blibres?\b|ouvert|abiert|apert|abert|otwart|öppen|öppna|açık|åpen|åben|avoin"
    r"|открыт|відкрит|ανοιχτ|开源|開源|开放|開放|オープン|公開|오픈|공개|مفتوح|متن‌باز|ओपन|खुल|פתוח",
    re.IGNORECASE,
)
"""Words of openness: texts within the beat without any of them are the ones that keywords can't find."""

NAIVE_AI = re.compile(
    r"\bA\.?I\b|\bIA\b|\bKI\b|\bSI\b|\bИИ\b|\bШІ\b|\bLLMs?\b|artificial intelligence"
    r"|人工智能|人工智慧|大模型|人工知能|인공지능|الذكاء الاصطناعي"
)
NAIVE_OPEN = re.compile(
    r"open.?source|code source ouvert|quelloffen|código abierto|codice aperto|código aberto|otwart\w+ (?:kod|źród)"
    r"|öppen källkod|açık kaynak"
    r"|открыт\w+ (?:исходн\w+ )?код|відкрит\w+ код|开源|開源|オープンソース|오픈 ?소스|مفتوح\w* المصدر|ओपन.सोर्स",
    re.IGNORECASE,
)


class Item(Labelled):
    """A labelled text of a bench."""

    group: str = ""
    """Texts of one group are alike: none may be judged by what was fitted on another."""
    source: str = ""
    text_long: str = ""
    """More of the text than the labels rest on."""


def line_of(item: Judged) -> dict[str, Any]:
    """One line of predictions."""
    verdict = item.verdict
    return {
        "id": item.label.id,
        "relevance": verdict.relevance.value,
        "probability": {key.value: round(value, 4) for key, value in verdict.probability.items()},
        "topics": list(verdict.topics),
        "stance": verdict.stance.value if verdict.stance else None,
        "entities": [mention.entity for mention in verdict.mentions if mention.kind not in NOT_LABELLED_KINDS],
        "evidence": [
            {"where": piece.where, "start": piece.start, "text": piece.text, "rule": piece.rule, "weight": piece.weight}
            for piece in verdict.evidence
        ],
    }


def measured(judged: Sequence[Judged]) -> dict[str, float]:
    """Every row of the table."""
    found = evaluate(judged, uncounted_kinds=NOT_LABELLED_KINDS)
    rows: dict[str, float] = {}
    for name in ("core", "core+mention", "mention", "off"):
        score = found.relevance[name]
        rows |= {f"{name} F1": score.f1, f"{name} precision": score.precision, f"{name} recall": score.recall}
    rows["macro F1"] = found.macro_f1
    rows["hard negatives let in"] = found.let_in / max(1, found.hard_negatives)
    rows["recall without a word of openness"] = _hidden_recall(judged)
    rows |= {
        f"core+mention F1 {language}": score.f1
        for language, score in found.languages.items()
        if score.true >= LEAST_ITEMS_LANGUAGE
    }
    topics = {name: score.f1 for name, score in found.topics.items() if score.true >= LEAST_ITEMS_TOPIC}
    rows |= {f"topic F1 {name}": value for name, value in topics.items()}
    rows["topics macro F1"] = mean(topics.values())
    rows["entities F1"] = found.entities.f1
    rows["stance macro F1"] = mean(s.f1 for s in found.stance.values() if s.true >= LEAST_ITEMS_STANCE)
    rows["calibration error core"] = found.calibration_error
    return rows


def _hidden_recall(judged: Sequence[Judged]) -> float:
    hidden = [
        item
        for item in judged
        if item.label.relevance is not Relevance.OFF and not OPENNESS.search(f"{item.label.title}\n{item.label.text}")
    ]
    return mean(item.verdict.relevance is not Relevance.OFF for item in hidden)


def naive(label: Labelled) -> Verdict:
    """The words "open source" and "AI" in each language: core with both in the text."""
    text = f"{label.title}\n{label.text}"
    within = bool(NAIVE_OPEN.search(text) and NAIVE_AI.search(text))
    return _bare(label, Relevance.CORE if within else Relevance.OFF)


def characters(items: Sequence[Item]) -> list[Verdict]:
    """Character TF-IDF and logistic regression, cross-validated over the groups."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - only this baseline needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.model_selection import GroupKFold, cross_val_predict  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
        LogisticRegression(C=30, max_iter=1000, class_weight="balanced"),
    )
    texts = [f"{item.title}\n{item.text}" for item in items]
    truth = [item.relevance.value for item in items]
    said = cross_val_predict(model, texts, truth, groups=[item.group for item in items], cv=GroupKFold(5))
    return [_bare(item, Relevance(name)) for item, name in zip(items, said, strict=True)]


def _bare(label: Labelled, relevance: Relevance) -> Verdict:
    chances = {name: float(name is relevance) for name in Relevance}
    within = relevance is not Relevance.OFF
    return Verdict(
        beat=label.beat or "",
        beat_version="",
        classifier_version="",
        relevance=relevance,
        score=float(within),
        probability=chances,
        topics={},
        stance=None,
        mentions=(),
        evidence=(),
    )


def texts_a_second(beat: Beat, items: Sequence[Item]) -> tuple[float, int]:
    """How many long texts one core judges in a second of its own time, and how many there were."""
    classifier = Classifier(beat)
    long = [item for item in items if len(item.text_long) >= LONG]
    for item in long[:20]:
        classifier.judge(item.title, item.text_long, item.lang)  # what is met first is worked out once
    best = math.inf
    for _ in range(PASSES):
        started = time.process_time()
        for item in long:
            classifier.judge(item.title, item.text_long, item.lang)
        best = min(best, time.process_time() - started)
    return len(long) / best, len(long)


def main() -> None:
    """Judge, write, print."""
    parser = argparse.ArgumentParser(description="Judge labelled texts and print how well it went.")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--predictions", type=Path, help="where to write one JSON line an item")
    parser.add_argument("--baselines", action="store_true", help="simple means beside it")
    parser.add_argument("--cross-validate", action="store_true", help="our own weights, fitted without what they judge")
    parser.add_argument("--markdown", action="store_true", help="the table in Markdown")
    parser.add_argument("--beat", default="open_source_ai")
    options = parser.parse_args()
    items = read_labels(options.labels, Item)
    beat = load_beat(options.beat)
    judged = judge(Classifier(beat), items)
    if options.predictions:
        content = "".join(json.dumps(line_of(item), ensure_ascii=False) + "\n" for item in judged)
        options.predictions.write_text(content, encoding="utf-8")
    columns = {"openbeat": measured(judged)}
    if options.cross_validate:
        from bench.fit_classifier import cross_validated  # noqa: PLC0415 - needs what only fitting needs

        columns |= {f"without its {key}": measured(cross_validated(beat, items, key)) for key in ("group", "source")}
    if options.baselines:
        columns["words"] = measured([Judged(item, naive(item)) for item in items])
        columns["characters"] = measured([Judged(*pair) for pair in zip(items, characters(items), strict=True)])
    rows = [[name, *(figure(column[name], 3) for column in columns.values())] for name in columns["openbeat"]]
    print(in_columns(["", *columns], rows, markdown=options.markdown))
    counts = Counter(item.relevance.value for item in items)
    print(f"\n{len(items)} items: {', '.join(f'{count} {name}' for name, count in counts.most_common())}")
    speed, count = texts_a_second(beat, items)
    if count:
        print(f"{speed:.0f} texts of about 2,500 characters a second on one core ({count} texts)")


if __name__ == "__main__":
    main()
