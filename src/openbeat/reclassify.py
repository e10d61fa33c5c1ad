"""Everything stored judged again, after a beat or the classifier changed: what the command line calls.

    with Reclassification(settings) as again:
        again.judge()            # beside the pipeline, which is never held up by it; killed, it carries on from there
        print(again.compare())   # what would change
        again.adopt()            # the pipeline's turn: all or nothing, then published

Articles are read from the published database. Their new verdicts are staged in files, some thousand articles each,
under the versions of beats and classifier that made them; nobody sees them until they are adopted.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import pyarrow as pa
from filelock import FileLock, Timeout

from openbeat import progress
from openbeat.classify import CLASSIFIER_VERSION, Beat, Classifier, load_beat
from openbeat.errors import AlreadyRunningError, BeatError, OpenbeatError, ReadingError, StoreError
from openbeat.ingest import Clock, utc_now
from openbeat.pages import classifier
from openbeat.readers import ReaderPool
from openbeat.settings import Settings
from openbeat.store import reclassify as store
from openbeat.store import runs
from openbeat.store.beats import record_beats
from openbeat.store.database import Database, Row
from openbeat.store.reclassify import Comparison, Unjudged
from openbeat.store.stories import group_new_articles
from openbeat.store.working import working_database

PART_ARTICLES = 5_000
"""Articles judged between two files: two or three seconds' work, which is what a kill costs."""

PART_SECONDS = 900.0
"""Longest time one part may take: hundreds of times what it needs."""

STAGE = "Judging articles"

