"""One ingest run in a process of its own, so that its memory can be told from the newsroom's.

    python -m tests.hostile.pipeline SETTINGS_JSON HOSTS_AT_ONCE

It writes one JSON object a line: ``idle`` when every reader is warm and nothing is under way, ``begin`` and
``end`` of each host's polls and pages, and the run's ``report``; each with the seconds of the system's clock.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict

from openbeat.errors import ReadingError
from openbeat.ingest import Ingest
from openbeat.pages import read_page
from openbeat.polling import parse_feed
from openbeat.records import Feed, Page
from openbeat.settings import Settings
from tests.hostile import wire
from tests.hostile.memory import Growth

IDLE_SECONDS = 1.0
_writing = threading.Lock()


def main() -> None:
    """Run it."""
    settings, width = Settings.model_validate_json(sys.argv[1]), int(sys.argv[2])
    with Ingest(settings, poll_all=True) as run:
        _warm(run, settings)
        _tell("idle")
        time.sleep(IDLE_SECONDS)
        with ThreadPoolExecutor(width) as hosts:
            alone = width == 1
            list(hosts.map(_told("poll", run.poll_host, alone=alone), run.hosts_to_poll()))
            list(hosts.map(_told("page", run.read_host, alone=alone), run.hosts_to_read()))
        run.group_stories()
        _tell("report", **{name: value for name, value in asdict(run.report).items() if not name.endswith("_at")})


def _warm(run: Ingest, settings: Settings) -> None:
    """Have every reader read a feed and two pages, which need all that a reader loads on demand."""
    url, beats, min_words = "http://localhost/", tuple(settings.beats), settings.read.min_words
    feed = wire.rss(wire.item("Gut", "/gut", "<pubDate>irgendwann im März</pubDate>")).encode()
    article = Page(url, wire.document("Good", wire.story("good")).encode())
    notice = Page(url, wire.document("Short", "<p>Published on the first Monday in March.</p>").encode())

    def read(_: int) -> None:
        run._readers.call(parse_feed, feed, url, Feed(1, url), settings.poll.max_entries)
        run._readers.call(read_page, article, beats, min_words)
        with suppress(ReadingError):
            run._readers.call(read_page, notice, beats, min_words)

    with ThreadPoolExecutor(settings.read.workers) as threads:  # at once, so that no reader reads for two
        list(threads.map(read, range(settings.read.workers)))


def _told(stage: str, step: Callable[[str], dict[str, int]], *, alone: bool) -> Callable[[str], None]:
    """The step, told when it begins and ends; if nothing is under way beside it, with the memory it took."""

    def run(host: str) -> None:
        growth = Growth(os.getpid()) if alone else None
        _tell("begin", stage=stage, host=host)
        step(host)
        _tell("end", stage=stage, host=host, megabytes=growth.megabytes if growth else None)

    return run


def _tell(event: str, **more: object) -> None:
    with _writing:
        sys.stdout.write(json.dumps({"event": event, "at": time.monotonic(), **more}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
