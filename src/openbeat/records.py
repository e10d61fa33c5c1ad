"""The records that travel between the steps, in the order of the data's way.

    subscriptions → poll → entries → fetch → page → extract → article → language → classify → coverage → stories

Every step takes records and returns records. Times are aware datetimes in UTC; ids come from :mod:`openbeat.identity`.
Records are frozen: a later step makes a new record rather than changing an earlier one's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from openbeat.errors import StepError


class FeedStatus(StrEnum):
    """Whether a subscription is polled, and if not, why."""

    ACTIVE = "active"
    PAUSED = "paused"
    """Failed too often in a row; a person decides."""
    GONE = "gone"
    """The publisher answered 410: retired for good."""
    REMOVED = "removed"
    """The user unsubscribed; kept so that its articles keep their source and no upgrade brings it back."""


class FeedOrigin(StrEnum):
    """Who subscribed to a feed."""

    DEFAULT = "default"
    USER = "user"


class PollOutcome(StrEnum):
    """How one visit to a feed ended."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    POSTPONED = "postponed"
    """Not asked: its host wants to be left alone for a while."""
    GONE = "gone"
    FAILED = "failed"


class EntryStatus(StrEnum):
    """Where an entry stands. Every entry has exactly one of these at every moment."""

    PENDING = "pending"
    """Its page is still to be read, for the first time or again after a failure or a change."""
    STORED = "stored"
    """Its article is in the store."""
    DUPLICATE = "duplicate"
    """It led to an article that another entry had brought already; the sighting is recorded."""
    SKIPPED = "skipped"
    """It can't lead to an article (no web address, say); the reason is kept."""
    ABANDONED = "abandoned"
    """It failed for good; the reason is kept and it can be retried by hand."""


class Completeness(StrEnum):
    """How much of the article its text is."""

    FULL = "full"
    TEASER = "teaser"
    """The page shows only the beginning: a paywall, a registration wall, a "read more"."""
    VIDEO = "video"
    """The page is a player; its text describes what is shown."""
    LIST = "list"
    """The page lists articles and is none itself: stored, but no part of coverage, stories or digests."""

    @property
    def is_article(self) -> bool:
        """Whether such a page covers anything: whether beats, stories and digests see it."""
        return self is not Completeness.LIST


class BlockKind(StrEnum):
    """What a block of an article's text is. Blocks are parted by one blank line."""

    PARAGRAPH = "p"
    HEADING_2 = "h2"
    HEADING_3 = "h3"
    HEADING_4 = "h4"
    HEADING_5 = "h5"
    HEADING_6 = "h6"
    LIST = "list"
    """Its lines begin with ``- `` or ``1. ``."""
    QUOTE = "quote"
    CODE = "code"
    """Its own blank lines hold one space, so that they don't part it."""
    TABLE = "table"
    """A row a line: ``| a | b |``."""


class Relevance(StrEnum):
    """How an article relates to a beat."""

    CORE = "core"
    """The beat is its subject."""
    MENTION = "mention"
    """It names the beat's matter without being about it."""
    OFF = "off"


class Stance(StrEnum):
    """What an article says of the beat's matter."""

    SUPPORTIVE = "supportive"
    CRITICAL = "critical"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class LinkKind(StrEnum):
    """Why an article belongs to a story, the strongest reason first."""

    OPENED = "opened"
    """It opened the story."""
    COPY = "copy"
    """The same text, whatever tail or frame the site adds."""
    DECLARED = "declared"
    """It names the other article's publisher as its source."""
    REWRITE = "rewrite"
    """The same article in other words of the same language."""
    SAME_EVENT = "same_event"
    """Another article about the same happening, in any language."""


