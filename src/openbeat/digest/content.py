"""What a digest says: asked of the published database, in the order in which it is told. Facts only, no wording."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from openbeat.digest.excerpts import excerpt, new_sentences
from openbeat.digest.window import Window
from openbeat.records import Completeness
from openbeat.store.database import Database, Row
from openbeat.store.times import from_store, to_store

UNWATCHED = timedelta(hours=3)
"""A day's end that nobody looked at for longer is told; runs are half an hour apart, and some fail."""

CHANGED_SENTENCES = 2
"""Sentences that tell a change."""


@dataclass(frozen=True, slots=True)
class Link:
    """An article to click on."""

    title: str
    url: str
    publisher: str
    language: str


@dataclass(frozen=True, slots=True)
class Telling:
    """An article of a story."""

    article: Link
    link: str
    """Why it belongs to the story: opened, copy, declared, rewrite or same_event."""
    linked_publisher: str | None
    occurred_at: datetime
    country: str | None
    new: bool
    """Whether it arrived in the window."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story that something new belongs to."""

    story_id: int
    lead: Link
    excerpt: str
    stance: str | None
    topics: tuple[str, ...]
    started_at: datetime
    publishers: int
    languages: int
    countries: int
    single_source: bool
    others: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """What arrived in one language."""

    language: str
    seen: int
    core: int
    mentions: int
    top: Link | None


@dataclass(frozen=True, slots=True)
class Rise:
    """A topic or entity that appears more often than before."""

    name: str
    kind: str | None
    articles: int
    before: int
    expected: float
    score: float
    examples: tuple[Link, ...] = ()
    """Some of the articles counted."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An entity that was never named before."""

    name: str
    kind: str
    first_day: date
    articles: int
    first: Link


