r"""Finding many terms of many languages in a text, in one pass, at word boundaries.

A term is matched without regard to case, accents, full-width forms, and hyphens against spaces. The text is folded so
that it keeps its length, so every offset found holds in the original. Rules of the notation:

- ``*`` stands for any letters, or none, mostly at the end of a word: ``открыт* исходн* код*``.
- A term that begins with two capitals (``AI``, ``LLM*``) matches only where the text has capitals in the same places:
  "ai" is a word of Italian and French.
- In scripts that write no spaces, or join particles to words (Chinese, Japanese, Thai, Korean, Arabic, Hebrew), a term
  may begin and end within a run of letters.
- A term counts in texts of its language; an English one also in others, which take such words over.
- A letter followed by a digit ends a word, so that ``llama`` is found in "Llama3".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

T = TypeVar("T")

ENGLISH = "en"
"""The language whose words others take over as they are."""
UNKNOWN = "und"

_ANY_LETTERS = r"\w{0,40}"
"""What ``*`` stands for: no ending is longer, and some texts are one endless word."""
_ANY_ENDING = re.compile(_ANY_LETTERS)

_SPACES = "-‐‑‒–—―_/\u00a0\u2009\u202f\u3000\t\n\r·・"
_APOSTROPHES = "’‘ʼ´`′＇"
_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"}  # spelling variants of one letter

_LETTER, _DIGIT, _JOINED = 1, 2, 3
_JOINED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "ARABIC", "HEBREW")


class _FoldTable(dict[int, str]):
    """Code point to its folded character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = folded = _fold_character(character)
        return folded


class _ClassTable(dict[str, int]):
    """Character to what it is for word boundaries: 0, a letter, a digit, or a letter that may join."""

    def __missing__(self, character: str) -> int:
        if character.isdecimal():
            kind = _DIGIT
        elif character.isalnum() or unicodedata.category(character).startswith("M"):
            kind = _JOINED if unicodedata.name(character, "").startswith(_JOINED_SCRIPTS) else _LETTER
        else:
            kind = 0
        self[character] = kind
        return kind


def _fold_character(character: str) -> str:
    if character in _SPACES:
        return " "
    if character in _APOSTROPHES:
        return "'"
    if character in _ARABIC:
        return _ARABIC[character]
    compatible = unicodedata.normalize("NFKC", character)
    character = compatible if len(compatible) == 1 else character
    base = unicodedata.normalize("NFD", character)[0]
    latin = unicodedata.name(base, "").startswith("LATIN")
    lower = (base if latin or character in "Ёё" else character).lower()
    if lower == "ı":
        return "i"  # Turkish: "AÇIK" and "açık" must meet whichever way a site lower-cases
    return lower if len(lower) == 1 else character


_FOLD, _CLASS = _FoldTable(), _ClassTable()


def fold(text: str) -> str:
    """The text in the form that terms are matched in, character for character: the length stays."""
    return text.translate(_FOLD)


class Match(NamedTuple, Generic[T]):
    """A term found, by offsets in the original text."""

    start: int
    end: int
    carried: T
    exactness: int
    """How many characters the term spells out, less one for each ``*``."""


class Term(NamedTuple, Generic[T]):
    """A term to find."""

    term: str
    language: str
    """ISO 639-1; empty for one that belongs to all."""
    only_there: bool
    """Of an English one: whether it counts in English texts alone. Terms of other languages always do so in theirs."""
    case: bool
    """Whether its capitals must be capitals in the text."""
    carried: T


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    """What is known of a literal that an automaton looks for."""

    carried: T
    capitals: tuple[int, ...]
    """Offsets that must be capitals in the text."""
    rest: re.Pattern[str] | None
    """For a term with ``*``: what follows the literal."""
    open_end: bool
    exactness: int


class _Automaton(Generic[T]):
    """Terms that are looked for in one pass."""

    def __init__(self, terms: Iterable[Term[T]]) -> None:
        entries: dict[str, list[_Entry[T]]] = defaultdict(list)
        for term in terms:
            folded = fold(term.term)
            literal, star, ending = folded.partition("*")
            strict = term.case or term.term[:2].isupper()
            entries[literal.rstrip()].append(
                _Entry(
                    term.carried,
                    tuple(i for i, c in enumerate(term.term[: len(literal)]) if c.isupper()) if strict else (),
                    _ending(literal, ending) if star else None,
                    folded.endswith("*"),
                    len(folded) - 2 * folded.count("*"),
                )
            )
        self._entries = list(entries.values())
        self._automaton = AhoCorasick(list(entries), matchkind=MatchKind.Standard)

    def find(self, text: str, folded: str) -> Iterator[Match[T]]:
        """All matches."""
        for index, start, literal_end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and not _begins(folded, start):
                continue
            ended = literal_end == len(folded) or _ends(folded, literal_end)
            for entry in self._entries[index]:
                end = literal_end
                if entry.rest is not None:
                    whole = entry.rest.match(folded, literal_end)
                    if whole is None:
                        continue
                    end = whole.end()
                    if not (entry.open_end or end == len(folded) or _ends(folded, end)):
                        continue
                elif not ended:
                    continue
                if entry.capitals and not all(text[start + offset].isupper() for offset in entry.capitals):
                    continue
                yield Match(start, end, entry.carried, entry.exactness)


class Matcher(Generic[T]):
    """Finds terms; each carries whatever its owner wants to know when it is found.

    What counts in all texts is built at once, what counts in one language when its first text is met: some milliseconds
    for a thousand terms, and as much for each language in a text of unknown language. Nothing else is changed
    afterwards, and two threads that build the same build it alike, so threads may share it.
    """

    def __init__(self, terms: Iterable[Term[T]]) -> None:
        shared: list[Term[T]] = []
        self._local: defaultdict[str, list[Term[T]]] = defaultdict(list)
        for term in terms:
            everywhere = not term.language or (term.language == ENGLISH and not term.only_there)
            (shared if everywhere else self._local[term.language]).append(term)
        self._shared = _Automaton(shared)
        self._by_language: dict[str, _Automaton[T]] = {}

    def find(self, text: str, language: str) -> list[Match[T]]:
        """All matches, also overlapping ones, by where they begin, the longest and of those the most exact first.

        Args:
            text: any text.
            language: ISO 639-1; ``und`` for terms of all languages.
        """
        folded = fold(text)
        found = [*self._shared.find(text, folded), *self._of(language).find(text, folded)]
        found.sort(key=lambda match: (match.start, -match.end, -match.exactness))
        return found

    def _of(self, language: str) -> _Automaton[T]:
        automaton = self._by_language.get(language)
        if automaton is None:
            languages = list(self._local) if language == UNKNOWN else [language]
            terms = [term for each in languages for term in self._local.get(each, ())]
            self._by_language[language] = automaton = _Automaton(terms)
        return automaton


def _ending(literal: str, ending: str) -> re.Pattern[str]:
    """What a term with ``*`` has after the letters before it; most have nothing more, and share one."""
    if not ending:
        return _ANY_ENDING
    parts = _ANY_LETTERS.join(re.escape(part) for part in ending.split("*"))
    return re.compile(literal[len(literal.rstrip()) :] + _ANY_LETTERS + parts)


def _begins(text: str, start: int) -> bool:
    before = _CLASS[text[start - 1]]
    return before in (0, _JOINED) or _CLASS[text[start]] in (0, _JOINED)


def _ends(text: str, end: int) -> bool:
    last, after = _CLASS[text[end - 1]], _CLASS[text[end]]
    return after in (0, _JOINED) or last in (0, _JOINED) or (last == _LETTER and after == _DIGIT)
