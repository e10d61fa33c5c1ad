"""How much the everyday words of a text speak for each language, those without a langdetect profile among them.

The commonest words of a language make up half of any text in it, and a list of them in the order of their frequency
says how likely each is (Zipf's law). jusText, which trafilatura brings, has such lists of most languages, counted in
Wikipedia; ``words.toml`` says which of them are used, adds the words of prose that an encyclopedia lacks, and has whole
lists where jusText has none.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from threading import Lock

from openbeat.reading.scripts import letters_by_script, only, script_of

WORDS_A_LANGUAGE = 1000
"""Of longer lists the rest are names and nouns of an encyclopedia; they change nothing."""
COMMONEST = 0.1
"""Zipf's constant: a word's share of all words is this over its rank."""
RANK_SHIFT = 3
"""Added to the rank (Mandelbrot), as the first few words of most languages are about as frequent as each other."""
UNLISTED = 2e-5
"""Share of a word that is on no list, and so speaks for no language."""
TELLING_WORDS = 100
"""So many of the commonest words of a language tell a passage in it from one in a language that lacks them."""

_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f]|['\u2019-](?=[^\W\d_]))*"
)
r"""A word with its combining marks, which ``\w`` leaves out, and the apostrophes and hyphens within, as in *by'omu*."""
_JOINT = re.compile("['-]")
_loading = Lock()
"""Threads that start together would each read all lists."""

Index = dict[str, list[tuple[str, float]]]


def evidence(text: str) -> dict[str, float]:
    """For each language that shares words with a text, the nats they speak for it; a word counts once."""
    index, _ = _load()
    nats: defaultdict[str, float] = defaultdict(float)
    for word in set(_words(text)):
        for part in (word,) if word in index else _JOINT.split(word):
            for code, weight in index.get(part, ()):
                nats[code] += weight
    return dict(nats)


def familiar_share(text: str, code: str) -> float:
    """The share of a text's words, 0 to 1, that are on a language's list."""
    index, _ = _load()
    words = list(_words(text))
    known = sum(any(code == listed for listed, _ in index.get(word, ())) for word in words)
    return known / max(len(words), 1)


def glance(text: str, code: str) -> tuple[int, int]:
    """How many words of a text are on a language's list, and how many are common in others but not on it."""
    lists, telling = _glance_lists()
    own = foreign = 0
    for word in set(text.lower().split()):
        codes = lists.get(word)
        if codes is None:
            continue
        if code in codes:
            own += 1
        elif word in telling:
            foreign += 1
    return own, foreign


def listed_languages() -> dict[str, str]:
    """The languages with a list of words, as ISO 639-1, and the script of each list."""
    return _load()[1]


def _weight(rank: int) -> float:
    return math.log(COMMONEST / (rank + RANK_SHIFT) / UNLISTED)


def _words(text: str) -> Iterator[str]:
    return (match[0].lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for match in _WORD.finditer(text))


def _load() -> tuple[Index, dict[str, str]]:
    with _loading:
        return _read_lists()


def _glance_lists() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    with _loading:
        return _sort_lists()


@lru_cache(maxsize=1)
def _read_lists() -> tuple[Index, dict[str, str]]:
    tables = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    weights = [_weight(rank) for rank in range(WORDS_A_LANGUAGE)]
    index: Index = {}
    scripts = {}
    for code in sorted({*tables["justext"], *tables["words"]}):
        ranks: dict[str, int] = {}
        for ranked in (tables["words"].get(code, ""), _justext(tables["justext"].get(code))):
            for rank, word in enumerate(dict.fromkeys(_words(ranked))):
                if rank < min(ranks.get(word, WORDS_A_LANGUAGE), WORDS_A_LANGUAGE):
                    ranks[word] = rank
        scripts[code] = script_of(letters_by_script(" ".join(ranks)))[0]
        for word, rank in ranks.items():
            if only(word, scripts[code]) == word:  # an encyclopedia in any script quotes English
                index.setdefault(word, []).append((code, weights[rank]))
    return index, scripts


@lru_cache(maxsize=1)
def _sort_lists() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    index, _ = _read_lists()
    alike: dict[frozenset[str], frozenset[str]] = {}
    lists = {}
    for word, rows in index.items():
        codes = frozenset(code for code, _ in rows)
        lists[word] = alike.setdefault(codes, codes)  # most words are on one list alone: kept once
    least = _weight(TELLING_WORDS)
    return lists, frozenset(word for word, rows in index.items() if any(weight >= least for _, weight in rows))


def _justext(name: str | None) -> str:
    """A list of jusText's, one word a line, the commonest first; its own loader forgets the order."""
    return "" if name is None else files("justext").joinpath("stoplists", f"{name}.txt").read_text(encoding="utf-8")
