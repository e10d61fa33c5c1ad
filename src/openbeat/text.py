"""Small facts about texts that several steps need."""

from __future__ import annotations

import re

_UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: scripts that put no spaces between words."""

_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Marks that belong to the letter before, which ``\\w`` leaves out: accents, Hebrew and Arabic points, Indic vowels."""

CHARACTERS_A_WORD = 2
"""Chinese and Japanese have about two characters a word, and Thai, Lao, Khmer and Burmese more."""

SHINGLE_TOKENS = 5
"""Long enough that texts written independently share almost none."""

_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}](?:[^\W{_UNSPACED}]++|[{_MARKS}]++)*+")

_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")


def tokens(text: str) -> list[str]:
    """The words of a text; in scripts without spaces, its characters."""
    return _TOKEN.findall(text)


def count_words(text: str) -> int:
    """How many words a text has; in scripts without spaces, two characters count as one."""
    words = tokens(text)
    unspaced = sum(1 for word in words if _UNSPACED_CHARACTER.match(word))
    return len(words) - unspaced + unspaced // CHARACTERS_A_WORD


def shingles(text: str) -> frozenset[int]:
    """The five-word shingles of a text, hashed: what two texts share of them, they share word for word (Broder 1997).

    Hashes hold for this process only.
    """
    words = [word.casefold() for word in tokens(text)]
    return frozenset(
        hash(tuple(words[at : at + SHINGLE_TOKENS])) for at in range(max(len(words) - SHINGLE_TOKENS + 1, 0))
    )


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller set that the other has too, 0 to 1; 0 where one is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