_PART, _STAGED = "part-", ".parquet"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judging left behind."""

    articles: int
    """Judged now."""
    kept: int
    """Files of an earlier, unfinished one that were taken over."""
    unjudged: tuple[Unjudged, ...] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """What an adoption changed."""

    run_id: int
    articles: int
    verdicts: int
    late: int
    """Articles among them that arrived or changed after the judging."""
    stories_new: int
    unjudged: tuple[Unjudged, ...] = ()


class Reclassification:
    """One reclassification; no other one of the same data runs beside it."""

    def __init__(
        self, settings: Settings, *, everything: bool = False, workers: int | None = None, clock: Clock = utc_now
    ) -> None:
        """Prepare a reclassification.

        Args:
            settings: the configuration.
            everything: judge also what these beats and this classifier have judged before.
            workers: judging processes, 0 for one per processor; those of the configuration if None.
            clock: tells the time.

        Raises:
            BeatError: a beat file is wrong.
        """
        self._settings = settings
        self._everything = everything
        self._workers = settings.read.workers if workers is None else workers
        self._clock = clock
        self._paths = tuple(settings.beats)
        self._beats = [load_beat(path) for path in self._paths]
        self._folder = settings.reclassified / _key(self._beats)
        self._empty = self._folder / f"empty{_STAGED}"
        self._lock = FileLock(settings.reclassified / "lock")

    def __enter__(self) -> Self:
        published, root = self._settings.published_database, self._settings.reclassified
        if not published.exists():
            raise StoreError(f"There is no database at {published} yet. Read the news once with: openbeat run")
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            self._sweep()
        except Timeout as error:
            raise AlreadyRunningError("Another reclassification of this database is under way.") from error
        except StoreError:
            self._lock.release()
            raise
        except OSError as error:
            self._lock.release()
            raise StoreError(
                f"Nothing can be written to {root}: {error.strerror}. Check its permissions, and the room on its disk."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.has_staged:
            self._discard()
        self._lock.release()

    @property
    def has_staged(self) -> bool:
        """Whether verdicts wait to be adopted."""
        return len(self._files()) > 1

    def judge(self) -> Judged:
        """Judge what has to be judged and is not staged yet.

        Raises:
            OpenbeatError: a judging process failed, or the disk is full; what is staged is kept.
            StoreError: the published database can't be read.
        """
        with Database(self._settings.published_database, read_only=True) as published:
            kept = len(self._files()) - 1
            if kept and not self._everything and not self._wanted(published, staged=False).num_rows:
                self._discard()  # adopted and published, by a process that died before it could clear up
                self._sweep()
                kept = 0
            wanted = self._wanted(published)
        unjudged = self._judge_all(wanted) if wanted.num_rows else ()
        return Judged(wanted.num_rows - _articles(unjudged), kept, unjudged)

    def compare(self) -> Comparison:
        """What the staged verdicts would change in the published database."""
        with Database(self._settings.published_database, read_only=True) as published:
            store.see_staged(published, self._files())
            return store.compare(published)

    def forgotten_beats(self) -> list[Row]:
        """The beats that the configuration does not name any more, with how many articles have a verdict for each.

        Their verdicts, mentions and stories stay as they are; nothing is judged for them.
        """
        with Database(self._settings.published_database, read_only=True) as published:
            return store.forgotten_beats(published, self._beats)

    def adopt(self) -> Adoption:
        """Put the staged verdicts in the place of the old ones, and publish.

        What arrived or changed since the judging is judged first. Verdicts, mentions, entities, beats and stories
        change in one transaction.

        Raises:
            StoreError: the working database's turn did not come, or it can't be written; nothing is adopted.
            BeatError: a beat file was changed after the judging began.
        """
        settings = self._settings
        with working_database(settings, "reclassify") as database:
            run_id = runs.start_run(database, "reclassify", self._clock(), settings.zone)
            try:
                with database.transaction():
                    adoption = self._adopt(database, run_id)
            except BaseException as error:
                status = runs.RunStatus.FAILED if isinstance(error, Exception) else runs.RunStatus.INTERRUPTED
                with suppress(StoreError):
                    runs.finish_run(database, run_id, status, self._clock(), None)
                raise
        self._discard()
        return adoption

    def _adopt(self, database: Database, run_id: int) -> Adoption:
        if _key(map(load_beat, self._paths)) != self._folder.name:
            raise BeatError("A beat file was changed after the judging began. Judge again: openbeat reclassify")
        record_beats(database, self._paths)
        late, unjudged = self._wanted(database), list[Unjudged]()
        for part in _parts(late):
            rows, failed = store.judge(database, part.to_pylist(), _classifiers(self._paths), self._clock())
            store.write_staged(rows, self._folder / f"{_PART}{uuid4().hex}{_STAGED}")
            unjudged += failed
        store.see_staged(database, self._files())
        counts = store.adopt(database)
        stories_new = group_new_articles(database, self._settings.stories, self._clock())
        report = {"articles": counts["articles"], "verdicts": counts["verdicts"], "stories_new": stories_new}
        runs.finish_run(database, run_id, runs.RunStatus.COMPLETED, self._clock(), report)
        return Adoption(run_id, **report, late=late.num_rows - _articles(unjudged), unjudged=tuple(unjudged))

    def _wanted(self, database: Database, *, staged: bool = True) -> pa.Table:
        store.see_staged(database, self._files() if staged else [self._empty])
        return store.verdicts_to_make(database, self._beats, everything=self._everything)

    def _judge_all(self, wanted: pa.Table) -> tuple[Unjudged, ...]:
        published = str(self._settings.published_database)
        unjudged: list[Unjudged] = []
        done = 0
        progress.tell(STAGE, 0, wanted.num_rows)
        with (
            ReaderPool(
                self._workers,
                deadline_seconds=PART_SECONDS,
                calls_per_reader=wanted.num_rows,  # they read nothing that makes memory grow: none is replaced
                memory_megabytes=self._settings.read.memory_megabytes,
                warmup=(_warm_up, (published, self._paths)),
            ) as judges,
            ThreadPoolExecutor(self._workers or os.cpu_count(), thread_name_prefix="judge") as lanes,
        ):
            pending = {lanes.submit(self._judge_part, judges, part): part.num_rows for part in _parts(wanted)}
            try:
                for answer in as_completed(pending):
                    unjudged += answer.result()
                    done += pending[answer]
                    progress.tell(STAGE, done, wanted.num_rows)
            except ReadingError as error:
                raise OpenbeatError(
                    f"Stored articles can't be judged. {error} What is judged is kept: openbeat reclassify carries on."
                ) from error
            finally:
                lanes.shutdown(wait=False, cancel_futures=True)
        return tuple(unjudged)

    def _judge_part(self, judges: ReaderPool, part: pa.Table) -> list[Unjudged]:
        """Have a part judged by another process, and take over its file: what an orphan writes counts for nothing."""
        temporary = self._folder / f"{_PART}{uuid4().hex}.tmp"
        published, versions = str(self._settings.published_database), tuple(beat.version for beat in self._beats)
        rows = part.to_pylist()
        unjudged = judges.call(_stage, published, self._paths, versions, rows, str(temporary), self._clock())
        temporary.replace(temporary.with_suffix(_STAGED))
        return unjudged

    def _files(self) -> list[Path]:
        """The staged files, the empty one first; there is always one, or DuckDB would not know their shape."""
        return [self._empty, *sorted(self._folder.glob(f"{_PART}*{_STAGED}"))]

    def _sweep(self) -> None:
        """Clear away what was staged for other versions, and what was being written when a process died."""
        for folder in self._settings.reclassified.iterdir():
            if folder.is_dir() and folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)
        self._folder.mkdir(exist_ok=True)
        for file in self._folder.iterdir():
            if file.suffix != _STAGED or not store.is_whole(file):
                file.unlink()
        store.write_staged(store.STAGED.empty_table(), self._empty)

    def _discard(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _stage(
    published: str,
    paths: tuple[str, ...],
    versions: tuple[str, ...],
    wanted: Sequence[Row],
    target: str,
    now: datetime,
) -> list[Unjudged]:
    """Judge articles and write their verdicts to a file; this runs in the judging processes."""
    classifiers = _classifiers(paths)
    if tuple(judge.beat.version for judge in classifiers.values()) != versions:
        raise BeatError(f"A beat file was changed after the judging began: {', '.join(paths)}.")
    rows, unjudged = store.judge(_opened(published), wanted, classifiers, now)
    store.write_staged(rows, Path(target))
    return unjudged


def _warm_up(published: str, paths: tuple[str, ...]) -> None:
    _opened(published)
    _classifiers(paths)


@cache
def _opened(published: str) -> Database:
    """The published database, as it was when the process began: a file that replaces it meanwhile is not looked at."""
    database = Database(Path(published), read_only=True)
    store.be_modest(database)
    return database


def _classifiers(paths: Iterable[str]) -> dict[str, Classifier]:
    """A classifier for each beat, by the beat's name."""
    return {judge.beat.name: judge for judge in map(classifier, paths)}


def _key(beats: Iterable[Beat]) -> str:
    """A name for what judges: other beats, or another version of one or of the classifier, have another."""
    named = "\n".join(sorted(f"{beat.name}={beat.version}" for beat in beats))
    return blake2b(f"{CLASSIFIER_VERSION}\n{named}".encode(), digest_size=8).hexdigest()


def _articles(unjudged: Iterable[Unjudged]) -> int:
    return len({each.article_id for each in unjudged})


def _parts(wanted: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, wanted.num_rows, PART_ARTICLES):
        yield wanted.slice(start, PART_ARTICLES)
