"""Articles in the store: committed in batches, each in one transaction with its entries' new state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from openbeat.articles import HINTS, Article, ArticleFate, ArticleState, Settlement, address_hash, identity_keys, settle
from openbeat.records import (
    Completeness,
    Entry,
    EntryStatus,
    Language,
    LanguageShare,
    Outcome,
)
from openbeat.retrying import UNTRIED, after_failure
from openbeat.settings import RetryPolicy
from openbeat.store import runs
from openbeat.store.database import Database, Row
from openbeat.store.times import from_store, to_store
from openbeat.store.verdicts import mention_rows, verdict_row

T = TypeVar("T")

FATE_STATUS = {
    ArticleFate.STORED: EntryStatus.STORED,
    ArticleFate.UPDATED: EntryStatus.STORED,
    ArticleFate.UNCHANGED: EntryStatus.STORED,
    ArticleFate.DUPLICATE: EntryStatus.DUPLICATE,
}


def commit_outcomes(
    database: Database, run_id: int, outcomes: Sequence[Outcome], *, zone: ZoneInfo, retry: RetryPolicy, now: datetime
) -> Counter[str]:
    """Commit a batch: articles with keys, verdicts and mentions, failures, and every entry's new state.

    Returns:
        How many of these entries were stored, updated, unchanged, duplicate, retry, postponed or abandoned.
    """
    read = [outcome for outcome in outcomes if outcome.reading]
    failed = [outcome for outcome in outcomes if outcome.failure]
    counts: Counter[str] = Counter()
    with database.transaction():
        _write_raw_pages(database, outcomes, now)
        for part in _each_article_once(read, lambda outcome: outcome.entry.article_id):
            settlements = settle(part, *_known(database, part), zone=zone)
            articles = [settlement.article for settlement in settlements if settlement.article]
            for versions in _each_article_once(articles, lambda article: article.state.article_id):
                _write_articles(database, versions, now)
            _write_keys(database, settlements)
            _settle_entries(database, settlements, now)
            counts.update(str(settlement.fate) for settlement in settlements)
        counts.update(_fail_entries(database, run_id, failed, retry, now))
    return counts


def _each_article_once(items: Iterable[T], article_of: Callable[[T], int | None]) -> Iterator[list[T]]:
    """The items in parts that have no article twice, so that each of its versions is settled and written."""
    part: list[T] = []
    met: set[int] = set()
    for item in items:
        article_id = article_of(item)
        if article_id in met:
            yield part
            part, met = [], set()
        part.append(item)
        if article_id is not None:
            met.add(article_id)
    yield part


def _known(database: Database, read: Sequence[Outcome]) -> tuple[dict[int, int], dict[int, ArticleState]]:
    """The articles that these pages' keys lead to, and those their entries led to before."""
    keys = {key.key_hash: key.kind for outcome in read for key in identity_keys(outcome)}
    known: dict[int, int] = {}
    if keys:
        with database.batch([{"key_hash": key} for key in sorted(keys)], like="article_keys"):
            known = {row["key_hash"]: row["article_id"] for row in database.query("articles_by_key")}
    again = {outcome.entry.article_id for outcome in read if outcome.entry.article_id is not None}
    compared = again | {article_id for key, article_id in known.items() if keys[key] in HINTS}
    texts = {row["article_id"]: row["text"] for row in _by_article(database, "article_texts", compared)}
    found = _by_article(database, "article_states", again | set(known.values()))
    return known, {row["article_id"]: _state(row, texts.get(row["article_id"], "")) for row in found}


def _by_article(database: Database, statement: str, article_ids: set[int]) -> list[Row]:
    if not article_ids:
        return []
    with database.batch([{"article_id": article_id} for article_id in sorted(article_ids)], like="articles"):
        return database.query(statement)


def _write_articles(database: Database, articles: Sequence[Article], now: datetime) -> None:
    updated = [{"article_id": article.state.article_id} for article in articles if article.state.version > 1]
    if updated:
        with database.batch(updated, like="articles"):
            database.execute("archive_versions", now=to_store(now))
            for statement in ("drop_replaced_articles", "drop_replaced_verdicts", "drop_replaced_mentions"):
                database.execute(statement)
    database.insert("articles", [_article_row(article) for article in articles])
    verdicts = [(article, verdict) for article in articles for verdict in article.reading.verdicts]
    rows = [
        verdict_row(article.state.article_id, article.day, verdict, article.stored_at) for article, verdict in verdicts
    ]
    database.insert("verdicts", rows)
    mentions = [
        row for article, verdict in verdicts for row in mention_rows(article.state.article_id, article.day, verdict)
    ]
    database.insert("mentions", mentions)
    if mentions:
        with database.batch(mentions, like="mentions"):
            database.execute("insert_unlisted_entities")


def _write_keys(database: Database, settlements: Sequence[Settlement]) -> None:
    keys: dict[int, Row] = {}
    for settlement in settlements:
        for key in settlement.keys:
            row = {"key_hash": key.key_hash, "kind": key.kind, "article_id": settlement.article_id}
            if key.kind == "title":
                keys[key.key_hash] = row  # titles come back: the latest article is the one to compare with
            keys.setdefault(key.key_hash, row)  # any other key leads to the article it led to first
    if keys:
        with database.batch(list(keys.values()), like="article_keys"):
            database.execute("forget_older_titles")
            database.execute("forget_proven_hints")
            database.execute("insert_keys")


