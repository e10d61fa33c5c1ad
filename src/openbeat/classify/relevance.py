"""Whether a text is about the beat, names it, or neither: two regressions over measures of where the evidence stands.

One tells whether it is within the beat at all; the other, learned from texts that are, whether the beat is its subject.

Each measure is from 0 to 1. Strengths of several pieces add up as 1 - (1 - a)(1 - b)..., each term or entity once.

How much evidence there is:

    title          strength of the evidence in the title
    title_stated   the same of phrases and words alone, without names
    lead           strength in the lead, where what comes later counts for less, down to half
    stated         strength of the phrases and words alone, in title and lead
    strongest      of title and lead, the strongest piece
    named          the same of names alone
    named_title    the same of names in the title
    pieces         how many strong pieces title and lead have, from 0 to 1 for eight
    body           strength in the body, at half its weight
    breadth        how many different pieces the whole text has, from 0 for one to 1 for seven
    hints          strength of the weak pieces in title and lead, which say little one by one

Whether it is what the text is about:

    opening        strength of the lead's strongest evidence, by how near the beginning it stands
    first          whether the first sentence has strong evidence
    late           how far into the lead the first strong piece stands: 0 in the title, 1 where there is none
    last           how far into the lead the last one stands
    alone          whether all strong pieces are the same term or entity
    spread         share of the lead's sentences that have strong evidence
    density        strong pieces in title and lead for each 300 characters, from 0 to 1 for four
    repeated       how often the beat's most frequent entity stands in title and lead, from 0 for once to 1 for four
    unlisted       whether a name nobody listed is recognised by its form: 1 in the title, half in the lead
    own_first      whether the first name of the field is the beat's
    other_first    whether it is another's

What stands beside it:

    share          of the names and products of the field in title and lead, the share that is the beat's
    makers         share of the beat's names in title and lead that are of makers, with no version: a firm, not its work
    crowd          how many different ones there are, from 0 for two to 1 for ten
    others         how many different ones are not the beat's, from 0 to 1 for five
    enumerated     share of the beat's names that stand in a row with others
    contrasted     share of the strong evidence that follows a word of comparison
    rivals         strength of what is not the beat in title and lead
    rivals_before  the same of what stands before the first strong evidence
    title_rival    whether the title names what is not the beat, and nothing of the beat
    counter        strength of the neighbour that is mistaken for the beat, in title and lead
    unpaired       strength of words of the beat's quality that are said of something else

What kind of text it is:

    field          how much the lead speaks of the field at all
    field_density  the same for each 300 characters, from 0 to 1 for six
    title_field    whether the title speaks of the field
    untitled       whether it has no title
    length         of the lead, from 0 for 100 characters to 1 for 600
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from openbeat.classify.beat import Judgement, Signal
from openbeat.classify.evidence import BODY_WEIGHT, Gathered, Piece
from openbeat.classify.lexicon import Name
from openbeat.classify.positions import any_between
from openbeat.classify.weights import Softmax
from openbeat.records import Relevance

STRONG = 0.25
"""A piece at least so strong may be what a text is about."""

_RIVAL_WEIGHT = 0.4
"""Strength of one rival: a comparison names one, a text about them several."""

_ROW_GAP = 6
"""Names no farther apart stand in one row: a comma, a space, a short "and"."""

_CONTRAST_REACH = 50
"""What begins so few characters after a word of comparison is what is compared with."""

_SENTENCE_END = re.compile(r"[.!?…](?:\s|$)|[。！？\n]|\s[-–—•*]\s")
_SENTENCE_CHARACTERS = 15
"""Shorter ones are numbers, abbreviations, list marks."""

_WINDOW = 300
"""Densities are for so many characters: about two sentences."""


def measures(gathered: Gathered) -> dict[str, float]:
    """Measure the evidence of a text."""
    zones = gathered.zones
    end = max(zones.text_start + 1, min(zones.lead_end, len(gathered.joined)))
    length = end - zones.text_start
    title = [piece for piece in gathered.pieces if piece.start < zones.title_end]
    lead = [piece for piece in gathered.pieces if zones.text_start <= piece.start < zones.lead_end]
    body = [piece for piece in gathered.pieces if piece.start >= zones.lead_end]
    head = [piece for piece in gathered.pieces if piece.start < zones.lead_end]
    strong = [piece for piece in head if piece.weight >= STRONG]
    rivals = [piece for piece in gathered.rivals if piece.start < zones.lead_end]
    own = Counter(name.entity for name in gathered.names if name.signal is Signal.BEAT)
    others = {name.entity for name in gathered.names if name.signal is Signal.FIELD} | {piece.what for piece in rivals}
    first_strong = strong[0].start if strong else math.inf
    ranks = sorted([(n.start, n.signal is Signal.BEAT) for n in gathered.names] + [(r.start, False) for r in rivals])
    field_in_head = sum(1 for start in gathered.field if start < zones.lead_end)
    field_in_lead = sum(1 for start in gathered.field if zones.text_start <= start < zones.lead_end)
    sentences = _sentences(gathered.joined, zones.text_start, end)
    starts = [piece.start for piece in strong]
    telling = [any_between(starts, start, stop - 1) for start, stop in sentences]

    def depth(piece: Piece) -> float:
        return (piece.start - zones.text_start) / length

    return {
        "title": _together(piece.weight for piece in _distinct(title)),
        "title_stated": _together(piece.weight for piece in _distinct(title) if piece.stated),
        "lead": _together(piece.weight * (1 - 0.5 * depth(piece)) for piece in _distinct(lead)),
        "stated": _together(piece.weight for piece in _distinct(head) if piece.stated),
        "strongest": max((piece.weight for piece in head), default=0.0),
        "named": max((piece.weight for piece in head if not piece.stated), default=0.0),
        "named_title": max((piece.weight for piece in title if not piece.stated), default=0.0),
        "pieces": _ramp(len(strong), 0, 8),
        "body": _together(piece.weight * BODY_WEIGHT for piece in _distinct(body)),
        "breadth": _ramp(len(_distinct(gathered.pieces)), 1, 7),
        "hints": _together(piece.weight for piece in _distinct(head) if piece.weight < STRONG),
        "opening": max((piece.weight * (1 - depth(piece)) for piece in lead), default=0.0),
        "first": float(bool(telling) and telling[0]),
        "late": max(0.0, depth(strong[0])) if strong else 1.0,
        "last": max(0.0, depth(strong[-1])) if strong else 0.0,
        "alone": float(len({piece.what for piece in strong}) == 1),
        "spread": _share(telling),
        "density": _ramp(len(strong) * _WINDOW / zones.dense / length, 0, 4),
        "repeated": _ramp(max(own.values(), default=0), 1, 4),
        "unlisted": max(
            (1.0 if start < zones.title_end else 0.5 for start in gathered.unlisted if start < zones.lead_end),
            default=0.0,
        ),
        "own_first": float(bool(ranks) and ranks[0][1]),
        "other_first": float(bool(ranks) and not ranks[0][1]),
        "share": len(own) / (len(own) + len(others)) if own else 0.0,
        "makers": _share(_is_maker(name, gathered.makers) for name in gathered.names if name.signal is Signal.BEAT),
        "crowd": _ramp(len(own) + len(others), 2, 10),
        "others": _ramp(len(others), 0, 5),
        "enumerated": _enumerated(gathered, rivals),
        "contrasted": _contrasted(starts, gathered.contrasts, _CONTRAST_REACH // zones.dense),
        "rivals": _together(_RIVAL_WEIGHT for _ in _distinct(rivals)),
        "rivals_before": _together(_RIVAL_WEIGHT for piece in _distinct(rivals) if piece.start < first_strong),
        "title_rival": float(not title and any(piece.start < zones.title_end for piece in rivals)),
        "counter": _together(piece.weight for piece in _distinct(gathered.counter) if piece.start < zones.lead_end),
        "unpaired": _together(piece.weight for piece in _distinct(gathered.unpaired) if piece.start < zones.lead_end),
        "field": _ramp(field_in_lead, 0, 6),
        "field_density": _ramp(field_in_head * _WINDOW / zones.dense / length, 0, 6),
        "title_field": float(any(start < zones.title_end for start in gathered.field)),
        "untitled": float(zones.untitled),
        "length": _ramp(length * zones.dense, 100, 600),
    }


def judge(
    values: dict[str, float], judgement: Judgement, scope: Softmax, subject: Softmax
) -> tuple[Relevance, dict[Relevance, float]]:
    """The class, and the probabilities of all three."""
    within = scope.chances(values)["within"]
    share = subject.chances(values)[Relevance.CORE]
    probability = {
        Relevance.CORE: within * share,
        Relevance.MENTION: within * (1.0 - share),
        Relevance.OFF: 1.0 - within,
    }
    if within < judgement.within:
        return Relevance.OFF, probability
    return (Relevance.CORE if share >= judgement.core_share else Relevance.MENTION), probability


def _enumerated(gathered: Gathered, rivals: Sequence[Piece]) -> float:
    spans = sorted(
        [(name.start, name.end, name.signal is Signal.BEAT) for name in gathered.names]
        + [(piece.start, piece.end, False) for piece in rivals]
    )
    close = [0 <= after[0] - before[1] <= _ROW_GAP for before, after in pairwise(spans)]
    in_row = [before or after for before, after in zip([False, *close], [*close, False], strict=True)]
    own = [row for (_, _, is_own), row in zip(spans, in_row, strict=False) if is_own]
    return _share(own)


def _contrasted(starts: Iterable[int], contrasts: Sequence[int], reach: int) -> float:
    return _share(any_between(contrasts, start - reach, start) for start in starts)


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start, *(match.end() for match in _SENTENCE_END.finditer(text, start, end)), end]
    return [(a, b) for a, b in pairwise(cuts) if b - a >= _SENTENCE_CHARACTERS]


def _is_maker(name: Name, makers: frozenset[str]) -> bool:
    return name.entity in makers and not (name.version or name.size)


def _share(chosen: Iterable[bool]) -> float:
    found = list(chosen)
    return sum(found) / len(found) if found else 0.0


def _together(weights: Iterable[float]) -> float:
    return 1 - math.prod(1 - weight for weight in weights)


def _ramp(count: float, nothing: float, everything: float) -> float:
    return min(1.0, max(0.0, (count - nothing) / (everything - nothing)))


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    """The first piece of every term and entity."""
    first: dict[str, Piece] = {}
    for piece in pieces:
        first.setdefault(piece.what, piece)
    return list(first.values())
