"""What a reading means for the store: a new article, a new version of one, or one we have already. Pure decisions.

An article has several identity keys, and any of them leads to it: the addresses of the entry and of the page, and the
words themselves within one publisher. Two more only hint at it and have to be borne out by the text: the canonical link
(within one publisher; some sites name a section's page on all of its articles), and the title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from openbeat.addresses import address_key, publisher_of, registrable_domain
from openbeat.identity import content_id, fingerprint
from openbeat.records import Completeness, Entry, Outcome, Reading
from openbeat.text import containment, count_words, shingles

MIN_WORDS_FOR_TEXT_KEY = 50
"""Shorter texts of one publisher may be equal without being one article: a wall, a notice."""

MIN_WORDS_FOR_TITLE_KEY = 5
"""Shorter titles come back ("Weekly review"), and say little."""

REPOST_DAYS = 7
"""Within so many days after the first, a publisher's article of the same title may be the same article again."""

REPOST_OVERLAP = 0.8
"""Share of the shorter text that the other has too, from which on it is: the rest is a correction."""

SAME_OVERLAP = 0.5
"""Share in common from which on a page is the article that its guid stood for before, or its canonical link names."""

HINTS = frozenset({"canonical", "title"})
"""Kinds of keys that are no proof."""

WORTH = {Completeness.FULL: 2, Completeness.TEASER: 1, Completeness.VIDEO: 1, Completeness.LIST: 0}
"""No version takes the place of one that is worth more: of a whole text, a teaser; of any article, a list of others."""

EARLIEST_YEAR = 1990
"""There was no news on the web before it: an earlier claim is a default such as 1970, not a date."""


class ArticleFate(StrEnum):
    """What became of a page that was read."""

    STORED = "stored"
    UPDATED = "updated"
    """Its text or title changed, or more of it could be read: a new version, the old one kept."""
    UNCHANGED = "unchanged"
    """Read again, the same as before."""
    DUPLICATE = "duplicate"
    """Another entry brought the same article before."""


@dataclass(frozen=True, slots=True)
class IdentityKey:
    """One of the keys that lead to an article."""

    kind: str
    """address, text, canonical or title; the last two are no proof."""
    key_hash: int


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What the store knows of an article it has."""

    article_id: int
    title: str
    content_hash: int
    version: int
    first_seen_at: datetime
    arrived_at: datetime
    """When it was first stored."""
    feed_id: int
    url: str
    text: str
    """Empty where nothing has to be compared with it."""
    completeness: Completeness


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is to be stored."""

    state: ArticleState
    publisher: str
    occurred_at: datetime
    day: date
    word_count: int
    reading: Reading
    raw_hash: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """The fate of one entry, with what there is to write."""

    entry: Entry
    fate: ArticleFate
    article_id: int
    article: Article | None
    """None where nothing of it is new."""
    keys: tuple[IdentityKey, ...]


def identity_keys(outcome: Outcome) -> tuple[IdentityKey, ...]:
    """The keys a read page has, the most trustworthy first."""
    if outcome.reading is None or outcome.page is None:
        return ()
    extracted = outcome.reading.extracted
    addresses = [outcome.entry.address, address_key(outcome.page.url)]
    keys = [IdentityKey("address", address_hash(address)) for address in addresses if address]
    canonical = address_key(_canonical(outcome))
    if canonical and canonical not in addresses:
        keys.append(IdentityKey("canonical", address_hash(canonical)))
    if extracted.completeness is Completeness.FULL and count_words(extracted.text) >= MIN_WORDS_FOR_TEXT_KEY:
        domain = registrable_domain(outcome.page.url)
        keys.append(IdentityKey("text", content_id("text", domain, fingerprint(extracted.text))))
        if count_words(extracted.title) >= MIN_WORDS_FOR_TITLE_KEY:
            keys.append(IdentityKey("title", content_id("title", domain, fingerprint(extracted.title))))
    return tuple(dict.fromkeys(keys))


def address_hash(address: str) -> int:
    """The key of a normalised address (see :func:`openbeat.addresses.address_key`)."""
    return content_id("address", address)


def settle(
    outcomes: Iterable[Outcome],
    known: Mapping[int, int],
    states: Mapping[int, ArticleState],
    *,
    zone: ZoneInfo,
) -> list[Settlement]:
    """Decide the fate of every outcome that has a reading, in order; an earlier one may make a later one a duplicate.

    Args:
        outcomes: pages that were read.
        known: identity key to article, as far as the store has them.
        states: the articles those lead to, and those the entries led to before.
        zone: the time zone in which days begin.
    """
    known, states = dict(known), dict(states)
    settlements = []
    for outcome in outcomes:
        settlement = _settle(outcome, known, states, zone)
        settlements.append(settlement)
        for key in settlement.keys:
            if key.kind == "title":
                known[key.key_hash] = settlement.article_id
            known.setdefault(key.key_hash, settlement.article_id)
        if settlement.article:
            states[settlement.article_id] = settlement.article.state
    return settlements


