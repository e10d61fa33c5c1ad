"""Runs that end before they are done: out of time with a host, or stopped. Nothing is lost and nothing is blamed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from openbeat.feedlist import make_feed
from openbeat.ingest import Ingest, utc_now
from openbeat.settings import Settings
from openbeat.store import feeds
from openbeat.store.database import Database, Row
from openbeat.store.working import working_database
from tests.newsroom import ingest, newsroom_settings
from tests.rawsite import Site, answer

PAGES = [f"/{name}" for name in ("one", "two", "three", "four", "five", "six")]


def article(path: str) -> bytes:
    sentences = "".join(
        f"<p>Part {number} of {path} tells of open weights in its own words.</p>" for number in range(20)
    )
    return answer(f"<html><body><article><h1>About {path}</h1>{sentences}</article></body></html>".encode())


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        items = "".join(f"<item><title>{path}</title><link>{running.url(path)}</link></item>" for path in PAGES)
        feed = f"<rss version='2.0'><channel><title>Slow</title>{items}</channel></rss>"
        running.routes |= {path: article(path) for path in PAGES} | {"/feed": answer(feed.encode())}
        yield running


def settings_for(data: Path, site: Site, **fetch: object) -> Settings:
    allowed = {"allow_networks": ["127.0.0.0/8"], "per_host_spacing_seconds": 0}
    settings = newsroom_settings(data, fetch=allowed | fetch)
    with working_database(settings, "test") as database:
        feeds.add_feeds(database, [make_feed(site.url("/feed"))], utc_now())
    return settings


def entries(settings: Settings) -> list[Row]:
    with Database(settings.published_database, read_only=True) as database:
        return database.query_text("SELECT status, status_reason, attempts FROM entries ORDER BY url")


def test_what_a_host_has_no_time_for_waits_for_the_next_run(tmp_path: Path, site: Site) -> None:
    hurried = settings_for(tmp_path, site, host_minutes=1e-9)
    report = ingest(hurried)
    assert report.outcomes == {"postponed": len(PAGES)}
    assert report.reasons == {}, "nothing failed"
    assert entries(hurried) == [{"status": "pending", "status_reason": "host_out_of_time", "attempts": 0}] * len(PAGES)
    assert ingest(settings_for(tmp_path, site)).outcomes == {"stored": len(PAGES)}


def test_a_run_that_is_stopped_commits_what_it_has_and_the_next_goes_on(tmp_path: Path, site: Site) -> None:
    slow = settings_for(tmp_path, site, per_host_spacing_seconds=40)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Ingest(slow, poll_all=True) as run:  # noqa: PT012 - as at a terminal
        (host,) = run.hosts_to_poll()
        run.poll_host(host)
        run.hosts_to_read()
        reading = threading.Thread(target=run.read_host, args=(host,))
        reading.start()
        time.sleep(0.5)
        raise KeyboardInterrupt
    reading.join(timeout=5)
    assert not reading.is_alive()
    assert time.monotonic() - started < 35, "nobody waits for turns that are not to come"
    with working_database(slow, "test") as database:
        statuses = database.query_text("SELECT status, attempts, count(*) AS n FROM entries GROUP BY ALL")
        assert [(row["status"], row["attempts"]) for row in statuses] == [("pending", 0)]
        assert database.query_text("SELECT status FROM runs")[0]["status"] == "interrupted"
    assert ingest(settings_for(tmp_path, site)).outcomes == {"stored": len(PAGES)}


def test_one_host_is_read_in_pieces_that_fit_into_memory(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openbeat.ingest.CHUNK_ENTRIES", 4)
    assert ingest(settings_for(tmp_path, site)).outcomes == {"stored": len(PAGES)}


@pytest.mark.service
def test_ctrl_c_at_a_terminal_ends_in_a_sentence(tmp_path: Path, site: Site) -> None:
    """The whole process group gets the signal there, and so does Prefect's temporary server."""
    fetch = '[fetch]\nallow_networks = ["127.0.0.0/8"]\nper_host_spacing_seconds = 40\n'
    (tmp_path / "openbeat.toml").write_text(f'data = "data"\nfeeds = "none"\n{fetch}', encoding="utf-8")
    settings_for(tmp_path / "data", site)
    command = [str(Path(sys.executable).parent / "openbeat"), "run"]
    environment = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect")}
    holder = tmp_path / "data" / "working" / "holder.json"
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as process:
        while not holder.exists() and process.poll() is None:
            time.sleep(0.1)
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "Stopped. What was read is kept; the next run carries on.\n"
    assert {(row["status"], row["attempts"]) for row in entries(settings_for(tmp_path / "data", site))} <= {
        ("pending", 0)
    }
