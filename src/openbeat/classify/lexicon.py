"""A beat's terms, names and cues, ready to be found in a text, and what was found.

Three rules decide between matches that lie in each other: within a context phrase ("US Open", "open letter") nothing
shorter counts; of terms, and of names, the longest counts ("Meta" is not named in "Meta Platforms"); and an ambiguous
name counts only near a word of the group it needs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from openbeat.classify.beat import EVERY_LANGUAGE, Beat, Entity, Role, Signal, TermsByLanguage
from openbeat.classify.matching import Match, Matcher, Term

BREAK = "\x1f"
"""Stands between title and text, so that no term runs across."""


class Layer(IntEnum):
    """What a term is in the file for."""

    CONTEXT = 0
    TERM = 1
    ENTITY = 2
    TOPIC = 3
    CUE = 4
    UNLESS = 5


@dataclass(frozen=True, slots=True)
class Use:
    """Where in the beat file a term stands."""

    layer: Layer
    name: str
    """The group, entity, topic or side."""
    term: str
    kind: str = ""
    """Of an entity."""


@dataclass(frozen=True, slots=True)
class Name:
    """An entity's name in the text."""

    start: int
    end: int
    entity: str
    kind: str
    signal: Signal
    label: str
    """The name with its version and size, if it is written with them."""
    rule: str

    @property
    def versioned(self) -> bool:
        """Whether a number is written with the name, which settles that no wind or animal is meant."""
        return any(character.isdigit() for character in self.label.removeprefix(self.entity))


@dataclass(frozen=True, slots=True)
class Found:
    """All that a text has of a beat, by offsets into title + BREAK + text."""

    joined: str
    title_characters: int
    terms: list[Match[Use]]
    names: list[Name]
    topics: list[Match[Use]]
    cues: list[Match[Use]]


class Lexicon:
    """A beat's vocabulary as one automaton and a few regular expressions."""

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self._matcher = Matcher(_uses(beat))
        self._entities = {(kind, name): entity for kind, all_ in beat.entities.items() for name, entity in all_.items()}
        self._listed = {alias.casefold() for key in self._entities for alias in _aliases(key[1], self._entities[key])}
        self._variants = {
            kind: re.compile(table.variant, re.IGNORECASE) for kind, table in beat.kinds.items() if table.variant
        }
        self._patterns = [(pattern, re.compile(pattern.regex)) for pattern in beat.patterns]
        self._whole = {name for name, group in beat.groups.items() if group.role is Role.WHOLE}
        self._aid = {name for name, group in beat.groups.items() if group.role is Role.AID}
        self._needed = {entity.needs for entity in self._entities.values() if entity.needs} | {
            pattern.needs for pattern in beat.patterns if pattern.needs
        }
        self._field = {name for name, group in beat.groups.items() if group.role in (Role.FIELD, Role.RIVAL)}

    def find(self, title: str, text: str, language: str) -> Found:
        """Everything of the beat in one text."""
        joined = f"{title}{BREAK}{text}"
        layers: dict[Layer, list[Match[Use]]] = {layer: [] for layer in Layer}
        for match in self._matcher.find(joined, language):
            layers[match.carried.layer].append(match)
        contexts = layers[Layer.CONTEXT]
        terms = _longest(_outside(layers[Layer.TERM], contexts))
        candidates = _longest(_outside(layers[Layer.ENTITY], contexts))
        aids = [match for match in layers[Layer.TERM] if match.carried.name in self._aid]
        names = self._names(joined, [*terms, *aids], candidates, layers[Layer.UNLESS], language)
        return Found(
            joined,
            len(title),
            terms,
            names,
            _outside(layers[Layer.TOPIC], contexts),
            _longest(_outside(layers[Layer.CUE], contexts)),
        )

    def _names(
        self,
        joined: str,
        terms: list[Match[Use]],
        candidates: list[Match[Use]],
        unless: list[Match[Use]],
        language: str,
    ) -> list[Name]:
        """The names that count, listed ones and those that only look like one, by where they stand."""
        sure: list[Name] = []
        doubtful: list[tuple[Name, Entity]] = []
        for match in candidates:
            kind, entity = match.carried.kind, self._entities[match.carried.kind, match.carried.name]
            name = self._named(joined, match, kind, entity)
            if entity.needs or entity.unless:
                doubtful.append((name, entity))
            else:
                sure.append(name)
        near = self.beat.reading.needs_near // (2 if language in self.beat.reading.dense_languages else 1)
        supports = self._supports(terms, sure)
        for name, entity in doubtful:
            if entity.needs and not name.versioned and not _any_near(supports[entity.needs], name.start, near):
                continue
            against = sorted(match.start for match in unless if match.carried.name == name.entity)
            if not _any_near(against, name.start, near):
                sure.append(name)
        sure.sort(key=lambda name: name.start)
        sure.extend(self._unlisted(joined, sure, supports))
        sure.sort(key=lambda name: name.start)
        return sure

    def _supports(self, terms: list[Match[Use]], sure: list[Name]) -> dict[str, list[int]]:
        """Where each needed group has terms; for one of the field, also phrases, products and names not in doubt."""
        positions: dict[str, list[int]] = {}
        for needed in self._needed:
            groups = self._whole | {needed}
            names: list[int] = []
            if needed in self._field:
                groups |= self._field | self._aid
                names = [name.start for name in sure if name.signal is not Signal.NONE]
            positions[needed] = sorted([m.start for m in terms if m.carried.name in groups] + names)
        return positions

    def _named(self, joined: str, match: Match[Use], kind: str, entity: Entity) -> Name:
        """A listed name, with the version and size written after it."""
        canonical, variant = match.carried.name, self._variants.get(kind)
        longer = variant.match(joined, match.end) if variant else None
        end = longer.end() if longer else match.end
        label = canonical
        if variant:
            written = joined[match.start : end]
            same = written[: len(canonical)].casefold() == canonical.casefold()
            label = canonical + written[len(canonical) :] if same else written
        return Name(match.start, end, canonical, kind, entity.signal, label, f"{kind}:{match.carried.term}")

    def _unlisted(self, joined: str, known: list[Name], supports: dict[str, list[int]]) -> Iterator[Name]:
        """Names nobody listed that look like the beat's."""
        taken = {position for name in known for position in range(name.start, name.end)}
        for pattern, regex in self._patterns:
            for match in regex.finditer(joined):
                name = match["name"]
                start, end = match.start("name"), max(match.end("name"), match.end())
                if start in taken or name.casefold() in pattern.unless or name.casefold() in self._listed:
                    continue
                if pattern.needs and not supports[pattern.needs]:
                    continue
                taken.update(range(start, end))
                label = joined[start:end].strip()
                yield Name(
                    start, start + len(label), name, pattern.kind, pattern.signal, label, f"{pattern.kind}:pattern"
                )


