"""The working database: one writer, and readers that never block it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from openbeat.errors import AlreadyRunningError, StoreBusyError, StoreError
from openbeat.settings import Settings
from openbeat.store import feeds
from openbeat.store.database import Database, compact
from openbeat.store.working import holder_of, publish, working_database
from tests.builders import NOW, make_feed

MakeSettings = Callable[..., Settings]

HOLDER = """
import sys
from openbeat.settings import Settings
from openbeat.store.working import working_database
with working_database(Settings.model_validate({"data": sys.argv[1]}), "ingest"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process has the working database, as ``ingest``."""
    command = [sys.executable, "-c", HOLDER, str(settings.data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def titles(path: Path) -> list[str]:
    with Database(path, read_only=True) as database:
        return [row["title"] for row in feeds.all_feeds(database)]


def add(settings: Settings, title: str, **more: Any) -> None:
    with working_database(settings, "test", **more) as database:
        feeds.add_feeds(database, [make_feed(f"https://{title}.example/", title=title)], NOW)


def test_what_is_written_is_published_afterwards(make_settings: MakeSettings) -> None:
    settings = make_settings()
    with working_database(settings, "test") as database:
        feeds.add_feeds(database, [make_feed(title="a")], NOW)
        assert not settings.published_database.exists()
    assert titles(settings.published_database) == ["a"]
    assert [path.name for path in settings.data.iterdir() if path.is_file()] == ["openbeat.duckdb"]


def test_nothing_is_published_when_the_flow_fails(make_settings: MakeSettings) -> None:
    settings = make_settings()
    add(settings, "a")
    with pytest.raises(KeyboardInterrupt):
        add_and_fail(settings)
    assert titles(settings.published_database) == ["a"]
    assert holder_of(settings.working_database.parent) is None
    add(settings, "c")
    assert titles(settings.published_database) == ["a", "b", "c"]


def add_and_fail(settings: Settings) -> None:
    with working_database(settings, "test") as database:
        feeds.add_feeds(database, [make_feed(title="b")], NOW)
        raise KeyboardInterrupt


def test_another_run_of_the_same_flow_is_told_who_runs(make_settings: MakeSettings) -> None:
    settings = make_settings()
    with held_by_another(settings) as process:
        with pytest.raises(AlreadyRunningError, match=f"ingest run .process {process.pid}."):
            add_as(settings, "ingest")
        with pytest.raises(StoreBusyError, match=f"ingest .process {process.pid}, since 20.*waited 0 s") as caught:
            add_as(settings, "digest")
        assert not isinstance(caught.value, AlreadyRunningError)


def add_as(settings: Settings, flow: str) -> None:
    with working_database(settings, flow, wait_seconds=0.1):
        pytest.fail("two have the working database")


def test_a_process_that_died_holds_nothing(make_settings: MakeSettings) -> None:
    settings = make_settings()
    with held_by_another(settings) as process:
        process.kill()
        process.wait()
        assert (settings.working_database.parent / "holder.json").exists()
        assert holder_of(settings.working_database.parent) is None
        with working_database(settings, "ingest", wait_seconds=5):
            holder = holder_of(settings.working_database.parent)
            assert holder
            assert (holder["flow"], holder["pid"]) == ("ingest", os.getpid())


def test_another_flow_waits_its_turn(make_settings: MakeSettings) -> None:
    settings = make_settings()
    with held_by_another(settings) as process:
        assert process.stdin
        process.stdin.close()
        add(settings, "a", wait_seconds=30)
        assert process.wait() == 0
    assert titles(settings.published_database) == ["a"]


def test_a_reader_of_the_published_file_blocks_nobody_and_keeps_what_it_reads(make_settings: MakeSettings) -> None:
    settings = make_settings()
    add(settings, "a")
    reader = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); "
        "sys.stdin.readline(); print(c.sql('SELECT string_agg(title) FROM feeds').fetchone()[0], flush=True)"
    )
    command = [sys.executable, "-c", reader, str(settings.published_database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "open\n"
        add(settings, "b")
        assert titles(settings.published_database) == ["a", "b"]
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "a\n"


def test_the_working_database_opened_by_a_stranger_is_said(make_settings: MakeSettings) -> None:
    settings = make_settings()
    add(settings, "a")
    stranger = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", stranger, str(settings.working_database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(StoreBusyError, match="published"):
            add(settings, "b")
        process.kill()


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path, make_settings: MakeSettings) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"data folder.*can't be written"):
        add(make_settings(data=tmp_path / "file" / "data"), "a")


def test_a_read_only_data_folder_is_said(make_settings: MakeSettings) -> None:
    if os.geteuid() == 0:
        pytest.skip("permissions don't bind the superuser")
    settings = make_settings()
    settings.data.mkdir()
    settings.data.chmod(0o555)
    with pytest.raises(StoreError, match="Check its permissions"):
        add(settings, "a")


def test_what_is_no_database_is_said(make_settings: MakeSettings) -> None:
    settings = make_settings()
    settings.working_database.parent.mkdir(parents=True)
    settings.working_database.write_bytes(b"not a database" * 1_000)
    with pytest.raises(StoreError, match="is damaged"):
        add(settings, "a")


def test_a_copy_that_fails_leaves_what_was_published(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings()
    add(settings, "a")

    def full(_: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="No space left"):
        publish(settings.working_database, settings.published_database)
    assert titles(settings.published_database) == ["a"]
    assert len([path for path in settings.data.iterdir() if path.is_file()]) == 1


OBJECTS = {
    "tables": "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL",
    "columns": "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
    "WHERE NOT internal ORDER BY ALL",
    "views": "SELECT view_name, comment, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
    "macros": "SELECT function_name, parameters, macro_definition, comment FROM duckdb_functions() "
    "WHERE NOT internal ORDER BY ALL",
}


def test_a_compacted_database_is_smaller_and_lacks_nothing(make_settings: MakeSettings) -> None:
    settings = make_settings()
    many = [make_feed(f"https://{n}.example/", title=f"{n} " * 400) for n in range(3_000)]
    with working_database(settings, "test") as database:
        feeds.add_feeds(database, [make_feed(title="kept")], NOW)
        feeds.add_feeds(database, many, NOW)
    with working_database(settings, "test") as database:
        database.script("DELETE FROM feeds WHERE title <> 'kept'")
        before = {name: database.query_text(question) for name, question in OBJECTS.items()}
        trends = database.query_text("FROM trend_queries")
    size = settings.working_database.stat().st_size
    with working_database(settings, "test", compacted=True):
        pass
    assert settings.working_database.stat().st_size < size
    with Database(settings.published_database, read_only=True) as database:
        assert {name: database.query_text(question) for name, question in OBJECTS.items()} == before
        assert database.query_text("FROM trend_queries") == trends
        assert [row["title"] for row in database.query_text("SELECT title FROM feed_health")] == ["kept"]
        database.query_text("FROM coverage_by_day()")
    add(settings, "b")
    assert titles(settings.published_database) == ["b", "kept"]


def test_a_database_that_cannot_be_compacted_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"not a database" * 1_000)
    with pytest.raises(StoreError, match="stays as it was"):
        compact(path)
    assert path.read_bytes().startswith(b"not a database")
    assert list(tmp_path.iterdir()) == [path]


def fail_after_an_inner_transaction(database: Database) -> None:
    with database.transaction():
        with database.transaction():
            feeds.add_feeds(database, [make_feed()], NOW)
        raise KeyboardInterrupt


def test_a_transaction_within_another_is_part_of_it(database: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        fail_after_an_inner_transaction(database)
    assert feeds.all_feeds(database) == []
    with database.transaction():
        feeds.add_feeds(database, [make_feed()], NOW)
    assert len(feeds.all_feeds(database)) == 1


def test_an_error_within_a_transaction_is_the_one_that_is_raised(database: Database) -> None:
    with pytest.raises(StoreError, match=r"A script on .* failed.*nowhere"), database.transaction():
        database.script("FROM nowhere")
    with database.transaction():
        feeds.add_feeds(database, [make_feed()], NOW)
