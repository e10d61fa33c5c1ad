"""What keeps the store small and safe: old records cleared, the file compacted, a copy kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from openbeat.errors import StoreError
from openbeat.ingest import utc_now
from openbeat.rawpages import RawPages
from openbeat.settings import Settings
from openbeat.store import runs
from openbeat.store.database import Database
from openbeat.store.times import to_store
from openbeat.store.working import copy_whole, working_database


@dataclass(frozen=True, slots=True)
class MaintenanceReport:
    """What a maintenance run did."""

    raw_pages_removed: int
    bytes_before: int
    bytes_after: int
    backups: tuple[str, ...]
    """Names of the copies that are kept."""


def maintain(settings: Settings, clock: Callable[[], datetime] = utc_now) -> MaintenanceReport:
    """Clear what retention says, compact the database, publish it, and keep a copy of the day.

    Raises:
        StoreError: the database is in use for too long, or can't be written; nothing is lost.
    """
    now = clock()
    before = settings.working_database.stat().st_size if settings.working_database.exists() else 0
    with working_database(settings, "maintenance", compacted=True) as database:
        run_id = runs.start_run(database, "maintenance", now, settings.zone)
        removed = _clear(database, settings, now)
        runs.finish_run(database, run_id, runs.RunStatus.COMPLETED, clock(), {"raw_pages_removed": removed})
    after = settings.published_database.stat().st_size
    return MaintenanceReport(removed, before, after, _back_up(settings, now))


def maintenance_markdown(report: MaintenanceReport) -> str:
    """The run as a page."""
    rows = "\n".join(
        f"| {name.replace('_', ' ')} | {value} |" for name, value in asdict(report).items() if name != "backups"
    )
    return f"# Maintenance\n\n| | |\n| --- | ---: |\n{rows}\n\nBackups kept: {', '.join(report.backups) or 'none'}\n"


def _clear(database: Database, settings: Settings, now: datetime) -> int:
    retention = settings.retention
    polls_before = to_store(now - timedelta(days=retention.poll_days))
    database.execute("drop_old_polls", before=polls_before)
    database.execute("drop_old_failures", before=polls_before)
    database.execute("drop_old_robots_files", before=polls_before)
    old = database.query("old_raw_pages", before=to_store(now - timedelta(days=retention.raw_page_days)))
    if old:
        # The rows first: a file without a row is litter, a row without its file would be a lie.
        with database.batch(old, like="raw_pages"):
            database.execute("drop_raw_pages")
        pages = RawPages(settings.raw_pages)
        for row in old:
            pages.remove(row["raw_hash"])
    return len(old)


def _back_up(settings: Settings, now: datetime) -> tuple[str, ...]:
    """Copy the published database, one copy a day, and drop the oldest beyond those to keep."""
    if settings.retention.backups == 0:
        return ()
    target = settings.backups / f"openbeat-{now.astimezone(settings.zone):%Y-%m-%d}.duckdb"
    try:
        settings.backups.mkdir(parents=True, exist_ok=True)
        copy_whole(settings.published_database, target)
    except OSError as error:
        raise StoreError(
            f"The copy of the day can't be kept in {settings.backups}: {error.strerror}. The database itself is well."
        ) from error
    copies = sorted(settings.backups.glob("openbeat-*.duckdb"))
    for old in copies[: -settings.retention.backups]:
        old.unlink()
    return tuple(path.name for path in copies[-settings.retention.backups :])
