"""``openbeat evaluate``: how well a beat does on texts that somebody labelled, and where it fails."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from openbeat.classify import CLASSIFIER_VERSION, Beat, Classifier
from openbeat.cli.beats import beat_of
from openbeat.cli.output import console, to_json
from openbeat.errors import BeatError, LabelError
from openbeat.evaluation import Evaluation, Judged, Score, judge, mean, worst_misses
from openbeat.evaluation import evaluate as measure
from openbeat.labels import Labelled, read_labels
from openbeat.records import Evidence, Verdict

FIRST_WORDS_CHARACTERS = 80
"""What stands for the title of a text without one."""


def evaluate(
    context: typer.Context,
    labels: Annotated[
        list[Path],
        typer.Argument(
            help="Files of labelled texts (JSON lines, may be gzipped), such as openbeat label writes.",
            metavar="LABELS.jsonl…",
        ),
    ],
    beat: Annotated[
        str | None, typer.Option("--beat", help="Name of a shipped beat, or a beat file; else the first configured.")
    ] = None,
    worst: Annotated[int, typer.Option("--worst", min=0, help="How many of the surest mistakes to show.")] = 10,
    unlabelled: Annotated[
        list[str] | None,
        typer.Option(
            "--unlabelled-kind", help="A kind of entity that the labels don't name, such as licence; may be repeated."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Score a beat on labelled texts, by class, language, topic and stance, and show where it is wrong.

    Precision is the share of what was said that is right, recall the share of what is right that was said, F1 their
    harmonic mean. Labels that name another beat are left out. To make labels of what is stored: `openbeat label`.
    """
    chosen = beat_of(context, beat)
    kinds = frozenset(unlabelled or ())
    if unknown := sorted(kinds - chosen.kinds.keys()):
        raise BeatError(f"{chosen.name} has no kind {', '.join(unknown)}. It has {', '.join(chosen.kinds)}.")
    read = [label for path in labels for label in read_labels(path, Labelled)]
    wanted = [label for label in read if label.beat in {None, chosen.name}]
    if not wanted:
        raise LabelError(f"There is no labelled text for {chosen.name} in {', '.join(map(str, labels))}.")
    judged = judge(Classifier(chosen), wanted)
    found, misses = measure(judged, uncounted_kinds=kinds), worst_misses(judged)
    others = len(read) - len(wanted)
    if as_json:
        sys.stdout.write(to_json(_as_data(chosen, found, misses[:worst], wrong=len(misses), others=others)))
    else:
        _show(chosen, found, others)
        _show_misses(misses, worst)


def _as_data(beat: Beat, found: Evaluation, misses: Sequence[Judged], *, wrong: int, others: int) -> dict[str, Any]:
    return {
        "beat": beat.name,
        "beat_version": beat.version,
        "classifier_version": CLASSIFIER_VERSION,
        "items": found.items,
        "items_of_other_beats": others,
        "macro_f1": found.macro_f1,
        "relevance": _scores_as_data(found.relevance),
        "languages": _scores_as_data(found.languages),
        "hard_negatives": {"labelled": found.hard_negatives, "let_in": found.let_in},
        "topics": _scores_as_data(found.topics),
        "topics_macro_f1": _macro(found.topics),
        "stance": _scores_as_data(found.stance),
        "stance_macro_f1": _macro(found.stance),
        "entities": _score_as_data(found.entities),
        "calibration_error": found.calibration_error,
        "wrong": wrong,
        "worst_misses": [
            {
                "id": label.id,
                "url": label.url,
                "language": label.lang,
                "title": label.title,
                "text": label.text,
                "label": label.relevance.value,
                "verdict": verdict.relevance.value,
                "probability": {name.value: value for name, value in verdict.probability.items()},
                "evidence": [asdict(piece) for piece in verdict.evidence],
            }
            for label, verdict in misses
        ],
    }


def _scores_as_data(scores: Mapping[str, Score]) -> dict[str, dict[str, float]]:
    return {name: _score_as_data(score) for name, score in scores.items()}


def _score_as_data(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1} | score._asdict()


def _macro(scores: Mapping[str, Score]) -> float:
    """The mean F1 of classes that somebody labelled."""
    return mean(score.f1 for score in scores.values() if score.true)


def _show(beat: Beat, found: Evaluation, others: int) -> None:
    console.print(f"[bold]{escape(beat.title)}[/]  ({beat.name} {beat.version}, classifier {CLASSIFIER_VERSION})")
    left_out = f"; {others:,} of other beats left out" if others else ""
    console.print(f"{found.items:,} labelled texts{left_out}")
    _show_scores("relevance", found.relevance, f"macro F1 {found.macro_f1:.3f}")
    if found.hard_negatives:
        console.print(f"  hard negatives let in: {found.let_in} of {found.hard_negatives}")
    console.print(f"  calibration error of the probability of core: {found.calibration_error:.3f}")
    _show_scores("language", found.languages, "within the beat at all")
    _show_scores("topic", found.topics, f"macro F1 {_macro(found.topics):.3f}")
    if any(score.true for score in found.stance.values()):
        _show_scores("stance", found.stance, f"macro F1 {_macro(found.stance):.3f}")
    _show_scores("entities", {"all": found.entities} if found.entities.said or found.entities.true else {})


def _show_scores(title: str, scores: Mapping[str, Score], remark: str = "") -> None:
    if not scores:
        return
    drawn = Table(box=box.SIMPLE_HEAD, header_style="bold", title_justify="left")
    drawn.add_column(title, no_wrap=True, min_width=22)
    for column in ("precision", "recall", "F1", "right", "said", "true"):
        drawn.add_column(column, justify="right", no_wrap=True)
    for name, score in scores.items():
        rates = (
            f"{score.precision:.3f}" if score.said else "–",
            f"{score.recall:.3f}" if score.true else "–",
            f"{score.f1:.3f}" if score.said or score.true else "–",
        )
        drawn.add_row(Text(name), *rates, *(f"{count:,}" for count in score))
    console.print(drawn)
    if remark:
        console.print(f"  [dim]{remark}[/]", highlight=False)


def _show_misses(misses: Sequence[Judged], worst: int) -> None:
    if not misses:
        console.print("\nNone is judged wrongly.")
        return
    console.print(f"\n[bold]{len(misses):,} judged wrongly[/]" + ("; the surest mistakes first" if worst else ""))
    for label, verdict in misses[:worst]:
        said, true = verdict.relevance, label.relevance
        console.print(
            f"  {true} → {said}  {said} {verdict.probability[said]:.2f}, {true} {verdict.probability[true]:.2f}  "
            f"[dim]{escape(label.lang)}  {escape(label.id)}[/]",
            highlight=False,
        )
        for text, style in ((_heading(label), ""), (_strongest(verdict), "dim")):
            console.print(Text(f"      {text}", style=style), no_wrap=True, overflow="ellipsis")


def _heading(label: Labelled) -> str:
    """The title, or the first words of a text without one."""
    return " ".join((label.title or label.text[:FIRST_WORDS_CHARACTERS]).split())


def _strongest(verdict: Verdict) -> str:
    # Cues of stance say nothing of whether the text is about the beat.
    pieces: list[Evidence] = [piece for piece in verdict.evidence if not piece.rule.startswith("stance:")]
    if not pieces:
        return "no evidence"
    first = max(pieces, key=lambda piece: piece.weight)
    return f"{first.text!r} in the {first.where}, {first.weight:.2f}, {first.rule}"
