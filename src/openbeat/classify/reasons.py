"""What a verdict comes from, for somebody who checks it: measures, words of topics, and names, with their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from openbeat.classify.evidence import Gathered
from openbeat.classify.lexicon import Found
from openbeat.classify.relevance import measures
from openbeat.classify.weights import Weights
from openbeat.records import Relevance


@dataclass(frozen=True, slots=True)
class Reason:
    """A measure of a text, and what it said on relevance, in log-odds: 0.7 doubles the odds, -0.7 halves them."""

    measure: str
    """As :mod:`openbeat.classify.relevance` names it."""
    value: float
    within: float
    """What it adds for the text being within the beat at all."""
    subject: float
    """What it adds for the beat being its subject, if it is within."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a text that count for something."""

    where: str
    """title, lead or body."""
    start: int
    """Offset in characters into the title, or into the text for lead and body."""
    text: str
    """As it stands there."""
    rule: str
    """The beat's term that matched, with its topic or kind."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """All that decided on one text."""

    measures: tuple[Reason, ...]
    """Those that said something, in the order of :func:`openbeat.classify.relevance.measures`."""
    topics: Mapping[str, tuple[Place, ...]]
    """The words of each topic, also of those that fell short."""
    names: tuple[Place, ...]
    """Every name that counts, by where it stands."""


def reasons(found: Found, gathered: Gathered, weights: Weights) -> Reasons:
    """Account for a verdict."""
    values = measures(gathered)
    within = weights.scope.shares("within", values)
    subject = weights.subject.shares(Relevance.CORE, values)
    topics: defaultdict[str, list[Place]] = defaultdict(list)
    for match in found.topics:
        use = match.carried
        topics[use.name].append(_place(gathered, match.start, match.end, f"{use.name}:{use.term}"))
    return Reasons(
        tuple(
            Reason(name, value, within[name], subject[name])
            for name, value in values.items()
            if within[name] or subject[name]
        ),
        {name: tuple(words) for name, words in topics.items()},
        tuple(_place(gathered, name.start, name.end, name.rule) for name in found.names),
    )


def _place(gathered: Gathered, start: int, end: int, rule: str) -> Place:
    zones = gathered.zones
    offset = 0 if start < zones.text_start else zones.text_start
    return Place(zones.where(start), start - offset, gathered.joined[start:end], rule)
