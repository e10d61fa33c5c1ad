"""Terms that fire on everything: by their form, and by how often ordinary texts have them."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from openbeat.beatcheck.findings import Finding, Rule, error, warning
from openbeat.beatcheck.listed import Listed, listed
from openbeat.classify import Beat
from openbeat.classify.beat import EVERY_LANGUAGE, Role, Signal
from openbeat.classify.evidence import gather
from openbeat.classify.lexicon import Layer, Lexicon
from openbeat.classify.relevance import STRONG
from openbeat.languages import language_name
from openbeat.reading.words import COMMONEST, RANK_SHIFT, UNLISTED, evidence, glance

MOST_OF_OFF, MOST_OF_ALL = 0.01, 0.25
"""Largest share of off articles that evidence of the beat may be found in, and of all that a topic's term may."""

LEAST_TEXTS, LEAST_HITS = 100, 3
"""Shares of fewer texts, or by fewer hits, are chance."""

LEAST_LETTERS = 2
"""A stem must have more letters, in scripts where letters are sounds: "op*" is a tenth of a dictionary."""

FIRST_EAST_ASIAN = 0x2E80
"""Where Unicode's blocks of scripts begin that write a word or a syllable with one character."""

EVERYDAY_WORDS = 200
"""So many of a language's commonest words are in nearly every article."""

Key = tuple[Layer, str, str]
"""What the lexicon knows of a term: layer, name, term. Of a name: layer, rule, entity."""

_SPEAKING = frozenset({Role.WHOLE, Role.QUALITY, Role.FIELD, Role.RIVAL, Role.COUNTER})


class Ordinary(NamedTuple):
    """A text to try the terms on."""

    title: str
    text: str
    language: str
    off: bool | None
    """Whether it is known to be off; None where nobody has judged it."""


def broad_forms(beat: Beat) -> Iterator[Finding]:
    """Stems of a letter or two, and terms that are everyday words."""
    everyday = math.log(COMMONEST / (EVERYDAY_WORDS + RANK_SHIFT) / UNLISTED)
    languages = [language for language in beat.terms if language != EVERY_LANGUAGE]
    for item in listed(beat):
        if not _speaks(beat, item):
            continue
        yield from _short(item)
        if item.strict or not _is_one_word(item.bare):
            continue
        heard = evidence(item.bare)
        for language in languages if item.language == EVERY_LANGUAGE else [item.language]:
            # In scripts whose vowel signs part words, a rare word is heard as several common pieces.
            if heard.get(language, 0.0) >= everyday and glance(item.bare, language)[0]:
                message = f"is one of the {EVERYDAY_WORDS} commonest words of {language_name(language)} encyclopedias"
                yield warning(Rule.BROAD, item.table, item.term, message)
                break


def broad_terms(beat: Beat, texts: Iterable[Ordinary]) -> Iterator[Finding]:
    """Terms, names and patterns that too many ordinary texts have, in the language in which they do most."""
    lexicon = Lexicon(beat)
    strong = {name for name, group in beat.groups.items() if group.weight >= STRONG}
    totals: Counter[tuple[bool, str]] = Counter()
    hits: Counter[tuple[bool, str, Key]] = Counter()
    for title, text, language, off in texts:
        found = lexicon.find(title, text, language)
        totals[False, language] += 1
        topics: set[Key] = {(Layer.TOPIC, match.carried.name, match.carried.term) for match in found.topics}
        hits.update((False, language, key) for key in topics)
        if not off:
            continue
        totals[True, language] += 1
        rules = [piece.rule.partition(":") for piece in gather(found, beat, language).pieces if piece.stated]
        said: set[Key] = {(Layer.TERM, group, term) for group, _, term in rules if group in strong}
        names: set[Key] = {
            (Layer.ENTITY, name.rule, "" if name.unlisted else name.entity)
            for name in found.names
            if name.signal is Signal.BEAT
        }
        hits.update((True, language, key) for key in said | names)
    yield from _told(beat, totals, hits)


def _told(beat: Beat, totals: Counter[tuple[bool, str]], hits: Counter[tuple[bool, str, Key]]) -> Iterator[Finding]:
    """What was found too often, the most frequent first; each in the language in which it is worst."""
    worst: dict[Key, tuple[float, str, bool]] = {}
    for (off, language, key), count in hits.items():
        total, most = totals[off, language], MOST_OF_OFF if off else MOST_OF_ALL
        if total >= LEAST_TEXTS and count >= LEAST_HITS and count > most * total:
            worst[key] = max(worst.get(key, (0.0, "", off)), (count / total, language, off))
    home: dict[Key, Listed] = {}
    for item in listed(beat):
        home.setdefault((item.layer, item.name, item.term), item)
    for key, (share, language, off) in sorted(worst.items(), key=lambda row: -row[1][0]):
        layer, name, term = key
        if layer is Layer.ENTITY:
            kind, _, alias = name.partition(":")
            table, written = (f"entities.{kind}.{term}", alias) if term else ("patterns", kind)
        else:
            table, written = home[key].table, term
        which = "texts that are off" if off else "texts"
        message = f"found in {share:.1%} of {totals[off, language]:,} {which} in {language_name(language)}"
        yield warning(Rule.BROAD, table, written, message)


def _speaks(beat: Beat, item: Listed) -> bool:
    """Whether a text that has it is taken to be about something."""
    if item.layer is Layer.TERM:
        return beat.groups[item.name].role in _SPEAKING
    if item.layer is Layer.ENTITY:
        entity = beat.entities[item.kind][item.name]
        return entity.needs is None
    return item.layer in {Layer.TOPIC, Layer.JURISDICTION}


def _short(item: Listed) -> Iterator[Finding]:
    """One word so short that it begins or is part of all sorts of words."""
    letters = item.bare
    if item.strict or not _is_one_word(letters):
        return
    sounds = all(ord(letter) < FIRST_EAST_ASIAN for letter in letters)
    if len(letters) == 1 and sounds:
        yield error(Rule.BROAD, item.table, item.term, "a single letter is found everywhere")
    elif len(letters) == 1:
        yield warning(Rule.BROAD, item.table, item.term, "a single character is found within many words")
    elif item.term.endswith("*") and len(letters) <= LEAST_LETTERS and sounds:
        yield warning(Rule.BROAD, item.table, item.term, f"a stem of {len(letters)} letters begins too many words")


def _is_one_word(text: str) -> bool:
    """Whether it is letters alone, with the marks that some scripts write on them."""
    return all(letter.isalpha() or unicodedata.category(letter).startswith("M") for letter in text)
