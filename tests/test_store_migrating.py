"""Bringing a database to the newest shape, and what every object in it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from openbeat.errors import MigrationError, SchemaTooNewError, StoreError
from openbeat.store import migrating
from openbeat.store.database import Database
from openbeat.store.migrating import migrate
from openbeat.store.sqlfiles import SqlFile, sql_files


def set_files(monkeypatch: pytest.MonkeyPatch, **folders: list[SqlFile]) -> None:
    monkeypatch.setattr(migrating, "sql_files", lambda folder: folders.get(folder, sql_files(folder)))


def tables(database: Database) -> set[str]:
    return {row["table_name"] for row in database.query_text("SELECT table_name FROM duckdb_tables()")}


def test_migrations_are_applied_once(tmp_path: Path) -> None:
    with Database(tmp_path / "a.duckdb") as database:
        assert migrate(database) == [file.name for file in sql_files("migrations")]
        assert migrate(database) == []
        assert "articles" in tables(database)


def test_a_new_migration_is_applied_to_what_is_there(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    more = SqlFile("0999_more", "CREATE TABLE more (x INTEGER); INSERT INTO more VALUES (7);")
    set_files(monkeypatch, migrations=[*sql_files("migrations"), more])
    assert migrate(database) == ["0999_more"]
    assert database.query_text("SELECT x FROM more") == [{"x": 7}]


def test_texts_stored_before_there_were_layouts_keep_their_lines_and_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [file for file in sql_files("migrations") if file.name < "0003"]
    set_files(monkeypatch, migrations=before, views=[], trends=[])
    with Database(tmp_path / "old.duckdb") as database:
        migrate(database)
        columns = database.query_text("SELECT column_name AS name FROM duckdb_columns() WHERE table_name = 'articles'")
        known = {
            "title": "'Old'",
            "text": "E'One # line.\\n# Another.'",
            "language": "'de'",
            "authors": "['Ada']",
            "completeness": "'full'",
            "publisher": "'x.example'",
            "day": "DATE '2026-01-01'",
        }
        numbers = {"article_id", "feed_id", "content_hash", "version", "word_count", "language_confidence"}
        times = {"first_seen_at", "stored_at", "arrived_at", "occurred_at"}
        texts = {"url", "language_source", "extractor"}
        known |= dict.fromkeys(numbers, "1") | dict.fromkeys(times, "now()::TIMESTAMP") | dict.fromkeys(texts, "'x'")
        assert known.keys() <= {column["name"] for column in columns}
        database.script(f"INSERT INTO articles ({', '.join(known)}) VALUES ({', '.join(known.values())})")
    monkeypatch.undo()
    with Database(tmp_path / "old.duckdb") as database:
        assert migrate(database)[0].startswith("0003")
        [article] = database.query_text("SELECT layout, licence, languages FROM articles")
        assert article == {"layout": None, "licence": None, "languages": [{"code": "de", "share": 1.0}]}
        [row] = database.query_text("SELECT code, share FROM article_languages")
        assert row == {"code": "de", "share": 1.0}
        [shown] = database.query_text("SELECT markdown FROM article_markdown")
        assert shown["markdown"] == "# Old\n\nOne # line.\n\n\\# Another."


def test_verdicts_from_before_there_were_jurisdictions_say_that_nobody_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [file for file in sql_files("migrations") if file.name < "0004"]
    set_files(monkeypatch, migrations=before, views=[], trends=[])
    with Database(tmp_path / "old.duckdb") as database:
        migrate(database)
        for number, relevance in enumerate(("core", "off")):
            database.script(
                f"INSERT INTO verdicts VALUES ({number}, 'b', DATE '2026-01-01', '{relevance}', 1, 1, 0, [], NULL, [], "
                "'1', '1', now()::TIMESTAMP)"
            )
        database.script(
            "INSERT INTO mentions VALUES (0, 'b', DATE '2026-01-01', 'Llama', 'model', 'Llama 2', 1, TRUE, [])"
        )
    monkeypatch.undo()
    with Database(tmp_path / "old.duckdb") as database:
        assert migrate(database)[0].startswith("0004")
        rows = database.query_text("SELECT jurisdictions FROM verdicts ORDER BY article_id")
        assert rows == [{"jurisdictions": None}, {"jurisdictions": []}]
        assert database.query_text("SELECT forms FROM mentions") == [{"forms": None}]
        assert database.query_text("FROM mention_forms") == []


def test_a_migration_changed_after_it_was_applied_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *rest = sql_files("migrations")
    set_files(monkeypatch, migrations=[SqlFile(first.name, first.text + "-- changed"), *rest])
    with pytest.raises(MigrationError, match=first.name):
        migrate(database)


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    database.execute("record_migration", name="0999_from_the_future", checksum="x")
    with pytest.raises(SchemaTooNewError, match="0999_from_the_future"):
        migrate(database)


def test_a_failing_migration_leaves_nothing_and_those_before_it_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = SqlFile("0998_good", "CREATE TABLE good (x INTEGER);")
    bad = SqlFile("0999_bad", "CREATE TABLE half (x INTEGER); INSERT INTO half VALUES (1); SELECT * FROM nowhere;")
    set_files(monkeypatch, migrations=[*sql_files("migrations"), good, bad])
    for _ in range(2):
        with pytest.raises(MigrationError, match="0999_bad"):
            migrate(database)
        assert "half" not in tables(database)
        assert "good" in tables(database)
    mended = SqlFile("0999_bad", "CREATE TABLE half (x INTEGER);")
    set_files(monkeypatch, migrations=[*sql_files("migrations"), good, mended])
    assert migrate(database) == ["0999_bad"]


def test_views_are_made_anew_when_their_files_changed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    view = SqlFile("99_more", "CREATE OR REPLACE VIEW more AS SELECT 1 AS x; COMMENT ON VIEW more IS 'More';")
    set_files(monkeypatch, views=[*sql_files("views"), view])
    migrate(database)
    assert database.query_text("FROM more") == [{"x": 1}]
    changed = SqlFile("99_more", view.text.replace("SELECT 1", "SELECT 2"))
    set_files(monkeypatch, views=[*sql_files("views"), changed])
    migrate(database)
    assert database.query_text("FROM more") == [{"x": 2}]


def test_a_trend_that_says_nothing_of_itself_changes_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = database.query_text("FROM trend_queries ORDER BY name")
    set_files(monkeypatch, trends=[SqlFile("mute", "CREATE OR REPLACE MACRO mute() AS TABLE SELECT 1 AS x;")])
    with pytest.raises(StoreError, match="mute"):
        migrate(database)
    assert database.query_text("FROM trend_queries ORDER BY name") == before


@pytest.mark.parametrize(
    "question",
    [
        "SELECT table_name AS name, comment FROM duckdb_tables() WHERE NOT internal",
        "SELECT view_name AS name, comment FROM duckdb_views() WHERE NOT internal",
        (
            "SELECT c.table_name || '.' || c.column_name AS name, c.comment FROM duckdb_columns() c "
            "SEMI JOIN duckdb_tables() t USING (table_name) WHERE NOT c.internal"
        ),
        (
            "SELECT function_name AS name, comment FROM duckdb_functions() "
            "WHERE NOT internal AND function_type IN ('macro', 'table_macro')"
        ),
    ],
    ids=["tables", "views", "columns", "macros"],
)
def test_everything_says_what_it_is(database: Database, question: str) -> None:
    rows = database.query_text(question)
    assert len(rows) >= 9
    assert [row["name"] for row in rows if not row["comment"]] == []
