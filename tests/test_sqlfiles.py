"""The SQL files: what they say of themselves, and what they may not use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openbeat.bundled import bundled
from openbeat.errors import StoreError
from openbeat.store.sqlfiles import SqlFile, fill, quoted, sql_files, statements, trend_query

ALL_FILES = sorted(bundled("sql").rglob("*.sql"))

NOT_ON_DUCKLAKE = re.compile(
    r"\b(PRIMARY\s+KEY|UNIQUE|CHECK\s*\(|FOREIGN\s+KEY|REFERENCES|CREATE\s+(?:OR\s+REPLACE\s+)?SEQUENCE|nextval|"
    r"CREATE\s+(?:UNIQUE\s+)?INDEX|ENUM|ON\s+CONFLICT|INSERT\s+OR|RETURNING|GENERATED\s+ALWAYS)\b",
    re.IGNORECASE,
)

HEADER = """-- What is asked?
-- Parameters
--   days := 7          length of the window
--                      in days
-- Columns
--   day                the day
-- Example
--   FROM t(days := 7);
CREATE OR REPLACE MACRO t(days := 7) AS TABLE SELECT 1 AS day;
"""


def code_of(text: str) -> str:
    """A SQL text without comments and string literals."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", text)


@pytest.mark.parametrize("path", ALL_FILES, ids=[f"{path.parent.name}/{path.name}" for path in ALL_FILES])
def test_only_what_duckdb_and_ducklake_have_in_common_is_used(path: Path) -> None:
    assert not NOT_ON_DUCKLAKE.findall(code_of(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    ["id BIGINT PRIMARY KEY", "CREATE SEQUENCE s", "CREATE INDEX i ON t (x)", "x INTEGER CHECK (x > 0)", "x ENUM"],
)
def test_that_test_would_find_them(text: str) -> None:
    assert NOT_ON_DUCKLAKE.search(code_of(f"SELECT 'x'; {text}"))
    assert not NOT_ON_DUCKLAKE.search(code_of(f"SELECT '{text}'; -- {text}"))


def test_there_are_files_of_every_kind() -> None:
    assert {"migrations", "views", "trends", "store"} <= {path.parent.name for path in ALL_FILES}
    assert next(file.name for file in sql_files("migrations")) == "0001_initial"


def test_every_statement_has_a_name_and_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in bundled("src").rglob("*.py"))
    unused = [name for name in statements() if f'"{name}"' not in source]
    assert not unused
    assert all(text.endswith(";") for text in statements().values())


def test_parts_are_filled_in_and_literals_quoted() -> None:
    assert fill("insert_batch", table="articles") == "INSERT INTO articles BY NAME FROM batch;"
    assert quoted("Who's first?") == "'Who''s first?'"
    assert quoted(Path("/tmp/it's")) == "'/tmp/it''s'"


def test_a_trend_says_what_it_answers() -> None:
    query = trend_query(SqlFile("t", HEADER))
    assert (query.name, query.question, query.example) == ("t", "What is asked?", "FROM t(days := 7);")
    assert query.parameters == ({"name": "days", "default": "7", "description": "length of the window in days"},)
    assert query.columns == ({"name": "day", "description": "the day"},)


@pytest.mark.parametrize("part", ["Columns", "Example"])
def test_a_trend_that_does_not_is_refused(part: str) -> None:
    with pytest.raises(StoreError, match=f"t.sql.*{part}"):
        trend_query(SqlFile("t", HEADER.replace(f"-- {part}", "--")))


def test_the_checksum_is_that_of_the_text() -> None:
    assert SqlFile("a", "SELECT 1").checksum == SqlFile("b", "SELECT 1").checksum != SqlFile("a", "SELECT 2").checksum
