"""Texts in several languages, put together from paragraphs in one, to see which of their languages are told."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from bench.language_scores import base
from openbeat.reading import detect_language
from openbeat.reading.identifying import detectable_languages

MIN_CHARACTERS = 100
MIN_PARAGRAPHS = 8
"""A language with fewer paragraphs is in no mixture."""
OFTEN_QUOTED = ("en", "fr", "es", "de", "ru", "zh", "ja", "ar", "pt", "it")
NEIGHBOURS = (
    ("no", "da"), ("da", "no"), ("no", "sv"), ("nn", "no"), ("hr", "sl"), ("cs", "sk"), ("sk", "cs"), ("es", "pt"),
    ("pt", "es"), ("es", "ca"), ("ca", "es"), ("it", "es"), ("ro", "it"), ("ru", "uk"), ("uk", "ru"), ("be", "ru"),
    ("bg", "mk"), ("mk", "sr"), ("sr", "mk"), ("id", "tl"), ("nl", "af"), ("af", "nl"), ("ar", "fa"), ("fa", "ur"),
    ("hi", "mr"), ("mr", "hi"), ("zh", "ja"), ("ja", "zh"), ("tr", "az"), ("zu", "xh"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mixture:
    """A text with its languages."""

    kind: str
    main: str
    others: frozenset[str]
    text: str


@dataclass(slots=True)
class Told:
    """Which of the other languages of some texts were told."""

    texts: int = 0
    mistaken: int = 0
    """Texts whose main language was told wrong; nothing else is counted of them."""
    right: int = 0
    missed: int = 0
    false: int = 0
    touched: int = 0
    """Texts in which a language was told that is not there."""

    def add(self, found: frozenset[str], there: frozenset[str]) -> None:
        """Count a text by the languages told and those there, without the main one."""
        self.texts += 1
        self.right += len(found & there)
        self.missed += len(there - found)
        self.false += len(found - there)
        self.touched += bool(found - there)


@dataclass(frozen=True, slots=True)
class _Mixer:
    """Draws paragraphs and languages."""

    draw: random.Random
    paragraphs: Mapping[str, Sequence[str]]
    """By language, of which each has enough."""

    def mix(self, kind: str, *parts: tuple[str, int]) -> Mixture:
        """A text of so many paragraphs in each language, one after the other; the first is the main one."""
        taken = [paragraph for code, number in parts for paragraph in self.draw.sample(self.paragraphs[code], number)]
        main, *others = dict.fromkeys(code for code, _ in parts)
        return Mixture(kind, main, frozenset(others), self.draw.choice(("\n", "\n\n")).join(taken))

    def pairs(self, number: int) -> list[tuple[str, str]]:
        """So many languages with one that is often quoted."""
        there = [pair for pair in product(self.paragraphs, OFTEN_QUOTED) if pair[0] != pair[1] in self.paragraphs]
        return self.draw.sample(there, min(number, len(there)))

    def three(self) -> list[str]:
        """Three languages."""
        return self.draw.sample(list(self.paragraphs), 3)


def mixtures(texts: Sequence[dict[str, Any]], seed: int = 7) -> Iterator[Mixture]:
    """Halves in two languages, texts in three, one foreign paragraph among six, neighbours, and texts in one language.

    Args:
        texts: labelled texts, of which the paragraphs are taken.
        seed: draws the same for the same texts.
    """
    mixer = _Mixer(random.Random(seed), _paragraphs(texts))
    yield from (mixer.mix("half and half", (one, 4), (other, 4)) for one, other in mixer.pairs(400))
    for one, second, third in (mixer.three() for _ in range(200)):
        yield mixer.mix("three languages", (one, 3), (second, 2), (third, 2))
    yield from (mixer.mix("a foreign paragraph", (one, 3), (other, 1), (one, 3)) for one, other in mixer.pairs(300))
    for one, other in NEIGHBOURS * 6:
        if {one, other} <= mixer.paragraphs.keys():
            yield mixer.mix("neighbours", (one, 4), (other, 2))
    yield from (mixer.mix("one language", (one, 7)) for one in mixer.paragraphs for _ in range(8))


def _paragraphs(texts: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    paragraphs: defaultdict[str, list[str]] = defaultdict(list)
    for row in texts:
        if row["length_class"] == "paragraph" and len(row["text"]) >= MIN_CHARACTERS:
            paragraphs[base(row["lang"])].append(" ".join(row["text"].split()))
    told_apart = detectable_languages()
    return {code: own for code, own in sorted(paragraphs.items()) if len(own) >= MIN_PARAGRAPHS and code in told_apart}


def told(mixed: Iterator[Mixture]) -> dict[str, Told]:
    """By kind, which languages beside the main one are told."""
    counts: defaultdict[str, Told] = defaultdict(Told)
    for mixture in mixed:
        found = detect_language(mixture.text)
        if found.code == mixture.main:
            counts[mixture.kind].add(frozenset(share.code for share in found.secondary), mixture.others)
        else:
            counts[mixture.kind].mistaken += 1
    return dict(counts)


def labelled(texts: Sequence[dict[str, Any]]) -> Iterator[Mixture]:
    """The labelled texts that have an English tail long enough to be told, and the articles, which have none."""
    for row in texts:
        code = base(row["lang"])
        if row["length_class"] == "article":
            yield Mixture("articles as they are", code, frozenset(), row["text"])
        elif row["length_class"] == "mixed" and row["tail_share"] * len(row["text"]) >= MIN_CHARACTERS:
            yield Mixture("an English tail", code, frozenset({"en"}), row["text"])
