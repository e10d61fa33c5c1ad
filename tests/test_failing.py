"""What failed, listed and tried again by hand: a real run against a site with troubles, then the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from openbeat.cli.app import app
from openbeat.errors import OpenbeatError
from openbeat.feedlist import make_feed
from openbeat.ingest import utc_now
from openbeat.records import RunReport
from openbeat.settings import Settings
from openbeat.store import feeds
from openbeat.store.working import working_database
from tests.newsroom import ingest, newsroom_settings
from tests.rawsite import Site, answer

CONFIG = 'data = "data"\nfeeds = "none"\n[fetch]\nallow_networks = ["127.0.0.0/8"]\nper_host_spacing_seconds = 0\n'
SENTENCES = "".join(f"<p>The lab opened part {number} of its model and its weights.</p>" for number in range(20))
ARTICLE = answer(f"<html><body><article><h1>Open weights</h1>{SENTENCES}</article></body></html>".encode())
PAGES = {
    "/good": ARTICLE,
    "/gone": answer(b"", "410 Gone"),
    "/forbidden": answer(b"", "403 Forbidden"),
    "/forbidden-too": answer(b"", "403 Forbidden"),
    "/broken": answer(b"", "500 Oops"),
    "/private": ARTICLE,
}


def feed_of(site: Site, pages: list[str]) -> bytes:
    items = "".join(f"<item><title>About {path}</title><link>{site.url(path)}</link></item>" for path in pages)
    return answer(f"<rss version='2.0'><channel><title>Troubled</title>{items}</channel></rss>".encode())


class Project:
    """A folder with a configuration, a site of troubles, and what a run made of it."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site = folder, site
        (folder / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
        self.settings: Settings = newsroom_settings(folder / "data")
        site.routes |= PAGES | {
            "/robots.txt": answer(b"User-agent: *\nDisallow: /private\n"),
            "/feed": feed_of(site, list(PAGES)),
            "/bad-feed": answer(b"", "500 Oops"),
        }
        with working_database(self.settings, "test") as database:
            wanted = [make_feed(site.url(path)) for path in ("/feed", "/bad-feed")]
            feeds.add_feeds(database, wanted, utc_now())
        self.report: RunReport = ingest(self.settings)

    def openbeat(self, *arguments: str) -> str:
        result = CliRunner().invoke(
            app, ["--config", str(self.folder / "openbeat.toml"), *arguments], env={"COLUMNS": "250"}
        )
        if result.exception and not isinstance(result.exception, SystemExit | OpenbeatError):
            raise result.exception
        return result.output

    def failures(self, *arguments: str) -> dict[str, tuple[int, int, int]]:
        rows = json.loads(self.openbeat("failures", *arguments, "--format", "json"))
        return {row["reason"]: (row["pages"], row["feeds"], row["waiting"]) for row in rows}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Site() as site:
        yield Project(tmp_path, site)


EXPECTED = {"http_500": (1, 1, 2), "http_403": (2, 0, 0), "http_410": (1, 0, 0), "robots_denied": (1, 0, 0)}


def test_failures_are_summed_up_by_reason_and_by_host(project: Project) -> None:
    assert sum(project.report.outcomes.values()) == project.report.pages_due == len(PAGES)
    assert project.failures() == EXPECTED
    text = project.openbeat("failures")
    assert "The server refuses to show the page." in text
    assert "Ask the publisher" in text
    (row,) = json.loads(project.openbeat("failures", "--by", "host", "--format", "json"))
    assert (row["host"], row["pages"], row["feeds"]) == (f"127.0.0.1:{project.site.port}", 5, 1)


def test_failures_are_listed_one_by_one(project: Project) -> None:
    text = project.openbeat("failures", "--reason", "http_500")
    assert f"http_500  {project.site.url('/broken')}" in text
    assert f"http_500  {project.site.url('/bad-feed')}" in text
    assert "page, waiting, 1 try, again at" in text
    assert "/forbidden" not in text
    assert "nothing of that reason and host" in project.openbeat("failures", "--host", "other.example")
    assert "nothing of that reason and host" in project.openbeat("retry", "nonsense")
    assert "http_410" in project.openbeat("failures", "--host", "127.0.0.1"), "with or without its port"


def test_what_is_tried_again_by_hand_is_asked_by_the_next_run(project: Project) -> None:
    project.site.routes |= {"/forbidden": ARTICLE, "/bad-feed": feed_of(project.site, [])}
    assert "2 entries and 0 feeds" in project.openbeat("retry", "http_403")
    assert "1 entries and 1 feeds" in project.openbeat("retry", "http_500")
    again = ingest(project.settings, poll_all=False)
    assert again.feeds_due == 1
    assert again.outcomes == {"duplicate": 1, "abandoned": 1, "retry": 1}
    assert project.failures() == {**EXPECTED, "http_403": (1, 0, 0), "http_500": (1, 0, 1)}


def test_a_host_can_be_tried_again_though_it_wants_to_be_left_alone(project: Project) -> None:
    project.site.routes["/broken"] = answer(b"", "429 Slow down", Retry_After="3600")
    project.openbeat("retry", "http_500")
    report = ingest(project.settings)
    assert report.reasons == {"http_500": 1, "rate_limited": 1}
    text = project.openbeat("failures")
    assert "127.0.0.1 until" in text
    assert "it asked to come back later" in text
    asked = len(project.site.asked)
    rested = ingest(project.settings)
    assert rested.polls == {"postponed": 2}
    assert len(project.site.asked) == asked, "nobody is asked while the host rests"
    project.openbeat("retry", "--host", f"127.0.0.1:{project.site.port}")
    ingest(project.settings)
    assert len(project.site.asked) > asked
