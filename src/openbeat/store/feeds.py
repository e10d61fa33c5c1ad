"""Subscriptions in the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from openbeat.addresses import address_key
from openbeat.polling.schedule import FeedState
from openbeat.records import Feed, FeedOrigin, FeedStatus, Poll, PollHints, PollOutcome
from openbeat.store.database import Database, Row
from openbeat.store.times import from_store, to_store

DROPPED = "no longer among the feeds that ship with openbeat"


def all_feeds(database: Database) -> list[Row]:
    """Every feed, removed ones too, in order of title."""
    return database.query("all_feeds")


def due_feeds(database: Database, now: datetime, *, everything: bool = False) -> list[Feed]:
    """Active feeds whose time has come, the longest waiting first; with ``everything``, all active ones."""
    return [_feed(row) for row in database.query("due_feeds", now=to_store(now), everything=everything)]


def add_feeds(database: Database, feeds: Iterable[Feed], now: datetime) -> list[Feed]:
    """Subscribe to feeds and return those that are new or active again; known active ones become the user's own.

    A removed or paused feed that is added by hand is active again, with all it had. What is said of a known feed
    replaces what was known of it.
    """
    feeds = list({feed.feed_id: feed for feed in feeds}.values())
    with database.transaction():
        known = {row["feed_id"]: row for row in all_feeds(database)}
        addresses = {address_key(row["url"]): row["feed_id"] for row in known.values()}
        fresh, revived = [], []
        for feed in feeds:
            row = known.get(feed.feed_id) or known.get(addresses.get(address_key(feed.url), -1))
            if row is None:
                fresh.append(feed)
                continue
            if row["status"] == FeedStatus.REMOVED and any(_is_its_heir(other, row) for other in known.values()):
                continue  # it moved to the address of another, which is followed
            database.execute(
                "adopt_feed",
                feed_id=row["feed_id"],
                title=feed.title,
                language=feed.language,
                country=feed.country,
                kind=feed.kind,
            )
            if row["status"] != FeedStatus.ACTIVE:
                set_status(database, row["feed_id"], FeedStatus.ACTIVE, None, now)
                revived.append(feed)
        _insert(database, fresh, now)
    return fresh + revived


def set_status(database: Database, feed: int, status: FeedStatus, reason: str | None, now: datetime) -> None:
    """Set a feed's status with its reason; an activated feed is due at once."""
    database.execute("set_feed_status", feed_id=feed, status=status, reason=reason, now=to_store(now))


def retry_feeds(database: Database, now: datetime, reason: str | None = None, host: str | None = None) -> int:
    """Make feeds that failed last time due at once: all, or those of this reason and host.

    Returns:
        How many.
    """
    with database.transaction():
        failing = int(database.query("count_failing_feeds", reason=reason, host=host)[0]["feeds"])
        database.execute("failing_feeds_due", reason=reason, host=host, now=to_store(now))
    return failing


def follow_default_feeds(database: Database, defaults: Sequence[Feed], now: datetime) -> None:
    """Bring the store in line with the feeds that ship with this version.

    New ones are added, described anew where the list says otherwise, and dropped ones are removed. What the user
    decided stands: a feed of theirs is left alone, and one they removed stays removed.
    """
    with database.transaction():
        known = {row["feed_id"]: row for row in all_feeds(database)}
        addresses = {address_key(row["url"]) for row in known.values()}
        fresh = [feed for feed in defaults if feed.feed_id not in known and address_key(feed.url) not in addresses]
        _insert(database, fresh, now)
        described = [feed for feed in defaults if known.get(feed.feed_id, {}).get("origin") == FeedOrigin.DEFAULT]
        if described:
            with database.batch([_row(feed, now) for feed in described], like="feeds"):
                database.execute("describe_feeds")
        listed = {feed.feed_id for feed in defaults}
        listed_addresses = {address_key(feed.url) for feed in defaults}
        for row in known.values():
            if row["origin"] != FeedOrigin.DEFAULT:
                continue
            # By its address too: the list may name the address that the feed moved to since.
            is_listed = row["feed_id"] in listed or address_key(row["url"]) in listed_addresses
            if not is_listed and row["status"] != FeedStatus.REMOVED:
                set_status(database, row["feed_id"], FeedStatus.REMOVED, DROPPED, now)
            elif is_listed and row["status_reason"] == DROPPED:
                set_status(database, row["feed_id"], FeedStatus.ACTIVE, None, now)


def record_state(database: Database, poll: Poll, state: FeedState, entries_new: int) -> None:
    """Write a feed's state after a poll. A feed that moves to the address of another that is followed ends there."""
    status, status_reason = state.status, state.status_reason
    if state.url != poll.feed.url and _is_followed(database, state.url, poll.feed.feed_id):
        status, status_reason = FeedStatus.REMOVED, f"moved to {state.url}, which is followed already"
    database.execute(
        "state_after_poll",
        feed_id=poll.feed.feed_id,
        url=state.url,
        status=status,
        status_reason=status_reason,
        etag=state.etag,
        last_modified=state.last_modified,
        moved_to=state.moved_to,
        failures_in_a_row=state.failures_in_a_row,
        interval_seconds=state.interval_seconds,
        hint_seconds=state.hints.interval_seconds,
        skip_hours=sorted(state.hints.skip_hours),
        skip_days=sorted(state.hints.skip_days),
        next_poll_at=to_store(state.next_poll_at),
        next_poll_reason=state.next_poll_reason,
        asked=poll.outcome is not PollOutcome.POSTPONED,
        polled_at=to_store(poll.polled_at),
        success=poll.outcome in {PollOutcome.OK, PollOutcome.NOT_MODIFIED},
        entries_new=entries_new,
        title=poll.parsed.title if poll.parsed else "",
        site_url=poll.parsed.site_url if poll.parsed else None,
    )


def _is_its_heir(other: Row, removed: Row) -> bool:
    return other["status"] == FeedStatus.ACTIVE and address_key(other["url"]) == address_key(removed["url"])


def _is_followed(database: Database, url: str, but: int) -> bool:
    """Whether a feed other than the given one is followed at this address."""
    key = address_key(url)
    return any(
        address_key(row["url"]) == key and row["feed_id"] != but and row["status"] == FeedStatus.ACTIVE
        for row in all_feeds(database)
    )


def _insert(database: Database, feeds: Sequence[Feed], now: datetime) -> None:
    database.insert("feeds", [_row(feed, now) for feed in feeds])


def _row(feed: Feed, now: datetime) -> Row:
    return {
        "feed_id": feed.feed_id,
        "url": feed.url,
        "title": feed.title,
        "site_url": feed.site_url,
        "language": feed.language,
        "country": feed.country,
        "kind": feed.kind,
        "origin": feed.origin,
        "status": feed.status,
        "added_at": to_store(now),
        "next_poll_at": to_store(now),
        "failures_in_a_row": 0,
    }


def _feed(row: Row) -> Feed:
    return Feed(
        feed_id=row["feed_id"],
        url=row["url"],
        title=row["title"],
        site_url=row["site_url"],
        language=row["language"],
        country=row["country"],
        kind=row["kind"],
        origin=FeedOrigin(row["origin"]),
        status=FeedStatus(row["status"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        failures_in_a_row=row["failures_in_a_row"],
        interval_seconds=row["interval_seconds"],
        last_entry_at=from_store(row["last_entry_at"]),
        hints=PollHints(row["hint_seconds"], frozenset(row["skip_hours"] or ()), frozenset(row["skip_days"] or ())),
        moved_to=row["moved_to"],
    )
