"""The working database: the pipeline's own, opened by one process at a time, and published when a flow is done.

While any process has a DuckDB file open for reading, no other can write it, and the other way round. So readers get a
copy: after each flow a checkpointed copy replaces the published file by an atomic rename. Readers that have the old
file open keep it.
"""

from __future__ import annotations

import errno
import json
import os
import shlex
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from filelock import FileLock, Timeout

from openbeat.errors import AlreadyRunningError, DamagedError, StoreBusyError, StoreError
from openbeat.settings import Settings
from openbeat.store.database import Database, compact, log_of, remove
from openbeat.store.faults import full_disk
from openbeat.store.migrating import migrate

_ASK_AGAIN_SECONDS = 0.1
_LITTER_SECONDS = 3600.0


@contextmanager
def working_database(
    settings: Settings, flow: str, *, wait_seconds: float = 600.0, compacted: bool = False
) -> Iterator[Database]:
    """Open the working database, alone, at its newest shape; afterwards publish it.

    Args:
        settings: where it lies.
        flow: who asks, so that others can be told.
        wait_seconds: how long to wait for other flows to finish.
        compacted: rewrite the file afterwards, so that it takes no more room than it needs, and clear away what
            processes that died left half-written.

    Raises:
        AlreadyRunningError: the same flow has it already.
        StoreBusyError: the turn did not come; the message says who has it.
        DamagedError: the database is not whole, or gone; the message says how to put a copy in its place.
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
        try:
            if not path.exists():
                _create(settings)
            with Database(path) as database:
                migrate(database)
                yield database
                database.execute("checkpoint")
            # Closed by now, since closing any handle of a file drops the process's locks on it (fcntl); still alone.
            if compacted:
                compact(path)
                _sweep(settings)
        except DamagedError as error:
            raise DamagedError(f"{error} {_way_back(settings)}") from error
        publish(path, settings.published_database)


def publish(working: Path, published: Path) -> None:
    """Put a copy of a checkpointed, closed database in the published one's place, whole or not at all.

    Raises:
        StoreError: the copy can't be written (a full disk, say); what was published stays as it was.
    """
    try:
        copy_whole(working, published)
    except OSError as error:
        raise StoreError(
            f"The database can't be published to {published}: {error.strerror}. What was there is untouched, and "
            "nothing is lost: mend that, and the next run publishes."
        ) from error


def copy_whole(source: Path, target: Path) -> None:
    """Put a copy of a checkpointed, closed database in a place, whole or not at all.

    Raises:
        OSError: the copy can't be written; what was there stays as it was.
    """
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        shutil.copyfile(source, temporary)
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        # What a reader may have written beside the old file must never be replayed into the new one.
        log_of(target).unlink(missing_ok=True)
        temporary.replace(target)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _create(settings: Settings) -> None:
    """Make a fresh working database beside its place and move it in whole, so that half of one is always damage.

    Raises:
        DamagedError: there was one before: a fresh one would forget everything.
    """
    path = settings.working_database
    if _copies(settings) or log_of(path).exists():
        raise DamagedError(f"The working database {path} is gone, and a new one would forget all that was read.")
    fresh = path.with_name(f".{path.name}.new")
    remove(fresh)
    with Database(fresh) as database:
        migrate(database)
        database.execute("checkpoint")
    fresh.replace(path)


def _copies(settings: Settings) -> list[Path]:
    """The copies of the database that there are, the newest first."""
    backups = sorted(settings.backups.glob("openbeat-*.duckdb"), reverse=True)
    return [path for path in (settings.published_database, *backups) if path.exists()]


def _way_back(settings: Settings) -> str:
    """How to put the newest copy that is whole in the working database's place, its log out of the way."""
    path = settings.working_database
    folder = path.parent
    aside = _unused(folder.with_name(f"{folder.name}.damaged"))
    set_aside = f"mv {_shell(folder)} {_shell(aside)}"
    for copy in _copies(settings):
        with suppress(StoreError), Database(copy, read_only=True) as database:
            database.read_through()
            return (
                f"Put the newest copy in its place (what it lacks is read again by the next run): "
                f"{set_aside} && mkdir {_shell(folder)} && cp {_shell(copy)} {_shell(path)}"
            )
    published = settings.published_database
    if published.exists():
        set_aside += f" && mv {_shell(published)} {_shell(aside)}/published.duckdb"
    return f"There is no copy to put in its place. To begin anew: {set_aside}"


def _shell(path: Path) -> str:
    """A path as it is typed in a shell."""
    return shlex.quote(str(path))


def _unused(path: Path) -> Path:
    """The path, or the first with a number after it that is not taken."""
    numbered = (path.with_name(f"{path.name}{number}") for number in count(2))
    return next(each for each in chain([path], numbered) if not each.exists())


def _sweep(settings: Settings) -> None:
    """Clear away what was being written when a process died: pages, copies, digests."""
    for pattern in ("raw/*/*.tmp", "backups/*.tmp"):
        for litter in settings.data.glob(pattern):
            litter.unlink(missing_ok=True)
    for folder in settings.digests.glob(".????-??-??.*"):
        if time.time() - folder.stat().st_mtime > _LITTER_SECONDS:  # a younger one may be being written
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _turn(folder: Path, flow: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the working database. The system drops it when the process dies, however it dies."""
    lock, note = FileLock(folder / "lock"), folder / "holder.json"
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    try:
        _acquire(lock, folder, flow, wait_seconds)
        note.write_text(json.dumps({"flow": flow, "pid": os.getpid(), "since": since}), encoding="utf-8")
    except OSError as error:
        lock.release()
        if error.errno == errno.ENOSPC:
            raise full_disk(folder / "lock") from error
        raise StoreError(
            f"The lock {folder / 'lock'} can't be taken: {error.strerror}. Check the folder's permissions, and the "
            "room on its disk."
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, folder: Path, flow: str, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        with suppress(Timeout):
            lock.acquire(timeout=0)
            return
        holder = holder_of(folder)
        if holder and holder["flow"] == flow:
            raise AlreadyRunningError(
                f"Another {flow} run (process {holder['pid']}) has been under way since {holder['since']}."
            )
        if time.monotonic() >= deadline:
            who = (
                f"{holder['flow']} (process {holder['pid']}, since {holder['since']})" if holder else "another process"
            )
            raise StoreBusyError(f"The working database is in use by {who}; waited {wait_seconds:.0f} s.")
        time.sleep(_ASK_AGAIN_SECONDS)


def died(folder: Path) -> dict[str, str | int] | None:
    """Whose process died with the working database in hand, as holder.json has it; None if nobody's did."""
    note = _note(folder)
    return note if note and not _is_alive(int(note["pid"])) else None


def holder_of(folder: Path) -> dict[str, str | int] | None:
    """Who has the working database, as far as is known: flow, pid and since. A process that died has nothing."""
    note = _note(folder)
    return note if note and _is_alive(int(note["pid"])) else None


def _note(folder: Path) -> dict[str, str | int] | None:
    try:
        content = json.loads((folder / "holder.json").read_text(encoding="utf-8"))
        return {"flow": str(content["flow"]), "pid": int(content["pid"]), "since": str(content["since"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True
