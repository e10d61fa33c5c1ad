"""What is fuzzed, and what must hold of whatever comes back.

An input is the body of an answer. It may open with the answer's media type, as HTTP writes it, and an empty line.
"""

from __future__ import annotations

import traceback
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from openbeat.errors import FeedError, ReadingError
from openbeat.pages import read_page
from openbeat.polling import parse_feed
from openbeat.records import Feed, Page

CORPUS = Path(__file__).parent / "corpus"

FEED_URL = "https://news.example/feeds/rss.xml"
PAGE_URL = "https://news.example/2026/06/10/story"
FEED = Feed(feed_id=1, url=FEED_URL, language="cy")
MAX_ENTRIES = 20
"""Few, so that small inputs reach the code that cuts a feed down."""

_HEADER = b"content-type:"


def answer(data: bytes) -> tuple[bytes, str | None]:
    """The body of an answer, and its media type if the input names one."""
    head, separator, body = data.partition(b"\n\n")
    if separator and head.lower().startswith(_HEADER):
        return body, head[len(_HEADER) :].decode("latin-1").strip()
    return data, None


def feed(data: bytes) -> None:
    """A feed is read or refused, and its entries are fit to be stored."""
    body, content_type = answer(data)
    try:
        parsed = parse_feed(body, FEED_URL, FEED, MAX_ENTRIES, content_type=content_type)
    except FeedError:
        return
    assert len(parsed.entries) <= MAX_ENTRIES
    assert len({entry.entry_id for entry in parsed.entries}) == len(parsed.entries)
    assert parsed.hints.interval_seconds is None or parsed.hints.interval_seconds > 0
    assert parsed.hints.skip_hours < frozenset(range(24))
    assert parsed.hints.skip_days < frozenset(range(7))
    for entry in parsed.entries:
        for text in (entry.title, entry.summary, *entry.authors):
            assert text == " ".join(text.split()), text
            assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text), text
        for stored in (entry.guid, entry.content, entry.published_raw):
            (stored or "").encode()  # lone surrogates would not be stored
        for url in (entry.url, parsed.site_url):
            assert url is None or url.lower().startswith(("http://", "https://")), url
        for moment in (entry.published_at, entry.updated_at):
            assert moment is None or moment.tzinfo is not None


def page(data: bytes) -> None:
    """A page is read or refused, and every piece of evidence stands where the verdict says."""
    body, content_type = answer(data)
    published = datetime(2026, 6, 10, 12, tzinfo=UTC)
    try:
        reading = read_page(Page(PAGE_URL, body, content_type, entry_published_at=published), ("open_source_ai",), 5)
    except ReadingError as error:
        if error.__cause__ is not None and _is_ours(error.__cause__):
            raise error.__cause__ from None
        return
    extracted = reading.extracted
    assert extracted.text.strip()
    assert extracted.canonical_url is None or extracted.canonical_url.lower().startswith(("http://", "https://"))
    assert 0 <= reading.language.confidence <= 1
    for verdict in reading.verdicts:
        assert 0 <= verdict.score <= 1
        for piece in verdict.evidence:
            text = extracted.title if piece.where == "title" else extracted.text
            assert text[piece.start : piece.start + len(piece.text)] == piece.text, piece


def _is_ours(error: BaseException) -> bool:
    """Whether an error behind a refusal comes from openbeat's own code rather than from a library that gave up."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and "openbeat" in Path(frames[-1].filename).parts
