"""How well a text fits each of langdetect's 55 profiles, with every n-gram counted.

langdetect draws n-grams at random until one language is nearly certain: its answer about a short text hangs on the
draw, and its probability is near one whatever it is given. All n-grams of a text, taken its way and looked up in its
profiles, give the same answer every time, in less time, and two figures it does not give: by how much the best language
leads, and whether the text is as like that language as a text in it should be.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.utils.ngram import NGram

UNSEEN = 5e-6
"""Probability of an n-gram that a profile lacks: a little under that of the rarest it has."""

_CODES = {"zh-cn": "zh", "zh-tw": "zh"}
_SPACES = re.compile(" {2,}")
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Fit:
    """What the n-grams of a text say."""

    nats: Mapping[str, float]
    """For each language, the log of how much likelier the text is in it than n-grams nobody has seen."""
    ngrams: int
    """How many of the text's n-grams any profile knows."""

    def shortfall(self, code: str) -> float:
        """By how many nats an n-gram the text is less like a language than its own texts are; may be negative."""
        return _profiles().typical[code] - self.nats[code] / max(self.ngrams, 1)


@dataclass(frozen=True, slots=True)
class _Profiles:
    languages: tuple[str, ...]
    ngrams: Mapping[str, tuple[tuple[int, float], ...]]
    """For each n-gram, the languages that have it, by number, with the nats it speaks for them."""
    typical: Mapping[str, float]
    """Nats an n-gram that a language's own text gets: the mean over its profile."""


def known_languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages with a profile."""
    return frozenset(_CODES.get(name, name) for name in _profiles().languages)


def fit(text: str) -> Fit:
    """How well a text fits each profile."""
    profiles = _profiles()
    totals = [0.0] * len(profiles.languages)
    known = 0
    for ngram, times in Counter(_ngrams(text)).items():
        speaks = profiles.ngrams.get(ngram)
        if speaks is not None:
            known += times
            for language, nats in speaks:
                totals[language] += times * nats
    nats_by_code: dict[str, float] = {}
    for name, total in zip(profiles.languages, totals, strict=True):
        code = _CODES.get(name, name)
        nats_by_code[code] = max(total, nats_by_code.get(code, 0.0))
    return Fit(nats_by_code, known)


def _ngrams(text: str) -> list[str]:
    """The n-grams of one to three characters that langdetect takes: none across words or ending in two capitals."""
    spaced = _SPACES.sub(" ", f" {NGram.normalize_vi(text).translate(_normal)}")
    taken = []
    for before, last, char in zip(f" {spaced}", spaced, spaced[1:], strict=False):
        if char.isupper() and last.isupper():
            continue
        if char != " ":
            taken.append(char)
        taken.append(last + char)
        if last != " ":
            taken.append(before + last + char)
    return taken


class _Normal(dict[int, str]):
    """For each character, what langdetect takes it for; filled as characters are met."""

    def __missing__(self, number: int) -> str:
        normal: str = NGram.normalize(chr(number))
        self[number] = normal
        return normal


_normal = _Normal()


def _profiles() -> _Profiles:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> _Profiles:
    factory = DetectorFactory()
    # by name, since the order of a folder's files differs between machines, and with it the sums of floats
    paths = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in paths])
    languages = tuple(factory.langlist)
    rows = factory.word_lang_prob_map
    ngrams: dict[str, tuple[tuple[int, float], ...]] = {}
    shares = [0.0] * len(languages)
    means = [0.0] * len(languages)
    while rows:  # taken out one by one, so that both forms are never in memory at once
        ngram, row = rows.popitem()
        speaks = tuple((number, math.log1p(share / UNSEEN)) for number, share in enumerate(row) if share)
        for number, nats in speaks:
            shares[number] += row[number]
            means[number] += row[number] * nats
        ngrams[ngram] = speaks
    typical = {_CODES.get(name, name): mean / share for name, mean, share in zip(languages, means, shares, strict=True)}
    return _Profiles(languages, ngrams, typical)
