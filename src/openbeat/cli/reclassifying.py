"""``openbeat reclassify``: everything stored judged again, shown, and adopted if it is liked."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import pyarrow as pa
import typer
from rich.markup import escape

from openbeat.classify import CLASSIFIER_VERSION, load_beat
from openbeat.cli.flows import bars
from openbeat.cli.output import command, console, table, to_json
from openbeat.reclassify import Adoption, Judged, Reclassification
from openbeat.records import Relevance
from openbeat.settings import Settings, load_settings
from openbeat.store.database import Row
from openbeat.store.reclassify import Comparison, Unjudged
from openbeat.store.working import holder_of

MOST_LANGUAGES = 15
MOST_UNJUDGED = 5
LEAST_CHANGE = 0.01
"""Of a probability, that is worth a line."""


def reclassify(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Judge also what the same beats and classifier have judged before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and keep it for a later adoption.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Adopt the new verdicts without asking.")] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=0, max=64, help="Judging processes; 0 for one per processor. Else read.workers."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what would change, and what was done, as JSON.")
    ] = False,
) -> None:
    """Judge everything stored again, after a beat file or openbeat changed; see what would change; adopt it.

    Only articles are judged whose verdicts other versions made, or that have none, as for a beat you added. Nothing is
    fetched, and runs are not held up. If it is stopped, the next `openbeat reclassify` carries on.
    """
    settings = load_settings(context.obj)
    with Reclassification(settings, everything=everything, workers=workers) as again:
        with bars("Looking for articles to judge"):
            judged = _judge(again)
        forgotten = again.forgotten_beats()
        comparison = again.compare() if again.has_staged else None
        if not as_json:
            _show(settings, judged, comparison, forgotten)
        adoption = None
        if comparison is not None and not dry_run and (yes or (not as_json and _is_wanted())):
            adoption = _adopt(again, settings, quiet=as_json)
    if as_json:
        found: dict[str, Any] = {
            "judged": asdict(judged),
            "changes": asdict(comparison) if comparison else None,
            "beats_not_configured": forgotten,
            "adopted": asdict(adoption) if adoption else None,
        }
        sys.stdout.write(to_json(found))
    elif comparison is not None:
        _show_end(settings, adoption, escape(command(context.obj)))


def _judge(again: Reclassification) -> Judged:
    try:
        return again.judge()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was judged is kept; openbeat reclassify carries on.\n")
        raise


def _is_wanted() -> bool:
    """Ask, where there is somebody to answer."""
    return sys.stdin.isatty() and console.is_terminal and typer.confirm("Adopt the new verdicts?")


def _adopt(again: Reclassification, settings: Settings, *, quiet: bool) -> Adoption:
    holder = holder_of(settings.working_database.parent)
    if holder and not quiet:
        console.print(f"Waiting for the {holder['flow']} run under way since {holder['since']} to end …")
    return again.adopt()


def _show(settings: Settings, judged: Judged, comparison: Comparison | None, forgotten: Sequence[Row]) -> None:
    if comparison is None:
        console.print("Nothing to do: all stored articles have verdicts of these beats and this classifier.")
    else:
        taken = ", beside what an earlier, unfinished reclassification had judged" if judged.kept else ""
        console.print(f"{judged.articles:,} articles judged{taken}.")
        for path in settings.beats:
            beat = load_beat(path)
            made = f"{beat.name} {beat.version}, classifier {CLASSIFIER_VERSION}"
            console.print(f"\n[bold]{escape(beat.title)}[/]  ({escape(made)})")
            _show_beat(beat.name, comparison)
    _show_unjudged(judged.unjudged)
    for row in forgotten:
        console.print(
            f"[yellow]{escape(row['beat'])}[/] is not in the configuration any more: its {row['articles']:,} verdicts, "
            "with their mentions and stories, stay as they are."
        )


def _show_beat(beat: str, comparison: Comparison) -> None:
    versions = _of(beat, comparison.versions)
    if not versions:
        console.print("Nothing was judged for it.")
        return
    for row in versions:
        made = f"{row['beat_version']}, classifier {row['classifier_version']}" if row["beat_version"] else "nobody"
        console.print(f"  {row['articles']:,} articles were judged by {escape(made)} before")
    _show_table("Relevance before → after, articles", _matrix(_of(beat, comparison.relevance), list(Relevance)))
    _show_table("Languages with changes", _languages(_of(beat, comparison.languages)))
    changed = [row for row in _of(beat, comparison.topics) if row["gained"] or row["lost"]]
    _show_table("Topics, articles", changed)
    _show_table("Stance before → after, articles", _matrix(_of(beat, comparison.stances)))
    _show_table("Entities, articles", _of(beat, comparison.entities))
    articles = [row for row in _of(beat, comparison.articles) if _is_change(row)]
    if articles:
        console.print("  [bold]Articles with the greatest change[/]")
    for row in articles:
        scores = f"{row['score_before']:.2f} → {row['score_after']:.2f}"
        console.print(
            f"  {row['before']} → {row['after']}  {scores}  {row['language']}  {escape(row['title'])}", soft_wrap=True
        )
        console.print(f"      [dim]{escape(row['url'])}[/]", soft_wrap=True)


def _is_change(row: Row) -> bool:
    """Whether a person would see one: not of a text that nobody had judged and that is off, nor of 1.00 to 1.00."""
    if row["before"] == "none":
        return bool(row["after"] != Relevance.OFF)
    return bool(row["before"] != row["after"]) or abs(row["score_after"] - row["score_before"]) >= LEAST_CHANGE


def _show_table(title: str, rows: Sequence[Row]) -> None:
    if rows:
        console.print(f"  [bold]{title}[/]")
        console.print(table(pa.Table.from_pylist(list(rows))))


def _of(beat: str, rows: Iterable[Row]) -> list[Row]:
    """The rows of a beat, without its name."""
    return [{name: value for name, value in row.items() if name != "beat"} for row in rows if row["beat"] == beat]


def _matrix(rows: Sequence[Row], order: Sequence[str] = ()) -> list[Row]:
    """One row for each state before, one column for each after."""
    counts = {(row["before"], row["after"]): row["articles"] for row in rows}
    before, after = (sorted({key[side] for key in counts}, key=_position(order)) for side in (0, 1))
    return [{"before": old} | {f"→ {new}": counts.get((old, new), 0) for new in after} for old in before]


def _position(order: Sequence[str]) -> Any:
    return lambda name: (order.index(name) if name in order else len(order), name)


def _languages(rows: Sequence[Row]) -> list[Row]:
    """How relevance changed in each language in which it did, most changes first."""
    within = {Relevance.CORE, Relevance.MENTION}
    languages: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        before, after = row["before"], row["after"]
        counts, articles = languages[row["language"]], row["articles"]
        counts["judged"] += articles
        counts["core_before"] += articles * (before == Relevance.CORE)
        counts["core_after"] += articles * (after == Relevance.CORE)
        counts["newly_within"] += articles * (before not in within and after in within)
        counts["no_longer_within"] += articles * (before in within and after not in within)
        counts["changes"] += articles * (before != after and (before, after) != ("none", Relevance.OFF))
    most = sorted(languages, key=lambda name: (-languages[name]["changes"], -languages[name]["judged"], name))
    return [{"language": name} | languages[name] for name in most[:MOST_LANGUAGES] if languages[name]["changes"]]


def _show_unjudged(unjudged: Sequence[Unjudged]) -> None:
    if unjudged:
        console.print(f"[yellow]{len(unjudged)} could not be judged[/] and keep the verdicts they have:")
    for each in unjudged[:MOST_UNJUDGED]:
        console.print(f"  article {each.article_id}, {each.beat}: {escape(each.detail)}")


def _show_end(settings: Settings, adoption: Adoption | None, called: str) -> None:
    if adoption is None:
        console.print(f"\nNothing is changed yet. To adopt this: [bold]{called} reclassify --yes[/]")
        return
    late = f", {adoption.late:,} of which arrived or changed meanwhile" if adoption.late else ""
    console.print(
        f"\nAdopted: {adoption.verdicts:,} verdicts on {adoption.articles:,} articles{late}; "
        f"{adoption.stories_new:,} new stories."
    )
    _show_unjudged(adoption.unjudged)
    console.print(f"Database: [bold]{escape(str(settings.published_database))}[/]")
