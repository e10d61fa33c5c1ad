"""From a feed's bytes to its entries, with feedparser.

feedparser gets bytes and the address they came from (so that relative links resolve), and decides the charset itself.
``bozo`` is a note, never a reason to reject: one real feed in nine has it, with good entries.
"""

from __future__ import annotations

import calendar
import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser
import nh3

from openbeat.addresses import address_key, web_url
from openbeat.errors import FeedError
from openbeat.identity import content_id
from openbeat.languages import language_code
from openbeat.records import Entry, EntryStatus, Feed, ParsedFeed

MAX_TITLE_CHARACTERS = 500
"""The longest real headlines measured have some 300; what is longer is not a headline."""

MAX_SUMMARY_CHARACTERS = 5_000
MAX_CONTENT_CHARACTERS = 500_000

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def parse_feed(body: bytes, url: str, feed: Feed, max_entries: int) -> ParsedFeed:
    """Read a feed's entries, the first ``max_entries`` of them as the feed orders them.

    Args:
        body: the bytes as received, decompressed.
        url: where they came from, after redirects.
        feed: the subscription they belong to.
        max_entries: entries beyond this many are left out, and a note says so.

    Raises:
        FeedError: ``not_a_feed``, if the bytes are no feed of any kind feedparser knows; ``unreadable_feed``, if they
            defeat it.
    """
    # In a stream, since feedparser would open bytes that are the name of a file ("/dev/zero", says a hostile server).
    headers = {"content-location": url, "content-type": "application/xml"}
    try:
        parsed = feedparser.parse(BytesIO(body), response_headers=headers)
    except Exception as error:  # a hostile encoding declaration makes it raise whatever the codec raises
        raise FeedError("unreadable_feed", f"{url} defeats the feed parser: {error}", transient=True) from error
    version, items = parsed.get("version") or "", parsed.get("entries") or []
    if not version and not items:
        start = body[:60].decode("utf-8", "replace").strip()
        raise FeedError(
            "not_a_feed", f"{url} answered with something that is no feed (it begins {start!r}).", transient=True
        )
    channel = parsed.get("feed") or {}
    language = language_code(channel.get("language"))
    entries = _distinct([_entry(item, feed, url, language) for item in items[:max_entries]])
    notes = [_bozo(parsed)] if parsed.get("bozo") else []
    if len(items) > max_entries:
        notes.append(f"{len(items)} entries, the first {max_entries} taken")
    return ParsedFeed(
        title=plain_text(channel.get("title"))[:MAX_TITLE_CHARACTERS],
        site_url=web_url(channel.get("link"), url),
        language=language,
        entries=entries,
        note="; ".join(notes) or None,
        version=version,
    )


def plain_text(markup: str | None) -> str:
    """The text of a title or summary: no tags, entities resolved (twice, since many feeds escape twice), one line."""
    if not markup:
        return ""
    text = html.unescape(markup)
    if "<" in text or "&" in text:
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def _entry(item: Any, feed: Feed, base: str, language: str | None) -> Entry:
    guid = (item.get("id") or "").strip() or None
    url = web_url(item.get("link"), base)
    title = plain_text(item.get("title"))[:MAX_TITLE_CHARACTERS]
    summary = plain_text(item.get("summary"))[:MAX_SUMMARY_CHARACTERS]
    content = max((part.get("value") or "" for part in item.get("content") or ()), key=len, default="")[
        :MAX_CONTENT_CHARACTERS
    ]
    published = item.get("published") or item.get("created")
    published_raw = published or item.get("updated")
    # Asked for what is not there, feedparser answers with the publication time.
    updated_at = _time(item.get("updated_parsed")) if "updated_parsed" in item else None
    published_at = (
        _time(item.get("published_parsed") or item.get("created_parsed"))
        or _written_time(published)
        # A feed that gives one time only (dc:date, Atom's updated) gives the publication's.
        or updated_at
        or _written_time(published_raw)
    )
    address = address_key(url)
    identity = guid or address or f"{title}\x1f{published_raw}"
    return Entry(
        entry_id=content_id("entry", feed.feed_id, identity),
        feed_id=feed.feed_id,
        guid=guid,
        url=url,
        address=address,
        title=title,
        summary=summary,
        content=content,
        authors=tuple(name for author in item.get("authors") or () if (name := plain_text(author.get("name")))),
        published_at=published_at,
        published_raw=published_raw,
        updated_at=updated_at,
        content_hash=content_id(title, summary, content, str(updated_at)),
        status=EntryStatus.PENDING if address else EntryStatus.SKIPPED,
        status_reason=None if address else "bad_address" if url else "no_link",
        language=language_code(item.get("language")) or language or feed.language,
    )


def _distinct(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Keep one entry per id; where a feed uses one guid for several addresses, each address is an entry of its own.

    All of them get ids with their address in it, the first too: at the next poll another one may be the first.
    """
    addresses: defaultdict[int, set[str | None]] = defaultdict(set)
    for entry in entries:
        addresses[entry.entry_id].add(entry.address)
    kept: dict[int, Entry] = {}
    for entry in entries:
        entry_id = entry.entry_id
        if len(addresses[entry_id]) > 1:
            entry_id = content_id("entry", entry.feed_id, entry.guid or "", entry.address or "")
        kept.setdefault(entry_id, replace(entry, entry_id=entry_id))
    return tuple(kept.values())


def _time(parsed: Any) -> datetime | None:
    """Feedparser's time tuples are UTC without saying so."""
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _written_time(raw: str | None) -> datetime | None:
    """A date feedparser can't read, such as ``mer, 16 nov 2022 00:38:15 +0100``; without a zone it is taken as UTC."""
    if not raw:
        return None
    import dateparser  # noqa: PLC0415 - takes a third of a second to import, and one date in a hundred needs it

    try:
        found = dateparser.parse(
            raw, settings={"RETURN_AS_TIMEZONE_AWARE": True, "TIMEZONE": "UTC", "STRICT_PARSING": True}
        )
    except (ValueError, OverflowError, TypeError):
        return None
    return found.astimezone(UTC) if found else None


def _bozo(parsed: Any) -> str:
    return f"malformed: {parsed.get('bozo_exception')}"[:200]
