"""Writes docs/data.md from the database's own comments: ``python docs/build.py``. A test keeps the two the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import jinja2

from openbeat.store.database import Database
from openbeat.store.migrating import migrate

TARGET = Path(__file__).with_name("data.md")
TABLES = """
SELECT t.table_name, t.comment,
    list({'name': column_name, 'type': data_type, 'comment': c.comment} ORDER BY column_index) AS columns
FROM duckdb_tables() t JOIN duckdb_columns() c USING (table_oid) WHERE NOT t.internal GROUP BY ALL ORDER BY t.table_name
"""
VIEWS = """
SELECT v.view_name, v.comment, list(c.column_name ORDER BY c.column_index) AS columns
FROM duckdb_views() v JOIN duckdb_columns() c ON c.table_name = v.view_name
WHERE NOT v.internal GROUP BY ALL ORDER BY v.view_name
"""


def data_page() -> str:
    """The page, from a fresh database."""
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "fresh.duckdb") as database:
        migrate(database)
        content = {
            "tables": database.query_text(TABLES),
            "views": database.query_text(VIEWS),
            "trends": database.query("trend_catalogue"),
        }
    template = TARGET.with_suffix(".md.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - Markdown
    return environment.from_string(template).render(content) + "\n"


if __name__ == "__main__":
    TARGET.write_text(data_page(), encoding="utf-8")
