"""Small records for tests: each builder takes what a test is about and fills in the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from openbeat.addresses import address_key
from openbeat.feedlist import feed_id
from openbeat.identity import content_id, raw_hash
from openbeat.records import (
    Claimed,
    Completeness,
    Entry,
    EntryStatus,
    Evidence,
    Extracted,
    Failure,
    Feed,
    Fetched,
    Language,
    LinkKind,
    Mention,
    Outcome,
    Poll,
    PollOutcome,
    RawPage,
    Reading,
    Relevance,
    Stance,
    StoryLink,
    Verdict,
)
from openbeat.store import entries
from openbeat.store.database import Database

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
BEAT = "open_source_ai"


def words(seed: str, count: int = 60) -> str:
    """A text of made-up words that no other seed shares."""
    stem = "".join(filter(str.isalpha, seed))
    return " ".join(f"{stem}{chr(97 + number // 26)}{chr(97 + number % 26)}x" for number in range(count))


def make_feed(url: str = "https://news.example/feed.xml", **more: Any) -> Feed:
    return Feed(feed_id=feed_id(url), url=url, **more)


def make_entry(url: str | None = "https://news.example/a", **more: Any) -> Entry:
    guid = more.pop("guid", None)
    feed = more.pop("feed_id", feed_id("https://news.example/feed.xml"))
    title = more.pop("title", f"About {url}")
    fields: dict[str, Any] = {
        "entry_id": content_id("entry", feed, guid or url or title),
        "summary": "",
        "content": "",
        "authors": (),
        "published_at": None,
        "published_raw": None,
        "updated_at": None,
        "content_hash": content_id(title, str(more.get("summary"))),
        "status": EntryStatus.PENDING if url else EntryStatus.SKIPPED,
        "status_reason": None if url else "no_link",
    }
    return Entry(feed_id=feed, guid=guid, url=url, address=address_key(url), title=title, **(fields | more))


def make_fetched(url: str = "https://news.example/feed.xml", **more: Any) -> Fetched:
    fields: dict[str, Any] = {"final_url": url, "status": 200, "body": b""}
    return Fetched(url=url, **(fields | more))


def make_failure(reason: str = "timeout", *, transient: bool = True, wait: float | None = None) -> Failure:
    return Failure("fetch", reason, f"It failed: {reason}.", transient, wait)


def make_poll(feed: Feed, entries: Iterable[Entry] = (), at: datetime = NOW, **more: Any) -> Poll:
    fields: dict[str, Any] = {"outcome": PollOutcome.OK, "fetched": make_fetched(feed.url)}
    return Poll(feed, at, entries=tuple(entries), **(fields | more))


def make_extracted(title: str, text: str, **more: Any) -> Extracted:
    fields: dict[str, Any] = {
        "authors": (),
        "site_name": None,
        "canonical_url": None,
        "published": None,
        "modified": None,
        "declared_language": None,
        "declared_origin": None,
        "image_url": None,
        "section": None,
        "completeness": Completeness.FULL,
        "extractor": "test 1",
    }
    return Extracted(title=title, text=text, **(fields | more))


def make_verdict(
    relevance: Relevance = Relevance.CORE,
    *,
    entities: Sequence[str] = (),
    topics: dict[str, float] | None = None,
    stance: Stance | None = Stance.NEUTRAL,
) -> Verdict:
    share = {name: 0.8 if name is relevance else 0.1 for name in Relevance}
    return Verdict(
        beat=BEAT,
        beat_version="1",
        classifier_version="1",
        relevance=relevance,
        score=1 - share[Relevance.OFF],
        probability=share,
        topics=topics or {},
        stance=stance,
        mentions=tuple(Mention(name, "model", name, 1, in_title=False, offsets=(0,)) for name in entities),
        evidence=(Evidence("title", 0, "open", "openness:open", 1.0),),
    )


def make_outcome(entry: Entry, text: str | None = None, at: datetime = NOW, **more: Any) -> Outcome:
    """A page read without trouble; ``title``, ``final_url``, ``language``, ``verdict`` and fields of Extracted.

    As in the pipeline, only an article has a verdict.
    """
    text = words(entry.url or "") if text is None else text
    final_url = more.pop("final_url", entry.url)
    code, _, variant = more.pop("language", "en").partition("-")
    secondary = more.pop("secondary", ())
    verdict = more.pop("verdict", make_verdict())
    published = more.pop("published_at", None)
    claim = Claimed(published, "meta", published.isoformat()) if published else None
    extracted = make_extracted(more.pop("title", entry.title), text, published=claim, **more)
    page = RawPage(raw_hash(text.encode()), final_url, "text/html", len(text.encode()))
    verdicts = (verdict,) if extracted.completeness.is_article else ()
    found = Language(code, 0.99, "detector", variant or None, secondary)
    return Outcome(entry, at, page, Reading(extracted, found, verdicts))


def make_failed(entry: Entry, failure: Failure | None = None, at: datetime = NOW) -> Outcome:
    return Outcome(entry, at, failure=failure or make_failure())


def make_link(story_id: int, article_id: int, kind: LinkKind = LinkKind.OPENED, to: int | None = None) -> StoryLink:
    return StoryLink(story_id, article_id, kind, 1.0, to)


def due_entries(database: Database, now: datetime) -> list[Entry]:
    """The entries a run at that time would read, in full."""
    return entries.entries_by_id(database, [row["entry_id"] for row in entries.due_addresses(database, now)])
