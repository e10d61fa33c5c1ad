"""What is wrong or weak in a beat file that loads: contradictions, dead terms, broad ones, thin spots.

Pure functions from a beat, and ordinary texts to try it on, to findings.
"""

from __future__ import annotations

from collections.abc import Iterable

from openbeat.beatcheck.broad import Ordinary, broad_forms, broad_terms
from openbeat.beatcheck.contradictions import contradictions
from openbeat.beatcheck.dead import dead_terms, unknown_languages
from openbeat.beatcheck.findings import Finding, Rule, Severity
from openbeat.beatcheck.thin import thin_spots
from openbeat.classify import Beat

__all__ = ["Finding", "Ordinary", "Rule", "Severity", "check_beat"]


def check_beat(beat: Beat, texts: Iterable[Ordinary] = ()) -> list[Finding]:
    """Everything that can be found, errors first.

    Args:
        beat: the beat.
        texts: ordinary ones, to find out which terms are everywhere; some hundreds a language, or none.
    """
    found = [
        *contradictions(beat),
        *unknown_languages(beat),
        *dead_terms(beat),
        *broad_forms(beat),
        *thin_spots(beat),
        *broad_terms(beat, texts),
    ]
    severities, rules = list(Severity), list(Rule)
    return sorted(
        dict.fromkeys(found), key=lambda finding: (severities.index(finding.severity), rules.index(finding.rule))
    )
