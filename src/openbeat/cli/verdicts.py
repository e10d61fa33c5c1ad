"""How a verdict is shown: what was decided, from what, and the text with its evidence marked."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from openbeat.classify import Beat
from openbeat.classify.reasons import Place, Reason, Reasons
from openbeat.cli.output import console
from openbeat.records import Evidence, Mention, Relevance, Verdict

COLOURS = {Relevance.CORE: "bold green", Relevance.MENTION: "yellow", Relevance.OFF: "dim"}

MARKS = {
    "evidence of the beat": "black on green",
    "cues for": "black on bright_cyan",
    "cues against": "white on red",
    "words that weigh": "black on yellow",
    "names": "bold underline cyan",
}
"""How what counts is marked in a text, strongest first: where two meet, the first is seen."""

_MARK_OF_SIDE = {
    "": "evidence of the beat",
    "supportive": "cues for",
    "critical": "cues against",
    "balance": "words that weigh",
}

NAME_WIDTH = len("jurisdictions")
MOST_EVIDENCE, MOST_MEASURES, MOST_WORDS = 12, 5, 6

MEASURES = {
    "title": "how much of the beat the title has",
    "title_stated": "phrases of the beat in the title, names not counted",
    "lead": "how much of the beat the lead has, the earlier the more",
    "stated": "phrases of the beat in title and lead, names not counted",
    "strongest": "the strongest piece of evidence in title and lead",
    "named": "a name in title or lead that stands for the beat",
    "named_title": "a name in the title that stands for the beat",
    "pieces": "how many strong pieces of evidence title and lead have",
    "body": "how much of the beat comes after the lead",
    "breadth": "how many different pieces of evidence the whole text has",
    "hints": "weak hints in title and lead",
    "opening": "how near the beginning the lead's best evidence stands",
    "first": "the first sentence is of the beat",
    "late": "how late the lead first comes to the beat",
    "last": "how far into the lead it still speaks of the beat",
    "alone": "all strong evidence is one and the same term or name",
    "spread": "share of the lead's sentences that are of the beat",
    "density": "how close together the evidence stands",
    "repeated": "a name of the beat that comes again and again",
    "unlisted": "a name nobody listed that looks like one of the beat",
    "own_first": "the first name is one of the beat",
    "other_first": "the first name is not one of the beat",
    "share": "share of the names that are the beat's",
    "makers": "share of the beat's names that are of makers alone: a firm, not its work",
    "crowd": "how many different names there are",
    "others": "how many names are not the beat's",
    "enumerated": "the beat's names stand in a row with others",
    "contrasted": "the beat is named for comparison",
    "rivals": "what is of the field but not the beat, in title and lead",
    "rivals_before": "what is not the beat comes before the beat does",
    "title_rival": "the title names what is not the beat, and nothing of it",
    "counter": "a neighbouring subject that is mistaken for the beat",
    "unpaired": "words of the beat's quality, said of something else",
    "field": "how much the lead speaks of the field at all",
    "field_density": "how close together words of the field stand",
    "title_field": "the title speaks of the field",
    "untitled": "it has no title",
    "length": "how long the lead is",
}
"""The measures of relevance in words."""


def line(name: str, value: str | None, *, markup: bool = False) -> None:
    """A line of what was found, with its name before it; on a terminal, a long one goes on beneath its beginning."""
    shown = (value or "–") if markup else escape(value or "–")
    if not console.is_terminal:
        console.print(f"[cyan]{name:>{NAME_WIDTH}}[/]  {shown}", highlight=False, soft_wrap=True)
        return
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(justify="right", style="cyan", min_width=NAME_WIDTH, no_wrap=True)
    drawn.add_column(overflow="fold")
    drawn.add_row(name, shown)
    console.print(drawn)


def show_verdict(beat: Beat, verdict: Verdict, reasons: Reasons) -> None:
    """What was decided, and from what."""
    odds = ", ".join(f"{name} {value:.2f}" for name, value in verdict.probability.items())
    least = f"within the beat from {beat.relevance.within:.2f} on"
    named = f"[{COLOURS[verdict.relevance]}]{verdict.relevance}[/] for {verdict.beat}"
    line("verdict", f"{named} ({odds}; {least})", markup=True)
    loudest = _loudest(reasons.measures, verdict.relevance)
    for number, reason in enumerate(loudest):
        line("" if number else "decided by", _measure(reason, verdict.relevance))
    _show_rest(verdict, loudest)
    _show_topics(beat, verdict, reasons)
    _show_stance(verdict)
    if verdict.jurisdictions:
        line("jurisdictions", ", ".join(f"{code} {beat.jurisdictions[code].label}" for code in verdict.jurisdictions))
    by_kind: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in verdict.mentions:
        by_kind[mention.kind].append(mention)
    for kind in beat.kinds:
        if kind in by_kind:
            line(kind, ", ".join(map(_mention, by_kind[kind])))
    if verdict.relevance is not Relevance.OFF and not verdict.mentions:
        line("names", None)
    line("versions", f"beat {verdict.beat_version}, classifier {verdict.classifier_version}")
    _show_evidence(verdict)


def _show_rest(verdict: Verdict, shown: Iterable[Reason]) -> None:
    """What is left of the log-odds, so that a person who adds up arrives at the probabilities."""
    shown = list(shown)
    core, mention, off = (verdict.probability[name] for name in (Relevance.CORE, Relevance.MENTION, Relevance.OFF))
    within, subject = _log_odds(core + mention, off), _log_odds(core, mention)
    if within is None or subject is None:
        return
    said = f"{within - sum(reason.within for reason in shown):+.2f} for the beat"
    total = f"{within:+.2f}"
    if verdict.relevance is not Relevance.OFF:
        said += f", {subject - sum(reason.subject for reason in shown):+.2f} as the subject"
        total += f" and {subject:+.2f}"
    line("" if shown else "decided by", f"{said}: all else, with what every text starts from; together {total}")


def _log_odds(chance: float, other: float) -> float | None:
    """None where one of the two is too small for a number."""
    return math.log(chance / other) if chance > 0 and other > 0 else None


def _show_evidence(verdict: Verdict) -> None:
    """The different pieces, strongest first, each at its strongest place."""
    alike: defaultdict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for piece in sorted((piece for piece in verdict.evidence if not _side(piece)), key=lambda piece: -piece.weight):
        alike[piece.where, piece.rule, piece.text.casefold()].append(piece)
    for first, *more in list(alike.values())[:MOST_EVIDENCE]:
        times = f" ×{len(more) + 1}" if more else ""
        line("evidence", f"{first.weight:.2f}  {first.where:<5} {first.start:>5}  {first.text!r}{times}  {first.rule}")
    if len(alike) > MOST_EVIDENCE:
        line("", f"and {len(alike) - MOST_EVIDENCE} weaker")
    if not alike:
        line("evidence", None)


def marked(title: str, text: str, verdict: Verdict, names: Iterable[Place], *, more: int = 0) -> Group:
    """A text with what counts marked, and before it what the marks mean.

    Args:
        title: as it was judged.
        text: as it was judged, or its beginning.
        verdict: its evidence is marked.
        names: are marked too.
        more: characters of the text that are left out.
    """
    bold, plain = Text(title, style="bold"), Text(text)
    for style, places in reversed(list(_marks(verdict, names).items())):
        for place in places:
            target = bold if place.where == "title" else plain
            target.stylize(style, place.start, place.start + len(place.text))
    legend = Text("  ").join(Text(f" {what} ", style=style) for what, style in MARKS.items())
    rest = Text(f"\n… and {more:,} characters more" if more else "", style="dim")
    return Group(legend, Panel(bold + Text("\n\n" if title else "") + plain + rest, border_style="dim"))


def _marks(verdict: Verdict, names: Iterable[Place]) -> Mapping[str, list[Evidence | Place]]:
    by_mark: dict[str, list[Evidence | Place]] = {style: [] for style in MARKS.values()}
    for piece in verdict.evidence:
        by_mark[MARKS[_MARK_OF_SIDE[_side(piece)]]].append(piece)
    by_mark[MARKS["names"]].extend(names)
    return by_mark


def _loudest(measures: Iterable[Reason], relevance: Relevance) -> list[Reason]:
    """What said most: of a text that is off, on whether it is within the beat; of others, also on its subject."""

    def loudness(reason: Reason) -> float:
        return abs(reason.within) + (0.0 if relevance is Relevance.OFF else abs(reason.subject))

    return sorted(measures, key=loudness, reverse=True)[:MOST_MEASURES]


def _measure(reason: Reason, relevance: Relevance) -> str:
    words = MEASURES.get(reason.measure, reason.measure)
    said = f"{reason.within:+.2f} for the beat"
    if relevance is not Relevance.OFF:
        said += f", {reason.subject:+.2f} as the subject"
    return f"{said}: {words} ({reason.value:.2f})"


def _show_topics(beat: Beat, verdict: Verdict, reasons: Reasons) -> None:
    if verdict.relevance is Relevance.OFF:
        return
    if not verdict.topics:
        line("topics", None)
    for number, (topic, score) in enumerate(verdict.topics.items()):
        words = _words(reasons.topics.get(topic, ())) or "by the names alone"
        line("topics" if number == 0 else "", f"{beat.topics[topic].label} {score:.2f}: {words}")


def _show_stance(verdict: Verdict) -> None:
    if verdict.stance is None:
        return
    cues = [
        f"{name} {_words([piece for piece in verdict.evidence if _side(piece) == side])}"
        for side, name in (("supportive", "for"), ("critical", "against"), ("balance", "weighing"))
        if any(_side(piece) == side for piece in verdict.evidence)
    ]
    line("stance", f"{verdict.stance}: {'; '.join(cues)}" if cues else f"{verdict.stance}: no cues")


def _words(places: Sequence[Place | Evidence]) -> str:
    """The different words, as they are first written."""
    different: dict[str, str] = {}
    for place in places:
        different.setdefault(place.text.casefold(), f"“{place.text}”")
    shown = list(different.values())[:MOST_WORDS]
    return ", ".join(shown) + (" …" if len(different) > MOST_WORDS else "")


def _mention(mention: Mention) -> str:
    """An entity with how often, and as which version and size, it is named."""
    forms = []
    for form in mention.forms:
        parts = [f"version {form.version}"] if form.version else []
        parts += [f"size {form.size}"] if form.size else []
        forms.append(f"{form.label} ×{form.count} ({', '.join(parts)})")
    told = f": {'; '.join(forms)}" if forms else ""
    return f"{mention.entity} ×{mention.count}{told}"


def _side(piece: Evidence) -> str:
    """The side a cue of stance speaks for; empty for evidence of the beat."""
    kind, _, rest = piece.rule.partition(":")
    return rest.partition(":")[0] if kind == "stance" else ""
