"""``openbeat beat``: what a beat file holds, and what is wrong or weak in it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from openbeat.beatcheck import Finding, Ordinary, Severity, check_beat
from openbeat.classify import Beat, load_beat
from openbeat.cli.output import console, to_json
from openbeat.errors import LabelError
from openbeat.labels import Labelled, read_labels
from openbeat.reading import detect_language
from openbeat.records import Relevance
from openbeat.settings import Settings, load_settings
from openbeat.store.database import Database

MOST_TEXTS, TEXT_CHARACTERS = 5_000, 2_500
"""The newest stored articles, and their first characters, that terms are tried on; so many take two seconds."""

MOST_WARNINGS = 25
"""Of one sort, that are listed unless all are wanted."""

TABLE_EDGES = 4
"""Columns of the terminal that a table's edges take."""

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}

app = typer.Typer(help="Show what a beat file holds, and find what is wrong or weak in it.", no_args_is_help=True)

BeatArgument = Annotated[
    str | None, typer.Argument(help="Name of a shipped beat, or a beat file; else the first configured.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]


def beat_of(context: typer.Context, name_or_path: str | None) -> Beat:
    """The beat asked for, or the first of the configuration.

    Raises:
        BeatError: there is no such beat, or its file is wrong.
    """
    return load_beat(name_or_path or load_settings(context.obj).beats[0])


@app.command()
def check(
    context: typer.Context,
    beat: BeatArgument = None,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            help="Texts to try the terms on instead of stored articles, may be repeated: labelled ones (.jsonl), else "
            "ordinary ones that are off, one a line."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=f"List all warnings, not only the first {MOST_WARNINGS} of each sort.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find contradictions, dead terms, terms that fire on everything, and thin spots of a beat file.

    Terms are tried on what is stored, too, if there is a database: one that many articles have which are off says
    little. Exits with 1 if there are errors; with 0 if all is well, or there are only warnings.
    """
    chosen = beat_of(context, beat)
    tried = list(_given(texts) if texts else _stored(load_settings(context.obj), chosen))
    found = check_beat(chosen, tried)
    counts = Counter(finding.severity for finding in found)
    if as_json:
        data: dict[str, Any] = {"beat": chosen.name, "version": chosen.version, "texts": len(tried)}
        data |= {f"{severity}s": counts[severity] for severity in Severity}
        sys.stdout.write(to_json(data | {"findings": [asdict(finding) for finding in found]}))
    else:
        _show_findings(chosen, found, counts, len(tried), most=None if everything else MOST_WARNINGS)
    if counts[Severity.ERROR]:
        raise typer.Exit(1)


@app.command("show")
def show_beat(context: typer.Context, beat: BeatArgument = None, as_json: JsonOption = False) -> None:
    """Show what a beat file holds: terms by language and group, entities by kind, topics."""
    chosen = beat_of(context, beat)
    terms = _counts_by_language(chosen)
    entities = {
        kind: {
            "entities": len(chosen.entities.get(kind, {})),
            "aliases": sum(len(entity.aliases) for entity in chosen.entities.get(kind, {}).values()),
            "patterns": sum(pattern.kind == kind for pattern in chosen.patterns),
        }
        for kind in chosen.kinds
    }
    if as_json:
        data = {"beat": chosen.name, "version": chosen.version, "title": chosen.title}
        data |= {"description": chosen.description.strip()}
        topics = {name: topic.label for name, topic in chosen.topics.items()}
        more = {"terms": terms, "entities": entities, "topics": topics, "jurisdictions": list(chosen.jurisdictions)}
        sys.stdout.write(to_json(data | more))
        return
    console.print(f"[bold]{escape(chosen.title)}[/]  ({chosen.name} {chosen.version})")
    console.print(escape(" ".join(chosen.description.split())))
    _show_table("terms", terms)
    _show_table("entities", entities)
    for name, topic in chosen.topics.items():
        console.print(f"  [bold]{escape(name)}[/]  {escape(topic.label)}: {escape(topic.description)}")
    if chosen.jurisdictions:
        console.print(f"  [bold]jurisdictions[/]  {', '.join(chosen.jurisdictions)}")


def _given(files: Sequence[Path]) -> Iterator[Ordinary]:
    """The texts of files: labelled ones are off if they say so, of others it is taken for granted."""
    for file in files:
        if file.name.endswith((".jsonl", ".jsonl.gz")):
            for label in read_labels(file, Labelled):
                yield Ordinary(label.title, label.text, label.lang, label.relevance is Relevance.OFF)
            continue
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise LabelError(f"{file} can't be read: {getattr(error, 'strerror', None) or error}") from error
        for line in filter(str.strip, lines):
            yield Ordinary("", line, detect_language(line, "", None).code, off=True)


def _stored(settings: Settings, beat: Beat) -> Iterator[Ordinary]:
    if not settings.published_database.exists():
        return
    with Database(settings.published_database, read_only=True) as database:
        rows = database.query("texts_to_try", beat=beat.name, most=MOST_TEXTS, characters=TEXT_CHARACTERS)
    for row in rows:
        yield Ordinary(row["title"], row["text"], row["language"], row["off"])


def _show_findings(
    beat: Beat, found: Sequence[Finding], counts: Counter[Severity], texts: int, *, most: int | None
) -> None:
    console.print(f"[bold]{escape(beat.title)}[/]  ({beat.name} {beat.version})")
    for (severity, rule), findings in groupby(found, key=lambda finding: (finding.severity, finding.rule)):
        listed = list(findings)
        console.print(f"\n[{COLOURS[severity]}]{severity}s: {rule} ({len(listed):,})[/]", highlight=False)
        shown = listed if severity is Severity.ERROR else listed[:most]
        for finding in shown:
            console.print(f"  {escape(finding.table)}  [bold]{escape(finding.key)}[/]", highlight=False, soft_wrap=True)
            console.print(f"      {escape(finding.message)}", highlight=False, soft_wrap=True)
        if len(shown) < len(listed):
            console.print(f"  and {len(listed) - len(shown):,} more: --all lists them", highlight=False)
    on = f"tried on {texts:,} texts" if texts else "tried on no texts: there is no database yet, and no --texts"
    console.print(f"\n{counts[Severity.ERROR]} errors, {counts[Severity.WARNING]} warnings; {on}.", highlight=False)


def _counts_by_language(beat: Beat) -> dict[str, dict[str, int]]:
    """How many terms each language has of each group, of topics and of the sides."""
    languages = dict.fromkeys([*beat.terms, *(language for topic in beat.topics.values() for language in topic.terms)])
    return {
        language: {group: len(beat.terms.get(language, {}).get(group, ())) for group in beat.groups}
        | {
            "topics": sum(len(topic.terms.get(language, ())) for topic in beat.topics.values()),
            "cues for": len(beat.stance.supportive.get(language, ())),
            "cues against": len(beat.stance.critical.get(language, ())),
        }
        for language in languages
    }


def _show_table(title: str, rows: dict[str, dict[str, int]]) -> None:
    """A table of counts; where the terminal is too narrow, in parts below each other."""
    columns = list(next(iter(rows.values()), {}))
    first = max(map(len, [title, *rows]))
    part: list[str] = []
    for column in columns:
        if part and first + sum(_width(other, rows) for other in [*part, column]) + TABLE_EDGES > console.width:
            console.print(_table(title, part, rows))
            part = []
        part.append(column)
    console.print(_table(title, part, rows))


def _width(column: str, rows: dict[str, dict[str, int]]) -> int:
    return 2 + max(len(column), *(len(f"{counts[column]:,}") for counts in rows.values()))


def _table(title: str, columns: Sequence[str], rows: dict[str, dict[str, int]]) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    drawn.add_column(title, no_wrap=True)
    for column in columns:
        drawn.add_column(column.replace("_", " "), justify="right", no_wrap=True)
    for name, counts in rows.items():
        drawn.add_row(Text(name), *(f"{counts[column]:,}" if counts[column] else "·" for column in columns))
    return drawn
