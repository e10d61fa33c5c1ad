"""One DuckDB file: connecting, running named statements, inserting batches.

All SQL comes from ``sql/``. A connection is shared by the threads of a flow, so everything happens under one lock.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import duckdb
import pyarrow as pa

from openbeat.errors import StoreBusyError
from openbeat.store.faults import explained, explained_opening, full_disk
from openbeat.store.sqlfiles import fill, quoted, statements

Row = dict[str, Any]

LEAST_FREE_BYTES = 16 * 1024 * 1024
"""Where less room is left on the disk, nothing more is written. More than the largest page takes: where a page can't be
kept for want of room, that can't be committed as a failure of the page."""


class Database:
    """A connection to one DuckDB file.

    Opened for reading while another process writes to it, it shows a private copy of what is in the file.

    Raises:
        StoreBusyError: another process holds the file.
        DamagedError: the file, or what a statement reads of it, is damaged.
        StoreError: the file can't be opened, or a statement failed; the message names it and says why.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._read_only = read_only
        self._lock = threading.RLock()
        self._depth = 0
        self._schemas: dict[str, pa.Schema] = {}
        with ExitStack() as resources:
            try:
                self._connection = _connect(path, read_only=read_only)
            except StoreBusyError as busy:
                if not read_only:
                    raise
                copy = resources.enter_context(_private_copy(path, busy))
                self._connection = _connect(copy, read_only=True)
            self._resources = resources.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, when no thread is in the middle of a statement."""
        with self._lock, self._resources:
            self._connection.close()

    def query(self, name: str, /, **parameters: object) -> list[Row]:
        """The rows of a named statement."""
        with self._telling(f"The statement {name} on {self.path}"):
            return self._run(statements()[name], parameters).to_arrow_table().to_pylist()

    def execute(self, name: str, /, **parameters: object) -> None:
        """Run a named statement for its effect."""
        with self._telling(f"The statement {name} on {self.path}"):
            self._require_room()
            self._run(statements()[name], parameters)

    def query_text(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """The rows of a SQL text, as dictionaries by column name."""
        return self.table(text, parameters).to_pylist()

    def table(self, text: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The result of a SQL text as an Arrow table."""
        with self._telling("The query"):
            return self._run(text, parameters).to_arrow_table()

    def script(self, text: str) -> None:
        """Run a text of several statements for their effect."""
        with self._telling(f"A script on {self.path}"):
            self._require_room()
            self._run(text)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Append rows to a table in one statement, through Arrow: 500 rows take milliseconds."""
        if rows:
            with self.batch(rows, like=table), self._telling(f"Writing to {table} in {self.path}"):
                self._require_room()
                self._run(fill("insert_batch", table=table))

    @contextmanager
    def batch(self, rows: Sequence[Row], like: str) -> Iterator[None]:
        """Let statements see these rows as the relation ``batch``, with the column types of a table.

        Only the columns that occur in the first row are there.
        """
        with self._lock:
            schema = self._schema(like)
            columns = [schema.field(name) for name in rows[0]]
            with self._telling(f"A batch for {self.path}"):
                self._connection.register("batch", pa.Table.from_pylist(list(rows), schema=pa.schema(columns)))
            try:
                yield
            finally:
                with suppress(duckdb.Error):  # after a fatal error nothing is registered any more
                    self._connection.unregister("batch")

    def read_through(self) -> None:
        """Read all that is in the tables: damage shows only where it is read.

        Raises:
            DamagedError: something can't be read.
        """
        for row in self.query("own_tables"):
            self.query_text(fill("read_through", table=row["table_name"]))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner transaction joins the outer one."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    with self._telling(f"Beginning a transaction on {self.path}"):
                        self._connection.begin()
                yield
                if self._depth == 1:
                    with self._telling(f"A commit to {self.path}"):
                        self._connection.commit()
            except BaseException:
                if self._depth == 1:
                    with suppress(duckdb.Error):  # a failed commit or a fatal error has ended it already
                        self._connection.rollback()
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Hold the lock, and raise whatever DuckDB raises as an error of ours that says what failed."""
        with self._lock:
            try:
                yield
            except duckdb.Error as error:
                raise explained(self.path, what, error, read_only=self._read_only) from error

    def _run(self, text: str, parameters: Mapping[str, object] | None = None) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(text, dict(parameters) if parameters else None)

    def _require_room(self) -> None:
        disk = shutil.disk_usage(self.path.parent)
        if disk.total and disk.free < LEAST_FREE_BYTES:  # some network disks tell no sizes
            raise full_disk(self.path)

    def _schema(self, table: str) -> pa.Schema:
        if table not in self._schemas:
            self._schemas[table] = self.table(fill("empty_table", table=table)).schema
        return self._schemas[table]


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=read_only)
    except duckdb.Error as error:
        raise explained_opening(path, error, read_only=read_only) from error


@contextmanager
def _private_copy(path: Path, busy: StoreBusyError) -> Iterator[Path]:
    """A copy of a file that another process has open for writing. What was published is in it, whole."""
    with TemporaryDirectory(prefix="openbeat-") as folder:
        try:
            yield shutil.copyfile(path, Path(folder, path.name))
        except OSError as error:
            raise StoreBusyError(f"{busy} It can't be copied to {folder} either: {error.strerror}.") from error


def compact(path: Path) -> None:
    """Rewrite a closed database without the room that deleted rows left.

    Raises:
        StoreError: it can't be rewritten; the old file stays as it was.
    """
    fresh = path.with_name(f".{path.name}.compact")
    remove(fresh)
    try:
        with duckdb.connect() as connection:
            connection.execute(fill("compact_into", old=quoted(path), fresh=quoted(fresh)))
    except duckdb.Error as error:
        remove(fresh)
        cause = explained(path, "Copying it", error, read_only=False)
        raise type(cause)(f"{path} can't be compacted, and stays as it was. {cause}") from error
    fresh.replace(path)


def remove(path: Path) -> None:
    """Remove a database that nobody has open, with its log."""
    path.unlink(missing_ok=True)
    log_of(path).unlink(missing_ok=True)


def log_of(path: Path) -> Path:
    """Where DuckDB keeps what is committed to a file but not yet written into it."""
    return path.with_name(f"{path.name}.wal")
