"""Run the reading step over recorded pages with known answers, and score what it makes of them.

    python bench/reading.py SET_DIR... [--peers] [--predictions OUT.jsonl]

Each SET_DIR holds ``truth.jsonl`` (one object a page: ``id``, ``url``, and what is known of ``body``, ``title``,
``date``, ``authors``, or snippets ``with`` and ``without``) and ``pages/<id>.html``; both may be gzipped. A table a set
says how well text, title, date and authors agree with the truth (bench/scores.py says by which measures) and what a
page costs. No network is used.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # when started as a file, not as a module

from bench.peers import BASELINE, Reader, baseline, installed, offline
from bench.scores import Row, Scores, score
from bench.sets import Example, load
from bench.tables import NONE, figure, table
from openbeat.errors import ReadingError
from openbeat.reading import detect_language, extract
from openbeat.reading.times import parse_time
from openbeat.records import Page

OURS = "openbeat"
NOTHING: dict[str, Any] = {
    "body": None, "title": None, "authors": [], "date": None, "language": None, "declared_origin": None,
}  # fmt: skip
HEAD = ("extractor", "text F1", "precision", "recall", "snippets F1", "found", "leaked", "title", "date", "authors",
        "CPU ms", "×", "× mean")  # fmt: skip


@dataclass(slots=True)
class Run:
    """What one extractor made of a set's pages, and what they cost."""

    readings: dict[str, Row] = field(default_factory=dict)
    """By page id."""
    milliseconds: list[float] = field(default_factory=list)
    """CPU time of each page; empty where it was not taken."""
    failures: Counter[str] = field(default_factory=Counter)
    """Names of the errors raised; such a page counts as one that nothing was read from."""


def read(body: bytes, url: str) -> dict[str, Any]:
    """What the pipeline's own reading step makes of a page."""
    try:
        article = extract(Page(url=url, body=body))
    except ReadingError as error:
        return {"status": error.reason, **NOTHING}
    language = detect_language(article.text, article.title, article.declared_language)
    # with the zone as written, so that the day is the publisher's
    day = article.published and (parse_time(article.published.raw) or article.published.at)
    return {
        "status": str(article.completeness), "body": article.text, "title": article.title,
        "authors": list(article.authors), "date": day.isoformat() if day else None, "language": language.code,
        "declared_origin": article.declared_origin,
    }  # fmt: skip


def run(examples: Sequence[Example], readers: Mapping[str, Reader]) -> dict[str, Run]:
    """Let each extractor read every page.

    They take turns page by page, each beginning as often as the others, so that a busy machine and the caches of the
    library that several of them share favour none.
    """
    runs = {name: Run() for name in readers}
    names = list(readers)
    with offline():
        for name in names:  # loads what is loaded at the first use, before the clock runs
            _read(readers[name], examples[0], Run())
        for number, example in enumerate(examples):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                _read(readers[name], example, runs[name])
    return runs


def scores_table(examples: Sequence[Example], runs: Mapping[str, Run], *, markdown: bool = False) -> str:
    """A row an extractor; what none of them can be scored by is left out.

    CPU ms is the median over the pages, ``×`` that median as a multiple of trafilatura's, ``× mean`` the same of means.
    """
    truth = [example.truth for example in examples]
    base = runs[BASELINE].milliseconds
    rows = [
        [name, *_figures(score(truth, one.readings), one), *_costs(one.milliseconds, base)]
        for name, one in runs.items()
    ]
    return table(HEAD, rows, markdown=markdown)


def main() -> None:
    """Read all pages of all sets; print a table each and write the predictions."""
    parser = argparse.ArgumentParser(description="Run the reading step over sets of pages with known answers.")
    parser.add_argument("set_dirs", type=Path, nargs="+", metavar="SET_DIR")
    parser.add_argument(
        "--predictions", type=Path, help="JSON lines: id, status, body, title, authors, date, language, declared_origin"
    )
    parser.add_argument("--peers", action="store_true", help="let other extractors read the same pages too")
    parser.add_argument(
        "--half", choices=("A", "B"), help="only one half of the publishers, to check rules on the other"
    )
    parser.add_argument("--most", type=int, metavar="N", help="read N pages of each set at most, always the same ones")
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    options = parser.parse_args()
    readers: dict[str, Reader] = {OURS: read, BASELINE: baseline}
    if options.peers:
        peers, missing = installed()
        readers |= peers
        print(*missing, sep="\n", end="\n" if missing else "")
    lines = []
    for folder in options.set_dirs:
        examples = load(folder, options.half, options.most)
        runs = run(examples, readers)
        print(f"\n{folder.resolve().name}, {len(examples)} pages\n")
        print(scores_table(examples, runs, markdown=options.markdown))
        print("\nstatuses:", _counted(Counter(row["status"] for row in runs[OURS].readings.values())))
        for name, one in runs.items():
            if one.failures:
                print(f"{name} failed on {one.failures.total()} pages:", _counted(one.failures))
        lines += [json.dumps({"id": name, **row}, ensure_ascii=False) for name, row in runs[OURS].readings.items()]
    if options.predictions:
        options.predictions.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _read(reader: Reader, example: Example, into: Run) -> None:
    started = time.process_time()
    try:
        reading = reader(example.body, example.url)
    except Exception as error:  # noqa: BLE001 - extractors fail in ways that they don't document
        into.failures[type(error).__name__] += 1
        reading = {}
    into.milliseconds.append(1000 * (time.process_time() - started))
    into.readings[example.identity] = reading


def _figures(found: Scores, one: Run) -> list[str]:
    told = {name for reading in one.readings.values() for name in reading}
    text, snippets = found.text, found.snippets
    return [
        *([figure(text.f1), figure(text.precision), figure(text.recall)] if text else [NONE] * 3),
        *([figure(snippets.f1), figure(snippets.found), figure(snippets.leaked)] if snippets else [NONE] * 3),
        *(figure(getattr(found, name)) if name in told else NONE for name in ("title", "date", "authors")),
    ]


def _costs(milliseconds: Sequence[float], base: Sequence[float]) -> list[str]:
    if not milliseconds:
        return [NONE] * 3
    median, multiple = statistics.median(milliseconds), statistics.median(milliseconds) / statistics.median(base)
    return [figure(median, 1), figure(multiple, 2), figure(sum(milliseconds) / sum(base), 2)]


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())


if __name__ == "__main__":
    main()
