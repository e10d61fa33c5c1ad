"""What side a text takes: cues for and against, weighed by where they stand."""

from __future__ import annotations

from openbeat.classify.beat import Beat
from openbeat.classify.evidence import Zones
from openbeat.classify.lexicon import Found
from openbeat.records import Evidence, Stance

_TITLE, _LEAD, _BODY = 1.5, 1.0, 0.5


def stance(found: Found, beat: Beat, zones: Zones) -> tuple[Stance, list[Evidence]]:
    """The side, with its cues. A cue counts once, however often it is repeated."""
    sums = {"supportive": 0.0, "critical": 0.0}
    cues: list[Evidence] = []
    seen: set[str] = set()
    for match in found.cues:
        use = match.carried
        if use.term in seen:
            continue
        seen.add(use.term)
        where = zones.where(match.start)
        weight = {"title": _TITLE, "lead": _LEAD, "body": _BODY}[where]
        sums[use.name] += weight
        offset = 0 if where == "title" else zones.text_start
        text = found.joined[match.start : match.end]
        cues.append(Evidence(where, match.start - offset, text, f"stance:{use.name}:{use.term}", weight))
    least = beat.stance.least
    supportive, critical = sums["supportive"], sums["critical"]
    if max(supportive, critical) < least:
        return Stance.NEUTRAL, cues
    weaker = min(supportive, critical)
    if weaker >= least and weaker / (supportive + critical) >= beat.stance.mixed_share:
        return Stance.MIXED, cues
    return (Stance.SUPPORTIVE if supportive > critical else Stance.CRITICAL), cues
