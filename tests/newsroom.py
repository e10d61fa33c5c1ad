"""Running the real pipeline on the sample newsroom, without Prefect: what several tests need."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from openbeat.feedlist import make_feed
from openbeat.ingest import Ingest
from openbeat.records import RunReport
from openbeat.sample.server import SampleNewsroom
from openbeat.settings import Settings
from openbeat.store import feeds
from openbeat.store.working import working_database


def newsroom_settings(data: Path, **more: object) -> Settings:
    """A configuration for newsrooms on loopback."""
    fetch = {"allow_networks": ["127.0.0.0/8"], "per_host_spacing_seconds": 0}
    return Settings.model_validate({"data": data, "feeds": "none", "fetch": fetch, **more})


def subscribe(settings: Settings, newsroom: SampleNewsroom) -> None:
    """Follow every feed of a newsroom."""
    wanted = [
        make_feed(feed.url, title=feed.title, language=feed.language or None, country=feed.country, kind=feed.kind)
        for feed in newsroom.feeds
    ]
    with working_database(settings, "test") as database:
        feeds.add_feeds(database, wanted, datetime.now(UTC))


def ingest(settings: Settings, *, poll_all: bool = True) -> RunReport:
    """One ingest run, host after host."""
    with Ingest(settings, poll_all=poll_all) as run:
        for host in run.hosts_to_poll():
            run.poll_host(host)
        for host in run.hosts_to_read():
            run.read_host(host)
        run.group_stories()
        return run.report
