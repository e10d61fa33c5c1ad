"""Run language identification over texts with known languages.

    python bench/language.py TEXTS.jsonl.gz [--predictions OUT.jsonl] [--peers] [--markdown]

Each line of TEXTS has ``text``, ``lang`` and ``length_class``. Printed are how many texts are named right, with nothing
declared, with their own language declared, and with a wrong one; how often answers of each confidence are right; and
which languages of mixed texts are told. With ``--peers`` langdetect by itself answers too, and py3langid and lingua
where they are installed. The predictions are those with nothing declared.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # when started as a file, not as a module

from bench.language_mixtures import labelled, mixtures, told
from bench.language_scores import KINDS, LOST, NAMED, NOT_MISNAMED, UNKNOWN, accuracy, base, load_texts
from bench.tables import figure, table
from openbeat.reading import detect_language
from openbeat.reading.profiles import known_languages
from openbeat.reading.scripts import letters_by_script, script_of
from openbeat.records import Language

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
COLUMNS = (*KINDS, NAMED, NOT_MISNAMED, LOST)
WARM_UP = (
    "Some words to load profiles and lists before the clock runs.\n\nUnd noch ein Absatz auf Deutsch, der lang ist."
)


def timed(
    detect: Callable[[str, str | None], Any], texts: Sequence[str], said: Sequence[str | None]
) -> tuple[Any, float]:
    """What a detector says of each text, and the CPU milliseconds a text it takes."""
    detect(WARM_UP, None)
    started = time.process_time()
    found = [detect(text, declared) for text, declared in zip(texts, said, strict=True)]
    return found, 1000 * (time.process_time() - started) / len(texts)


def wrong_declarations(texts: Sequence[str], labels: Sequence[str], seed: int = 11) -> list[str]:
    """For each text another language of the same script, drawn at random; English where the script has no other."""
    draw = random.Random(seed)
    scripts = [script_of(letters_by_script(text))[0] for text in texts]
    written: defaultdict[str, set[str]] = defaultdict(set)
    for script, label in zip(scripts, labels, strict=True):
        written[script].add(label)
    return [
        draw.choice(sorted(written[script] - {label}) or ["en"]) for script, label in zip(scripts, labels, strict=True)
    ]


def peers() -> dict[str, Callable[[str, str | None], str]]:
    """Other detectors, as functions of a text; those that are not installed are named on the error stream."""
    langdetect = import_module("langdetect")
    langdetect.DetectorFactory.seed = 0

    def by_langdetect(text: str, _: str | None) -> str:
        try:
            return str(langdetect.detect(text))
        except langdetect.LangDetectException:
            return UNKNOWN

    found: dict[str, Callable[[str, str | None], str]] = {"langdetect by itself, seeded": by_langdetect}
    try:
        langid = import_module("py3langid")
        found["py3langid"] = lambda text, _: str(langid.classify(text)[0])
    except ImportError:
        print("py3langid is not installed: pip install py3langid", file=sys.stderr)
    try:
        lingua = import_module("lingua")
        detector = lingua.LanguageDetectorBuilder.from_all_languages().build()

        def by_lingua(text: str, _: str | None) -> str:
            language = detector.detect_language_of(text)
            return str(language.iso_code_639_1.name).lower() if language else UNKNOWN

        found["lingua"] = by_lingua
    except ImportError:
        print("lingua is not installed: pip install lingua-language-detector", file=sys.stderr)
    return found


def reliability(labels: Sequence[str], found: Sequence[Language], *, markdown: bool) -> str:
    """How often answers of each confidence are right, over all texts and over those in languages with a profile."""
    answers = [
        (item.confidence, label == item.code, label in known_languages())
        for label, item in zip(labels, found, strict=True)
        if item.code != UNKNOWN
    ]
    gap = 0.0
    rows = []
    for low, high in pairwise(EDGES):
        part = [answer for answer in answers if low <= answer[0] < high or answer[0] == high == EDGES[-1]]
        if not part:
            continue
        mean = sum(confidence for confidence, _, _ in part) / len(part)
        right = sum(correct for _, correct, _ in part) / len(part)
        profiled = [correct for _, correct, known in part if known]
        share = sum(profiled) / len(profiled) if profiled else None
        gap += abs(mean - right) * len(part) / len(answers)
        rows.append([f"{low:.2f} to {high:.2f}", str(len(part)), figure(mean, 3), figure(right, 3), figure(share, 3)])
    head = ("confidence", "texts", "mean", "right", "right, with a profile")
    return (
        f"{table(head, rows, markdown=markdown)}\n\nMean gap between confidence and share of right answers: {gap:.3f}."
    )


def secondaries(texts: Sequence[dict[str, Any]], *, markdown: bool) -> str:
    """Which languages beside the main one are told of mixed texts, and of texts in one language."""
    counts = {**told(labelled(texts)), **told(mixtures(texts))}
    rows = []
    for kind, count in counts.items():
        there, said = count.right + count.missed, count.right + count.false
        recall = count.right / there if there else None
        precision = count.right / said if there and said else None
        rows.append(
            [kind, str(count.texts), figure(recall, 3), figure(precision, 3), str(count.touched), str(count.mistaken)]
        )
    head = ("texts", "main language right", "recall", "precision", "with a false one", "main language wrong")
    return table(head, rows, markdown=markdown)


def main() -> None:
    """Detect every text, write the predictions, and print accuracy, reliability, mixtures and cost."""
    parser = argparse.ArgumentParser(description="Run language identification over texts.")
    parser.add_argument("texts", type=Path)
    parser.add_argument("--predictions", type=Path, help="JSON lines in the order of TEXTS: n, language, confidence")
    parser.add_argument("--peers", action="store_true", help="let other detectors answer too")
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    options = parser.parse_args()
    rows = load_texts(options.texts)
    texts, labels = [row["text"] for row in rows], [base(row["lang"]) for row in rows]
    wrong = wrong_declarations(texts, labels)
    shown, answers = [], {}
    for name, said in (
        ("nothing declared", [None] * len(rows)),
        ("its own language declared", labels),
        ("English declared", ["en"] * len(rows)),
        ("a wrong language of its script declared", wrong),
    ):
        answers[name], cost = timed(lambda text, declared: detect_language(text, declared=declared), texts, said)
        scores = accuracy(rows, [item.code for item in answers[name]])
        shown.append([name, *(figure(scores[column]) for column in COLUMNS), figure(cost, 2)])
    for name, detect in (peers() if options.peers else {}).items():
        codes, cost = timed(detect, texts, [None] * len(rows))
        scores = accuracy(rows, [base(code) for code in codes])
        shown.append([name, *(figure(scores[column]) for column in COLUMNS), figure(cost, 2)])
    plain, misled = answers["nothing declared"], answers["a wrong language of its script declared"]
    if options.predictions:
        told_rows = ({"n": n, "language": item.tag, "confidence": item.confidence} for n, item in enumerate(plain))
        options.predictions.write_text("".join(json.dumps(row) + "\n" for row in told_rows), encoding="utf-8")
    right = [n for n, label in enumerate(labels) if plain[n].code == label]
    astray = sum(misled[n].code == wrong[n] for n in right)
    print(table(("", *COLUMNS, "CPU ms"), shown, markdown=options.markdown))
    print(
        f"\nOf {len(right)} texts named right, a wrong declaration draws {astray} ({astray / len(right):.1%}) to it.\n"
    )
    print(reliability(labels, plain, markdown=options.markdown))
    print(f"\n{secondaries(rows, markdown=options.markdown)}")


if __name__ == "__main__":
    main()
