"""An ingest run, step by step: what the ingest flow calls, and anybody else who wants to run it without Prefect.

    with Ingest(settings) as run:  # alone on the working database, which is published at the end
        for host in run.hosts_to_poll():
            run.poll_host(host)
        for host in run.hosts_to_read():
            run.read_host(host)
        run.group_stories()

The two loops may run in parallel, host by host; each call is safe to repeat. Whatever instant the process dies at,
the next run carries on.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

from openbeat import __version__, progress
from openbeat.addresses import host_of
from openbeat.classify import load_beat
from openbeat.errors import ConfigurationError, StepError, StoreError
from openbeat.feedlist import default_feeds
from openbeat.fetching import Fetcher
from openbeat.memory import SpareMemory
from openbeat.pages import read_page, warm_up
from openbeat.polling import after_poll, parse_feed, poll_feed
from openbeat.rawpages import RawPages
from openbeat.readers import ReaderPool
from openbeat.records import Entry, Failure, Feed, Outcome, Page, ParsedFeed, Poll, PollOutcome, RawPage, RunReport
from openbeat.settings import Settings
from openbeat.store import articles, entries, feeds, hosts, runs
from openbeat.store.beats import record_beats
from openbeat.store.stories import group_new_articles
from openbeat.store.working import working_database

BATCH_ROWS = 500
"""Outcomes committed at once: 500 rows take 8 ms through Arrow, one by one each takes more than 1 ms."""

BATCH_SECONDS = 20.0
"""Outcomes are not kept waiting for longer: what is not committed when the process dies is fetched again."""

CHUNK_ENTRIES = 100
"""Entries of one host in memory at once, with the full texts that their feeds carry."""

FAREWELL_SECONDS = 30.0
"""When a run is stopped, its hosts have this long to finish the requests under way and commit what they have."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