def occurred_at(published_at: datetime | None, first_seen_at: datetime) -> datetime:
    """The time an article counts for: the claimed one, but never later than we saw it.

    Where there is no claim, or none that can be a date, it counts for when we saw it.
    """
    if published_at is None or published_at.year < EARLIEST_YEAR:
        return first_seen_at
    return min(published_at, first_seen_at)


def _settle(
    outcome: Outcome, known: Mapping[int, int], states: Mapping[int, ArticleState], zone: ZoneInfo
) -> Settlement:
    entry, keys = outcome.entry, identity_keys(outcome)
    before = _before(outcome, known, states)
    state = before or _found(outcome, keys, known, states)
    if state is None:
        article = _article(outcome, None, zone, known)
        return Settlement(entry, ArticleFate.STORED, article.state.article_id, article, keys)
    article = _article(outcome, state, zone, known)
    gain = WORTH[article.state.completeness] - WORTH[state.completeness]
    corrected = (article.state.title, article.state.content_hash) != (state.title, state.content_hash)
    # Where less is shown than before (a paywall went up, say), what we have is more, and nothing was corrected.
    if gain > 0 or (before and corrected and gain == 0):
        return Settlement(entry, ArticleFate.UPDATED, state.article_id, article, keys)
    fate = ArticleFate.UNCHANGED if before else ArticleFate.DUPLICATE
    return Settlement(entry, fate, state.article_id, None, keys)


def _before(outcome: Outcome, known: Mapping[int, int], states: Mapping[int, ArticleState]) -> ArticleState | None:
    """The article that the entry led to before, if this is it still: some feeds use a guid again for another."""
    entry, state = outcome.entry, states.get(outcome.entry.article_id or 0)
    if state is None or entry.address is None or outcome.reading is None:
        return state
    if known.get(address_hash(entry.address)) == state.article_id:
        return state
    return state if _overlap(outcome.reading, state) >= SAME_OVERLAP else None


def _found(
    outcome: Outcome, keys: Iterable[IdentityKey], known: Mapping[int, int], states: Mapping[int, ArticleState]
) -> ArticleState | None:
    """The article that the keys lead to, the most trustworthy first."""
    for key in keys:
        state = states.get(known.get(key.key_hash, 0))
        if state is not None and (key.kind not in HINTS or _is_borne_out(outcome, state, key.kind)):
            return state
    return None


def _is_borne_out(outcome: Outcome, state: ArticleState, kind: str) -> bool:
    """Whether a hint is right: the text has to say so, and of the same title within a week only."""
    assert outcome.reading is not None
    if kind == "title" and outcome.at - state.first_seen_at > timedelta(days=REPOST_DAYS):
        return False
    return _overlap(outcome.reading, state) >= (REPOST_OVERLAP if kind == "title" else SAME_OVERLAP)


def _overlap(reading: Reading, state: ArticleState) -> float:
    """The share of the shorter text, of a page that was read and an article, that the other has too."""
    return containment(shingles(reading.extracted.text), shingles(state.text))


def _article(outcome: Outcome, before: ArticleState | None, zone: ZoneInfo, known: Mapping[int, int]) -> Article:
    reading, page = outcome.reading, outcome.page
    assert reading is not None
    assert page is not None
    extracted = reading.extracted
    url = before.url if before else _address(outcome, page.url, known)
    first_seen_at = before.first_seen_at if before else outcome.entry.first_seen_at or outcome.at
    when = occurred_at(extracted.published.at if extracted.published else None, first_seen_at)
    state = ArticleState(
        article_id=before.article_id if before else content_id("article", address_key(url) or url),
        title=extracted.title,
        content_hash=fingerprint(extracted.text),
        version=before.version + 1 if before else 1,
        first_seen_at=first_seen_at,
        arrived_at=before.arrived_at if before else outcome.at,
        feed_id=before.feed_id if before else outcome.entry.feed_id,
        url=url,
        text=extracted.text,
        completeness=extracted.completeness,
    )
    return Article(
        state=state,
        publisher=publisher_of(url),
        occurred_at=when,
        day=when.astimezone(zone).date(),
        word_count=count_words(extracted.text),
        reading=reading,
        raw_hash=page.raw_hash,
        stored_at=outcome.at,
    )


def _address(outcome: Outcome, url: str, known: Mapping[int, int]) -> str:
    """The address to give a new article: the canonical one, unless that is another article's."""
    canonical = _canonical(outcome)
    key = address_key(canonical)
    return url if not canonical or not key or address_hash(key) in known else canonical


def _canonical(outcome: Outcome) -> str | None:
    """The page's canonical link where it is believed: on its own registrable domain, and not the front page.

    Some sites name the front page as canonical on every page, which would make all their articles one.
    """
    if outcome.reading is None or outcome.page is None:
        return None
    canonical, url = outcome.reading.extracted.canonical_url, outcome.page.url
    if not canonical or registrable_domain(canonical) != registrable_domain(url):
        return None
    return None if _is_front_page(canonical) and not _is_front_page(url) else canonical


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query