def _write_raw_pages(database: Database, outcomes: Sequence[Outcome], now: datetime) -> None:
    rows = [
        {
            "raw_hash": outcome.page.raw_hash,
            "url": outcome.page.url,
            "content_type": outcome.page.content_type,
            "bytes": outcome.page.size_bytes,
            "stored_at": to_store(now),
        }
        for outcome in outcomes
        if outcome.page
    ]
    if rows:
        with database.batch(rows, like="raw_pages"):
            database.execute("insert_raw_pages")


def _settle_entries(database: Database, settlements: Sequence[Settlement], now: datetime) -> None:
    if not settlements:
        return
    rows = [
        {
            "entry_id": settlement.entry.entry_id,
            "status": FATE_STATUS[settlement.fate],
            "status_reason": settlement.fate if settlement.fate is ArticleFate.DUPLICATE else None,
            "status_at": to_store(now),
            "article_id": settlement.article_id,
            "address_hash": _address_hash(settlement.entry),
        }
        for settlement in settlements
    ]
    with database.batch(rows, like="entries"):
        database.execute("settle_entries")
        database.execute("settle_copies")


def _fail_entries(
    database: Database, run_id: int, failed: Sequence[Outcome], policy: RetryPolicy, now: datetime
) -> Counter[str]:
    counts: Counter[str] = Counter()
    postponed, tried, failures = [], [], []
    for outcome in failed:
        entry, failure = outcome.entry, outcome.failure
        assert failure is not None
        age = now - entry.first_seen_at if entry.first_seen_at else timedelta()
        retry = after_failure(failure, entry.attempts, policy, now, age)
        row = {
            "address_hash": _address_hash(entry),
            "status": retry.status,
            "status_reason": failure.reason,
            "status_detail": failure.detail,
            "status_at": to_store(now),
            "attempts": retry.attempts,
            "next_attempt_at": to_store(retry.next_attempt_at),
        }
        if failure.reason in UNTRIED:
            counts["postponed"] += 1
            postponed.append(row)
            continue
        given_up = retry.status is EntryStatus.ABANDONED
        counts["retry" if not given_up else "unchanged" if entry.article_id is not None else "abandoned"] += 1
        failures.append(runs.FailureAt(failure, entry.feed_id, entry.entry_id, entry.url or "", retry.attempts))
        tried.append(row)
    runs.record_failures(database, run_id, failures, now)
    for rows, statement in ((postponed, "postpone_entries"), (tried, "fail_entries")):
        if rows:
            with database.batch(rows, like="entries"):
                database.execute(statement)
    return counts


def _address_hash(entry: Entry) -> int:
    assert entry.address is not None, "an entry without an address is skipped, never tried"
    return address_hash(entry.address)


def _state(row: Row, text: str) -> ArticleState:
    return ArticleState(
        article_id=row["article_id"],
        title=row["title"],
        content_hash=row["content_hash"],
        version=row["version"],
        first_seen_at=from_store(row["first_seen_at"]),
        feed_id=row["feed_id"],
        url=row["url"],
        arrived_at=from_store(row["arrived_at"]),
        text=text,
        completeness=Completeness(row["completeness"]),
    )


def _article_row(article: Article) -> Row:
    state, extracted, language = article.state, article.reading.extracted, article.reading.language
    published, modified = extracted.published, extracted.modified
    return {
        "article_id": state.article_id,
        "url": state.url,
        "title": state.title,
        "authors": list(extracted.authors),
        "site_name": extracted.site_name,
        "publisher": article.publisher,
        "feed_id": state.feed_id,
        "language": language.code,
        "language_confidence": language.confidence,
        "language_source": language.source,
        "languages": _languages(language),
        "declared_language": extracted.declared_language,
        "published_at": to_store(published.at) if published else None,
        "published_source": published.source if published else None,
        "published_raw": published.raw if published else None,
        "modified_at": to_store(modified.at) if modified else None,
        "modified_source": modified.source if modified else None,
        "first_seen_at": to_store(state.first_seen_at),
        "stored_at": to_store(article.stored_at),
        "arrived_at": to_store(state.arrived_at),
        "occurred_at": to_store(article.occurred_at),
        "day": article.day,
        "text": extracted.text,
        "layout": list(extracted.layout) or None,
        "word_count": article.word_count,
        "completeness": extracted.completeness,
        "section": extracted.section,
        "image_url": extracted.image_url,
        "declared_origin": extracted.declared_origin,
        "licence": extracted.licence,
        "content_hash": state.content_hash,
        "raw_hash": article.raw_hash,
        "version": state.version,
        "extractor": extracted.extractor,
    }


def _languages(language: Language) -> list[Row]:
    """All languages of a text: the main one, which has what the others leave, then those."""
    shares = [LanguageShare(language.tag, language.share), *language.secondary]
    return [{"code": language.code, "share": language.share} for language in shares]
