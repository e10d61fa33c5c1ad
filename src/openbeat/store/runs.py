"""Runs and failures in the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from openbeat import __version__
from openbeat.addresses import host_of
from openbeat.identity import content_id
from openbeat.records import Failure, RunReport
from openbeat.store.database import Database, Row
from openbeat.store.times import to_store


class RunStatus(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class FailureAt:
    """A failure with what it concerns."""

    failure: Failure
    feed_id: int
    entry_id: int | None
    url: str
    attempt: int


def start_run(database: Database, flow: str, now: datetime, zone: ZoneInfo) -> int:
    """Open a run and return its id. Runs that were left open died with their process; they are marked so."""
    run_id = content_id("run", flow, now.isoformat())
    with database.transaction():
        database.execute("interrupt_stale_runs")
        row = {
            "run_id": run_id,
            "flow": flow,
            "started_at": to_store(now),
            "status": RunStatus.RUNNING,
            "day": now.astimezone(zone).date(),
            "version": __version__,
        }
        database.insert("runs", [row])
    return run_id


def finish_run(
    database: Database, run_id: int, status: RunStatus, now: datetime, report: RunReport | Row | None
) -> None:
    """Close a run with its report."""
    content = report
    if isinstance(report, RunReport):
        content = asdict(report) | {"nothing_reached": report.nothing_reached}
    text = json.dumps(content, default=str) if content is not None else None
    database.execute("finish_run", run_id=run_id, status=status, finished_at=to_store(now), report=text)


def record_failures(database: Database, run_id: int, failures: Iterable[FailureAt], now: datetime) -> None:
    """Append failures, each with its reason."""
    rows = [
        {
            "run_id": run_id,
            "failed_at": to_store(now),
            "stage": at.failure.stage,
            "reason": at.failure.reason,
            "detail": at.failure.detail,
            "transient": at.failure.transient,
            "feed_id": at.feed_id,
            "entry_id": at.entry_id,
            "url": at.url,
            "host": host_of(at.url),
            "attempt": at.attempt,
        }
        for at in failures
    ]
    database.insert("failures", rows)


def failures_by_reason(database: Database, run_id: int) -> list[Row]:
    """How often each reason occurred in a run, the most frequent first."""
    return database.query("failures_by_reason", run_id=run_id)


def failing_feeds(database: Database, run_id: int) -> list[Row]:
    """The feeds that failed in a run, with the reason."""
    return database.query("failing_feeds", run_id=run_id)
