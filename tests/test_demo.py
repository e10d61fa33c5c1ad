"""``openbeat demo``, twice: the first thing anyone sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from openbeat.store.database import Database

BIN = Path(sys.executable).parent


def demo(folder: Path, prefect_home: Path) -> str:
    result = subprocess.run(
        [str(BIN / "openbeat"), "demo", "--folder", str(folder), *(() if folder.exists() else ("--port", "0"))],
        env=os.environ | {"PREFECT_HOME": str(prefect_home), "COLUMNS": "200"},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    return result.stdout


@pytest.mark.service
def test_the_demo_runs_and_a_second_one_fetches_and_stores_nothing_twice(tmp_path: Path) -> None:
    folder, home = tmp_path / "demo", tmp_path / "prefect"
    first = demo(folder, home)
    assert "76 stored" in first
    assert "1 updated" in first
    tables = (
        "articles",
        "article_versions",
        "entries",
        "verdicts",
        "mentions",
        "stories",
        "story_articles",
        "raw_pages",
    )
    published = folder / "data" / "openbeat.duckdb"

    def contents() -> dict[str, list[dict]]:
        with Database(published, read_only=True) as database:
            rows = {table: database.query_text(f"FROM {table} ORDER BY ALL") for table in tables}
        return {
            table: [{key: value for key, value in row.items() if key != "last_seen_at"} for row in rows[table]]
            for table in rows
        }

    before = contents()
    second = demo(folder, home)
    assert contents() == before
    assert "0 entries read" in second
    with Database(published, read_only=True) as database:
        reports = [
            json.loads(row["report"])
            for row in database.query_text("SELECT report FROM runs WHERE flow = 'ingest' ORDER BY started_at")
        ]
    assert [report["pages_due"] for report in reports] == [76, 1, 0, 0]
    day = max((folder / "data" / "digests").iterdir())
    assert {path.name for path in day.iterdir()} >= {"digest.html", "digest.md", "digest.json"}
    assert str(day / "digest.html") in second
