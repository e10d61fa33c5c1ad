"""``openbeat label``: a person says of stored articles how they cover a beat."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape

from openbeat.classify import Beat, Classifier
from openbeat.cli.asking import published
from openbeat.cli.beats import beat_of
from openbeat.cli.output import command, console
from openbeat.cli.verdicts import COLOURS, line, marked
from openbeat.errors import OpenbeatError
from openbeat.labelling import (
    ArticleLabel,
    Candidate,
    LabelFile,
    candidates,
    chosen_entities,
    chosen_topics,
    make_label,
)
from openbeat.languages import language_code, language_name
from openbeat.records import Relevance, Stance, Verdict
from openbeat.settings import load_settings

T = TypeVar("T")

BACK, QUIT, SKIP = "b", "q", "s"
INTERRUPTS = {"\x03", "\x04", ""}
"""What a terminal or a file gives when the person at it has had enough."""

RELEVANCE = {"c": Relevance.CORE, "m": Relevance.MENTION, "o": Relevance.OFF}
STANCE = {"s": Stance.SUPPORTIVE, "c": Stance.CRITICAL, "m": Stance.MIXED, "n": Stance.NEUTRAL}


class _Back(Exception):  # noqa: N818 - a wish, not an error
    """The person wants to answer the question before again."""


class _Skip(Exception):  # noqa: N818
    """The person does not want to label this article."""


class _Quit(Exception):  # noqa: N818
    """The person has had enough."""


def label(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", help="File to add the labels to.")] = Path("labels.jsonl"),
    beat: Annotated[
        str | None, typer.Option("--beat", help="Name of a shipped beat, or a beat file; else the first configured.")
    ] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many articles at most.")] = 20,
    language: Annotated[str | None, typer.Option("--language", help="Only articles in this one, ISO 639-1.")] = None,
) -> None:
    """Label the stored articles on which the beat's verdict is least sure, one after the other.

    Each is shown as far as its lead goes, with the evidence marked and what the classifier says; you answer with single
    keys. Every answer is written at once, so you can stop at any time, and articles in the file do not come again.
    Then see how the beat does on them: `openbeat evaluate labels.jsonl`.
    """
    settings = load_settings(context.obj)
    chosen = beat_of(context, beat)
    if language is not None and language_code(language) != language:
        raise OpenbeatError(f"{language!r} is no language code of two letters, such as fr.")
    file = LabelFile(out)
    with published(settings) as database:
        articles = candidates(database, chosen.name, count=count, language=language, labelled=file.addresses)
    if not articles:
        called = command(context.obj)
        which = f"articles in {language_name(language)}" if language else "articles"
        console.print(
            f"There is nothing to label: {chosen.name} has verdicts on no {which} besides those that "
            f"{escape(str(out))} labels. A beat you added gets its verdicts with: {escape(called)} reclassify"
        )
        return
    _label_all(articles, Classifier(chosen), file)
    console.print(f"\n{file.appended} labelled in {escape(str(out))}.", highlight=False)
    if file.appended:
        of_beat = f" --beat {shlex.quote(beat)}" if beat else ""
        called = f"{command(context.obj)} evaluate {shlex.quote(str(out))}{of_beat}"
        console.print(f"How the beat does on them: [bold]{escape(called)}[/]")


def _label_all(articles: list[Candidate], classifier: Classifier, file: LabelFile) -> None:
    """Ask about each article; going back takes the label before back."""
    written: list[bool] = []
    """Of each article so far, whether it was labelled or skipped."""
    while len(written) < len(articles):
        article = articles[len(written)]
        verdict = classifier.judge(article.title, article.text, article.language)
        _show(article, classifier, verdict, f"{len(written) + 1} of {len(articles)}")
        try:
            file.append(_ask_all(article, classifier.beat, verdict))
            written.append(True)
        except _Skip:
            written.append(False)
        except _Back:
            if written and written.pop():
                file.take_back()
        except _Quit:
            return


def _show(article: Candidate, classifier: Classifier, verdict: Verdict, place: str) -> None:
    names = classifier.reasons(article.title, article.text, article.language).names
    console.print()
    console.print(marked(article.title, article.text, verdict, names, more=article.characters_more))
    date = f"{article.published_at:%Y-%m-%d}" if article.published_at else "no date"
    line(place, f"{article.publisher}, {date}, {language_name(article.language)}")
    line("", article.url)
    odds = ", ".join(f"{name} {value:.2f}" for name, value in verdict.probability.items())
    of_what = "of what is shown" if article.characters_more else "of the text"
    line("classifier", f"[{COLOURS[verdict.relevance]}]{verdict.relevance}[/] ({odds}), {of_what}", markup=True)


def _ask_all(article: Candidate, beat: Beat, verdict: Verdict) -> ArticleLabel:
    """All questions on one article; going back from a later one begins anew."""
    while True:
        question = f"{_keys(RELEVANCE)}   ({SKIP} skip, {BACK} back, {QUIT} quit)"
        relevance = _choose(question, RELEVANCE, skip=True)
        try:
            return _ask_rest(article, beat, verdict, relevance)
        except _Back:
            continue


def _ask_rest(article: Candidate, beat: Beat, verdict: Verdict, relevance: Relevance) -> ArticleLabel:
    if relevance is Relevance.OFF:
        mistaken = verdict.relevance is not Relevance.OFF
        question = f"Easily mistaken for the beat? y yes, n no   (Enter: {'yes' if mistaken else 'no'})"
        hard = _choose(question, {"y": True, "n": False}, default=mistaken)
        return make_label(article, beat.name, relevance, hard_negative=hard)
    topics = list(beat.topics)
    for number, name in enumerate(topics, 1):
        mark = "*" if name in verdict.topics else " "
        console.print(f"  {mark}{number:>3} {escape(beat.topics[name].label)}", highlight=False)
    said = " ".join(str(number) for number, name in enumerate(topics, 1) if name in verdict.topics)
    wanted = _write(
        f"Topics, by number   (Enter: {said or 'none'}; - for none)",
        lambda answer: chosen_topics(answer, topics, verdict.topics),
    )
    stance = verdict.stance or Stance.NEUTRAL
    side = _choose(f"Stance: {_keys(STANCE)}   (Enter: {stance})", STANCE, default=stance)
    named = [mention.entity for mention in verdict.mentions]
    entities = _write(
        f"Entities: {', '.join(named) or 'none'}   (Enter: these; others between commas; +more, -fewer, - for none)",
        lambda answer: chosen_entities(answer, named),
    )
    return make_label(article, beat.name, relevance, topics=wanted, stance=side, entities=entities)


def _keys(answers: Mapping[str, str]) -> str:
    """The keys with what they mean."""
    return ", ".join(f"{key} {meaning}" for key, meaning in answers.items())


def _choose(question: str, keys: Mapping[str, T], *, default: T | None = None, skip: bool = False) -> T:
    """One of the answers that have a key; Enter for the default, where there is one."""
    while True:
        console.print(f"[cyan]{escape(question)}[/] ", end="", highlight=False, soft_wrap=True)
        key = _key()
        if key in keys:
            return keys[key]
        if key in {"\r", "\n"} and default is not None:
            return default
        if skip and key == SKIP:
            raise _Skip
        if key == BACK:
            raise _Back
        if key == QUIT:
            raise _Quit
        console.print("Not one of these keys.")


def _write(question: str, understand: Callable[[str], T]) -> T:
    """An answer that is written out, asked for until it is understood."""
    while True:
        console.print(f"[cyan]{escape(question)}[/] ", end="", highlight=False, soft_wrap=True)
        answer = _line()
        if answer == BACK:
            raise _Back
        if answer == QUIT:
            raise _Quit
        try:
            return understand(answer)
        except ValueError as error:
            console.print(f"[yellow]{escape(str(error))}[/]", highlight=False)


def _key() -> str:
    """A key, in lower case; where no person sits at a terminal, the first letter of a line."""
    if not sys.stdin.isatty():
        return _line()[:1].lower() or "\n"
    try:
        key = typer.getchar()
    except (KeyboardInterrupt, EOFError):
        raise _Quit from None
    if key in INTERRUPTS:
        raise _Quit
    console.print(escape(key) if key.isprintable() else "", highlight=False)
    return key.lower()


def _line() -> str:
    """A line without the space around it."""
    try:
        read = sys.stdin.readline()
    except KeyboardInterrupt:
        raise _Quit from None
    if not read:
        raise _Quit
    if not sys.stdin.isatty():
        console.print()
    return read.strip()
