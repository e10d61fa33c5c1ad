"""The real pipeline on the hostile newsroom: how every case ended, how long it took and how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openbeat.feedlist import make_feed
from openbeat.settings import Settings
from openbeat.store import feeds
from openbeat.store.working import working_database
from tests.hostile import wire
from tests.hostile.case import Answer, Case, Kind
from tests.hostile.exchange import Exchange
from tests.hostile.memory import SAMPLE_SECONDS, Watch
from tests.hostile.pipeline import IDLE_SECONDS
from tests.hostile.server import HostileNewsroom

REPOSITORY = Path(__file__).parents[2]
TOTAL_SECONDS = 2.0
"""Longest time one answer may take: the default is 45, and every slow case takes all of it."""
READERS = 2
WIRE, GOOD, TRAP = "wire.localhost", "good.localhost", "trap.localhost"
GOOD_ARTICLES = 12


def hostile_settings(data: Path) -> Settings:
    """Default limits, but for the time; and only one address of loopback may be visited."""
    fetch = {"allow_networks": ["127.0.0.1/32"], "per_host_spacing_seconds": 0, "total_seconds": TOTAL_SECONDS}
    return Settings.model_validate(
        {
            "data": data,
            "feeds": "none",
            "fetch": fetch,
            "read": {"workers": READERS},
            "digest": {"top_stories": 50},
        }
    )


def newsroom(cases: Sequence[Case]) -> HostileNewsroom:
    """The cases' hosts, the wire that announces the pages, a good newspaper, and a trap that nobody may step into."""

    def announce(exchange: Exchange) -> None:
        pages = (case for case in cases if case.kind is Kind.PAGE)
        items = (_announcement(case, f"http://{case.host}:{exchange.port}{case.path}") for case in pages)
        exchange.send(wire.feed(wire.rss(*items)))

    def publish(exchange: Exchange) -> None:
        if exchange.path == "/feed.xml":
            items = (wire.item(f"Good report {n}", f"/good/{n}.html") for n in range(GOOD_ARTICLES))
            exchange.send(wire.feed(wire.rss(*items, title="Good newspaper")))
        else:
            exchange.send(wire.article(f"good {exchange.path}"))

    more: dict[str, Answer] = {WIRE: announce, GOOD: publish, TRAP: wire.feed("trapped")}
    return HostileNewsroom(cases, more)


def follow(settings: Settings, newsroom: HostileNewsroom, cases: Sequence[Case]) -> None:
    """Subscribe to the hostile feeds, the wire and the good newspaper."""
    urls = [newsroom.url(case) for case in cases if case.kind is Kind.FEED]
    urls += [newsroom.address(host, "/feed.xml") for host in (WIRE, GOOD)]
    with working_database(settings, "test") as database:
        feeds.add_feeds(database, [make_feed(url) for url in urls], datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Span:
    """When something was under way, in seconds of the system's clock."""

    since: float
    until: float


@dataclass(frozen=True, slots=True)
class HostileRun:
    """What one run did, as seen from outside."""

    exit_code: int
    report: dict[str, Any]
    spans: dict[tuple[str, str], Span]
    """Stage (``poll`` or ``page``) and host to when it was under way."""
    growth: dict[tuple[str, str], float]
    """The same to the megabytes that the run and its readers grew by meanwhile; empty with several hosts at once."""
    samples: tuple[tuple[float, float], ...]
    """Seconds of the system's clock, and megabytes of the run and its readers together."""
    idle: Span

    @property
    def idle_megabytes(self) -> float:
        """What the run and its readers take when nothing is under way."""
        return max(taken for at, taken in self.samples if self.idle.since <= at <= self.idle.until)

    @property
    def peak_megabytes(self) -> float:
        """The most that the run and its readers took at once."""
        return max(taken for _, taken in self.samples)


def run_pipeline(settings: Settings, hosts_at_once: int) -> HostileRun:
    """One ingest run in a process of its own, watched."""
    command = [sys.executable, "-m", "tests.hostile.pipeline", settings.model_dump_json(), str(hosts_at_once)]
    events: list[dict[str, Any]] = []
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        watch = Watch(process.pid)
        assert process.stdout is not None
        events.extend(map(json.loads, process.stdout))
        watch.stop()
    begun, ended = _by_host(events, "begin"), _by_host(events, "end")
    idle = next(event["at"] for event in events if event["event"] == "idle")
    return HostileRun(
        exit_code=process.returncode,
        report=next((event for event in events if event["event"] == "report"), {}),
        spans={key: Span(begun[key]["at"], event["at"]) for key, event in ended.items()},
        growth={key: event["megabytes"] for key, event in ended.items() if event["megabytes"] is not None},
        samples=tuple(watch.samples),
        idle=Span(idle, idle + IDLE_SECONDS - SAMPLE_SECONDS),
    )


def _by_host(events: Sequence[dict[str, Any]], name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The events of a name by stage and host, the port left out."""
    return {(event["stage"], event["host"].partition(":")[0]): event for event in events if event["event"] == name}


def _announcement(case: Case, url: str) -> str:
    published = f"<pubDate>{case.published}</pubDate>" if case.published else ""
    return wire.item(case.title or f"About {case.name}", url, published)
