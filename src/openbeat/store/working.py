"""The working database: the pipeline's own, opened by one process at a time, and published when a flow is done.

While any process has a DuckDB file open for reading, no other can write it, and the other way round. So readers get a
copy: after each flow a checkpointed copy replaces the published file by an atomic rename. Readers that have the old
file open keep it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from openbeat.errors import AlreadyRunningError, StoreBusyError, StoreError
from openbeat.settings import Settings
from openbeat.store.database import Database, compact
from openbeat.store.migrating import migrate


@contextmanager
def working_database(
    settings: Settings, flow: str, *, wait_seconds: float = 600.0, compacted: bool = False
) -> Iterator[Database]:
    """Open the working database, alone, at its newest shape; afterwards publish it.

    Args:
        settings: where it lies.
        flow: who asks, so that others can be told.
        wait_seconds: how long to wait for other flows to finish.
        compacted: rewrite the file afterwards, so that it takes no more room than it needs.

    Raises:
        AlreadyRunningError: the same flow has it already.
        StoreBusyError: the turn did not come; the message says who has it.
        StoreError: the database can't be opened, brought to its newest shape, or published.
    """
    path = settings.working_database
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {settings.data} can't be written to: {error.strerror}. Check its permissions."
        ) from error
    with _turn(path.parent, flow, wait_seconds):
        with Database(path) as database:
            migrate(database)
            yield database
            database.execute("checkpoint")
        # Closed by now, since closing any handle of a file drops the process's locks on it (fcntl), but still alone.
        if compacted:
            compact(path)
        publish(path, settings.published_database)


def publish(working: Path, published: Path) -> None:
    """Put a copy of a checkpointed, closed database in the published one's place, whole or not at all.

    Raises:
        StoreError: the copy can't be written (a full disk, say); what was published stays as it was.
    """
    temporary = published.with_name(f".{published.name}.tmp")
    try:
        shutil.copyfile(working, temporary)
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        temporary.replace(published)
        # What a reader may have written beside the old file must not be replayed into the new one.
        published.with_name(f"{published.name}.wal").unlink(missing_ok=True)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(
            f"The database can't be published to {published}: {error.strerror}. What was there is untouched."
        ) from error


@contextmanager
def _turn(folder: Path, flow: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the working database. The system drops it when the process dies, however it dies."""
    lock, note = FileLock(folder / "lock"), folder / "holder.json"
    try:
        _acquire(lock, folder, flow, wait_seconds)
    except OSError as error:
        raise StoreError(
            f"The lock {folder / 'lock'} can't be taken: {error.strerror}. Check the folder's permissions."
        ) from error
    try:
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        note.write_text(json.dumps({"flow": flow, "pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, folder: Path, flow: str, wait_seconds: float) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        holder = holder_of(folder)
        if holder and holder["flow"] == flow:
            message = f"Another {flow} run (process {holder['pid']}) has been under way since {holder['since']}."
            raise AlreadyRunningError(message) from None
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            holder = holder_of(folder)
            who = (
                f"{holder['flow']} (process {holder['pid']}, since {holder['since']})" if holder else "another process"
            )
            raise StoreBusyError(f"The working database is in use by {who}; waited {wait_seconds:.0f} s.") from error


def holder_of(folder: Path) -> dict[str, str | int] | None:
    """Who has the working database, as far as is known: flow, pid and since."""
    try:
        content: dict[str, str | int] = json.loads((folder / "holder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content
