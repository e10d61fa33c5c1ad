"""What a poll means for entries: which are new, which changed, which were only seen again. Pure decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from openbeat.records import Entry, EntryStatus

MOVES_A_REVISION = 20
"""Times that as many other links are followed as changes: a guid used again for another article is worth reading, one
whose link differs at every poll is not, for ever."""

_LED_NOWHERE = frozenset({EntryStatus.SKIPPED, EntryStatus.PENDING, EntryStatus.ABANDONED})


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store knows of an entry."""

    content_hash: int
    revision: int
    status: EntryStatus
    address: str | None


@dataclass(frozen=True, slots=True)
class EntryChanges:
    """The entries of one poll, sorted by what they mean for the store."""

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    """With the revision and status they get."""
    seen: tuple[int, ...]
    """Ids of all known entries the poll showed."""


def sort_entries(entries: Iterable[Entry], known: Mapping[int, KnownEntry], max_revisions: int) -> EntryChanges:
    """Compare a poll's entries with what is known of them.

    A changed entry is read again, since the article behind it may have changed too – but at most ``max_revisions``
    times: some feeds change their entries at every poll (a view counter in the summary will do).
    """
    new, changed, seen = [], [], []
    for entry in entries:
        before = known.get(entry.entry_id)
        if before is None:
            new.append(entry)
            continue
        seen.append(entry.entry_id)
        moved = entry.address is not None and entry.address != before.address
        if entry.content_hash == before.content_hash and not (moved and before.status in _LED_NOWHERE):
            continue
        revision = before.revision + 1
        reread = revision <= max_revisions * (MOVES_A_REVISION if moved else 1)
        if reread and entry.status is not EntryStatus.SKIPPED:
            changed.append(replace(entry, revision=revision, status=EntryStatus.PENDING))
        else:  # it keeps the link that its status is about
            changed.append(replace(entry, revision=revision, status=before.status, url=None, address=None))
    return EntryChanges(tuple(new), tuple(changed), tuple(seen))
