"""Verdicts made again: staged in Parquet files beside the store, compared with those in it, and adopted into it.

A staged row is a row of ``verdicts`` with the version of the article's text it was made on, and with its mentions. The
database on whose articles verdicts are made may be of an older shape than the one that adopts them.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openbeat.classify import CLASSIFIER_VERSION, Beat, Classifier
from openbeat.errors import StoreError
from openbeat.store.database import Database, Row
from openbeat.store.faults import full_disk
from openbeat.store.sqlfiles import fill, quoted, statements
from openbeat.store.verdicts import mention_rows, verdict_row

MOST_ENTITIES = 15
"""Entities shown as gained most, and as many as lost most, of each beat."""

MOST_ARTICLES = 20
"""Articles shown as changed most."""

_TOPIC = pa.struct([("topic", pa.string()), ("score", pa.float32())])
_EVIDENCE = pa.struct(
    [
        ("where", pa.string()),
        ("start", pa.int32()),
        ("text", pa.string()),
        ("rule", pa.string()),
        ("weight", pa.float32()),
    ]
)
_FORM = pa.struct([("label", pa.string()), ("version", pa.string()), ("size", pa.string()), ("count", pa.int32())])
_MENTION = pa.struct(
    [
        ("entity", pa.string()),
        ("kind", pa.string()),
        ("label", pa.string()),
        ("count", pa.int32()),
        ("in_title", pa.bool_()),
        ("offsets", pa.list_(pa.int32())),
        ("forms", pa.list_(_FORM)),
    ]
)
_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("article_id", pa.int64()),
    ("article_version", pa.int32()),
    ("beat", pa.string()),
    ("relevance", pa.string()),
    ("score", pa.float32()),
    ("probability_core", pa.float32()),
    ("probability_mention", pa.float32()),
    ("topics", pa.list_(_TOPIC)),
    ("stance", pa.string()),
    ("jurisdictions", pa.list_(pa.string())),
    ("evidence", pa.list_(_EVIDENCE)),
    ("beat_version", pa.string()),
    ("classifier_version", pa.string()),
    ("judged_at", pa.timestamp("us")),
    ("mentions", pa.list_(_MENTION)),
]
STAGED = pa.schema(_COLUMNS)
"""The columns of ``verdicts`` and ``mentions`` that are made by judging; a test holds the two together."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An article that could not be judged: it keeps the verdict it has."""

    article_id: int
    beat: str
    detail: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What staged verdicts would change; rows as ``sql/store/reclassify.sql`` has them."""

    versions: list[Row]
    """Of each beat: the versions that the verdicts before were made by, and how many."""
    relevance: list[Row]
    languages: list[Row]
    """Relevance, by language."""
    topics: list[Row]
    stances: list[Row]
    entities: list[Row]
    articles: list[Row]


def be_modest(database: Database) -> None:
    """Let a connection take one processor and little memory."""
    database.execute("be_modest")


def see_staged(database: Database, files: Iterable[Path]) -> None:
    """Let statements see the rows of staged files as the relation ``staged``."""
    listed = ", ".join(quoted(file) for file in files)
    database.script(fill("see_staged", files=f"[{listed}]"))


def verdicts_to_make(database: Database, beats: Sequence[Beat], *, everything: bool) -> pa.Table:
    """The articles to judge, in the order in which they lie in the store, each with the names of its beats.

    Args:
        database: it sees what is staged.
        beats: the beats to judge for.
        everything: whether what these beats and this classifier have judged before counts as well.
    """
    versions = [
        {"beat": beat.name, "beat_version": beat.version, "classifier_version": CLASSIFIER_VERSION} for beat in beats
    ]
    with database.batch(versions, like="verdicts"):
        return database.table(statements()["verdicts_to_make"], {"everything": everything})


def judge(
    database: Database, wanted: Sequence[Row], classifiers: Mapping[str, Classifier], now: datetime
) -> tuple[pa.Table, list[Unjudged]]:
    """Judge stored articles.

    Args:
        database: where their texts are.
        wanted: rows of :func:`verdicts_to_make`, not too many at once: their texts are kept in memory.
        classifiers: by the names of their beats.
        now: when they are judged.

    Returns:
        Rows to be staged, and what could not be judged.
    """
    beats = {row["article_id"]: row["beats"] for row in wanted}
    rows: list[Row] = []
    unjudged: list[Unjudged] = []
    with database.batch([{"article_id": article_id} for article_id in beats], like="articles"):
        articles = database.query("texts_to_judge", first=wanted[0]["stored_at"], last=wanted[-1]["stored_at"])
    for article in articles:
        for beat in beats[article["article_id"]]:
            try:
                rows.append(_staged_row(article, classifiers[beat], now))
            except Exception as error:  # noqa: BLE001 - the other articles must not pay for it
                unjudged.append(Unjudged(article["article_id"], beat, f"{type(error).__name__}: {error}"))
    return pa.Table.from_pylist(rows, schema=STAGED), unjudged


def write_staged(rows: pa.Table, target: Path) -> None:
    """Write rows to a file, on the disk before anybody relies on it.

    Raises:
        StoreError: it can't be written.
    """
    try:
        pq.write_table(rows, target, compression="zstd", compression_level=1)
        with target.open("rb+") as handle:
            os.fsync(handle.fileno())
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise full_disk(target) from error
        raise StoreError(
            f"{target} can't be written: {error.strerror or error}. Check its folder's permissions."
        ) from error


def is_whole(file: Path) -> bool:
    """Whether a staged file can be read, and is of this version's shape."""
    try:
        return pq.read_schema(file).equals(STAGED)
    except (OSError, pa.ArrowException):
        return False


def compare(database: Database) -> Comparison:
    """What the staged verdicts would change in a database that sees them."""
    database.execute("compare_verdicts")
    return Comparison(
        versions=database.query("compared_versions"),
        relevance=database.query("compared_relevance"),
        languages=database.query("compared_languages"),
        topics=database.query("compared_topics"),
        stances=database.query("compared_stances"),
        entities=database.query("compared_entities", most=MOST_ENTITIES),
        articles=database.query("compared_articles", most=MOST_ARTICLES),
    )


def forgotten_beats(database: Database, beats: Sequence[Beat]) -> list[Row]:
    """The beats that have verdicts and are none of these."""
    with database.batch([{"beat": beat.name} for beat in beats], like="verdicts"):
        return database.query("forgotten_beats")


def adopt(database: Database) -> Row:
    """Put staged verdicts, with their mentions, in the place of those there are, in one transaction.

    A verdict on a text that has changed since is left out.

    Returns:
        How many ``verdicts`` and ``articles``.
    """
    with database.transaction():
        database.execute("choose_adopted")
        [counts] = database.query("count_adopted")
        for statement in (
            "drop_outdated_verdicts",
            "drop_outdated_mentions",
            "adopt_verdicts",
            "adopt_mentions",
            "drop_unnamed_entities",
            "adopt_unlisted_entities",
            "forget_adopted",
        ):
            database.execute(statement)
    return counts


def _staged_row(article: Row, classifier: Classifier, now: datetime) -> Row:
    verdict = classifier.judge(article["title"], article["text"], article["language"])
    article_id = article["article_id"]
    row = verdict_row(article_id, now.date(), verdict, now)
    mentions = mention_rows(article_id, now.date(), verdict)
    return row | {"article_version": article["version"], "mentions": mentions}
