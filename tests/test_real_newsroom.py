"""The pipeline on real recorded pages of a thousand publishers, as a user would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from openbeat.store.database import Database, Row
from tests.shared import free_port, shared_path

BIN = Path(sys.executable).parent
SETS = ("fundus", "scrapinghub", "wcxb_article", "mozread", "trafeval")
CONFIG = """
data = "data"
feeds = "none"
[fetch]
allow_networks = ["127.0.0.0/8"]
per_host_spacing_seconds = 0
per_host_concurrency = 8
"""

pytestmark = [pytest.mark.service, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder after one run over every recorded page."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
    sets = [shared_path("bench", "extraction", name) for name in SETS] + [shared_path("seed")]
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect")}
    command = [
        sys.executable,
        "-u",
        shared_path("newsroom", "newsroom.py"),
        "--port",
        free_port(),
        "--opml",
        "newsroom.opml",
    ]
    for each in sets:
        command += ["--set", each]
    with subprocess.Popen(list(map(str, command)), cwd=folder, stdout=subprocess.PIPE, text=True) as newsroom:
        try:
            assert newsroom.stdout is not None
            assert newsroom.stdout.readline().startswith("newsroom:")
            for arguments in (["feeds", "import", "newsroom.opml"], ["run"]):
                subprocess.run([str(BIN / "openbeat"), *arguments], cwd=folder, env=environment, check=True)
            yield folder
        finally:
            newsroom.kill()


def query(project: Path, text: str) -> list[Row]:
    with Database(project / "data" / "openbeat.duckdb", read_only=True) as database:
        return database.query_text(text)


def test_every_page_is_an_article_or_a_row_that_says_why_not(project: Path) -> None:
    entries = query(project, "SELECT status, count(*) AS n FROM entries GROUP BY status")
    counts = {row["status"]: row["n"] for row in entries}
    assert set(counts) <= {"stored", "duplicate", "skipped", "abandoned", "pending"}
    assert counts["stored"] >= 0.98 * sum(counts.values())
    unexplained = query(project, "SELECT * FROM entries WHERE article_id IS NULL AND status_reason IS NULL")
    assert unexplained == []
    failed = sum(counts.values()) - counts["stored"] - counts.get("duplicate", 0)
    assert query(project, "SELECT count(*) AS n FROM open_failures WHERE subject = 'page'")[0]["n"] == failed


def test_the_run_accounts_for_every_feed_and_entry(project: Path) -> None:
    report = json.loads(query(project, "SELECT report FROM runs WHERE flow = 'ingest'")[0]["report"])
    assert (
        report["feeds_due"]
        == sum(report["polls"].values())
        == query(project, "SELECT count(*) AS n FROM feeds")[0]["n"]
    )
    assert report["pages_due"] == report["entries_new"] == sum(report["outcomes"].values())


def test_the_seed_article_comes_out_as_its_truth_says(project: Path) -> None:
    truth = json.loads(shared_path("seed", "truth.jsonl").read_text(encoding="utf-8"))
    article = query(project, "SELECT * FROM articles WHERE url LIKE '%techbuzz.example%'")[0]
    verdict = query(project, f"SELECT * FROM verdicts WHERE article_id = {article['article_id']}")[0]
    mentions = query(project, f"SELECT entity, label FROM mentions WHERE article_id = {article['article_id']}")
    assert article["language"] == "fr"
    assert article["title"] == truth["title"]
    assert article["authors"] == truth["authors"]
    assert article["published_at"].isoformat() + "+00:00" == truth["date"]
    assert article["declared_origin"] == truth["syndicated_from"]
    assert plain(article["text"]) == plain(truth["body"])
    assert (verdict["relevance"], verdict["stance"]) == (truth["relevance"], truth["stance"])
    assert {item["topic"] for item in verdict["topics"]} >= set(truth["topics"])
    named = {row["entity"] for row in mentions} | {row["label"] for row in mentions}
    assert named >= set(truth["entities"])


def plain(text: str) -> list[str]:
    """The lines of a text without list marks, which the truth writes as dashes of its own."""
    lines = (unicodedata.normalize("NFC", line).lstrip("–- ").strip() for line in text.splitlines())
    return [line for line in lines if line]
