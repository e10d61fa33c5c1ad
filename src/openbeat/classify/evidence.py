"""What a text holds for and against the beat, and where.

A text has a title, a lead (its first ``lead`` characters) and a body; a text without a title has its first sentence for
one, which is part of its lead as well. Evidence of the beat is a phrase that means it by itself, a word of its quality
within ``near`` characters of a word of the field (the nearer, the stronger, down to half), or the name of one of its
entities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from openbeat.classify.beat import Beat, Role, Signal
from openbeat.classify.lexicon import Found, Name
from openbeat.records import Evidence

HEADLINE_CHARACTERS = 120
"""A text without a title is headed by its first sentence, up to this length."""
_SENTENCE_END = re.compile(r"[.!?:]\s|[。！？：\n]")

EVIDENCE_KEPT = 500
"""Enough to check a verdict by; of a page that repeats a name a hundred thousand times, the first stay."""

BODY_WEIGHT = 0.5
"""What evidence in the body weighs against the same in title or lead."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Where title, lead and text begin and end, by offsets into the joined text."""

    title_end: int
    text_start: int
    lead_end: int
    dense: int
    """2 for a language that says in one character what others say in two or three, else 1."""

    @property
    def untitled(self) -> bool:
        """Whether the first sentence stands for the title."""
        return self.title_end > self.text_start

    def where(self, position: int) -> str:
        """The zone as a reader would call it."""
        if position < self.text_start:
            return "title"
        return "lead" if position < self.lead_end else "body"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence."""

    start: int
    end: int
    what: str
    """The term or entity; saying it twice is not more evidence that it is the subject."""
    rule: str
    weight: float
    stated: bool
    """A phrase or word, not a name."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All evidence of a text, each list by where it stands."""

    zones: Zones
    joined: str
    pieces: list[Piece]
    """Of the beat."""
    rivals: list[Piece]
    """Of the part of the field that is not the beat."""
    counter: list[Piece]
    """Of the neighbour that is mistaken for the beat."""
    unpaired: list[Piece]
    """Words of the beat's quality, said of something else than the field."""
    contrasts: list[int]
    """Where words end after which something is named for comparison."""
    field: list[int]
    """Where the text speaks of the field, the beat included."""
    names: list[Name]
    """The names of the field in title and lead, the beat's included."""
    makers: frozenset[str]
    """Those of the beat's entities who make others."""
    unlisted: list[int]
    """Where names stand that nobody listed."""


def divide(found: Found, beat: Beat, language: str) -> Zones:
    """Divide a text into title, lead and body."""
    dense = 2 if language in beat.reading.dense_languages else 1
    start = found.title_characters + 1
    lead_end = start + beat.reading.lead // dense
    if found.joined[: found.title_characters].strip():
        return Zones(found.title_characters, start, lead_end, dense)
    longest = HEADLINE_CHARACTERS // dense
    end = _SENTENCE_END.search(found.joined, start, start + longest)
    return Zones(end.start() if end else min(len(found.joined), start + longest), start, lead_end, dense)


def gather(found: Found, beat: Beat, language: str) -> Gathered:
    """Collect the evidence of a text."""
    zones = divide(found, beat, language)
    by_role: dict[Role, list[Piece]] = defaultdict(list)
    for match in found.terms:
        use = match.carried
        group = beat.groups[use.name]
        piece = Piece(match.start, match.end, use.term, f"{use.name}:{use.term}", group.weight, stated=True)
        by_role[group.role].append(piece)
    pieces = by_role[Role.WHOLE] + [
        Piece(name.start, name.end, name.entity, f"entity:{name.rule}", beat.kinds[name.kind].weight, stated=False)
        for name in found.names
        if name.signal is Signal.BEAT
    ]
    spoken = [*by_role[Role.FIELD], *by_role[Role.RIVAL], *pieces]
    field = sorted(
        [piece.start for piece in spoken] + [name.start for name in found.names if name.signal is Signal.FIELD]
    )
    unpaired: list[Piece] = []
    for piece in by_role[Role.QUALITY]:
        near = (beat.groups[piece.rule.partition(":")[0]].near or beat.reading.near) // zones.dense
        nearness = _nearness(piece, field, near)
        if nearness is None:
            unpaired.append(piece)
        else:
            weight = piece.weight * nearness
            pieces.append(Piece(piece.start, piece.end, piece.what, piece.rule, weight, stated=True))
    return Gathered(
        zones=zones,
        joined=found.joined,
        pieces=sorted(pieces, key=lambda piece: piece.start),
        rivals=by_role[Role.RIVAL],
        counter=by_role[Role.COUNTER],
        unpaired=unpaired,
        contrasts=[piece.end for piece in by_role[Role.CONTRAST]],
        field=field,
        names=[name for name in found.names if name.start < zones.lead_end and name.signal is not Signal.NONE],
        makers=beat.makers,
        unlisted=[name.start for name in found.names if name.unlisted],
    )


def _nearness(piece: Piece, field: Sequence[int], near: int) -> float | None:
    """From 1 beside the nearest word of the field down to half at ``near`` characters; None beyond."""
    index = bisect_left(field, piece.start)
    gaps = [abs(field[i] - piece.start) for i in (index - 1, index) if 0 <= i < len(field)]
    if gaps and (gap := min(gaps)) <= near:
        return 1 - 0.5 * gap / near
    return None


def shown(gathered: Gathered, found: Found) -> list[Evidence]:
    """The first pieces as a reader can check them: offsets into the title, or into the text."""
    zones = gathered.zones
    return [
        Evidence(
            where=zones.where(piece.start),
            start=piece.start - (0 if piece.start < zones.text_start else zones.text_start),
            text=found.joined[piece.start : piece.end],
            rule=piece.rule,
            weight=round(piece.weight * (BODY_WEIGHT if piece.start >= zones.lead_end else 1.0), 3),
        )
        for piece in gathered.pieces[:EVIDENCE_KEPT]
    ]
