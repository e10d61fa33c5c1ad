"""Polls and entries in the store. A poll is one transaction: entries, validators and poll record together, or nothing.

Were the ETag stored before the entries, a crash in between would turn the next poll into "not modified" and lose them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from openbeat.articles import address_hash
from openbeat.entries import EntryChanges, KnownEntry, sort_entries
from openbeat.polling.schedule import FeedState
from openbeat.records import Entry, EntryStatus, Poll, PollOutcome
from openbeat.retrying import UNTRIED
from openbeat.store import feeds, runs
from openbeat.store.database import Database, Row
from openbeat.store.times import from_store, to_store


@dataclass(frozen=True, slots=True)
class PollCounts:
    """How many entries a poll brought."""

    new: int
    changed: int


def record_poll(database: Database, run_id: int, poll: Poll, state: FeedState, max_revisions: int) -> PollCounts:
    """Commit a poll: its entries as pending, the feed's new state, the poll's record, and its failure if it failed."""
    with database.transaction():
        changes = sort_entries(poll.entries, _known(database, poll), max_revisions)
        _write(database, changes, poll.polled_at)
        feeds.record_state(database, poll, state, len(changes.new))
        if poll.outcome is PollOutcome.POSTPONED:
            return PollCounts(0, 0)  # nobody was visited
        database.insert("feed_polls", [_poll_row(run_id, poll, changes)])
        if poll.failure:
            failure = runs.FailureAt(poll.failure, poll.feed.feed_id, None, poll.feed.url, state.failures_in_a_row)
            runs.record_failures(database, run_id, [failure], poll.polled_at)
    return PollCounts(len(changes.new), len(changes.changed))


def recognise_known_addresses(database: Database, now: datetime) -> None:
    """Settle new entries whose address is known: one that led to an article before, or was given up before."""
    with database.transaction():
        database.execute("recognise_known_addresses", now=to_store(now))
        database.execute("recognise_given_up_addresses", now=to_store(now))


def due_addresses(database: Database, now: datetime) -> list[Row]:
    """The pending entries to read now, one for each address, oldest first: their entry_id and url.

    No more of them, since a night's entries with their full texts may take more memory than there is.
    """
    return database.query("due_addresses", now=to_store(now))


def entries_by_id(database: Database, entry_ids: Sequence[int]) -> list[Entry]:
    """These entries, with all that is known of them, in the order given."""
    if not entry_ids:
        return []
    with database.batch([{"entry_id": entry_id} for entry_id in entry_ids], like="entries"):
        found = {row["entry_id"]: _entry(row) for row in database.query("entries_by_id")}
    return [found[entry_id] for entry_id in entry_ids if entry_id in found]


def due_entry_ids(database: Database, now: datetime) -> set[int]:
    """The ids of all pending entries that are due, every copy of an address counted."""
    return {row["entry_id"] for row in database.query("due_entry_ids", now=to_store(now))}


def fates_of(database: Database, entry_ids: Iterable[int]) -> dict[str, int]:
    """What became of these entries: their statuses, and of those still pending whether they were tried."""
    rows = [{"entry_id": entry_id} for entry_id in entry_ids]
    if not rows:
        return {}
    with database.batch(rows, like="entries"):
        found = database.query("statuses_of")
    fates: Counter[str] = Counter()
    for row in found:
        tried = row["status_reason"] is not None and row["status_reason"] not in UNTRIED
        waits = "retry" if tried else "postponed"
        fates[waits if row["status"] == EntryStatus.PENDING else row["status"]] += row["entries"]
    return dict(fates)


def entries_by_status(database: Database) -> dict[str, int]:
    """How many entries stand where."""
    return {row["status"]: row["entries"] for row in database.query("entries_by_status")}


def retry_entries(database: Database, now: datetime, reason: str | None = None, host: str | None = None) -> int:
    """Make entries that failed due at once, given up ones too: all, or those of this reason and host.

    Returns:
        How many.
    """
    with database.transaction():
        failed = database.query("failed_entries", reason=reason, host=host)
        if failed:
            with database.batch(failed, like="entries"):
                database.execute("retry_entries", now=to_store(now))
    return len(failed)


def _known(database: Database, poll: Poll) -> dict[int, KnownEntry]:
    if not poll.entries:
        return {}
    with database.batch([{"entry_id": entry.entry_id} for entry in poll.entries], like="entries"):
        rows = database.query("known_entries")
    return {
        row["entry_id"]: KnownEntry(row["content_hash"], row["revision"], EntryStatus(row["status"]), row["address"])
        for row in rows
    }


def _write(database: Database, changes: EntryChanges, now: datetime) -> None:
    database.insert("entries", [_row(entry, now) for entry in changes.new])
    if changes.seen:
        with database.batch([{"entry_id": entry_id} for entry_id in changes.seen], like="entries"):
            database.execute("touch_entries", now=to_store(now))
    if changes.changed:
        with database.batch([_row(entry, now) for entry in changes.changed], like="entries"):
            database.execute("revise_entries")


def _row(entry: Entry, now: datetime) -> Row:
    return {
        "entry_id": entry.entry_id,
        "feed_id": entry.feed_id,
        "guid": entry.guid,
        "url": entry.url,
        "address": entry.address,
        "address_hash": address_hash(entry.address) if entry.address else None,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "authors": list(entry.authors),
        "language": entry.language,
        "published_at": to_store(entry.published_at),
        "published_raw": entry.published_raw,
        "updated_at": to_store(entry.updated_at),
        "content_hash": entry.content_hash,
        "revision": entry.revision,
        "first_seen_at": to_store(now),
        "last_seen_at": to_store(now),
        "status": entry.status,
        "status_reason": entry.status_reason,
        "status_at": to_store(now),
        "attempts": 0,
    }


def _entry(row: Row) -> Entry:
    return Entry(
        entry_id=row["entry_id"],
        feed_id=row["feed_id"],
        guid=row["guid"],
        url=row["url"],
        address=row["address"],
        title=row["title"],
        summary=row["summary"],
        content=row["content"],
        authors=tuple(row["authors"]),
        published_at=from_store(row["published_at"]),
        published_raw=row["published_raw"],
        updated_at=from_store(row["updated_at"]),
        content_hash=row["content_hash"],
        status=EntryStatus(row["status"]),
        status_reason=row["status_reason"],
        language=row["language"],
        attempts=row["attempts"],
        revision=row["revision"],
        first_seen_at=from_store(row["first_seen_at"]),
        article_id=row["article_id"],
    )


def _poll_row(run_id: int, poll: Poll, changes: EntryChanges) -> Row:
    fetched, failure, parsed = poll.fetched, poll.failure, poll.parsed
    return {
        "run_id": run_id,
        "feed_id": poll.feed.feed_id,
        "polled_at": to_store(poll.polled_at),
        "outcome": poll.outcome,
        "reason": failure.reason if failure else None,
        "detail": failure.detail if failure else None,
        "http_status": fetched.status if fetched else None,
        "final_url": fetched.final_url if fetched else None,
        "wire_bytes": fetched.wire_bytes if fetched else None,
        "seconds": fetched.seconds if fetched else None,
        "entries_seen": len(poll.entries),
        "entries_new": len(changes.new),
        "entries_changed": len(changes.changed),
        "format": parsed.version if parsed else None,
        "note": parsed.note if parsed else None,
    }
