"""Whose law, government or regulator a text speaks of."""

from __future__ import annotations

from collections import Counter

from openbeat.classify.beat import Beat
from openbeat.classify.lexicon import Found


def jurisdictions(found: Found, beat: Beat) -> tuple[str, ...]:
    """The jurisdictions, the one named most often first: by own terms, and by laws and bodies that are theirs."""
    counts: Counter[str] = Counter(match.carried.name for match in found.jurisdictions)
    for name in found.names:
        entity = beat.entities[name.kind].get(name.entity)
        if entity and entity.jurisdiction:
            counts[entity.jurisdiction] += 1
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))
