"""What DuckDB's errors mean, for a person."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from openbeat.errors import DamagedError, SchemaTooNewError, StoreBusyError, StoreError
from openbeat.store.faults import explained, explained_opening

PATH = Path("/data/working/openbeat.duckdb")


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (duckdb.FatalException("FATAL Error: invalidated"), StoreError, "DuckDB gave up on /data.*next run carries on"),
        (duckdb.InternalException("INTERNAL Error: oh"), StoreError, "DuckDB gave up on /data.*next run carries on"),
        (
            duckdb.TransactionException("Failed to commit: No space left on device"),
            StoreError,
            "of /data/working is full",
        ),
        (duckdb.IOException("Corrupt database file: in block 7"), DamagedError, "openbeat.duckdb is damaged"),
        (
            duckdb.ParserException('syntax error at or near "Corrupt database file"'),
            StoreError,
            "^The poll failed: syntax",
        ),
    ],
)
def test_an_error_says_what_failed_and_what_to_do(error: duckdb.Error, kind: type[StoreError], told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        raise explained(PATH, "The poll", error, read_only=False)
    assert type(caught.value) is kind


def test_a_damaged_file_for_readers_is_replaced_by_the_next_run() -> None:
    found = explained(PATH, "The query", duckdb.IOException("Corrupt database file: in block 7"), read_only=True)
    assert str(found).endswith("openbeat run")


def test_a_locked_file_is_busy_and_a_damaged_block_is_not() -> None:
    locked = duckdb.IOException(
        'IO Error: Could not set lock on file "x": Conflicting lock is held in duckdb (PID 7) by me'
    )
    busy = explained_opening(PATH, locked, read_only=False)
    assert isinstance(busy, StoreBusyError)
    assert "(PID 7)" in str(busy)
    blocked = explained_opening(
        PATH, duckdb.IOException("Corrupt database file: in block at location 0"), read_only=False
    )
    assert type(blocked) is DamagedError


def test_a_file_of_a_newer_duckdb_is_too_new() -> None:
    newer = duckdb.IOException(
        "Trying to read a database file with version number 200, but we can only read 64 to 68.\nMore."
    )
    found = explained_opening(PATH, newer, read_only=False)
    assert isinstance(found, SchemaTooNewError)
    assert "More" not in str(found)
