"""The service as it is run: a real Prefect server and worker, prefect.yaml, and a schedule that fires by itself."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import duckdb
import httpx
import pytest
import yaml

from openbeat.sample.server import SampleNewsroom

REPOSITORY = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
HOLD_OPEN = """
import duckdb, sys, time
database = duckdb.connect(sys.argv[1], read_only=True)
print(database.execute("SELECT count(*) FROM feeds").fetchone(), flush=True)
while True:
    database.execute("SELECT count(*) FROM articles").fetchone()
    time.sleep(0.2)
"""
CONFIG = """
data = "data"
feeds = "none"
[fetch]
allow_networks = ["127.0.0.0/8"]
per_host_spacing_seconds = 0
"""


def deployments() -> list[dict]:
    return yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


@pytest.mark.parametrize("deployment", deployments(), ids=lambda deployment: deployment["name"])
def test_a_deployment_says_all_that_its_users_expect(deployment: dict) -> None:
    file, _ = deployment["entrypoint"].split(":")
    assert (REPOSITORY / file).is_file()
    assert deployment["description"]
    assert "openbeat" in deployment["tags"]
    assert deployment["parameters"]["config"] is None
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert deployment["schedules"]
    for schedule in deployment["schedules"]:
        assert schedule["slug"]
        assert schedule["active"] is True
        assert schedule["timezone"] in available_timezones()


def test_no_schedule_falls_into_the_hour_that_clocks_skip_or_repeat() -> None:
    """Between 01:00 and 03:00 a day may have that time twice, or not at all."""
    daily = [
        schedule["cron"].split()
        for deployment in deployments()
        for schedule in deployment["schedules"]
        if deployment["name"] != "ingest"
    ]
    assert all(int(hour) >= 3 for _, hour, *_ in daily)


@pytest.mark.service
@pytest.mark.timeout(420)
def test_a_scheduled_run_happens_by_itself_while_a_reader_holds_the_database(tmp_path: Path) -> None:
    project = tmp_path / "project"
    _make_project(project)
    port = _free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PWD": str(project),
    }

    def prefect(*arguments: str) -> list[str]:
        return [str(BIN / "prefect"), "--no-prompt", *arguments]

    log = tmp_path / "service.log"
    with SampleNewsroom(0) as newsroom:
        opml = tmp_path / "newsroom.opml"
        outlines = "".join(f'<outline text="{feed.title}" xmlUrl="{feed.url}"/>' for feed in newsroom.feeds)
        opml.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
        subprocess.run(
            [BIN / "openbeat", "feeds", "import", opml], cwd=project, env=environment, check=True, capture_output=True
        )
        published = project / "data" / "openbeat.duckdb"
        before = published.stat().st_ino
        with (
            _reader(published) as reader,
            _running(
                prefect("server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"),
                project,
                environment,
                log,
            ),
        ):
            _wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/api/health").is_success, 120, log)
            with _running(
                prefect("worker", "start", "--pool", "openbeat", "--type", "process"), project, environment, log
            ):
                pool = f"http://127.0.0.1:{port}/api/work_pools/openbeat"
                _wait_for(lambda: httpx.get(pool).is_success, 60, log)
                deploy = prefect("deploy", "--all")
                subprocess.run(deploy, cwd=project, env=environment, check=True, capture_output=True)
                today = datetime.now(UTC).date()
                digest = project / "data" / "digests" / today.isoformat() / "digest.html"
                _wait_for(
                    lambda: published.stat().st_ino != before and _count(published) > 0 and digest.exists(), 240, log
                )
                assert reader.poll() is None, "the reader was thrown out"
                report = _artifact(port, "ingest-report")
                assert "22 feeds polled" in report
                assert "http_410" in report
    assert _count(published) == len(newsroom.requests) - len(
        [r for r in newsroom.requests if r.path in {"/feed.xml", "/atom.xml", "/robots.txt"}]
    )
    assert "Tessellate" in digest.read_text(encoding="utf-8")
    with duckdb.connect(published, read_only=True) as connection:
        assert (
            connection.execute("SELECT count(*) FROM runs WHERE flow = 'ingest' AND status = 'completed'").fetchone()[0]
            >= 1
        )


def _artifact(port: int, key: str) -> str:
    """What the first run left on the server under a fixed key."""
    wanted = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC"}
    found = httpx.post(f"http://127.0.0.1:{port}/api/artifacts/filter", json=wanted).json()
    return str(found[-1]["data"])


def _make_project(project: Path) -> None:
    """A user's folder: the flows, the deployments with a schedule of seconds, a configuration."""
    shutil.copytree(REPOSITORY / "flows", project / "flows", ignore=shutil.ignore_patterns("__pycache__"))
    content = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))
    for deployment in content["deployments"]:
        seconds = {"ingest": 20, "digest": 25}.get(deployment["name"])
        if seconds:
            deployment["schedules"] = [
                {"slug": deployment["schedules"][0]["slug"], "interval": seconds, "timezone": "UTC", "active": True}
            ]
        if deployment["name"] == "digest":
            deployment["parameters"]["day"] = datetime.now(UTC).date().isoformat()
    (project / "prefect.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (project / "openbeat.toml").write_text(CONFIG, encoding="utf-8")


@contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """A program for as long as the block lasts, with all its children."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def _reader(path: Path) -> Iterator[subprocess.Popen]:
    """Another process that holds the published file open, as a database browser left open overnight would."""
    process = subprocess.Popen([sys.executable, "-c", HOLD_OPEN, str(path)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()


def _count(path: Path) -> int:
    with duckdb.connect(path, read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM articles").fetchone()
    return int(row[0]) if row else 0


def _wait_for(condition: Callable[[], bool], seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (httpx.HTTPError, OSError, duckdb.Error):
            pass
        time.sleep(0.5)
    tail = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    pytest.fail(f"it did not happen within {seconds} s; the log ends:\n{tail}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
