"""What coverage is about: each topic's terms, weighed by where they stand and by what the other topics have.

The measures of a topic, each from 0 to 1:

    title     different terms in the title, from 0 to 1 for two
    lead      the same in the lead, to 1 for four
    opening   how near the beginning of the lead the first of them stands
    often     how often the terms stand in the whole text, from 0 for once to 1 for eight times
    named     how much the entities named in title and lead suggest it
    rank      its strength over that of the strongest topic
    alone     whether no other topic has more than half its strength
    core      the probability that the text is about the beat
"""

from __future__ import annotations

import math
from collections import defaultdict

from openbeat.classify.beat import Beat
from openbeat.classify.evidence import Zones
from openbeat.classify.lexicon import Found, Name, Use
from openbeat.classify.matching import Match, fold
from openbeat.classify.weights import Softmax

_TITLE, _LEAD, _BODY = 0.9, 0.35, 0.15
"""Strength of one term by where it stands, before saturation."""


def topics(found: Found, beat: Beat, zones: Zones, core: float, model: Softmax) -> dict[str, float]:
    """The topics at or above their thresholds with their probabilities, strongest first.

    Args:
        found: what the text has of the beat.
        beat: the beat.
        zones: where title, lead and body are.
        core: the probability that the text is about the beat.
        model: whether a text is ``about`` a topic.
    """
    chances = {name: model.chances(values)["about"] for name, values in measures(found, beat, zones, core).items()}
    kept = [(name, round(chance, 3)) for name, chance in chances.items() if chance >= beat.topics[name].threshold]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))


def measures(found: Found, beat: Beat, zones: Zones, core: float) -> dict[str, dict[str, float]]:
    """The measures of every topic that has a term or a name in the text."""
    by_topic: dict[str, list[Match[Use]]] = defaultdict(list)
    for match in found.topics:
        by_topic[match.carried.name].append(match)
    named = _named(found.names, beat, zones)
    strengths = {
        name: _strength(by_topic.get(name, []), zones) + named.get(name, 0.0) for name in by_topic.keys() | named.keys()
    }
    strongest = sorted(strengths.values(), reverse=True)
    length = max(1, min(zones.lead_end, len(found.joined)) - zones.text_start)
    result = {}
    for name in beat.topics:  # in their order in the file, so that equal runs are equal
        if not (strength := strengths.get(name, 0.0)):
            continue
        matches = by_topic.get(name, [])
        lead = [match for match in matches if zones.text_start <= match.start < zones.lead_end]
        rival = strongest[1] if strength == strongest[0] and len(strongest) > 1 else strongest[0]
        result[name] = {
            "title": min(1.0, _terms([m for m in matches if m.start < zones.title_end]) / 2),
            "lead": min(1.0, _terms(lead) / 4),
            "opening": 1 - (lead[0].start - zones.text_start) / length if lead else 0.0,
            "often": min(1.0, max(0, len(matches) - 1) / 7),
            "named": 1 - math.exp(-named.get(name, 0.0)),
            "rank": strength / strongest[0],
            "alone": float(len(strongest) == 1 or rival < strength / 2),
            "core": core,
        }
    return result


def _terms(matches: list[Match[Use]]) -> int:
    """How many there are, those that are spelled alike but for accents and capitals once."""
    return len({fold(match.carried.term) for match in matches})


def _strength(matches: list[Match[Use]], zones: Zones) -> float:
    """Each term where it stands first."""
    first: dict[str, int] = {}
    for match in matches:
        first.setdefault(match.carried.term, match.start)
    return math.fsum(_weight(start, zones) for start in first.values())


def _named(names: list[Name], beat: Beat, zones: Zones) -> dict[str, float]:
    """How much the entities in title and lead suggest each topic, each entity once."""
    result: dict[str, float] = defaultdict(float)
    met: set[tuple[str, str]] = set()
    for name in names:
        if name.start >= zones.lead_end or (name.kind, name.entity) in met:
            continue
        met.add((name.kind, name.entity))
        for topic, share in beat.topics_of_kind[name.kind]:
            result[topic] += share * _weight(name.start, zones) / _LEAD
    return result


def _weight(position: int, zones: Zones) -> float:
    if position < zones.title_end:
        return _TITLE
    return _LEAD if position < zones.lead_end else _BODY
