"""Whether a text is about the beat, names it, or neither: a softmax over a few features of where the evidence stands.

The features, each from 0 to 1 (strengths of several pieces add up as 1 - (1 - a)(1 - b)..., each term or entity once):

    title         strength of the evidence in the title
    lead          the same in the lead, where what comes later counts for less, down to half
    opening       strength of the lead's strongest evidence, by how near the beginning it stands
    stated        strength of the phrases and words alone, without names, in title and lead
    body          strength in the body, at half its weight
    breadth       how many different pieces the whole text has, from 0 for one to 1 for seven
    share         of the names and products of the field in title and lead, the share that is the beat's
    crowd         how many different ones there are, from 0 for two to 1 for ten
    field         how much the lead speaks of the field at all
    title_field   whether the title speaks of the field
    title_rival   whether the title names what is not the beat, and nothing of the beat
    rivals        strength of what is not the beat in title and lead
    counter       strength of the neighbour that is mistaken for the beat, in title and lead

P(class) = exp(w · f) / sum over classes; the weights stand in the beat file, those of ``off`` are 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from openbeat.classify.beat import Judgement
from openbeat.classify.evidence import BODY_WEIGHT, Gathered, Piece
from openbeat.records import Relevance

_RIVAL_WEIGHT = 0.4
"""Strength of one rival: a comparison names one, a text about them several."""


def features(gathered: Gathered) -> dict[str, float]:
    """Measure the evidence of a text."""
    zones, names = gathered.zones, len(gathered.own_names) + len(gathered.other_names)
    length = zones.lead_end - zones.text_start
    title = [piece for piece in gathered.pieces if piece.start < zones.title_end]
    lead = [piece for piece in gathered.pieces if zones.text_start <= piece.start < zones.lead_end]
    body = [piece for piece in gathered.pieces if piece.start >= zones.lead_end]
    rivals = [piece for piece in gathered.rivals if piece.start < zones.lead_end]
    counter = [piece for piece in gathered.counter if piece.start < zones.lead_end]
    field_in_lead = sum(1 for start in gathered.field if zones.text_start <= start < zones.lead_end)

    def depth(piece: Piece) -> float:
        return (piece.start - zones.text_start) / length

    return {
        "bias": 1.0,
        "title": _together(piece.weight for piece in _distinct(title)),
        "lead": _together(piece.weight * (1 - 0.5 * depth(piece)) for piece in _distinct(lead)),
        "opening": max((piece.weight * (1 - depth(piece)) for piece in lead), default=0.0),
        "stated": _together(piece.weight for piece in _distinct([*title, *lead]) if piece.stated),
        "body": _together(piece.weight * BODY_WEIGHT for piece in _distinct(body)),
        "breadth": _ramp(len(_distinct(gathered.pieces)), 1, 7),
        "share": len(gathered.own_names) / names if names else 0.0,
        "crowd": _ramp(names, 2, 10),
        "field": _ramp(field_in_lead, 0, 6),
        "title_field": float(any(start < zones.title_end for start in gathered.field)),
        "title_rival": float(not title and any(piece.start < zones.title_end for piece in rivals)),
        "rivals": _together(_RIVAL_WEIGHT for _ in _distinct(rivals)),
        "counter": _together(piece.weight for piece in _distinct(counter)),
    }


def judge(values: dict[str, float], judgement: Judgement) -> tuple[Relevance, dict[Relevance, float]]:
    """The class, and the probabilities of all three."""
    core, mention = (
        math.exp(sum(weight * values[name] for name, weight in weights.items()))
        for weights in (judgement.core, judgement.mention)
    )
    total = core + mention + 1.0
    probability = {Relevance.CORE: core / total, Relevance.MENTION: mention / total, Relevance.OFF: 1.0 / total}
    if 1.0 - probability[Relevance.OFF] < judgement.within:
        return Relevance.OFF, probability
    share = core / (core + mention)
    return (Relevance.CORE if share >= judgement.core_share else Relevance.MENTION), probability


def _together(weights: Iterable[float]) -> float:
    return 1 - math.prod(1 - weight for weight in weights)


def _ramp(count: int, nothing: int, everything: int) -> float:
    return min(1.0, max(0.0, (count - nothing) / (everything - nothing)))


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    """The first piece of every term and entity."""
    first: dict[str, Piece] = {}
    for piece in pieces:
        first.setdefault(piece.what, piece)
    return list(first.values())
