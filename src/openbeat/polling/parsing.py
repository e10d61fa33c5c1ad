"""From a feed's bytes to its entries, with feedparser.

feedparser gets UTF-8 and the address the bytes came from (so that relative links resolve); which encoding they are in,
and which entries of too many are kept, is decided before. ``bozo`` is a note, never a reason to reject: one real feed
in nine has it, with good entries.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import feedparser
import nh3

from openbeat.addresses import address_key, web_url
from openbeat.errors import FeedError
from openbeat.identity import content_id
from openbeat.languages import language_code
from openbeat.polling.dates import DateReader
from openbeat.polling.fields import parts, text, time_tuple
from openbeat.polling.hints import read_hints
from openbeat.polling.links import entry_url, relative_guids
from openbeat.polling.markup import decoded, mended
from openbeat.polling.slicing import keep_newest, newest
from openbeat.records import Entry, EntryStatus, Feed, ParsedFeed

MAX_TITLE_CHARACTERS = 500
"""The longest real headlines measured have some 300; what is longer is not a headline."""

MAX_NAME_CHARACTERS = 200
MAX_AUTHORS = 50
MAX_SUMMARY_CHARACTERS = 5_000
MAX_CONTENT_CHARACTERS = 500_000
MAX_GUID_CHARACTERS = 2_000
MAX_RAW_DATE_CHARACTERS = 200

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def parse_feed(body: bytes, url: str, feed: Feed, max_entries: int, content_type: str | None = None) -> ParsedFeed:
    """Read a feed's entries, in its order; if there are too many, the newest of them.

    Args:
        body: the bytes as received, decompressed.
        url: where they came from, after redirects.
        feed: the subscription they belong to.
        max_entries: entries beyond this many are left out, and a note says so.
        content_type: the Content-Type header as received, if there was one.

    Raises:
        FeedError: ``not_a_feed``, if the bytes are no feed of any kind feedparser knows; ``unreadable_feed``, if they
            defeat it.
    """
    read = decoded(body, content_type)
    if read is None:
        raise _no_feed(url, body)
    markup, charset_note = read
    markup, left_out = keep_newest(markup, max_entries)
    parsed = _parsed(mended(markup), url)
    items, channel = parsed.get("entries") or [], parsed.get("feed") or {}
    if not parsed.get("version") and not items:
        raise _no_feed(url, body)

    dates = _date_reader(channel, items, feed)
    left_out += max(len(items) - max_entries, 0)
    items = [items[place] for place in newest([_age(item, dates) for item in items], max_entries)]
    notes = (
        charset_note,
        f"malformed: {parsed.get('bozo_exception')}"[:200] if parsed.get("bozo") else None,
        f"{len(items) + left_out} entries, the newest {len(items)} taken" if left_out else None,
    )
    language = language_code(text(channel, "language"))
    guids = relative_guids(markup, url)
    entries = _distinct([_entry(item, feed, url, language, dates, guids) for item in items])
    return ParsedFeed(
        title=_cut(plain_text(text(channel, "title")), MAX_TITLE_CHARACTERS),
        site_url=web_url(text(channel, "link"), url),
        language=language,
        entries=entries,
        note="; ".join(filter(None, notes)) or None,
        version=parsed.get("version") or "",
        hints=read_hints(channel, markup),
    )


def _parsed(markup: bytes, url: str) -> Any:
    # In a stream, since feedparser would open bytes that are the name of a file ("/dev/zero", says a hostile server).
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(BytesIO(markup), response_headers=headers)
    except Exception as error:  # it raises whatever the libraries below it raise
        raise FeedError("unreadable_feed", f"{url} defeats the feed parser: {error}", transient=True) from error


def _no_feed(url: str, body: bytes) -> FeedError:
    start = body[:60].decode("utf-8", "replace").strip()
    return FeedError(
        "not_a_feed", f"{url} answered with something that is no feed (it begins {start!r}).", transient=True
    )


def _date_reader(channel: Any, items: Sequence[Any], feed: Feed) -> DateReader:
    tag = text(channel, "language").strip().lower().replace("_", "-")
    american = tag == "en-us" or (tag == "en" and (feed.country or "").upper() == "US")
    written = (text(item, name) for item in items for name in ("published", "updated", "created"))
    return DateReader(written, american=american)


def _times(item: Any, dates: DateReader) -> tuple[datetime | None, datetime | None]:
    """When the entry was published and updated; a feed that gives one time only gives the publication's."""
    updated_at = dates.read(text(item, "updated"), time_tuple(item, "updated_parsed"))
    kind = "published" if text(item, "published") else "created"
    return dates.read(text(item, kind), time_tuple(item, f"{kind}_parsed")) or updated_at, updated_at


def _age(item: Any, dates: DateReader) -> float | None:
    published_at, _ = _times(item, dates)
    return published_at.timestamp() if published_at else None


def plain_text(markup: str) -> str:
    """The text of a title or summary: no tags, entities resolved (twice, since many feeds escape twice), one line."""
    plain = html.unescape(markup)
    if "<" in plain or "&" in plain:
        plain = html.unescape(nh3.clean(plain, tags=set(), clean_content_tags={"script", "style"}))
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", plain)).split())


def _cut(words: str, length: int) -> str:
    return words[:length].rstrip()


def _entry(
    item: Any, feed: Feed, base: str, language: str | None, dates: DateReader, guids: Mapping[str, str]
) -> Entry:
    guid = text(item, "id").strip()
    guid = guids.get(guid, guid)
    url = entry_url(item, base, guids)
    title = _cut(plain_text(text(item, "title")), MAX_TITLE_CHARACTERS)
    summary = _cut(plain_text(text(item, "summary")), MAX_SUMMARY_CHARACTERS)
    content = max((text(part, "value") for part in parts(item, "content")), key=len, default="")[
        :MAX_CONTENT_CHARACTERS
    ]
    published_raw = text(item, "published") or text(item, "created") or text(item, "updated")
    published_at, updated_at = _times(item, dates)
    names = (_cut(plain_text(text(author, "name")), MAX_NAME_CHARACTERS) for author in parts(item, "authors"))
    address = address_key(url)
    identity = guid or address or f"{title}\x1f{published_raw}"
    return Entry(
        entry_id=content_id("entry", feed.feed_id, identity),
        feed_id=feed.feed_id,
        guid=guid[:MAX_GUID_CHARACTERS] or None,
        url=url,
        address=address,
        title=title,
        summary=summary,
        content=content,
        authors=tuple(filter(None, names))[:MAX_AUTHORS],
        published_at=published_at,
        published_raw=published_raw[:MAX_RAW_DATE_CHARACTERS] or None,
        updated_at=updated_at,
        content_hash=content_id(title, summary, content, str(updated_at)),
        status=EntryStatus.PENDING if address else EntryStatus.SKIPPED,
        status_reason=None if address else "bad_address" if url else "no_link",
        language=language_code(text(item, "language")) or language or feed.language,
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
