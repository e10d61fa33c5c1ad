"""Who and what is named: one mention an entity, with the most specific form written."""

from __future__ import annotations

from collections import Counter, defaultdict

from openbeat.classify.lexicon import Found, Name
from openbeat.records import Form, Mention

OFFSETS_KEPT = 20
"""Enough to mark an article by hand or eye; a page that repeats a name a thousand times stays small."""

FORMS_KEPT = 20
"""A table of a whole family's sizes has so many."""


def mentions(found: Found) -> tuple[Mention, ...]:
    """The entities named, by where they are named first."""
    text_start = found.title_characters + 1
    grouped: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in found.names:
        grouped[name.kind, name.entity].append(name)
    return tuple(
        Mention(
            entity=entity,
            kind=kind,
            label=max((name.label for name in names), key=len),
            count=len(names),
            in_title=names[0].start < text_start,
            offsets=tuple(name.start - text_start for name in names if name.start >= text_start)[:OFFSETS_KEPT],
            forms=_forms(names),
        )
        for (kind, entity), names in grouped.items()
    )


def _forms(names: list[Name]) -> tuple[Form, ...]:
    """The versions and sizes that an entity is named with, the most frequent first."""
    counts = Counter(name.label for name in names if name.version or name.size)
    parts = {name.label: name for name in names}
    return tuple(
        Form(label, parts[label].version, parts[label].size, count) for label, count in counts.most_common(FORMS_KEPT)
    )
