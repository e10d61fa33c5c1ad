"""Bringing a database to the newest shape: numbered migrations, each applied once, in order, and never changed after.

Views and trends are not migrated but made anew whenever their files changed.
"""

from __future__ import annotations

from hashlib import blake2b

from openbeat.errors import DamagedError, MigrationError, SchemaTooNewError, StoreError
from openbeat.store.database import Database
from openbeat.store.sqlfiles import SqlFile, fill, quoted, sql_files, trend_query

_OBJECTS = "views and trends"
"""The name under which the checksum of all views and trends is recorded beside the migrations'."""


def migrate(database: Database) -> list[str]:
    """Apply what is missing and return the names of the migrations applied.

    Raises:
        SchemaTooNewError: the database has migrations this openbeat does not know.
        MigrationError: an applied migration's file was changed since, or applying one failed (nothing of it remains).
        DamagedError: the database is not whole.
    """
    files = sql_files("migrations")
    with database.transaction():  # what is refused stays as it was, to the byte
        database.execute("create_schema_migrations")
        applied = {row["name"]: row["checksum"] for row in database.query("applied_migrations", objects=_OBJECTS)}
        _check(database, files, applied)
    fresh = [file for file in files if file.name not in applied]
    for file in fresh:
        try:
            with database.transaction():
                database.script(file.text)
                database.execute("record_migration", name=file.name, checksum=file.checksum)
        except DamagedError:
            raise
        except StoreError as error:
            raise MigrationError(
                f"Migration {file.name} failed on {database.path}; nothing of it was kept: {error}"
            ) from error
    _refresh_objects(database)
    return [file.name for file in fresh]


def _check(database: Database, files: list[SqlFile], applied: dict[str, str]) -> None:
    known = {file.name: file.checksum for file in files}
    if unknown := sorted(applied.keys() - known.keys()):
        raise SchemaTooNewError(
            f"{database.path} was written by a newer openbeat (it has {', '.join(unknown)}). "
            "Install that version or a newer one."
        )
    if changed := sorted(name for name in applied if applied[name] != known[name]):
        raise MigrationError(
            f"The file of migration {', '.join(changed)} differs from the one applied to {database.path}. "
            "Restore it; a change to the schema belongs in a new migration."
        )


def _refresh_objects(database: Database) -> None:
    views, trends = sql_files("views"), sql_files("trends")
    checksum = blake2b("".join(file.checksum for file in views + trends).encode(), digest_size=8).hexdigest()
    if database.query("objects_checksum", name=_OBJECTS) == [{"checksum": checksum}]:
        return
    with database.transaction():
        for file in views + trends:
            database.script(file.text)
        database.execute("clear_trend_queries")
        queries = [trend_query(file) for file in trends]
        for query in queries:
            database.script(fill("comment_on_trend", name=query.name, question=quoted(query.question)))
        database.insert(
            "trend_queries",
            [
                {
                    "name": query.name,
                    "question": query.question,
                    "parameters": list(query.parameters),
                    "columns": list(query.columns),
                    "example": query.example,
                }
                for query in queries
            ],
        )
        database.execute("forget_objects_checksum", name=_OBJECTS)
        database.execute("record_migration", name=_OBJECTS, checksum=checksum)
