"""The article's lines, chosen from all blocks of a page by what speaks for each.

trafilatura's choice is the strongest evidence but not the last word: text split over several containers is joined,
and cards, boxes and calls that stand within the text are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import mul

from lxml.html import HtmlElement

from openbeat.reading.blocks import ROOT, Block, Outline, outline
from openbeat.reading.evidence import About, consists_of, evidence, fold
from openbeat.reading.forest import Forest, load_forest
from openbeat.reading.lines import HEADINGS, Line, line_of, marked
from openbeat.records import BlockKind

MIN_CHANCE = 0.45
"""Of a block to be part of the article. Less than a half, since a lost paragraph costs more than a line too many."""
MIN_SHARE = 0.3
"""Of the taken text's length that must come out; else the page's blocks are not what trafilatura read, as where it took
the text from a script, and its choice stands."""
MIN_REPEATED = 40
"""Letters of a block that is left out when it was told before: shorter ones, such as headings, may come twice."""
MIN_COPIED = 0.25
"""Share of the letters that a run of repeated blocks has which is a second copy of the text."""

_WHOLES = {BlockKind.TABLE: frozenset({"table"}), BlockKind.LIST: frozenset({"ul", "ol"})}
"""The elements whose blocks of a kind stand or fall together."""


def article_lines(tree: HtmlElement, taken: Sequence[str], about: About) -> list[Line]:
    """The article's lines.

    Args:
        tree: the page.
        taken: the lines that trafilatura took from it; where it found none, there are none.
        about: what the page says of its article.
    """
    if not taken:
        return []
    page = outline(tree)
    forest = _forest()
    chances = {number: forest.chance(values) for number, values in evidence(page, taken, about).items()}
    chances |= _shared(page, chances)
    likely = [page.blocks[number] for number, chance in chances.items() if chance > MIN_CHANCE]
    lines = [line_of(block) for block in _told_once(likely, taken)]
    while lines and lines[-1].kind in HEADINGS:  # a film, a list of links or a box stood below
        lines.pop()
    enough = sum(map(len, lines)) >= MIN_SHARE * sum(map(len, taken))
    return lines if enough else [marked(line) for line in taken]


@lru_cache(maxsize=1)
def _forest() -> Forest:
    return load_forest("body.json")


def _shared(page: Outline, chances: Mapping[int, float]) -> dict[int, float]:
    """The chances of the rows of a table and of the items of a list, which stand or fall together.

    Each has the mean over the letters of all.
    """
    wholes: defaultdict[int, list[int]] = defaultdict(list)
    for number in chances:
        block = page.blocks[number]
        if block.kind in _WHOLES and (whole := _around(page, block.place, _WHOLES[block.kind])) != ROOT:
            wholes[whole].append(number)
    shared: dict[int, float] = {}
    for numbers in wholes.values():
        letters = [len(page.blocks[number].text) for number in numbers]
        mean = sum(map(mul, letters, (chances[number] for number in numbers))) / sum(letters)
        shared |= dict.fromkeys(numbers, mean)
    return shared


def _around(page: Outline, place: int, tags: frozenset[str]) -> int:
    """The nearest place around one, or itself, that has one of some tags; ``ROOT`` if none has."""
    while place != ROOT and page.places[place].tag not in tags:
        place = page.places[place].parent
    return place


def _told_once(blocks: Sequence[Block], taken: Sequence[str]) -> list[Block]:
    """The blocks without repetitions: some pages hold their text a second time for printers, phones or crawlers.

    What trafilatura took more than once is meant to come more than once, as in a plan of meals, unless all is repeated.
    """
    keys = [fold(block.text) for block in blocks]
    copied = _copied(keys)
    kept: list[Block] = []
    told: Counter[str] = Counter()
    taken_times = Counter(map(fold, taken))
    text = ""
    for number, (block, key) in enumerate(zip(blocks, keys, strict=True)):
        within = key in text or consists_of(key, told.keys())
        repeated = told[key] >= taken_times[key] if told[key] else within
        if number not in copied and (len(key) < MIN_REPEATED or not repeated):
            kept.append(block)
            told[key] += 1
            text += f"\n{key}"
    return kept


def _copied(keys: Sequence[str]) -> set[int]:
    """The blocks, given by their folded text, that follow each other as they did before, over much of the text."""
    first = {key: number for number, key in reversed([*enumerate(keys)])}
    enough = MIN_COPIED * sum(map(len, keys))
    copied: set[int] = set()
    for distance, run in groupby(range(len(keys)), key=lambda number: number - first[keys[number]]):
        numbers = [*run]
        if distance and sum(len(keys[number]) for number in numbers) >= enough:
            copied.update(numbers)
    return copied
