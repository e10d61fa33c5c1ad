"""Run language identification over texts with known languages.

    python bench/language.py TEXTS.jsonl.gz [--predictions OUT.jsonl] [--declare]

Each line of TEXTS has ``text``, ``lang`` and ``length_class``. Printed are, for each length, how many texts in
languages that langdetect has a profile of are named right, and how many are lost to ``und``; for texts in other
languages, how many are named right, or right or ``und``, which is as good an answer; and how often answers of each
confidence were right. With ``--declare`` the right language of each text is declared.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from openbeat.reading import detect_language
from openbeat.reading.profiles import known_languages
from openbeat.records import Language

SPELLINGS = {"nb": "no", "iw": "he", "in": "id", "fil": "tl"}
UNKNOWN = "und"
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def base(code: str) -> str:
    """The code by which two are compared: without script and region, Bokmål as Norwegian."""
    short = code.lower().partition("-")[0].partition("_")[0]
    return SPELLINGS.get(short, short)


def print_accuracy(labels: Sequence[str], lengths: Sequence[str], found: Sequence[Language]) -> None:
    """Print what was named right, by length for languages with a profile, in one line for the rest."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for label, length, item in zip(labels, lengths, found, strict=True):
        groups[length if label in known_languages() else "without a profile"].append((label, item.code))
    for group in sorted(groups):
        answers = groups[group]
        right = sum(label == code for label, code in answers)
        unknown = sum(code == UNKNOWN for _, code in answers)
        size = len(answers)
        print(f"{group:18} {right}/{size} = {right / size:.4f}   und {unknown / size:.4f}", end="")
        print(f"   right or und {(right + unknown) / size:.4f}" if group == "without a profile" else "")


def print_reliability(labels: Sequence[str], found: Sequence[Language]) -> None:
    """Print how often answers of each confidence are right, over all texts and over those with a profile."""
    print(f"\n{'confidence':12} {'texts':>6} {'mean':>7} {'right':>7} {'with a profile':>15}")
    answers = [
        (item.confidence, label == item.code, label in known_languages())
        for label, item in zip(labels, found, strict=True)
        if item.code != UNKNOWN
    ]
    gap = 0.0
    for low, high in pairwise(EDGES):
        part = [answer for answer in answers if low <= answer[0] < high or answer[0] == high == EDGES[-1]]
        if not part:
            continue
        mean = sum(confidence for confidence, _, _ in part) / len(part)
        right = sum(correct for _, correct, _ in part) / len(part)
        profiled = [correct for _, correct, known in part if known]
        share = f"{sum(profiled) / len(profiled):15.3f}" if profiled else f"{'-':>15}"
        gap += abs(mean - right) * len(part) / len(answers)
        print(f"{low:.2f} - {high:.2f}  {len(part):6} {mean:7.3f} {right:7.3f} {share}")
    print(f"mean gap between confidence and share of right answers: {gap:.3f}\n")


def main() -> None:
    """Detect every text, write the predictions and print accuracy, reliability and cost."""
    parser = argparse.ArgumentParser(description="Run language identification over texts.")
    parser.add_argument("texts", type=Path)
    parser.add_argument(
        "--predictions", type=Path, help="JSON lines in the order of the texts: n, language, confidence"
    )
    parser.add_argument("--declare", action="store_true", help="declare the right language of each text")
    options = parser.parse_args()
    with gzip.open(options.texts, "rt", encoding="utf-8") as lines:
        texts: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    detect_language("Some words to load profiles and lists before the clock runs.")
    started = time.process_time()
    found = [detect_language(row["text"], declared=row["lang"] if options.declare else None) for row in texts]
    seconds = time.process_time() - started
    if options.predictions:
        rows = ({"n": n, "language": item.code, "confidence": item.confidence} for n, item in enumerate(found))
        options.predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    labels = [base(row["lang"]) for row in texts]
    print_accuracy(labels, [row["length_class"] for row in texts], found)
    print_reliability(labels, found)
    print(f"CPU ms per text: {1000 * seconds / len(texts):.2f}")


if __name__ == "__main__":
    main()