@dataclass(frozen=True, slots=True)
class PollHints:
    """When a feed itself wants to be asked."""

    interval_seconds: float | None = None
    """Least time between two polls: RSS ``ttl``, or ``sy:updatePeriod`` with its frequency, the longer of them."""
    skip_hours: frozenset[int] = frozenset()
    """Hours of the day in UTC, 0 to 23, at which nothing new is to be expected (RSS ``skipHours``)."""
    skip_days: frozenset[int] = frozenset()
    """Days of the week in UTC, Monday is 0 (RSS ``skipDays``)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription, with what its next poll needs to know."""

    feed_id: int
    url: str
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    """Declared, as a lower-case ISO 639-1 code."""
    country: str | None = None
    """Declared, as an ISO 3166-1 alpha-2 code."""
    kind: str | None = None
    """press, community, vendor, research, foundation or aggregator."""
    origin: FeedOrigin = FeedOrigin.USER
    status: FeedStatus = FeedStatus.ACTIVE
    etag: str | None = None
    """As received."""
    last_modified: str | None = None
    """As received."""
    failures_in_a_row: int = 0
    interval_seconds: int | None = None
    """Time between two polls as learned from its entries; None while nothing is known."""
    last_entry_at: datetime | None = None
    """When a new entry last appeared."""
    hints: PollHints = PollHints()
    """When it wants to be asked, as it said last."""
    moved_to: str | None = None
    """Where the last poll was permanently redirected to; a second time makes it the feed's address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer from the web: bytes, and what was said of them."""

    url: str
    """As asked for."""
    final_url: str
    """After redirects."""
    status: int
    body: bytes
    """Decompressed; empty for a 304."""
    content_type: str | None = None
    """The Content-Type header, as received."""
    etag: str | None = None
    last_modified: str | None = None
    permanent_url: str | None = None
    """Where 301 and 308 answers alone led, if they led elsewhere."""
    seconds: float = 0.0
    wire_bytes: int = 0
    """Bytes of the body before decompression."""
    fresh_seconds: float | None = None
    """How long the server says that its answer stays fresh (Cache-Control, Expires); None if it does not say."""

    @property
    def not_modified(self) -> bool:
        """Whether the server said that what we have is still current."""
        return self.status == 304  # noqa: PLR2004 - RFC 9110 section 15.4.5


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A site's robots.txt, as fetched."""

    origin: str
    """Scheme, host and port, such as ``https://example.org``."""
    text: str | None
    """Empty where the site has none; None where it could not be had."""
    fetched_at: datetime
    expires_at: datetime
    unreachable_since: datetime | None = None
    """Since when it could not be had, if the last try failed."""


@dataclass(frozen=True, slots=True)
class HostRest:
    """A host that is left alone for a while."""

    host: str
    until: datetime
    why: str
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one feed, page or article could not be handled. Counted by reason, never raised."""

    stage: str
    """poll, fetch or read."""
    reason: str
    """A short code such as ``timeout`` or ``http_404``."""
    detail: str
    """One sentence for a person."""
    transient: bool
    retry_after_seconds: float | None = None

    @classmethod
    def of(cls, stage: str, error: StepError) -> Failure:
        """The record of an error that a step met."""
        return cls(stage, error.reason, str(error), error.transient, error.retry_after_seconds)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed."""

    entry_id: int
    feed_id: int
    guid: str | None
    url: str | None
    """The link as the feed gives it, made absolute."""
    address: str | None
    """The link normalised: the key by which entries of several feeds lead to one article."""
    title: str
    """Plain text."""
    summary: str
    """Plain text."""
    content: str
    """The full text's HTML, if the feed carries it."""
    authors: tuple[str, ...]
    published_at: datetime | None
    published_raw: str | None
    updated_at: datetime | None
    content_hash: int
    """Of title, summary, content and update time: tells a changed entry from a repeated one."""
    status: EntryStatus = EntryStatus.PENDING
    status_reason: str | None = None
    language: str | None = None
    """What the feed or entry declares."""
    # What only the store knows of it:
    attempts: int = 0
    """Failed tries since it became pending."""
    revision: int = 0
    """How often it changed after it was first seen."""
    first_seen_at: datetime | None = None
    article_id: int | None = None
    """The article it led to before, if it is read again."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed's bytes say."""

    title: str
    site_url: str | None
    language: str | None
    entries: tuple[Entry, ...]
    note: str | None = None
    """What is wrong with the markup, where the entries could be read all the same."""
    version: str = ""
    """feedparser's name of the format, such as ``rss20`` or ``atom10``."""
    hints: PollHints = PollHints()


