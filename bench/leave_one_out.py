"""What each step of the reading adds: the figures are measured again with one step at a time left out.

    python -m bench.leave_one_out SETS_DIR TEXTS.jsonl.gz

A step is left out by putting a function in its place that does nothing, for as long as the measurement takes; the
library knows nothing of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.language_scores import accuracy, load_texts
from bench.peers import offline
from bench.reading import read
from bench.scores import Scores, score
from bench.sets import load
from bench.tables import difference, figure, table
from openbeat.reading import detect_language
from openbeat.reading.lines import marked
from openbeat.reading.linked_data import LinkedData
from openbeat.reading.shown_dates import ShownDates

Figures = dict[str, float]
"""By set, or by kind of text."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the reading that can be left out."""

    field: str
    """What it is there for: text, title, date, authors or language."""
    name: str
    stand_ins: Mapping[str, Any]
    """What takes the place of which attribute of which module."""

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """Read without it inside this context.

        Raises:
            AttributeError: there is no such attribute any more.
        """
        with ExitStack() as stack:
            for target, stand_in in self.stand_ins.items():
                stack.enter_context(patch(target, stand_in))
            yield


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _empty(*_: Any, **__: Any) -> tuple[()]:
    return ()


def _never(*_: Any, **__: Any) -> bool:
    return False


def _unchanged(value: Any, *_: Any, **__: Any) -> Any:
    return value


_NO_LINKED_DATA: Mapping[str, Any] = {"openbeat.reading.source.linked_data": lambda _: LinkedData({}, {}, {}, (), ())}
_READ, _TITLES, _DATES = "openbeat.reading.read", "openbeat.reading.titles", "openbeat.reading.publication"
_AUTHORS, _LANGUAGE = "openbeat.reading.authors", "openbeat.reading.language"
_IDENTIFYING = "openbeat.reading.identifying"

STEPS = (
    Step("text", "blocks are chosen by evidence",
         {f"{_READ}.article_lines": lambda _, taken, *__: [marked(line) for line in taken]}),
    Step("text", "what is repeated is told once", {"openbeat.reading.body._told_once": _unchanged}),
    Step("text", "mojibake is undone", {"openbeat.reading.decoding.mend": _unchanged}),
    Step("text", "lines around the text are taken off", {f"{_READ}.trim": _unchanged}),
    Step("text", "attributions are taken out", {f"{_READ}.take_origin": lambda lines, *_: (lines, None)}),
    Step("text", "invitations at the end are taken off", {f"{_READ}.is_invitation": _never}),
    Step("title", "headings are compared with the head's titles", {f"{_TITLES}.headings": _empty}),
    Step("title", "JSON-LD is read", _NO_LINKED_DATA),
    Step("title", "the site's name is cut off",
         {f"{_TITLES}.strip_site_name": _unchanged, f"{_TITLES}.without_last_parts": _unchanged}),
    Step("date", "JSON-LD is read", _NO_LINKED_DATA),
    Step("date", "meta elements are read", {f"{_DATES}._PUBLISHED": ()}),
    Step("date", "time elements are read", {f"{_DATES}._time_element": _nothing}),
    Step("date", "the address is read", {f"{_DATES}.claimed_by_url": _nothing}),
    Step("date", "dates that readers see are read", {f"{_DATES}.shown_dates": lambda *_: ShownDates(None, None)}),
    Step("date", "htmldate is asked last", {f"{_DATES}.find_date": _nothing}),
    Step("authors", "JSON-LD is read", _NO_LINKED_DATA),
    Step("authors", "meta elements are read", {f"{_AUTHORS}._AUTHORS": ()}),
    Step("authors", "bylines that readers see are read",
         {f"{_AUTHORS}.names_in": lambda _: [], f"{_AUTHORS}.signed": lambda _: []}),
    Step("authors", "trafilatura is asked last", {f"{_AUTHORS}.extract_author": _nothing}),
    Step("authors", "names are split and cleaned", {f"{_AUTHORS}.split_authors": lambda raw, _: tuple(raw)}),
    Step("language", "the script is looked at first",
         {f"{_IDENTIFYING}._by_script": _nothing, f"{_IDENTIFYING}.only": _unchanged}),
    Step("language", "letters of one language alone", {f"{_IDENTIFYING}.own_letters": lambda *_: {}}),
    Step("language", "everyday words", {f"{_IDENTIFYING}.evidence": lambda _: {}}),
    Step("language", "languages without a profile are known by their words",
         {f"{_IDENTIFYING}.RIVAL_NATS": float("inf")}),
    Step("language", "und where the evidence is thin",
         {f"{_IDENTIFYING}.MIN_LETTERS": 1, f"{_IDENTIFYING}.MIN_OTHER_LETTERS": 1,
          f"{_IDENTIFYING}.ALIEN": float("inf"), f"{_IDENTIFYING}.RIVAL_LEAD": 0.0}),
    Step("language", "only the first paragraphs count",
         {f"{_LANGUAGE}.SAMPLE_CHARACTERS": 10**5, f"{_LANGUAGE}.ENOUGH_CHARACTERS": 10**5}),
)  # fmt: skip


def tables(folders: Sequence[Path], texts: Path, *, markdown: bool = False) -> dict[str, str]:
    """A table for each field: the figure with all steps, and how much of it is lost without each."""
    fields = list(dict.fromkeys(step.field for step in STEPS))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        whole = {field: pool.submit(_figures, field, None, folders, texts) for field in fields}
        without = [pool.submit(_figures, step.field, number, folders, texts) for number, step in enumerate(STEPS)]
        found = {field: future.result() for field, future in whole.items()}
        lost = [future.result() for future in without]
    made = {}
    for field in fields:
        columns = found[field]
        rows = [["all steps", *(figure(value) for value in columns.values())]]
        for step, left in zip(STEPS, lost, strict=True):
            if step.field == field:
                rows.append([f"without: {step.name}", *(difference(left[name] - columns[name]) for name in columns)])
        made[field] = table(("", *columns), rows, markdown=markdown)
    return made


def main() -> None:
    """Measure all, and print the tables."""
    parser = argparse.ArgumentParser(description="What each step of the reading adds.")
    parser.add_argument("sets_dir", type=Path, help="folder of folders with truth.jsonl and pages")
    parser.add_argument("texts", type=Path, help="labelled texts for the language steps")
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    options = parser.parse_args()
    folders = sorted(path.parent for path in options.sets_dir.glob("*/truth.jsonl*"))
    for field, text in tables(folders, options.texts, markdown=options.markdown).items():
        print(f"\n{field}\n\n{text}")


def _figures(field: str, left_out: int | None, folders: Sequence[Path], texts: Path) -> Figures:
    with ExitStack() as stack:
        if left_out is not None:
            stack.enter_context(STEPS[left_out].left_out())
        stack.enter_context(offline())
        return _language_figures(texts) if field == "language" else _set_figures(field, folders)


def _language_figures(texts: Path) -> Figures:
    rows = load_texts(texts)
    return accuracy(rows, [detect_language(row["text"]).code for row in rows])


def _set_figures(field: str, folders: Sequence[Path]) -> Figures:
    figures = {}
    for folder in folders:
        examples = load(folder)
        found = score(
            [example.truth for example in examples],
            {example.identity: read(example.body, example.url) for example in examples},
        )
        value = _main_figure(found) if field == "text" else getattr(found, field)
        if value is not None:
            figures[folder.name] = value
    return figures


def _main_figure(found: Scores) -> float | None:
    """F1 of the text, or of snippets where the truth has no texts."""
    part = found.text or found.snippets
    return part.f1 if part else None


if __name__ == "__main__":
    main()
