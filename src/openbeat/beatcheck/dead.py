"""Terms that never count, and those that say nothing new: each is looked for in itself, as if it were a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from openbeat.beatcheck.findings import Finding, Rule, error, warning
from openbeat.beatcheck.listed import Listed, listed, matcher_of, tables_by_language
from openbeat.classify import Beat
from openbeat.classify.beat import EVERY_LANGUAGE, Role
from openbeat.classify.lexicon import Layer, Lexicon, Use
from openbeat.classify.matching import Match
from openbeat.languages import language_code, language_name

Key = tuple[Layer, str, str]
"""What the lexicon knows of a term: layer, name, term."""

NEVER_MET = "the matcher never meets it, not even standing alone"

_COUNTED = {Layer.TERM, Layer.TOPIC, Layer.CUE, Layer.JURISDICTION}
"""What counts by how many different terms of a group, topic or side a text has."""

_FOR = {Role.WHOLE, Role.QUALITY}
_AGAINST = {Role.RIVAL, Role.COUNTER}


def dead_terms(beat: Beat) -> Iterator[Finding]:
    """Terms that their own text does not bring up, with what it brings up in their place."""
    terms = listed(beat)
    home: defaultdict[Key, list[Listed]] = defaultdict(list)
    for item in terms:
        home[item.layer, item.name, item.term].append(item)
    lexicon = Lexicon(beat)
    aids = {name for name, group in beat.groups.items() if group.role is Role.AID}
    for item in terms:
        if item.layer in {Layer.TERM, Layer.CUE, Layer.JURISDICTION} and item.name not in aids:
            yield from _unheard(beat, item, lexicon, home)
    yield from _unmet_names(terms)
    yield from _repeated(terms)
    yield from _covered([item for item in terms if item.layer in _COUNTED])
    yield from _idle_contexts(terms)


def unknown_languages(beat: Beat) -> Iterator[Finding]:
    """Languages that no article is ever found to be in."""
    tables = [(f"terms.{language}", language) for language in beat.terms]
    tables += [(table, language) for table, by_language in tables_by_language(beat) for language in by_language]
    tables += [("reading.dense_languages", language) for language in beat.reading.dense_languages]
    for table, language in tables:
        if language == EVERY_LANGUAGE or language_name(language) != language:
            continue
        meant = language_code(language)
        hint = f"; {language_name(meant)} is {meant!r}" if meant and language_name(meant) != meant else ""
        yield error(Rule.DEAD, table, language, f"no language openbeat knows has this code (ISO 639-1){hint}")


def _unheard(beat: Beat, item: Listed, lexicon: Lexicon, home: Mapping[Key, list[Listed]]) -> Iterator[Finding]:
    language = "en" if item.language == EVERY_LANGUAGE else item.language
    instead: Match[Use] | None = None
    for form in item.forms:
        found = lexicon.find("", form, language)
        matches = {Layer.TERM: found.terms, Layer.CUE: found.cues, Layer.JURISDICTION: found.jurisdictions}[item.layer]
        if any(match.carried.name == item.name and match.carried.term == item.term for match in matches):
            return
        instead = instead or next(iter(matches), None)
    if instead is None:
        yield error(Rule.DEAD, item.table, item.term, NEVER_MET)
        return
    others = home[item.layer, instead.carried.name, instead.carried.term]
    other = next((each for each in others if each.language == item.language), others[0])
    if other.name == item.name:
        return  # only redundant, and found with the covered and the repeated
    where = _place(other, item)
    if _opposite(beat, item, other):
        message = f"{where} says the opposite, and counts in its place"
        yield error(Rule.CONTRADICTION, item.table, item.term, message)
    else:
        yield error(Rule.DEAD, item.table, item.term, f"{where} has the same text and counts in its place")


def _unmet_names(terms: Iterable[Listed]) -> Iterator[Finding]:
    names = [item for item in terms if item.layer is Layer.ENTITY]
    matcher = matcher_of(names)
    for item in names:
        if not any(match.carried == item for form in item.forms for match in matcher.find(form, "en")):
            yield error(Rule.DEAD, item.table, item.term, NEVER_MET)


def _opposite(beat: Beat, one: Listed, other: Listed) -> bool:
    if one.layer is Layer.CUE:
        return {one.name, other.name} == {"supportive", "critical"}
    if one.layer is not Layer.TERM:
        return False
    roles = {beat.groups[one.name].role, beat.groups[other.name].role}
    return bool(roles & _FOR and roles & _AGAINST)


def _place(other: Listed, item: Listed) -> str:
    return f"{other.term!r} of {other.table}" if other.table != item.table else repr(other.term)


def _repeated(terms: Iterable[Listed]) -> Iterator[Finding]:
    """Terms that a table has twice, once their capitals, accents and hyphens are disregarded."""
    seen: dict[tuple[str, str], list[Listed]] = {}
    for item in terms:
        earlier = seen.setdefault((item.table, item.folded), [])
        if double := next((other for other in earlier if other.covers(item) or item.covers(other)), None):
            twice = (
                "it stands there twice" if double.term == item.term else f"{double.term!r} is the same to the matcher"
            )
            yield warning(Rule.REDUNDANT, item.table, item.term, twice)
        earlier.append(item)


def _covered(terms: Sequence[Listed]) -> Iterator[Finding]:
    """Terms that a stem of the same group, topic or side finds wherever they stand: what is one word counts for two."""
    matcher = matcher_of(item for item in terms if "*" in item.term)
    for item in terms:
        language = "en" if item.language == EVERY_LANGUAGE else item.language
        wider: Listed | None = None
        for form in item.forms:  # each language keeps its own list
            whole = (match.carried for match in matcher.find(form, language) if match[:2] == (0, len(form)))
            wider = next((each for each in whole if _finds_all_of(each, item)), None)
            if wider is None:
                break
        if wider:
            yield warning(Rule.REDUNDANT, item.table, item.term, f"{_place(wider, item)} finds it already")


def _finds_all_of(stem: Listed, item: Listed) -> bool:
    return (
        (stem.layer, stem.name) == (item.layer, item.name)
        and stem.language in {item.language, EVERY_LANGUAGE}
        and stem.folded != item.folded
    )


def _idle_contexts(terms: list[Listed]) -> Iterator[Finding]:
    """Context phrases that keep nothing from being recognised, a table's together."""
    others = matcher_of(item for item in terms if item.layer not in {Layer.CONTEXT, Layer.UNLESS})
    idle: dict[str, list[str]] = {}
    for item in terms:
        if item.layer is not Layer.CONTEXT:
            continue
        language = "en" if item.language == EVERY_LANGUAGE else item.language
        length = len(item.bare)
        if not any(match.end - match.start < length for form in item.forms for match in others.find(form, language)):
            idle.setdefault(item.table, []).append(item.term)
    for table, phrases in idle.items():
        message = "nothing that the file lists is recognised within, so nothing is kept out"
        yield warning(Rule.REDUNDANT, table, ", ".join(phrases), message)
