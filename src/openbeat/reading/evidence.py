"""What speaks for and against each block of a page being a part of its article.

The strongest evidence is what trafilatura took. It takes one container, while the text may stand in several; it takes
what stands in the container, while cards and boxes stand there too. So a block is seen with its surroundings: how much
of what is around it was taken, under what it stands, what shares its place in the page's template.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

from ahocorasick_rs import AhoCorasick

from openbeat.reading.blocks import ROOT, Block, Outline

CORE_SHARE = 0.7
"""How much of the taken text the core holds, the smallest place that holds so much."""
LONG_CHARACTERS = 60
"""Shorter blocks don't tell where the taken text begins and ends: they may be furniture."""
MIN_KEY = 16
"""Letters of a block that must be found in one line of the taken text: shorter ones stand in any line."""
MAX_LINKED = 0.8
"""A block of which more is link is a menu's or a card's."""
LEVELS = 4
"""How many places above its own a block is judged by."""
MIN_TITLE = 9
"""Letters that a title has at least, and a block that is looked for in the JSON-LD's text."""
MAX_TITLE_EXCESS = 1.6
"""How much longer than the title a heading may be that holds it, with a kicker."""
MIN_ARTICLE_BODY = 200
"""Letters of a JSON-LD text that can be the article; shorter ones are a summary."""
NEAR_TITLE = 6
"""Blocks after the title among which byline, date and standfirst stand."""
MAX_DESCRIPTION = 2_000
"""Characters of a description that are looked at."""
MAX_ARTICLE_BODY = 100_000
"""The same of a JSON-LD text, each block of the page being looked for in it."""
MAX_KEPT = 2_000
"""Characters of a text that is kept for when it comes again; there are only so many short ones."""
WINDOWS = (3, 8)
"""How many blocks before and after it a block is judged by."""

_TAGS = ("article", "main", "blockquote", "figure", "figcaption", "li", "td", "tr", "pre", "aside")
_KINDS = ("p", "div")
_NOT_KEY = re.compile(r"[\W_]+")
_NOT_KEY_ASCII = {code: None for code in range(128) if not chr(code).isalnum()}
_SENTENCE_END = re.compile(r"[.!?。！？…:;][\"”»’')\]]*$")
_WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|[-_:\s]+")
_DIGIT = re.compile(r"\d")

_IN_NO_TAG = (0.0,) * len(_TAGS)
_IN_TAG = {name: tuple(float(tag == name) for tag in _TAGS) for name in _TAGS}

Vector = list[float]
Marks = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of its article outside the text; empty where it says nothing."""

    title: str = ""
    description: str = ""
    article_body: str = ""


@dataclass(frozen=True, slots=True)
class _Hints:
    """Groups of what names say, and what finds them."""

    groups: tuple[str, ...]
    group_of: tuple[int, ...]
    """The group of each pattern."""
    finder: AhoCorasick

    def marks(self, names: str) -> Marks:
        """Which of the groups have a pattern in an element's names."""
        found = {
            self.group_of[pattern]
            for pattern, _, _ in self.finder.find_matches_as_indexes(_spaced(names), overlapping=True)
        }
        return tuple(float(group in found) for group in range(len(self.groups)))


def _read_hints() -> _Hints:
    groups = tomllib.loads(files(__package__).joinpath("hints.toml").read_text(encoding="utf-8"))
    patterns = [(pattern, number) for number, group in enumerate(groups.values()) for pattern in group]
    return _Hints(tuple(groups), tuple(number for _, number in patterns), AhoCorasick([text for text, _ in patterns]))


def _spaced(names: str) -> str:
    return f" {_WORD_BREAK.sub(' ', names).lower()} "


_HINTS = _read_hints()
FEATURES = (
    "taken", "in_core", "above_core", "below_core",
    *(f"{what}_{level}" for level in range(1, LEVELS + 1) for what in ("taken_share", "share_of_taken")),
    "template_taken_share", "template_share_of_taken", "alone_in_template",
    "taken_before", "taken_before_near", "taken_after_near", "within_taken", "before_taken", "after_taken",
    *(f"{what}_{window}" for window in WINDOWS for what in ("taken_share_before", "taken_share_after")),
    "links_around", "text_around",
    "length", "linked", "ends_sentence", "commas", "digits",
    "in_description", "in_article_body", "not_in_article_body", "after_title", "right_after_title",
    "heading", *_KINDS, *(f"in_{tag}" for tag in _TAGS),
    *(f"{where}_{name}" for where in ("near", "under") for name in _HINTS.groups),
)  # fmt: skip
"""The names of a block's measures in their order; shares lie between 0 and 1, yes is 1."""


def evidence(page: Outline, taken: Sequence[str], about: About) -> dict[int, Vector]:
    """The measures of each block that may be part of the article, in the order of ``FEATURES``, by its number.

    A block that is nearly all links may be only if it was taken or stands within what was.

    Args:
        page: the page's blocks.
        taken: the lines that trafilatura took for the article.
        about: what the page says of its article.
    """
    return _Measures(page, taken, about).vectors()


