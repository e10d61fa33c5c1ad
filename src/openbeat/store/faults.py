"""What DuckDB's errors mean, for a person: what went wrong, where, and what to do next."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from openbeat.errors import DamagedError, SchemaTooNewError, StoreBusyError, StoreError

_FULL = "No space left on device"
_LOCKED = "Could not set lock"
_NEWER = "database file with version number"
_DAMAGED = (
    "Corrupt database file",  # a checksum is wrong
    "Could not read enough bytes",  # the file ends before what it says it holds
    "not a valid DuckDB database file",
    "Failure while replaying WAL",
    "Is a directory",
)
_HOLDER = re.compile(r"\(PID \d+\)")


def explained(path: Path, what: str, error: duckdb.Error, *, read_only: bool) -> StoreError:
    """The error to raise when something done to an open database failed.

    Args:
        path: the file.
        what: what was done, to begin a sentence with.
        error: what DuckDB says of it.
        read_only: whether the file is one that readers open: the published one.
    """
    text = str(error)
    if _FULL in text:
        return full_disk(path)
    if isinstance(error, duckdb.IOException) and any(sign in text for sign in _DAMAGED):
        return _damaged(path, text, read_only=read_only)
    if isinstance(error, duckdb.FatalException | duckdb.InternalException):
        return StoreError(
            f"DuckDB gave up on {path}: {_first_line(text)} What was committed is safe; the next run carries on."
        )
    return StoreError(f"{what} failed: {text}")


def explained_opening(path: Path, error: duckdb.Error, *, read_only: bool) -> StoreError:
    """The error to raise when a database can't be opened."""
    text = str(error)
    if _LOCKED in text:
        holder = _HOLDER.search(text)
        who = f"Another process {holder[0]}" if holder else "Another process"
        return StoreBusyError(f"{who} has {path} open. Close it there; readers belong on the published database.")
    if _NEWER in text:
        return SchemaTooNewError(
            f"{path} was written by a newer DuckDB: {_first_line(text)} Install the openbeat that wrote it."
        )
    return explained(path, f"Opening {path}", error, read_only=read_only)


def full_disk(path: Path) -> StoreError:
    """The error of a disk without room."""
    return StoreError(
        f"The disk of {path.parent} is full. Make room there: what was committed is safe, and the next run carries on."
    )


def _damaged(path: Path, text: str, *, read_only: bool) -> DamagedError:
    next_step = " The next run replaces it: openbeat run" if read_only else ""
    return DamagedError(f"{path} is damaged: {_first_line(text)}{next_step}")


def _first_line(text: str) -> str:
    line = text.partition("\n")[0].strip()
    return line if line.endswith((".", "!")) else f"{line}."
