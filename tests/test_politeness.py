"""The politeness log: what a real newsroom, each publisher on a host of its own, sees of two runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.shared import free_port, shared_path

SPACING, CONCURRENCY, LATENCY = 0.5, 2, 0.8
TOLERANCE = 0.05
"""Seconds by which answers may take less than the newsroom's latency."""
DELAY = 0.35
"""Seconds after which a request may be noted: the server's thread gets to it when a busy machine lets it."""
CONTACT = "desk@openbeat.example"
CONFIG = f"""
data = "data"
feeds = "none"
[fetch]
allow_networks = ["127.0.0.0/8"]
contact = "{CONTACT}"
per_host_spacing_seconds = {SPACING}
per_host_concurrency = {CONCURRENCY}
"""

pytestmark = [pytest.mark.service, pytest.mark.timeout(600)]

Request = dict[str, Any]


@dataclass(frozen=True)
class Log:
    """What the newsroom was asked, by run."""

    feeds: int
    first: list[Request]
    second: list[Request]

    @staticmethod
    def by_host(requests: list[Request]) -> dict[str, list[Request]]:
        hosts = defaultdict(list)
        for request in requests:
            hosts[request["host"]].append(request)
        return hosts


def requests_so_far(port: int) -> list[Request]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_log") as answer:
        return [json.loads(line) for line in answer.read().decode().splitlines()]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """The log of a first run, and of a second over unchanged feeds."""
    folder = tmp_path_factory.mktemp("polite")
    (folder / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
    port = free_port()
    newsroom = [sys.executable, "-u", shared_path("newsroom", "newsroom.py"), "--hosts", "--port", port]
    newsroom += ["--set", shared_path("bench", "extraction", "fundus"), "--opml", "newsroom.opml"]
    newsroom += ["--latency-ms", LATENCY * 1000]
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect")}

    def openbeat(*arguments: str) -> None:
        command = [str(Path(sys.executable).parent / "openbeat"), *arguments]
        subprocess.run(command, cwd=folder, env=environment, check=True)

    with subprocess.Popen(list(map(str, newsroom)), cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("newsroom:")
            openbeat("feeds", "import", "newsroom.opml")
            feeds = (folder / "newsroom.opml").read_text(encoding="utf-8").count("xmlUrl")
            openbeat("run")
            first = requests_so_far(port)
            openbeat("run", "--all")
            yield Log(feeds, first, requests_so_far(port)[len(first) :])
        finally:
            server.kill()


def test_the_first_run_asks_for_every_feed_and_page_once_and_each_sites_rules_once(log: Log) -> None:
    assert log.feeds > 50
    assert len(log.first) > 300
    for host, requests in Log.by_host(log.first).items():
        paths = [request["path"] for request in requests]
        assert len(paths) == len(set(paths)), f"{host} was asked for something twice"
        assert paths.count("/feed.xml") == paths.count("/robots.txt") == 1


def test_no_host_sees_requests_closer_together_than_the_spacing(log: Log) -> None:
    for requests in Log.by_host(log.first).values():
        starts = sorted(request["at"] for request in requests)
        gaps = [later - earlier for earlier, later in pairwise(starts)]
        assert all(gap >= SPACING - DELAY for gap in gaps), gaps
        assert starts[-1] - starts[0] >= len(gaps) * SPACING - DELAY, "delays of single requests don't add up"


def test_no_host_sees_more_requests_at_once_than_allowed(log: Log) -> None:
    at_once = 0
    for requests in Log.by_host(log.first).values():
        starts = sorted(request["at"] for request in requests)
        under_way = [sum(1 for each in starts if start - LATENCY + TOLERANCE < each <= start) for start in starts]
        at_once = max(at_once, *under_way)
    assert at_once <= CONCURRENCY
    assert at_once == CONCURRENCY, "the test would not see it if answers came before the next request"


def test_hosts_are_asked_beside_each_other(log: Log) -> None:
    starts = sorted(request["at"] for request in log.first)
    assert starts[-1] - starts[0] < len(starts) * SPACING / 4


def test_whoever_is_asked_learns_who_asks(log: Log) -> None:
    agents = {request["agent"] for request in log.first + log.second}
    assert len(agents) == 1
    assert CONTACT in agents.pop()


def test_a_second_run_costs_one_conditional_request_a_feed_and_nothing_else(log: Log) -> None:
    assert len(log.second) == log.feeds
    assert all(request["path"] == "/feed.xml" and request["if_none_match"] for request in log.second)