def fold(text: str) -> str:
    """The letters and digits of a text without regard to case."""
    return _fold(text) if len(text) < MAX_KEPT else _fold.__wrapped__(text)


@lru_cache(maxsize=2048)  # a page's blocks are asked for three times
def _fold(text: str) -> str:
    return text.translate(_NOT_KEY_ASCII).lower() if text.isascii() else _NOT_KEY.sub("", text).casefold()


def found_in(keys: Sequence[str], taken: Sequence[str]) -> list[bool]:
    """Which of the blocks, given by their folded text, trafilatura took."""
    lines = {fold(line) for line in taken}
    text = "".join(fold(line) for line in taken)  # without breaks: trafilatura parts code and what has line breaks
    return [bool(key) and (key in lines or _is_within(key, text) or consists_of(key, lines)) for key in keys]


def _is_within(key: str, text: str) -> bool:
    """Whether a block stands within a line, or begins or ends in it: some lose a word to markup in the middle."""
    return len(key) >= MIN_KEY and (
        key in text or (len(key) > LONG_CHARACTERS and (key[:40] in text or key[-40:] in text))
    )


def _share_beginning(one: str, other: str) -> bool:
    return one[:LONG_CHARACTERS] in other or other[:LONG_CHARACTERS] in one


def consists_of(key: str, lines: Collection[str]) -> bool:
    """Whether a long block is mostly a repetition of lines, all given by their folded text."""
    return len(key) > 5 * LONG_CHARACTERS and 2 * sum(len(line) for line in lines if line in key) > len(key)