@dataclass(frozen=True, slots=True)
class Correction:
    """An article that changed after it was read."""

    article: Link
    old_title: str
    new_title: str
    version: int
    replaced_at: datetime
    added: tuple[str, ...]
    """The first sentences that the new version has and the old one had not."""
    dropped: tuple[str, ...]
    """The first sentences that the old version had and the new one has not."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """An article that is somebody else's, or names somebody as its source."""

    article: Link
    link: str | None
    source: str | None
    """The publisher it was taken from, as found or as declared."""
    source_url: str | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How much arrived."""

    articles: int
    core: int
    mentions: int
    earlier: int
    """Of those within the beat, how many were published before the window."""
    languages: int
    publishers: int


@dataclass(frozen=True, slots=True)
class BeatDigest:
    """The day on one beat."""

    beat: str
    title: str
    version: str
    arrivals: Arrivals
    stories_total: int
    stories: tuple[Story, ...]
    languages: tuple[LanguageRow, ...]
    rising_topics: tuple[Rise, ...]
    rising_entities: tuple[Rise, ...]
    newcomers: tuple[Newcomer, ...]
    mentions: tuple[Link, ...]
    corrections: tuple[Correction, ...]
    borrowed: tuple[Borrowed, ...]
    teasers: tuple[Link, ...]
    """Of these only the beginning could be read."""
    videos: tuple[Link, ...]
    """Of these only a description."""


@dataclass(frozen=True, slots=True)
class Health:
    """What was not seen, and why."""

    feeds_polled: int
    feeds_reached: int
    troubled_feeds: tuple[Row, ...]
    page_failures: tuple[Row, ...]
    runs: tuple[Row, ...]
    unwatched_since: datetime | None = None
    """When feeds were looked at last, where that is hours before the end of the day."""

    @property
    def mostly_unseen(self) -> bool:
        """Whether so few feeds were reached that little news may only mean that little was seen."""
        return self.feeds_polled == 0 or self.feeds_reached * 2 < self.feeds_polled


@dataclass(frozen=True, slots=True)
class Digest:
    """One edition."""

    edition: str
    window: Window
    last_run_id: int
    beats: tuple[BeatDigest, ...]
    health: Health


def collect(database: Database, window: Window, last_run_id: int, top_stories: int) -> Digest:
    """Ask the database for all that the digest of a window says."""
    beats = tuple(_beat(database, row, window, top_stories) for row in database.query("beats_covered"))
    return Digest("daily", window, last_run_id, beats, _health(database, window))


def _beat(database: Database, beat: Row, window: Window, top_stories: int) -> BeatDigest:
    arrived: dict[str, Any] = {**_bounds(window), "beat": beat["beat"]}
    on_day: dict[str, Any] = {"day": window.day, "beat": beat["beat"]}
    ranked = database.query("arrived_stories", **arrived)
    return BeatDigest(
        beat=beat["beat"],
        title=beat["title"],
        version=beat["version"],
        arrivals=Arrivals(**database.query("arrivals", **arrived)[0]),
        stories_total=len(ranked),
        stories=_stories(database, ranked[:top_stories], window),
        languages=tuple(_language(row) for row in database.query("arrivals_by_language", **arrived)),
        rising_topics=tuple(
            _rise(row, row["label"] or row["topic"], None) for row in database.query("rising_topics", **on_day)
        ),
        rising_entities=tuple(
            _rise(row, row["entity"], row["kind"]) for row in database.query("rising_entities", **on_day)
        ),
        newcomers=tuple(
            Newcomer(
                row["entity"], row["kind"], row["first_day"], row["articles"], Link(row["title"], row["url"], "", "und")
            )
            for row in database.query("newcomers", **on_day)
        ),
        mentions=tuple(_link(row) for row in database.query("arrived_mentions", **arrived)),
        corrections=tuple(_correction(row) for row in database.query("corrections", **arrived)),
        borrowed=tuple(
            Borrowed(_link(row), row["link"], row["source_publisher"] or row["declared_origin"], row["source_url"])
            for row in database.query("arrived_copies", **arrived)
        ),
        teasers=_arrived_as(database, Completeness.TEASER, arrived),
        videos=_arrived_as(database, Completeness.VIDEO, arrived),
    )


def _arrived_as(database: Database, completeness: Completeness, arrived: dict[str, Any]) -> tuple[Link, ...]:
    return tuple(_link(row) for row in database.query("arrived_as", completeness=str(completeness), **arrived))


def _stories(database: Database, ranked: list[Row], window: Window) -> tuple[Story, ...]:
    if not ranked:
        return ()
    with database.batch([{"story_id": row["story_id"]} for row in ranked], like="stories"):
        rows = database.query("story_tellings", until=to_store(window.until))
    tellings: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        tellings[row["story_id"]].append(row)
    return tuple(_story(row, tellings[row["story_id"]], window) for row in ranked)


def _story(story: Row, tellings: list[Row], window: Window) -> Story:
    lead = next((row for row in tellings if row["article_id"] == story["lead_article_id"]), tellings[0])
    return Story(
        story_id=story["story_id"],
        lead=_link(lead),
        excerpt=excerpt(lead["text"], lead["layout"]),
        stance=lead["stance"],
        topics=tuple(lead["topics"]),
        started_at=from_store(tellings[0]["occurred_at"]),
        publishers=story["publishers"],
        languages=story["languages"],
        countries=len({row["country"] for row in tellings} - {None}),
        single_source=story["publishers"] == 1 or story["originals"] == 1,
        others=tuple(
            Telling(
                article=_link(row),
                link=row["link"],
                linked_publisher=row["linked_publisher"],
                occurred_at=from_store(row["occurred_at"]),
                country=row["country"],
                new=from_store(row["arrived_at"]) >= window.since,
            )
            for row in tellings
            if row is not lead
        ),
    )


def _rise(row: Row, name: str, kind: str | None) -> Rise:
    examples = tuple(_link(example) for example in row["examples"] or ())
    return Rise(name, kind, row["articles"], row["before"], row["expected"] or 0.0, row["score"], examples)


def _correction(row: Row) -> Correction:
    return Correction(
        article=_link(row),
        old_title=row["old_title"],
        new_title=row["new_title"],
        version=row["version"],
        replaced_at=from_store(row["replaced_at"]),
        added=new_sentences(row["old_text"], row["new_text"], CHANGED_SENTENCES),
        dropped=new_sentences(row["new_text"], row["old_text"], CHANGED_SENTENCES),
    )


def _language(row: Row) -> LanguageRow:
    top = Link(row["top"]["title"], row["top"]["url"], "", row["language"]) if row["top"] else None
    return LanguageRow(row["language"], row["seen"], row["core"], row["mentions"], top)


def _health(database: Database, window: Window) -> Health:
    bounds = _bounds(window)
    polled = database.query("polled_feeds", **bounds)[0]
    last_poll_at = from_store(polled["last_poll_at"])
    unwatched = window.complete and last_poll_at is not None and window.until - last_poll_at > UNWATCHED
    return Health(
        feeds_polled=polled["polled"],
        feeds_reached=polled["reached"],
        troubled_feeds=tuple(database.query("feeds_in_trouble", **bounds)),
        page_failures=tuple(database.query("page_failures", **bounds)),
        runs=tuple(database.query("runs_in_window", **bounds)),
        unwatched_since=last_poll_at if unwatched else None,
    )


def _bounds(window: Window) -> dict[str, datetime]:
    return {"since": to_store(window.since), "until": to_store(window.until)}


def _link(row: Row) -> Link:
    return Link(row["title"], row["url"], row["publisher"], row["language"])