class Ingest:
    """One run: opens the working database, and closes it with the run's report."""

    def __init__(self, settings: Settings, *, poll_all: bool = False, clock: Clock = utc_now) -> None:
        """Prepare a run.

        Args:
            settings: the configuration.
            poll_all: poll every active feed, due or not.
            clock: tells the time.
        """
        self._settings = settings
        self._poll_all = poll_all
        self._clock = clock
        self._beats = tuple(settings.beats)
        self._resources = ExitStack()
        self._lock = threading.Lock()
        self._under_way: set[ThreadPoolExecutor] = set()
        self._to_poll: dict[str, list[Feed]] = {}
        self._to_read: dict[str, list[int]] = {}
        self._due: set[int] = set()
        self._pages = 0
        self._done: set[int] = set()
        self._tally: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def __enter__(self) -> Self:
        settings = self._settings
        _require_beats(self._beats)  # before a run is recorded that could not be ended
        with ExitStack() as stack:
            self._database = stack.enter_context(working_database(settings, "ingest"))
            self._started_at = started = self._clock()
            self._run_id = runs.start_run(self._database, "ingest", started, settings.zone)
            record_beats(self._database, self._beats)
            if settings.feeds == "default":
                feeds.follow_default_feeds(self._database, default_feeds(), started)
            self._fetcher = stack.enter_context(
                Fetcher(
                    settings.fetch,
                    version=__version__,
                    recall_robots=partial(hosts.robots_file, self._database),
                    known_rests=hosts.host_rests(self._database, started),
                    keep_robots=partial(hosts.keep_robots_file, self._database),
                    keep_rest=lambda rest: hosts.keep_host_rest(self._database, rest, self._clock()),
                    now=self._clock,
                )
            )
            self._places = threading.BoundedSemaphore(settings.fetch.concurrency)
            self._spare = SpareMemory()
            self._raw_pages = RawPages(settings.raw_pages)
            self._readers = stack.enter_context(
                ReaderPool(
                    settings.read.workers,
                    deadline_seconds=settings.read.deadline_seconds,
                    calls_per_reader=settings.read.pages_per_worker,
                    memory_megabytes=settings.read.memory_megabytes,
                    warmup=(warm_up, (self._beats,)),
                )
            )
            self._resources = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, StoreError):  # then nothing is published: what is there may be better
            self._stop()
            self._resources.__exit__(kind, error, trace)
            return
        with self._resources:
            status = runs.RunStatus.COMPLETED
            if kind:
                self._stop()
                # Ctrl-C and its like are no failure of the run's.
                status = runs.RunStatus.FAILED if issubclass(kind, Exception) else runs.RunStatus.INTERRUPTED
            runs.finish_run(self._database, self._run_id, status, self._clock(), self.report)

    def hosts_to_poll(self) -> list[str]:
        """The hosts of due feeds; each may be polled beside the others."""
        due = feeds.due_feeds(self._database, self._clock(), everything=self._poll_all)
        grouped: defaultdict[str, list[Feed]] = defaultdict(list)
        for feed in due:
            grouped[host_of(feed.url)].append(feed)
        self._to_poll = dict(grouped)
        self._tally["feeds"]["due"] = len(due)
        progress.tell("Polling feeds", 0, len(due))
        return list(grouped)

    def poll_host(self, host: str) -> dict[str, int]:
        """Poll the due feeds of one host, each committed by itself.

        Returns:
            How many feeds ended how, and how many entries are new or changed.
        """
        counts: Counter[str] = Counter()
        waiting = self._to_poll[host]
        with self._lanes(host) as lanes:
            for polled in lanes.map(self._poll, list(waiting)):
                counts += polled
                waiting.pop(0)  # after the commit, so that a repeated call takes up here
        return dict(counts)

    def hosts_to_read(self) -> list[str]:
        """The hosts of pages that are pending and due; each may be read beside the others."""
        now = self._clock()
        self._due = entries.due_entry_ids(self._database, now)
        entries.recognise_known_addresses(self._database, now)
        grouped: defaultdict[str, list[int]] = defaultdict(list)
        for due in entries.due_addresses(self._database, now):
            grouped[host_of(due["url"])].append(due["entry_id"])
        self._to_read = dict(grouped)
        self._pages = sum(map(len, grouped.values()))
        progress.tell("Reading pages", 0, self._pages)
        return list(grouped)

    def read_host(self, host: str) -> dict[str, int]:
        """Fetch and read the due pages of one host and commit what comes of them, in batches.

        Returns:
            How many entries ended how.
        """
        counts: Counter[str] = Counter()
        batch: list[Outcome] = []
        waiting = self._to_read[host]
        committed = self._clock()
        read = partial(self._read, until=committed + timedelta(minutes=self._settings.fetch.host_minutes))
        with self._lanes(host) as lanes:
            try:
                for chunk in _chunks(list(waiting), CHUNK_ENTRIES):
                    for outcome in lanes.map(read, entries.entries_by_id(self._database, chunk)):
                        batch.append(outcome)
                        if len(batch) >= BATCH_ROWS or (self._clock() - committed).total_seconds() >= BATCH_SECONDS:
                            counts += self._commit(batch, waiting)
                            committed = self._clock()
            finally:
                counts += self._commit(batch, waiting)
        return dict(counts)

    def group_stories(self) -> int:
        """Give every in-scope article that has none a story; returns how many stories are new."""
        self._tally["stories"]["new"] += group_new_articles(self._database, self._settings.stories, self._clock())
        return self._tally["stories"]["new"]

    @property
    def report(self) -> RunReport:
        """What the run did so far."""
        tally = self._tally
        unasked = tally["feeds"]["due"] - tally["polls"].total()
        return RunReport(
            run_id=self._run_id,
            started_at=self._started_at,
            finished_at=self._clock(),
            feeds_due=tally["feeds"]["due"],
            polls=dict(tally["polls"] + Counter({PollOutcome.POSTPONED: unasked})),
            entries_new=tally["entries"]["new"],
            entries_changed=tally["entries"]["changed"],
            pages_due=len(self._due),
            outcomes=dict(tally["outcomes"] + self._unread_outcomes()),
            reasons={row["reason"]: row["failures"] for row in runs.failures_by_reason(self._database, self._run_id)},
            languages=dict(tally["languages"]),
            relevance=dict(tally["relevance"]),
            stories_new=tally["stories"]["new"],
        )

    def failing_feeds(self) -> list[dict[str, Any]]:
        """The feeds that failed in this run, with the reason."""
        return runs.failing_feeds(self._database, self._run_id)

    def _unread_outcomes(self) -> Counter[str]:
        """What became of the due entries that were not read themselves: the copies of those that were."""
        unread = self._due - self._done
        return Counter(entries.fates_of(self._database, unread))

    @contextmanager
    def _lanes(self, host: str) -> Iterator[ThreadPoolExecutor]:
        """As many threads as one host may have requests under way; no more hosts at once than are allowed."""
        with self._places:
            lanes = ThreadPoolExecutor(self._settings.fetch.per_host_concurrency, thread_name_prefix=host)
            with self._lock:
                self._under_way.add(lanes)
            try:
                yield lanes
            except StoreError:
                self._fetcher.stop()  # what can't be kept need not be asked for, by other hosts' tasks neither
                raise
            finally:
                lanes.shutdown(cancel_futures=True)
                with self._lock:
                    self._under_way.discard(lanes)
                self._spare.give_back()

    def _stop(self) -> None:
        """Ask for nothing more, and give the hosts under way the time to commit what they have."""
        self._fetcher.stop()
        deadline = time.monotonic() + FAREWELL_SECONDS
        while self._under_way and time.monotonic() < deadline:
            time.sleep(0.05)

    def _poll(self, feed: Feed) -> Counter[str]:
        poll = self._visit(feed)
        counts = self._record(poll)
        with self._lock:
            self._tally["polls"][poll.outcome] += 1
            self._tally["entries"] += Counter(new=counts.new, changed=counts.changed)
            progress.tell("Polling feeds", self._tally["polls"].total(), self._tally["feeds"]["due"])
        return Counter({str(poll.outcome): 1, "entries_new": counts.new, "entries_changed": counts.changed})

    def _visit(self, feed: Feed) -> Poll:
        """Ask one feed. Whatever goes wrong with it is in the poll; a store that fails ends the run."""
        settings, now = self._settings, self._clock()
        try:
            return poll_feed(
                feed,
                self._fetcher,
                self._parse,
                now=now,
                max_bytes=settings.fetch.max_feed_bytes,
                max_entries=settings.poll.max_entries,
            )
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the other feeds must not pay for it
            return Poll(feed, now, PollOutcome.FAILED, failure=_internal_error("poll", feed.url, error))

    def _record(self, poll: Poll) -> entries.PollCounts:
        state = after_poll(poll, self._settings.poll)
        return entries.record_poll(self._database, self._run_id, poll, state, self._settings.poll.max_revisions)

    def _parse(self, body: bytes, url: str, feed: Feed, max_entries: int, content_type: str | None) -> ParsedFeed:
        return self._readers.call(parse_feed, body, url, feed, max_entries, content_type)

    def _read(self, entry: Entry, until: datetime) -> Outcome:
        """Fetch and read one page. Whatever goes wrong with it is in the outcome; a store that fails ends the run."""
        if self._clock() >= until:
            detail = "Its host had the time that one run gives to a host (fetch.host_minutes)."
            return Outcome(entry, self._clock(), failure=Failure("fetch", "host_out_of_time", detail, transient=True))
        try:
            return self._read_page(entry)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the other pages must not pay for it
            return Outcome(entry, self._clock(), failure=_internal_error("read", entry.url, error))

    def _read_page(self, entry: Entry) -> Outcome:
        assert entry.url is not None, "an entry without a link is skipped, never due"
        try:
            fetched = self._fetcher.get(entry.url, max_bytes=self._settings.fetch.max_page_bytes, obey_robots=True)
        except StepError as error:
            return Outcome(entry, self._clock(), failure=Failure.of("fetch", error))
        raw_hash = self._raw_pages.put(fetched.body)
        raw = RawPage(raw_hash, fetched.final_url, fetched.content_type, len(fetched.body))
        page = Page(
            url=fetched.final_url,
            body=fetched.body,
            asked_url=entry.url,
            content_type=fetched.content_type,
            declared_language=entry.language,
            entry_title=entry.title,
            entry_summary=entry.summary,
            entry_content=entry.content,
            entry_published_at=entry.published_at,
            entry_authors=entry.authors,
        )
        try:
            reading = self._readers.call(read_page, page, self._beats, self._settings.read.min_words)
        except StepError as error:
            return Outcome(entry, self._clock(), raw, failure=Failure.of("read", error))
        return Outcome(entry, self._clock(), raw, reading)

    def _commit(self, batch: list[Outcome], waiting: list[int]) -> Counter[str]:
        if not batch:
            return Counter()
        counts = articles.commit_outcomes(
            self._database,
            self._run_id,
            batch,
            zone=self._settings.zone,
            retry=self._settings.retry,
            now=self._clock(),
        )
        done = {outcome.entry.entry_id for outcome in batch}
        readings = [outcome.reading for outcome in batch if outcome.reading]
        with self._lock:
            self._done |= done
            progress.tell("Reading pages", len(self._done), self._pages)
            self._tally["outcomes"] += counts
            self._tally["languages"] += Counter(reading.language.code for reading in readings)
            judged = [reading.verdicts[0] for reading in readings if reading.verdicts]
            self._tally["relevance"] += Counter(str(verdict.relevance) for verdict in judged)
        waiting[:] = [entry_id for entry_id in waiting if entry_id not in done]
        batch.clear()
        return counts


def _internal_error(stage: str, url: str | None, error: Exception) -> Failure:
    """The record of a fault of our own, met with one feed or page."""
    detail = f"{url} could not be handled: {type(error).__name__}: {error}"
    return Failure(stage, "internal_error", detail, transient=True)


def _chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _require_beats(beats: Sequence[str]) -> None:
    """Raise a BeatError where a beat file is wrong, and a ConfigurationError where two beats have one name."""
    files: dict[str, str] = {}
    for file in beats:
        name = load_beat(file).name
        if name in files:
            raise ConfigurationError(f"{files[name]} and {file} are both the beat {name!r}. Give one another name.")
        files[name] = file
