"""A beat's terms, names and cues, ready to be found in a text, and what was found.

Two rules decide between matches that lie in each other: within a context phrase ("US Open", "open letter") nothing
shorter counts; and of terms, of names, of cues and of jurisdictions the longest counts, of equally long ones the most
exact ("Meta" is not named in "Meta Platforms"). Of topics all count. An ambiguous name counts only near a word of the
group it needs, or near its maker or what it makes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from openbeat.classify.beat import EVERY_LANGUAGE, Beat, Entity, Kind, NamePattern, Role, Signal, TermsByLanguage
from openbeat.classify.matching import Match, Matcher, Term
from openbeat.classify.positions import any_near

BREAK = "\x1f"
"""Stands between title and text, so that no term runs across."""


_PATTERN_REACH, _VARIANT_REACH = 300, 100
"""So many characters after a term, or a name, are looked at: some texts are one endless word."""

_AROUND_NAMES = " \t\n*_`\x1f"
"""What a pattern may match beside a name and is no part of it."""


class Layer(IntEnum):
    """What a term is in the file for."""

    CONTEXT = 0
    TERM = 1
    ENTITY = 2
    TOPIC = 3
    CUE = 4
    UNLESS = 5
    JURISDICTION = 6
    TRIGGER = 7


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
    version: str | None = None
    size: str | None = None
    unlisted: bool = False
    """Whether it was told by its form."""

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
    jurisdictions: list[Match[Use]]


class Lexicon:
    """A beat's vocabulary as a matcher and a few regular expressions."""

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self._matcher = Matcher(_uses(beat))
        self._entities = {(kind, name): entity for kind, all_ in beat.entities.items() for name, entity in all_.items()}
        self._listed = {
            alias if entity.case else alias.casefold()
            for (_, name), entity in self._entities.items()
            for alias in _aliases(name, entity)
        }
        self._variants = {kind: _Variant(table) for kind, table in beat.kinds.items() if table.variant}
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
        said: list[Match[Use]] = []
        aids: list[Match[Use]] = []
        for match in _outside(layers[Layer.TERM], contexts):
            (aids if match.carried.name in self._aid else said).append(match)
        terms = _longest(said)
        candidates = _longest(_outside(layers[Layer.ENTITY], contexts))
        names = self._names(joined, [*terms, *aids], candidates, layers, language)
        return Found(
            joined,
            len(title),
            terms,
            names,
            _outside(layers[Layer.TOPIC], contexts),
            _longest(_outside(layers[Layer.CUE], contexts)),
            _longest(_outside(layers[Layer.JURISDICTION], contexts)),
        )

    def _names(
        self,
        joined: str,
        terms: list[Match[Use]],
        candidates: list[Match[Use]],
        layers: dict[Layer, list[Match[Use]]],
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
        related = self._related([*sure, *(name for name, _ in doubtful)])
        against: dict[str, list[int]] = defaultdict(list)
        for match in layers[Layer.UNLESS]:
            against[match.carried.name].append(match.start)
        for name, entity in doubtful:
            settled = name.versioned or any_near(related[name.entity], name.start, near)
            if entity.needs and not settled and not any_near(supports[entity.needs], name.start, near):
                continue
            if not any_near(against[name.entity], name.start, near):
                sure.append(name)
        sure.sort(key=lambda name: name.start)
        words = {(term.start, term.end) for term in terms}
        sure.extend(self._unlisted(joined, sure, supports, words, layers[Layer.TRIGGER]))
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

    def _related(self, names: list[Name]) -> dict[str, list[int]]:
        """Where the makers of each work, and the works of each maker, are named: "Meta's Llama"."""
        at: dict[str, list[int]] = defaultdict(list)
        for name in names:
            at[name.entity].append(name.start)
        pairs = {(name.entity, self._entities[name.kind, name.entity].maker) for name in names}
        related: dict[str, list[int]] = defaultdict(list)
        for work, maker in pairs:
            if maker and maker != work and maker in at:
                related[work] += at[maker]
                related[maker] += at[work]
        return defaultdict(list, {entity: sorted(positions) for entity, positions in related.items()})

    def _named(self, joined: str, match: Match[Use], kind: str, entity: Entity) -> Name:
        """A listed name, with the version and size written after it."""
        canonical, variant = match.carried.name, self._variants.get(kind)
        rule = f"{kind}:{match.carried.term}"
        if variant is None:
            return Name(match.start, match.end, canonical, kind, entity.signal, canonical, rule)
        end = variant.end(joined, match.end)
        written = joined[match.start : end]
        same = written[: len(canonical)].casefold() == canonical.casefold()
        label = canonical + written[len(canonical) :] if same else written
        version, size = variant.parts(written[len(canonical) :] if same else joined[match.end : end])
        return Name(match.start, end, canonical, kind, entity.signal, label, rule, version, size)

    def _unlisted(
        self,
        joined: str,
        known: list[Name],
        supports: dict[str, list[int]],
        words: set[tuple[int, int]],
        triggers: list[Match[Use]],
    ) -> Iterator[Name]:
        """Names nobody listed that look like the beat's, and are no words of its vocabulary."""
        taken = {position for name in known for position in range(name.start, name.end)}
        places: dict[str, list[Match[Use]]] = defaultdict(list)
        for trigger in triggers:
            places[trigger.carried.name].append(trigger)
        for number, (pattern, regex) in enumerate(self._patterns):
            if pattern.needs and not supports[pattern.needs]:
                continue
            for match in _candidates(pattern, regex, joined, places[str(number)]):
                name, (start, name_end) = match["name"], match.span("name")
                folded, end = name.casefold(), max(name_end, match.end())
                if start in taken or folded in pattern.unless or (start, name_end) in words:
                    continue
                if name in self._listed or folded in self._listed:
                    continue
                if pattern.repeated and not _repeated(joined, name):
                    continue
                taken.update(range(start, end))
                label = joined[start:end].strip(_AROUND_NAMES)
                variant = self._variants.get(pattern.kind)
                version, size = variant.parts(label) if variant else (None, None)
                yield Name(
                    start,
                    start + len(label),
                    name,
                    pattern.kind,
                    pattern.signal,
                    label,
                    f"{pattern.kind}:pattern",
                    version,
                    size,
                    unlisted=True,
                )


class _Variant:
    """What is written after the names of a kind: versions, sizes, editions."""

    def __init__(self, kind: Kind) -> None:
        self._whole = re.compile(kind.variant or "", re.IGNORECASE)
        self._version = re.compile(kind.version) if kind.version else None
        self._size = re.compile(kind.size) if kind.size else None

    def end(self, text: str, position: int) -> int:
        """Where a name ends whose listed part ends at a position."""
        longer = self._whole.match(text, position, position + _VARIANT_REACH)
        return longer.end() if longer else position

    def parts(self, written: str) -> tuple[str | None, str | None]:
        """The version and the size in what is written after a name."""
        version = self._version.search(written) if self._version else None
        size = self._size.search(written) if self._size else None
        return version.group() if version else None, size.group() if size else None


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
        yield from _terms(topic.terms, Layer.TOPIC, name, only_there=True)
    # A stem of one language is another word in the next: "concern" is in "concernant".
    yield from _terms(beat.stance.supportive, Layer.CUE, "supportive", only_there=True)
    yield from _terms(beat.stance.critical, Layer.CUE, "critical", only_there=True)
    yield from _terms(beat.stance.balance, Layer.CUE, "balance", only_there=True)
    yield from _terms(beat.stance.negation, Layer.CUE, "negation", only_there=True)
    for code, jurisdiction in beat.jurisdictions.items():
        yield from _terms(jurisdiction.terms, Layer.JURISDICTION, code)
    for number, pattern in enumerate(beat.patterns):
        yield from _terms({EVERY_LANGUAGE: pattern.at}, Layer.TRIGGER, str(number))


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
    """The matches that no longer context phrase encloses; both are as a matcher orders them."""
    kept: list[Match[Use]] = []
    index, reached = 0, 0
    for match in matches:
        while index < len(contexts) and contexts[index].start < match.start:
            reached = max(reached, contexts[index].end)
            index += 1
        with_it = index < len(contexts) and contexts[index].start == match.start and contexts[index].end > match.end
        if reached < match.end and not with_it:
            kept.append(match)
    return kept


def _longest(matches: Iterable[Match[Use]]) -> list[Match[Use]]:
    """The matches that none before them encloses: of those that begin together, the longest."""
    kept: list[Match[Use]] = []
    reached = 0
    for match in matches:
        if match.end > reached:
            kept.append(match)
            reached = match.end
    return kept


def _candidates(
    pattern: NamePattern, regex: re.Pattern[str], joined: str, places: list[Match[Use]]
) -> Iterator[re.Match[str]]:
    """Where a pattern matches: anywhere near the start of the text, or only at the terms that it stands beside."""
    if not pattern.at:
        whole = len(joined) <= pattern.within
        yield from (m for m in regex.finditer(joined, 0, pattern.within) if whole or m.end() < pattern.within)
        return
    for place in places:
        if place.start >= pattern.within:
            return
        if pattern.back:
            yield from regex.finditer(joined, max(0, place.start - pattern.back), place.end + pattern.back)
        elif match := regex.match(joined, place.start, place.end + _PATTERN_REACH):
            yield match


def _repeated(text: str, name: str) -> bool:
    """Whether a name stands in a text at least twice, also in other capitals."""
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return next(found, None) is not None and next(found, None) is not None
