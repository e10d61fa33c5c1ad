"""One DuckDB file: connecting, running named statements, inserting batches.

All SQL comes from ``sql/``. A connection is shared by the threads of a flow, so everything happens under one lock.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from openbeat.errors import StoreBusyError, StoreError
from openbeat.store.sqlfiles import fill, quoted, statements

Row = dict[str, Any]


class Database:
    """A connection to one DuckDB file.

    Raises:
        StoreBusyError: another process holds the file.
        StoreError: the file can't be opened; the message says why and what to do.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        self._schemas: dict[str, pa.Schema] = {}
        self._connection = _connect(path, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, when no thread is in the middle of a statement."""
        with self._lock:
            self._connection.close()

    def query(self, name: str, /, **parameters: object) -> list[Row]:
        """The rows of a named statement."""
        return self.query_text(statements()[name], parameters)

    def execute(self, name: str, /, **parameters: object) -> None:
        """Run a named statement for its effect."""
        with self._lock:
            self._connection.execute(statements()[name], parameters or None)

    def query_text(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """The rows of a SQL text, as dictionaries by column name."""
        return self.table(text, parameters).to_pylist()

    def table(self, text: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The result of a SQL text as an Arrow table."""
        with self._lock:
            return self._connection.execute(text, dict(parameters) if parameters else None).to_arrow_table()

    def script(self, text: str) -> None:
        """Run a text of several statements for their effect."""
        with self._lock:
            self._connection.execute(text)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Append rows to a table in one statement, through Arrow: 500 rows take milliseconds."""
        if rows:
            with self.batch(rows, like=table):
                self._connection.execute(fill("insert_batch", table=table))

    @contextmanager
    def batch(self, rows: Sequence[Row], like: str) -> Iterator[None]:
        """Let statements see these rows as the relation ``batch``, with the column types of a table.

        Only the columns that occur in the first row are there.
        """
        with self._lock:
            schema = self._schema(like)
            columns = [schema.field(name) for name in rows[0]]
            self._connection.register("batch", pa.Table.from_pylist(list(rows), schema=pa.schema(columns)))
            try:
                yield
            finally:
                self._connection.unregister("batch")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner transaction joins the outer one."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._connection.begin()
                yield
                if self._depth == 1:
                    self._connection.commit()
            except BaseException:
                if self._depth == 1:
                    with suppress(duckdb.TransactionException):  # a commit that failed has ended it already
                        self._connection.rollback()
                raise
            finally:
                self._depth -= 1

    def _schema(self, table: str) -> pa.Schema:
        if table not in self._schemas:
            self._schemas[table] = self.table(fill("empty_table", table=table)).schema
        return self._schemas[table]


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=read_only)
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise StoreBusyError(
                f"Another process has {path} open. Close it; readers belong on the published database."
            ) from error
        raise StoreError(f"{path} can't be opened: {error}") from error
    except duckdb.Error as error:
        raise StoreError(f"{path} can't be opened: {error}") from error


def compact(path: Path) -> None:
    """Rewrite a closed database without the room that deleted rows left.

    Raises:
        StoreError: it can't be rewritten; the old file stays as it was.
    """
    fresh = path.with_name(f".{path.name}.compact")
    fresh.unlink(missing_ok=True)
    try:
        with duckdb.connect() as connection:
            connection.execute(fill("compact_into", old=quoted(path), fresh=quoted(fresh)))
    except duckdb.Error as error:
        fresh.unlink(missing_ok=True)
        raise StoreError(f"{path} can't be compacted, and stays as it was: {error}") from error
    fresh.replace(path)
