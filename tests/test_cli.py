"""The command line as a user types it."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pyarrow.parquet
import pytest

from openbeat.classify import load_beat
from openbeat.classify.evidence import gather
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.relevance import measures
from openbeat.cli.verdicts import MEASURES
from openbeat.errors import ConfigurationError
from openbeat.ingest import Ingest
from openbeat.sample.server import SampleNewsroom
from openbeat.settings import Settings
from tests.commands import openbeat
from tests.newsroom import ingest, newsroom_settings, subscribe

CONFIG = 'data = "data"\nfeeds = "none"\n[fetch]\nallow_networks = ["127.0.0.0/8"]\nper_host_spacing_seconds = 0\n'
COMMANDS = (
    "init",
    "demo",
    "run",
    "digest",
    "maintain",
    "beat",
    "label",
    "evaluate",
    "reclassify",
    "retry",
    "failures",
    "serve",
    "feeds",
    "trends",
    "sql",
    "status",
    "explain",
)


PAGE = """
<html lang="en"><head><title>An impressive Llama 3.1 405B</title></head>
<body><article><h1>An impressive Llama 3.1 405B</h1>
<p>The open-weight model can be downloaded and run locally on two desktop computers, the company said in Brussels.
Critics warn that its licence is not open source. The European Commission will publish guidance on open models next
year, and researchers at several universities have begun to compare the answers with those of smaller ones.</p>
</article></body></html>
"""


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


def test_a_beat_is_shown(tmp_path: Path) -> None:
    shown = openbeat("beat", "show", cwd=tmp_path).stdout
    for part in ("Open-source AI", "open ai", "organisation", "model_release", "jurisdictions"):
        assert part in shown
    found = json.loads(openbeat("beat", "show", "offshore_wind", "--json", cwd=tmp_path).stdout)
    assert found["terms"]["da"]["offshore_wind"] == 3
    assert found["entities"]["project"] == {"entities": 4, "aliases": 0, "patterns": 1}


def test_a_beat_is_checked_and_errors_are_an_exit_code(project: Path, tmp_path: Path) -> None:
    shipped = (resources.files("openbeat") / "beats" / "offshore_wind.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(shipped.replace('"nuclear"', '"offshore wind*"'), encoding="utf-8")
    sound = openbeat("beat", "check", "offshore_wind", cwd=project).stdout
    assert "0 errors" in sound
    assert "tried on 1 texts" not in sound
    result = openbeat("beat", "check", mine, cwd=project, code=1)
    assert "terms.en.other_energy" not in openbeat("beat", "check", "offshore_wind", cwd=project).stdout
    assert "errors: contradiction" in result.stdout
    found = json.loads(openbeat("beat", "check", mine, "--json", cwd=project, code=1).stdout)
    assert found["errors"] == 1
    assert found["texts"] > 40
    assert found["findings"][0] | {"message": ""} == {
        "severity": "error",
        "rule": "contradiction",
        "table": "terms.en.other_energy",
        "key": "offshore wind*",
        "message": "",
    }
    texts = tmp_path / "texts.txt"
    texts.write_text("The wind farm at sea was opened in spring by the prince.\n\n" * 120, encoding="utf-8")
    told = openbeat("beat", "check", "offshore_wind", "--texts", texts, cwd=tmp_path).stdout
    assert "found in 100.0% of 120 texts that are off in English" in told
    assert "can't be read" in openbeat("beat", "check", "--texts", "no.txt", cwd=tmp_path, code=1).stderr
    assert "gardening" in openbeat("beat", "check", "gardening", cwd=tmp_path, code=3).stderr


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
    assert verdict["reasons"]["measures"]
    assert {place["rule"].partition(":")[0] for place in verdict["reasons"]["names"]} <= {
        "model",
        "organisation",
        "tool",
    }
    for part in ("evidence of the beat", "decided by", "as the subject", "topics", "stance"):
        assert part in text
    assert "address_refused" in refused
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    assert "No article" in openbeat("explain", empty, cwd=project, code=1).stdout


def test_explain_shows_versions_sizes_cues_and_jurisdictions(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    text = openbeat("explain", page, cwd=tmp_path).stdout
    for part in (
        "Llama 3.1 405B ×1 (version 3.1, size 405B)",
        "EU European Union",
        "“impressive”",
        "“warn that”",
        "Licensing and openness",
    ):
        assert part in text


def test_a_stored_article_is_explained_without_fetching(project: Path) -> None:
    (row,) = json.loads(
        openbeat(
            "sql", "SELECT article_id, url FROM coverage WHERE language = 'es' LIMIT 1", "-f", "json", cwd=project
        ).stdout
    )
    for name in (row["article_id"], row["url"], f"{row['url']}?utm_source=x#top"):
        found = json.loads(openbeat("explain", "--stored", name, "--json", cwd=project).stdout)
        assert found["article"]["article_id"] == row["article_id"]
        assert found["verdicts"][0]["relevance"] == found["verdicts_stored"][0]["relevance"]
    assert "stored as" in openbeat("explain", "--stored", row["url"], cwd=project).stdout
    assert "No article is stored" in openbeat("explain", "--stored", "nothing", cwd=project, code=1).stderr


def test_every_measure_is_told_in_words() -> None:
    beat = load_beat("offshore_wind")
    gathered = gather(Lexicon(beat).find("Wind", "A text.", "en"), beat, "en")
    assert set(measures(gathered)) <= MEASURES.keys()


def test_a_wrong_beat_file_stops_a_run_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n', encoding="utf-8")
    (tmp_path / "openbeat.toml").write_text('feeds = "none"\nbeats = ["mine.toml"]\n', encoding="utf-8")
    result = openbeat("run", cwd=tmp_path, code=3, PREFECT_HOME=str(tmp_path / "prefect"))
    assert "mine.toml is wrong" in result.stderr
    assert not (tmp_path / "data").exists()


def test_two_beats_of_one_name_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_bytes((resources.files("openbeat") / "beats" / "offshore_wind.toml").read_bytes())
    beats = ["offshore_wind", str(copy)]
    settings = Settings.model_validate({"data": tmp_path / "data", "feeds": "none", "beats": beats})
    with pytest.raises(ConfigurationError, match=r"copy\.toml are both the beat 'offshore_wind'"), Ingest(settings):
        pass
    assert not (tmp_path / "data").exists()
    (tmp_path / "openbeat.toml").write_text('beats = ["copy.toml", "./copy.toml"]\n', encoding="utf-8")
    assert "'copy.toml' is there twice" in openbeat("status", cwd=tmp_path, code=3).stderr


def test_a_run_that_reaches_nobody_says_so_and_fails(tmp_path: Path) -> None:
    openbeat("init", ".", "--empty", cwd=tmp_path)
    openbeat("feeds", "add", "--unchecked", "http://127.0.0.1:1/feed", cwd=tmp_path)
    home = str(tmp_path / "prefect")
    result = openbeat("run", cwd=tmp_path, code=1, PREFECT_HOME=home)
    assert "No feed could be read, most often for address_refused" in result.stdout
    report = json.loads(openbeat("run", "--all", "--json", cwd=tmp_path, code=1, PREFECT_HOME=home).stdout)["report"]
    assert report["polls"] == {"failed": 1}
