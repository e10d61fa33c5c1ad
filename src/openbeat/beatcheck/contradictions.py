"""Pairs of statements in a beat file that can't both be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from openbeat.beatcheck.findings import Finding, Rule, error, warning
from openbeat.beatcheck.listed import Listed, listed, matcher_of
from openbeat.classify import Beat
from openbeat.classify.beat import Role
from openbeat.classify.lexicon import Layer
from openbeat.classify.matching import fold

OF_THE_BEAT = frozenset({Role.WHOLE, Role.QUALITY})
"""Roles whose terms say that a text is within the beat."""


def contradictions(beat: Beat) -> Iterator[Finding]:
    """All of them, but for terms that stand in two groups: those are dead as well, and found with the dead."""
    terms = listed(beat)
    yield from _also_contexts(beat, terms)
    yield from _shared_aliases(terms)
    yield from _denied_names(terms)
    yield from _excluded_names(beat)
    yield from _makers_by_alias(beat)


def _also_contexts(beat: Beat, terms: Iterable[Listed]) -> Iterator[Finding]:
    """A context phrase says that the beat is not meant by it."""
    contexts = {item.folded: item.table for item in terms if item.layer is Layer.CONTEXT}
    for item in terms:
        of_the_beat = item.layer is Layer.TERM and beat.groups[item.name].role in OF_THE_BEAT
        if (of_the_beat or item.layer is Layer.ENTITY) and item.folded in contexts:
            message = f"{contexts[item.folded]} has the same phrase, which says that the beat is not meant by it"
            yield error(Rule.CONTRADICTION, item.table, item.term, message)


def _shared_aliases(terms: Iterable[Listed]) -> Iterator[Finding]:
    by_text: defaultdict[str, list[Listed]] = defaultdict(list)
    for item in terms:
        if item.layer is not Layer.ENTITY:
            continue
        for other in by_text[item.folded]:
            if other.table != item.table and (other.covers(item) or item.covers(other)):
                message = f"{other.table} has it too, and only one of them is ever named by it"
                yield error(Rule.CONTRADICTION, item.table, item.term, message)
                break
        by_text[item.folded].append(item)


def _denied_names(terms: Iterable[Listed]) -> Iterator[Finding]:
    """A name that contains a word near which it does not count."""
    unless: defaultdict[str, list[Listed]] = defaultdict(list)
    for item in terms:
        if item.layer is Layer.UNLESS:
            unless[item.table.removesuffix(".unless")].append(item)
    matchers = {table: matcher_of(words) for table, words in unless.items()}
    for item in terms:
        if item.layer is not Layer.ENTITY or item.table not in matchers:
            continue
        if denying := next(iter(matchers[item.table].find(item.bare, "und")), None):
            message = f"its own unless has {denying.carried.term!r}, so it never counts"
            yield error(Rule.CONTRADICTION, item.table, item.term, message)


def _excluded_names(beat: Beat) -> Iterator[Finding]:
    """Names that a pattern takes for something else, although the file lists them."""
    listed_as: dict[str, tuple[str, str]] = {}
    for kind, entities in beat.entities.items():
        for name, entity in entities.items():
            for alias in (name, *entity.aliases):
                listed_as.setdefault(alias.casefold(), (kind, name))
    for number, pattern in enumerate(beat.patterns):
        table, needless = f"patterns.{number}.unless", list[str]()
        for excluded in pattern.unless:
            kind, name = listed_as.get(excluded.casefold(), ("", ""))
            if kind == pattern.kind:
                message = f"entities.{kind} lists {name}: what the pattern looks for, not something else"
                yield error(Rule.CONTRADICTION, table, excluded, message)
            elif kind:
                needless.append(excluded)
        if needless:
            message = "listed under [entities], and patterns leave listed names alone anyway"
            yield warning(Rule.REDUNDANT, table, ", ".join(needless), message)


def _makers_by_alias(beat: Beat) -> Iterator[Finding]:
    """Makers that are not called by their canonical names, so that they are two in the database."""
    canonical: dict[str, str] = {}
    for entities in beat.entities.values():
        for name, entity in entities.items():
            canonical |= {fold(alias): name for alias in entity.aliases}
    names = {name for entities in beat.entities.values() for name in entities}
    for kind, entities in beat.entities.items():
        for name, entity in entities.items():
            if entity.maker and entity.maker not in names and (meant := canonical.get(fold(entity.maker))):
                table = f"entities.{kind}.{name}.maker"
                yield warning(Rule.CONTRADICTION, table, entity.maker, f"is listed under the name {meant!r}")
