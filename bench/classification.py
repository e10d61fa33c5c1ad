"""Judge labelled texts and print how well it went.

    python bench/classification.py LABELS.jsonl.gz [--predictions OUT.jsonl]

Reads title, text and lang of each item, never the label, and writes one line an item: {"id", "relevance",
"probability", "topics", "stance", "entities", "evidence"}. The rows printed are those of the labelled set's own scorer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from openbeat.classify import Classifier, load_beat

NOT_LABELLED_KINDS = {"licence", "law"}
"""The labels name organisations, models, projects, datasets and people only."""

LEAST_ITEMS_TOPIC, LEAST_ITEMS_LANGUAGE, LEAST_ITEMS_STANCE = 15, 10, 5
"""Classes with fewer labelled items tell nothing."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file, gzipped or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.decode("utf-8").splitlines() if line.strip()]


def predict(classifier: Classifier, item: dict[str, Any]) -> dict[str, Any]:
    """One line of predictions."""
    verdict = classifier.judge(item["title"], item["text"], item["lang"])
    return {
        "id": item["id"],
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


def scores(pairs: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    """F1, precision and recall of (truth, said)."""
    hits = sum(truth and said for truth, said in pairs)
    said_so, true = sum(said for _, said in pairs), sum(truth for truth, _ in pairs)
    precision, recall = hits / said_so if said_so else 0.0, hits / true if true else 0.0
    return 2 * hits / (said_so + true) if said_so + true else 0.0, precision, recall


def compare(name: str) -> str:
    """A name in the form in which labels and predictions are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def entity_f1(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> float:
    """F1 over all entities of all items; an item called off names none."""
    pairs: list[tuple[bool, bool]] = []
    for truth, said in rows:
        wanted, given = ({compare(name) for name in row["entities"]} for row in (truth, said))
        pairs += [(name in wanted, name in given) for name in wanted | given]
    return scores(pairs)[0]


def calibration_error(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> float:
    """Expected calibration error of P(core), over ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for truth, said in rows:
        chance = said["probability"]["core"]
        bins[min(9, int(chance * 10))].append((chance, truth["relevance"] == "core"))
    gaps = (abs(sum(p for p, _ in cell) - sum(true for _, true in cell)) for cell in bins.values())
    return sum(gaps) / len(rows)


def report(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float]:
    """Every row of the table."""
    table: dict[str, float] = {}
    for name, wanted in {
        "core": {"core"},
        "mention": {"mention"},
        "core+mention": {"core", "mention"},
        "off": {"off"},
    }.items():
        f1, precision, recall = scores([(t["relevance"] in wanted, s["relevance"] in wanted) for t, s in rows])
        table |= {f"{name} F1": f1, f"{name} precision": precision, f"{name} recall": recall}
    table["macro F1"] = (table["core F1"] + table["mention F1"] + table["off F1"]) / 3
    hard = [s["relevance"] != "off" for t, s in rows if t["relevance"] == "off" and t["hard_negative"]]
    table["hard negatives let in"] = sum(hard) / max(1, len(hard))
    by_language: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for truth, said in rows:
        by_language[truth["lang"]].append((truth["relevance"] != "off", said["relevance"] != "off"))
    for language, pairs in sorted(by_language.items()):
        if sum(truth for truth, _ in pairs) >= LEAST_ITEMS_LANGUAGE:
            table[f"core+mention F1 {language}"] = scores(pairs)[0]
    topics = Counter(topic for truth, _ in rows for topic in truth["topics"])
    for topic in sorted(name for name, count in topics.items() if count >= LEAST_ITEMS_TOPIC):
        table[f"topic F1 {topic}"] = scores([(topic in t["topics"], topic in s["topics"]) for t, s in rows])[0]
    by_topic = [value for name, value in table.items() if name.startswith("topic F1 ")]
    table["topics macro F1"] = sum(by_topic) / max(1, len(by_topic))
    table["entities F1"] = entity_f1(rows)
    inside = [(t, s) for t, s in rows if "off" not in {t["relevance"], s["relevance"]}]
    stances = [name for name, n in Counter(t["stance"] for t, _ in inside).items() if n >= LEAST_ITEMS_STANCE]
    by_stance = [scores([(t["stance"] == name, s["stance"] == name) for t, s in inside])[0] for name in stances]
    table["stance macro F1"] = sum(by_stance) / max(1, len(by_stance))
    table["calibration error core"] = calibration_error(rows)
    return table


def main() -> None:
    """Judge, write, print."""
    parser = argparse.ArgumentParser(description="Judge labelled texts and print how well it went.")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--predictions", type=Path, help="where to write one JSON line an item")
    parser.add_argument("--beat", default="open_source_ai")
    options = parser.parse_args()
    items = read_lines(options.labels)
    started = time.perf_counter()
    classifier = Classifier(load_beat(options.beat))
    built = time.perf_counter()
    said = [predict(classifier, item) for item in items]
    judged = time.perf_counter()
    if options.predictions:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in said)
        options.predictions.write_text(lines, encoding="utf-8")
    for name, value in report(list(zip(items, said, strict=True))).items():
        print(f"{name:40} {value:.3f}")
    characters = sum(len(item["title"]) + len(item["text"]) for item in items)
    print(f"{'built in seconds':40} {built - started:.2f}")
    print(f"{'texts a second':40} {len(items) / (judged - built):.0f}  ({characters / len(items):.0f} characters each)")


if __name__ == "__main__":
    main()
