"""What coverage is about: every topic's terms, weighed by where they stand."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from openbeat.classify.beat import Beat
from openbeat.classify.evidence import Zones
from openbeat.classify.lexicon import Found

_TITLE, _LEAD, _BODY = 0.9, 0.35, 0.15
"""What one term adds, before saturation; the lead says what a text is about, the body also says what it touches."""

_TIMES = 3
"""How often a term counts: the second time half, the third a third."""


def topics(found: Found, beat: Beat, zones: Zones) -> dict[str, float]:
    """The topics at or above their thresholds, strongest first. A score is 1 - exp(-sum): more terms, more surely."""
    sums: dict[str, float] = defaultdict(float)
    times: Counter[tuple[str, str]] = Counter()
    for match in found.topics:
        use = match.carried
        times[use.name, use.term] += 1
        if times[use.name, use.term] <= _TIMES:
            sums[use.name] += _weight(match.start, zones) / times[use.name, use.term]
    suggested = [(name, kind, share) for name, topic in beat.topics.items() for kind, share in topic.kinds.items()]
    named: set[tuple[str, str]] = set()
    for name in found.names:
        if (name.kind, name.entity) in named:
            continue
        named.add((name.kind, name.entity))
        for topic_name, kind, share in suggested:
            if kind == name.kind:
                sums[topic_name] += share * _weight(name.start, zones) / _LEAD
    scores = {name: 1 - math.exp(-total) for name, total in sums.items()}
    kept = [(name, round(score, 3)) for name, score in scores.items() if score >= beat.topics[name].threshold]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))


def _weight(position: int, zones: Zones) -> float:
    if position < zones.title_end:
        return _TITLE
    return _LEAD if position < zones.lead_end else _BODY
