"""What side a text takes: cues for and against, by where they stand.

A cue counts once, however often it is repeated; after a negation in the same clause it counts for the other side.
Where the negation follows the word, as in Japanese, Korean and Turkish, the beat lists negated forms as cues of their
own, and of cues that lie in each other the longest counts. Cues of the body are shown, but not measured: labels are
given on title and lead, and what is hardly ever seen in learning decides at random in long articles. The measures:

    supportive, critical             strength of the cues of each side in title and lead, from 0 to 1
    supportive_title, critical_title the same in the title
    supportive_near, critical_near   the same of those that stand near evidence of the beat
    both                             strength of the weaker side in title and lead
    questions                        question marks in title and lead, from 0 to 1 for two: who weighs, asks
    balance                          strength of the words that weigh one thing against another
    emphasis                         exclamation marks and emoji in title and lead, from 0 to 1 for four
    core                             the probability that the text is about the beat
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from openbeat.classify.beat import Beat
from openbeat.classify.evidence import Gathered
from openbeat.classify.lexicon import Found, Use
from openbeat.classify.matching import Match
from openbeat.classify.positions import any_near, latest
from openbeat.classify.weights import Softmax
from openbeat.records import Evidence, Stance

_TITLE, _LEAD, _BODY = 1.5, 1.0, 0.5
"""What a cue is shown to weigh, by where it stands; the side rests on the measures."""

_NEAR = 150
"""A cue so few characters from evidence of the beat is said of it: about a sentence."""

_NEGATION_REACH = 20
"""A cue that begins so few characters after a negation is negated."""

_CLAUSE_END = re.compile(r"[.!?,;:،؛؟。！？，；：、\x1f\n]")
"""What a negation does not reach across."""

_QUESTION = re.compile(r"[?？؟]")

_EMPHASIS = re.compile(r"[!！\U0001F300-\U0001FAFF\u2705\u2728\u2b50]")

OPPOSITE = {"supportive": "critical", "critical": "supportive"}


def stance(found: Found, beat: Beat, gathered: Gathered, core: float, model: Softmax) -> tuple[Stance, list[Evidence]]:
    """The side, with its cues.

    Args:
        found: what the text has of the beat.
        beat: the beat.
        gathered: its evidence.
        core: the probability that the text is about the beat.
        model: the stances.
    """
    cues = sides(found, gathered)
    chances = model.chances(measures(found, gathered, cues, core))
    # Scarcer sides need less: of two texts in ten that are critical, one is missed where the likeliest side is taken.
    taken = max(map(Stance, chances), key=lambda name: chances[name] / beat.stance.shares.get(name, 1.0))
    return taken, [_evidence(found, gathered, side, match) for side, match in cues]


def sides(found: Found, gathered: Gathered) -> list[tuple[str, Match[Use]]]:
    """The first of every cue, with the side it speaks for."""
    negations = [match.end for match in found.cues if match.carried.name == "negation"]
    reach = _NEGATION_REACH // gathered.zones.dense
    first: dict[str, tuple[str, Match[Use]]] = {}
    for match in found.cues:
        side = match.carried.name
        if side == "negation":
            continue
        if side in OPPOSITE and (end := latest(negations, match.start)) is not None:
            negated = match.start - end <= reach and not _CLAUSE_END.search(gathered.joined, end, match.start)
            side = OPPOSITE[side] if negated else side
        first.setdefault(match.carried.term, (side, match))
    return list(first.values())


def measures(found: Found, gathered: Gathered, cues: Iterable[tuple[str, Match[Use]]], core: float) -> dict[str, float]:
    """Measure what a text says for and against."""
    zones = gathered.zones
    near = _NEAR // zones.dense
    pieces = [piece.start for piece in gathered.pieces]
    counts = dict.fromkeys((f"{side}{zone}" for side in OPPOSITE for zone in ("", "_title", "_near")), 0)
    balance = 0
    for side, match in cues:
        if match.start >= zones.lead_end:
            continue
        if side == "balance":
            balance += 1
            continue
        counts[side] += 1
        if match.start < zones.title_end:
            counts[f"{side}_title"] += 1
        if any_near(pieces, match.start, near):
            counts[f"{side}_near"] += 1
    head = found.joined[: zones.lead_end]
    result = {name: 1 - math.exp(-count / 2) for name, count in counts.items()}
    return result | {
        "both": min(result["supportive"], result["critical"]),
        "balance": 1 - math.exp(-balance / 2),
        "emphasis": min(1.0, len(_EMPHASIS.findall(head)) / 4),
        "questions": min(1.0, len(_QUESTION.findall(head)) / 2),
        "core": core,
    }


def _evidence(found: Found, gathered: Gathered, side: str, match: Match[Use]) -> Evidence:
    zones = gathered.zones
    where = zones.where(match.start)
    weight = {"title": _TITLE, "lead": _LEAD, "body": _BODY}[where]
    offset = 0 if where == "title" else zones.text_start
    text = found.joined[match.start : match.end]
    return Evidence(where, match.start - offset, text, f"stance:{side}:{match.carried.term}", weight)