def _uses(beat: Beat) -> Iterator[Term[Use]]:
    """Every term of the file, with where it stands in it."""
    for language, groups in beat.terms.items():
        for group, terms in groups.items():
            yield from _terms({language: terms}, Layer.TERM, group, case=beat.groups[group].case)
    yield from _terms(beat.contexts, Layer.CONTEXT, "context")
    for kind, entities in beat.entities.items():
        for name, entity in entities.items():
            for alias in _aliases(name, entity):
                yield Term(alias, "", False, entity.case, Use(Layer.ENTITY, name, alias, kind))
            yield from _terms({EVERY_LANGUAGE: entity.unless}, Layer.UNLESS, name)
    for name, topic in beat.topics.items():
        yield from _terms(topic.terms, Layer.TOPIC, name)
    # A stem of one language is another word in the next: "concern" is in "concernant".
    yield from _terms(beat.stance.supportive, Layer.CUE, "supportive", only_there=True)
    yield from _terms(beat.stance.critical, Layer.CUE, "critical", only_there=True)


def _terms(
    by_language: TermsByLanguage, layer: Layer, name: str, *, case: bool = False, only_there: bool = False
) -> Iterator[Term[Use]]:
    for key, terms in by_language.items():
        language = "" if key == EVERY_LANGUAGE else key
        for term in terms:
            yield Term(term, language, only_there, case, Use(layer, name, term))


def _aliases(name: str, entity: Entity) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name, *entity.aliases)))


def _outside(matches: list[Match[Use]], contexts: list[Match[Use]]) -> list[Match[Use]]:
    """The matches that no longer context phrase encloses."""
    if not contexts:
        return matches
    return [
        match
        for match in matches
        if not any(
            c.start <= match.start and match.end <= c.end and c.end - c.start > match.end - match.start
            for c in contexts
        )
    ]


def _longest(matches: Iterable[Match[Use]]) -> list[Match[Use]]:
    """Of matches that overlap, the first and longest."""
    kept: list[Match[Use]] = []
    reached = 0
    for match in matches:
        if match.start >= reached:
            kept.append(match)
            reached = match.end
    return kept


def _any_near(positions: list[int], position: int, distance: int) -> bool:
    index = bisect_left(positions, position - distance)
    return index < len(positions) and positions[index] <= position + distance