@dataclass(frozen=True, slots=True)
class Poll:
    """One visit to a feed: what to remember of it, and the entries it showed."""

    feed: Feed
    polled_at: datetime
    outcome: PollOutcome
    entries: tuple[Entry, ...] = ()
    fetched: Fetched | None = None
    failure: Failure | None = None
    parsed: ParsedFeed | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A time that somebody claims, with where the claim stands."""

    at: datetime
    source: str
    """json-ld, meta, time, url, feed or text."""
    raw: str
    """As written there."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes to read an article from, with what is known of them beforehand."""

    url: str
    """Where they came from, after redirects."""
    body: bytes
    asked_url: str | None = None
    """What was asked for, before redirects."""
    content_type: str | None = None
    declared_language: str | None = None
    """What the feed says."""
    entry_title: str = ""
    entry_summary: str = ""
    entry_content: str = ""
    entry_published_at: datetime | None = None
    entry_authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The cleaned text of a page, with its metadata."""

    title: str
    text: str
    """Plain text in blocks (paragraphs, headings, lists, …) parted by one blank line each."""
    authors: tuple[str, ...]
    site_name: str | None
    canonical_url: str | None
    published: Claimed | None
    modified: Claimed | None
    declared_language: str | None
    """What the page says of itself, as a lower-case ISO 639-1 code."""
    declared_origin: str | None
    """The publisher or address the article names as its source."""
    image_url: str | None
    section: str | None
    completeness: Completeness
    extractor: str
    """Name and version of what made this."""
    licence: str | None = None
    """The licence the page declares for its text: its address where it has one, else its name."""
    layout: tuple[str, ...] = ()
    """A :class:`BlockKind` for each block of the text; empty where it isn't known."""


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """A language that a part of a text is in."""

    code: str
    """As in :class:`Language`."""
    share: float
    """Of the article's letters, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Language:
    """What language a text is in."""

    code: str
    """ISO 639-1, or ``und`` where the evidence is thin."""
    confidence: float
    """0 to 1."""
    source: str
    """script, detector, declared or none: what decided."""
    variant: str | None = None
    """``Hans`` or ``Hant`` for Chinese whose characters leave no doubt (ISO 15924)."""
    secondary: tuple[LanguageShare, ...] = ()
    """Other languages of the same text, the largest share first; the main language is not among them."""

    @property
    def share(self) -> float:
        """Of the text's letters, 0 to 1: what the secondary languages leave."""
        return round(max(0.0, 1.0 - math.fsum(other.share for other in self.secondary)), 4)

    @property
    def tag(self) -> str:
        """The code with the variant, where there is one: ``zh-Hant`` (RFC 5646)."""
        return f"{self.code}-{self.variant}" if self.variant else self.code


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing in the text that a verdict rests on."""

    where: str
    """title, lead or body."""
    start: int
    """Offset in characters into the title, or into the text for lead and body."""
    text: str
    """As it stands there."""
    rule: str
    """The beat's term that matched, with its group, such as ``openness:open source``."""
    weight: float


@dataclass(frozen=True, slots=True)
class Form:
    """A version and size that an entity is named with, such as ``Llama 3.1 405B`` of Llama."""

    label: str
    """As written, behind the canonical name."""
    version: str | None
    """Such as ``3.1``."""
    size: str | None
    """Such as ``405B``."""
    count: int


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity in an article."""

    entity: str
    """The canonical name."""
    kind: str
    """One of the beat's kinds, such as organisation, model, person, licence, law or dataset."""
    label: str
    """The most specific form written, such as ``Llama 2`` for the family Llama."""
    count: int
    in_title: bool
    offsets: tuple[int, ...]
    """Of the first occurrences in the text."""
    forms: tuple[Form, ...] = ()
    """The versions and sizes it is named with, the most frequent first; empty where it is named as such alone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an article covers a beat, with the evidence."""

    beat: str
    beat_version: str
    classifier_version: str
    relevance: Relevance
    score: float
    """0 to 1: how surely the article is within the beat at all."""
    probability: dict[Relevance, float]
    topics: dict[str, float]
    """Topic to its score from 0 to 1, strongest first; empty when off."""
    stance: Stance | None
    """None when off."""
    mentions: tuple[Mention, ...]
    """Empty when off."""
    evidence: tuple[Evidence, ...]
    jurisdictions: tuple[str, ...] = ()
    """Whose law, government or regulator it speaks of, as ISO 3166-1 alpha-2 codes or EU, the most named first; empty
    when off."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the reading step makes of one page."""

    extracted: Extracted
    language: Language
    verdicts: tuple[Verdict, ...]
    """One a beat; none where the page is no article (see :attr:`Completeness.is_article`)."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page that was fetched and kept; its bytes lie on disk, so that results waiting to be committed stay small."""

    raw_hash: str
    url: str
    """Where it came from, after redirects."""
    content_type: str | None
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one pending entry fared in this run: an article, or a failure."""

    entry: Entry
    at: datetime
    page: RawPage | None = None
    reading: Reading | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class StoryLink:
    """An article's place in a story."""

    story_id: int
    article_id: int
    kind: LinkKind
    strength: float
    """0 to 1."""
    linked_to: int | None
    """The article of the story it was linked through; None for the one that opened it."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one ingest run did; its inputs equal the sum of its outcomes."""

    run_id: int
    started_at: datetime
    finished_at: datetime | None = None
    feeds_due: int = 0
    polls: dict[str, int] = field(default_factory=dict)
    """Poll outcome to how many feeds."""
    entries_new: int = 0
    entries_changed: int = 0
    pages_due: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    """How many entries were stored, updated, unchanged, duplicate, retry, postponed, abandoned or skipped."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Failure reason to how often."""
    languages: dict[str, int] = field(default_factory=dict)
    relevance: dict[str, int] = field(default_factory=dict)
    stories_new: int = 0

    @property
    def nothing_reached(self) -> bool:
        """Whether every feed that was asked failed, as it does without a network."""
        failed = self.polls.get(PollOutcome.FAILED, 0)
        return failed > 0 and failed == sum(self.polls.values()) - self.polls.get(PollOutcome.POSTPONED, 0)
