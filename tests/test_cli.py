"""The command line as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest

from openbeat.sample.server import SampleNewsroom
from tests.newsroom import ingest, newsroom_settings, subscribe

BIN = Path(sys.executable).parent
CONFIG = 'data = "data"\nfeeds = "none"\n[fetch]\nallow_networks = ["127.0.0.0/8"]\nper_host_spacing_seconds = 0\n'
COMMANDS = (
    "init",
    "demo",
    "run",
    "digest",
    "maintain",
    "retry",
    "failures",
    "serve",
    "feeds",
    "trends",
    "sql",
    "status",
    "explain",
)


def openbeat(
    *arguments: object, cwd: Path, code: int | None = 0, **environment: str
) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [str(BIN / "openbeat"), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in result.stderr, result.stderr
    if code is not None:
        assert result.returncode == code, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and a day's news."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
    with SampleNewsroom(0) as newsroom:
        settings = newsroom_settings(folder / "data")
        subscribe(settings, newsroom)
        ingest(settings)
    return folder


def test_help_teaches_every_command(tmp_path: Path) -> None:
    text = openbeat("--help", cwd=tmp_path).stdout
    for command in COMMANDS:
        assert command in text
        assert len(openbeat(command, "--help", cwd=tmp_path).stdout) > 300


def test_a_first_question_before_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    result = openbeat("trends", cwd=tmp_path, code=1)
    assert "openbeat run" in result.stderr


def test_init_sets_up_a_folder_and_will_not_overwrite_it(tmp_path: Path) -> None:
    result = openbeat("init", "newsroom", cwd=tmp_path)
    assert "feeds are followed" in result.stdout
    rows = json.loads(openbeat("feeds", "list", "--json", cwd=tmp_path / "newsroom").stdout)
    assert len(rows) >= 120
    assert len({row["language"] for row in rows}) >= 25
    assert all(row["language"] and row["country"] and row["kind"] for row in rows)
    again = openbeat("init", "newsroom", cwd=tmp_path, code=3)
    assert "--force" in again.stderr


def test_feeds_are_added_removed_exported_and_imported(tmp_path: Path) -> None:
    openbeat("init", ".", "--empty", cwd=tmp_path)
    add = ("feeds", "add", "--unchecked")
    openbeat(*add, "https://one.example/feed", "--title", "One", cwd=tmp_path)
    openbeat(*add, "https://two.example/feed", "--title", "Two", cwd=tmp_path)
    assert "already" in openbeat(*add, "http://one.example/feed/", "--language", "fr", cwd=tmp_path).stdout
    openbeat("feeds", "remove", "Two", cwd=tmp_path)
    opml = openbeat("feeds", "export", cwd=tmp_path).stdout
    assert "one.example" in opml
    assert "two.example" not in opml
    (tmp_path / "feeds.opml").write_text(opml, encoding="utf-8")
    other = tmp_path / "other"
    openbeat("init", other, "--empty", cwd=tmp_path)
    assert "1 are new" in openbeat("feeds", "import", tmp_path / "feeds.opml", cwd=other).stdout
    rows = json.loads(openbeat("feeds", "list", "--json", cwd=other).stdout)
    assert [(row["title"], row["language"]) for row in rows] == [("One", "fr")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("feeds", "add", "ftp://x.example"),
        ("feeds", "add", "http://127.0.0.1:1/feed"),
        ("feeds", "add", "https://x.example", "--language", "french"),
        ("feeds", "add", "https://x.example", "--country", "France"),
        ("feeds", "remove", "nobody"),
        ("feeds", "export", "/proc/no/such.opml"),
        ("digest", "soon"),
        ("sql", ""),
        ("sql", "/* no query */"),
        ("sql", "FROM nowhere"),
        ("sql", "FROM runs", "--format", "csv", "--out", "/proc/no/such.csv"),
        ("sql", "FROM runs", "--format", "parquet", "--out", "/proc/no/such.parquet"),
        ("init", "/proc/no/such"),
    ],
)
def test_mistakes_are_told_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    openbeat("init", ".", "--empty", cwd=tmp_path)
    result = openbeat(*arguments, cwd=tmp_path, code=1)
    assert result.stderr.startswith("error:")


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "openbeat.toml").write_text("[fetch]\ntotal_secs = 3\n", encoding="utf-8")
    result = openbeat("status", cwd=tmp_path, code=3)
    assert "fetch.total_secs" in result.stderr
    assert "openbeat.toml" in result.stderr


def test_trends_are_listed_and_answered_in_every_format(project: Path, tmp_path: Path) -> None:
    listed = json.loads(openbeat("trends", "--format", "json", cwd=project).stdout)
    assert len(listed) >= 8
    for trend in listed:
        rows = json.loads(openbeat("trends", trend["name"], "--format", "json", cwd=project).stdout)
        assert all(list(row) == [column["name"] for column in trend["columns"]] for row in rows)
    table = openbeat("trends", "top_stories", "days=28", "most=3", cwd=project).stdout
    assert "Tessellate" in table
    csv = openbeat("trends", "coverage_by_language", "-f", "csv", cwd=project).stdout.splitlines()
    assert csv[0].startswith("language,seen,core")
    target = tmp_path / "pairs.parquet"
    openbeat("trends", "entity_pairs", "-f", "parquet", "-o", target, cwd=project)
    assert pyarrow.parquet.read_table(target).num_rows > 0
    wrong = openbeat("trends", "top_stories", "day=3", cwd=project, code=1)
    assert "days=…" in wrong.stderr


def test_sql_is_answered_and_cannot_write(project: Path) -> None:
    rows = json.loads(openbeat("sql", "SELECT count(*) AS n FROM articles", "-f", "json", cwd=project).stdout)
    assert rows[0]["n"] > 40
    assert "read-only" in openbeat("sql", "DELETE FROM articles", cwd=project, code=1).stderr
    assert "The query failed" in openbeat("sql", "SELECT nothing FROM nowhere", cwd=project, code=1).stderr


def test_failed_pages_are_tried_again_when_told_to(project: Path) -> None:
    assert "nothing of that reason" in openbeat("retry", "http_404", cwd=project).stdout
    done = json.loads(openbeat("retry", "--json", cwd=project).stdout)
    assert done == {"entries": 0, "feeds": 0}


def test_status_tells_how_things_stand(project: Path) -> None:
    found = json.loads(openbeat("status", "--json", cwd=project).stdout)
    assert found["runs"][0]["status"] == "completed"
    assert found["feeds"] == {"healthy": 21, "gone": 1}
    assert sum(found["entries"].values()) == sum(found["articles"].values())
    assert "healthy" in openbeat("status", cwd=project).stdout


def test_explain_shows_each_step_with_its_evidence(project: Path, tmp_path: Path) -> None:
    with SampleNewsroom(0) as newsroom:
        url = newsroom.url_of("plaza-abierta", "tessellate-hospitales-espanoles")
        found = json.loads(openbeat("explain", url, "--json", cwd=project).stdout)
        text = openbeat("explain", url, cwd=project).stdout
        refused = openbeat("explain", url, cwd=tmp_path, code=1).stdout
    assert found["fetched"]["status"] == 200
    assert found["language"]["code"] == "es"
    verdict = found["verdicts"][0]
    assert verdict["relevance"] == "core"
    assert verdict["evidence"]
    for item in verdict["evidence"]:
        source = found["article"]["title" if item["where"] == "title" else "text"]
        assert source[item["start"] : item["start"] + len(item["text"])] == item["text"]
    assert "what it rests on" in text
    assert "address_refused" in refused
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    assert "No article" in openbeat("explain", empty, cwd=project, code=1).stdout


def test_a_run_that_reaches_nobody_says_so_and_fails(tmp_path: Path) -> None:
    openbeat("init", ".", "--empty", cwd=tmp_path)
    openbeat("feeds", "add", "--unchecked", "http://127.0.0.1:1/feed", cwd=tmp_path)
    home = str(tmp_path / "prefect")
    result = openbeat("run", cwd=tmp_path, code=1, PREFECT_HOME=home)
    assert "No feed could be read, most often for address_refused" in result.stdout
    report = json.loads(openbeat("run", "--all", "--json", cwd=tmp_path, code=1, PREFECT_HOME=home).stdout)["report"]
    assert report["polls"] == {"failed": 1}