class _Measures:
    """The sums over a page that its blocks are measured by."""

    def __init__(self, page: Outline, taken: Sequence[str], about: About) -> None:
        self.page = page
        self.keys = [fold(block.text) for block in page.blocks]
        self.taken = found_in(self.keys, taken)
        self.lengths = [len(block.text) for block in page.blocks]
        self.taken_lengths = [length * was for length, was in zip(self.lengths, self.taken, strict=True)]
        self.all_taken = sum(self.taken_lengths) or 1
        self.title, self.description, self.article_body = map(
            fold, (about.title, about.description[:MAX_DESCRIPTION], about.article_body[:MAX_ARTICLE_BODY])
        )
        self.has_body = len(self.article_body) > MIN_ARTICLE_BODY
        # running sums, so that any window costs the same
        self.up_to = [0, *accumulate(self.lengths)]
        self.taken_up_to = [0, *accumulate(self.taken_lengths)]
        self.linked_up_to = [0, *accumulate(block.linked for block in page.blocks)]
        self._sum_places()
        self._find_core()
        self._find_edges()
        self._read_names()

    def vectors(self) -> dict[int, Vector]:
        return {
            number: [
                *self._where(number, block),
                *self._order(number),
                *self._own(block),
                *self._said(number),
                *self._marks(block),
            ]
            for number, block in enumerate(self.page.blocks)
            if self.taken[number] or self.first < number < self.last or block.linked < MAX_LINKED * len(block.text)
        }

    def _sum_places(self) -> None:
        places = self.page.places
        self.sums = [0] * len(places)
        self.taken_sums = [0] * len(places)
        self.path_sums = dict.fromkeys((place.path for place in places), 0)
        self.path_taken = dict(self.path_sums)
        for block, length, was in zip(self.page.blocks, self.lengths, self.taken_lengths, strict=True):
            self.sums[block.place] += length
            self.taken_sums[block.place] += was
            self.path_sums[places[block.place].path] += length
            self.path_taken[places[block.place].path] += was
        for number in range(len(places) - 1, 0, -1):
            parent = places[number].parent
            self.sums[parent] += self.sums[number]
            self.taken_sums[parent] += self.taken_sums[number]

    def _find_core(self) -> None:
        """How far below the core, and below what place above it, each place stands."""
        places = self.page.places
        enough = [number for number, own in enumerate(self.taken_sums) if own >= CORE_SHARE * self.all_taken]
        self.core = min(enough, key=lambda number: (self.sums[number], -number), default=ROOT)
        level, rising = self.core, 0
        joins: dict[int, int] = {}
        while level != ROOT:
            joins[level] = rising
            level, rising = places[level].parent, rising + 1
        self.below, self.above, self.in_core = [0] * len(places), [0] * len(places), [False] * len(places)
        for number, place in enumerate(places):
            if number in joins:
                self.above[number], self.in_core[number] = joins[number], number == self.core
            elif place.parent != ROOT:
                self.below[number] = self.below[place.parent] + 1
                self.above[number], self.in_core[number] = self.above[place.parent], self.in_core[place.parent]

    def _find_edges(self) -> None:
        """Where the taken text begins and ends, and where the title stands."""
        numbers = [number for number, was in enumerate(self.taken) if was]
        long = [number for number in numbers if self.lengths[number] >= LONG_CHARACTERS] or numbers
        self.first, self.last = (long[0], long[-1]) if long else (len(self.keys), -1)
        headings = [
            number for number, block in enumerate(self.page.blocks) if self.page.places[block.place].tag == "h1"
        ]
        titles = (number for number in headings if self._is_title(self.keys[number]))
        self.title_at = next(titles, headings[0] if headings else 0)

    def _read_names(self) -> None:
        """For each place that holds text: the hints in its names and its parent's, and those anywhere above."""
        nothing = (0.0,) * len(_HINTS.groups)
        own: list[Marks] = []
        self.near: list[Marks] = []
        self.under: list[Marks] = []
        self.tags: list[Marks] = []
        for place, characters in zip(self.page.places, self.sums, strict=True):
            parent = place.parent
            if parent == ROOT or not characters:
                mine = near = under = nothing
                tags = _IN_NO_TAG
            else:
                mine = _hints_in(place.names) if place.names and place.tag != "body" else nothing
                near, under = _either(mine, own[parent]), _either(mine, self.under[parent])
                tags = _either(_IN_TAG.get(place.tag, _IN_NO_TAG), self.tags[parent])
            own.append(mine)
            self.near.append(near)
            self.under.append(under)
            self.tags.append(tags)

    def _where(self, number: int, block: Block) -> Vector:
        """How the places that a block stands in fared."""
        length, was, places = self.lengths[number], self.taken_lengths[number], self.page.places
        place = block.place
        values = [float(self.taken[number]), float(self.in_core[place]), self.above[place], self.below[place]]
        for _ in range(LEVELS):
            place = max(0, places[place].parent)
            values += self._shares(self.sums[place] - length, self.taken_sums[place] - was)
        path = places[block.place].path
        rest = self.path_sums[path] - length
        return [*values, *self._shares(rest, self.path_taken[path] - was), float(not rest)]

    def _shares(self, characters: int, taken: int) -> Vector:
        return [taken / characters if characters else 0.0, taken / self.all_taken]

    def _order(self, number: int) -> Vector:
        """How the blocks before and after a block fared."""
        before, after = self.taken_up_to[number], self.all_taken - self.taken_up_to[number]
        values = [
            before / self.all_taken, max(0.0, 1 - before / 1000), max(0.0, 1 - after / 1000),
            float(self.first <= number <= self.last), float(number < self.first), float(number > self.last),
        ]  # fmt: skip
        for window in WINDOWS:
            values += [self._window(number - window, number), self._window(number + 1, number + 1 + window)]
        start, end = max(0, number - 3), min(len(self.keys), number + 4)
        characters = self.up_to[end] - self.up_to[start]
        return [*values, (self.linked_up_to[end] - self.linked_up_to[start]) / characters, _scaled(characters / 7)]

    def _window(self, start: int, end: int) -> float:
        start, end = max(0, start), min(len(self.keys), end)
        characters = self.up_to[end] - self.up_to[start] if start < end else 0
        return (self.taken_up_to[end] - self.taken_up_to[start]) / characters if characters else 0.0

    def _own(self, block: Block) -> Vector:
        """What a block's text is like."""
        text, length = block.text, len(block.text)
        return [
            _scaled(length), block.linked / length, float(bool(_SENTENCE_END.search(text))),
            min(3, text.count(",")) / 3, min(1.0, 3 * len(_DIGIT.findall(text[:200])) / min(length, 200)),
        ]  # fmt: skip

    def _said(self, number: int) -> Vector:
        """How a block stands to what the page says of its article."""
        key = self.keys[number]
        described = bool(self.description) and len(key) > MIN_KEY and _share_beginning(key, self.description)
        within = self.has_body and len(key) >= MIN_TITLE and _is_within(key, self.article_body)
        return [
            float(described), float(within), float(self.has_body and len(key) >= MIN_TITLE and not within),
            float(number > self.title_at), float(0 < number - self.title_at <= NEAR_TITLE),
        ]  # fmt: skip

    def _is_title(self, key: str) -> bool:
        if len(key) < MIN_TITLE or not self.title:
            return False
        return key in self.title or (self.title in key and len(key) < MAX_TITLE_EXCESS * len(self.title))

    def _marks(self, block: Block) -> Vector:
        """What its elements and their names say."""
        tag = self.page.places[block.place].tag
        heading = float(tag[0] == "h" and tag[1:].isdecimal())
        kinds = (float(tag == kind) for kind in _KINDS)
        return [heading, *kinds, *self.tags[block.place], *self.near[block.place], *self.under[block.place]]


@lru_cache(maxsize=4096)  # a site's pages share their names
def _hints_in(names: str) -> Marks:
    return _HINTS.marks(names)


def _either(one: Marks, other: Marks) -> Marks:
    return one if one is other or one == other else tuple(map(max, one, other))


def _scaled(characters: float) -> float:
    """A length as measured: its logarithm, about 1 for a paragraph."""
    return math.log1p(characters) / 6
