"""Run language identification over texts with known languages.

    python bench/language.py TEXTS.jsonl.gz [--predictions OUT.jsonl] [--declare]

Each line of TEXTS has ``text``, ``lang`` and ``length_class``. With ``--declare`` the right language is declared.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from pathlib import Path

from openbeat.reading import detect_language

SPELLINGS = {"nb": "no", "iw": "he", "fil": "tl"}


def base(code: str) -> str:
    """The code by which two are compared: without script and region, Bokmål as Norwegian."""
    short = code.lower().partition("-")[0].partition("_")[0]
    return SPELLINGS.get(short, short)


def main() -> None:
    """Detect every text, write the predictions and print the accuracy by length."""
    parser = argparse.ArgumentParser(description="Run language identification over texts.")
    parser.add_argument("texts", type=Path)
    parser.add_argument(
        "--predictions", type=Path, help="JSON lines in the order of the texts: n, language, confidence"
    )
    parser.add_argument("--declare", action="store_true", help="declare the right language of each text")
    options = parser.parse_args()
    with gzip.open(options.texts, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines if line.strip()]
    started = time.process_time()
    found = [detect_language(row["text"], declared=row["lang"] if options.declare else None) for row in texts]
    seconds = time.process_time() - started
    if options.predictions:
        rows = ({"n": n, "language": item.code, "confidence": item.confidence} for n, item in enumerate(found))
        options.predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    seen: Counter[str] = Counter(row["length_class"] for row in texts)
    right = Counter(
        row["length_class"] for row, item in zip(texts, found, strict=True) if base(row["lang"]) == base(item.code)
    )
    for group in sorted(seen):
        print(f"{group:10} {right[group]}/{seen[group]} = {right[group] / seen[group]:.4f}")
    print(f"CPU ms per text: {1000 * seconds / len(texts):.2f}")


if __name__ == "__main__":
    main()
