"""Runs that can be killed at a chosen instant: a process that has imported everything and forks each run.

Starting Python and importing the pipeline takes most of a short run's time; a fork takes none. The forked run is a
process of its own, with its own database, threads and reading processes, and SIGKILL ends it like any other.

Each line on standard input asks for one run, in JSON; a line on standard output says how it went.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from openbeat.errors import AlreadyRunningError
from openbeat.feedlist import make_feed
from openbeat.ingest import Ingest
from openbeat.maintenance import maintain
from openbeat.rawpages import RawPages
from openbeat.settings import Settings
from openbeat.store import articles, entries, feeds, runs, working
from tests.newsroom import newsroom_settings

DONE, FAILED, NOTHING_TO_DO = 0, 1, 4
"""What a run gives back."""

HOSTS_AT_ONCE = 4

MARKS: dict[str, tuple[Any, str]] = {
    "migrating": (working, "migrate"),
    "starting": (runs, "start_run"),
    "polling": (Ingest, "hosts_to_poll"),
    "recording": (entries, "record_poll"),
    "reading": (Ingest, "hosts_to_read"),
    "keeping": (RawPages, "put"),
    "committing": (articles, "commit_outcomes"),
    "grouping": (Ingest, "group_stories"),
    "finishing": (runs, "finish_run"),
    "compacting": (working, "compact"),
    "publishing": (working, "publish"),
}
"""Names for the instants at which a run calls a function."""


@dataclass(frozen=True)
class Kill:
    """When to kill: some time after a run has come to a mark for the so manieth time."""

    mark: str
    nth: int
    seconds: float


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    killed: bool
    status: int
    """What the process gave back: 0 if it did all it had to do."""
    marks: tuple[str, ...]
    """The marks it came to, in order."""


def killable_settings(data: Path) -> Settings:
    """A configuration under which the same newsroom always makes the same database.

    One request at a time to a host, since which of two feeds shows an article first decides which entry brings it.
    """
    fetch = {"allow_networks": ["127.0.0.0/8"], "per_host_spacing_seconds": 0, "per_host_concurrency": 1}
    return newsroom_settings(data, read={"workers": 1}, fetch=fetch)


def follow(settings: Settings, subscriptions: list[str]) -> None:
    """Subscribe to these feeds."""
    with working.working_database(settings, "test") as opened:
        feeds.add_feeds(opened, [make_feed(url) for url in subscriptions], datetime.now(UTC))


class Runner:
    """The process that forks runs."""

    def __init__(self, process: subprocess.Popen[str], birthmark: str) -> None:
        self._process = process
        self._birthmark = birthmark.encode()

    def descendants(self) -> list[int]:
        """All processes that come from this one and are still there, whoever is their parent now."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if self._birthmark in path.read_bytes() and int(path.parent.name) != self._process.pid:
                    found.append(int(path.parent.name))
        return found

    def run(
        self,
        data: Path,
        subscriptions: list[str],
        *,
        poll_all: bool = False,
        maintenance: bool = False,
        kill: Kill | None = None,
    ) -> Ended:
        """One run on this data folder, which subscribes first where it has no database yet."""
        request = {
            "data": str(data),
            "subscriptions": subscriptions,
            "poll_all": poll_all,
            "maintenance": maintenance,
            "kill": asdict(kill) if kill else None,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Ended(answer["killed"], answer["status"], tuple(answer["marks"]))


@contextmanager
def runner() -> Iterator[Runner]:
    """A process that forks runs, ready to."""
    birthmark = uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-m", "tests.killable"],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"BIRTHMARK": birthmark},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Runner(process, birthmark)
        finally:
            assert process.stdin
            process.stdin.close()


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        kill = Kill(**request.pop("kill")) if request["kill"] else None
        sys.stdout.write(json.dumps(asdict(_disturbed(request, kill))) + "\n")
        sys.stdout.flush()


def _disturbed(request: dict[str, Any], kill: Kill | None) -> Ended:
    ours, theirs = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(ours)
        _run_and_exit(request, theirs)
    os.close(theirs)
    marks: list[str] = []
    with os.fdopen(ours, encoding="ascii") as pipe:
        for line in pipe:
            marks.append(line.strip())
            if kill and marks[-1] == kill.mark and marks.count(kill.mark) == kill.nth:
                time.sleep(kill.seconds)
                os.kill(process, signal.SIGKILL)  # it may have ended, but is not waited for, so its number is its own
    _, status = os.waitpid(process, 0)
    return Ended(os.WIFSIGNALED(status), os.waitstatus_to_exitcode(status), tuple(marks))


def _run_and_exit(request: dict[str, Any], pipe: int) -> None:
    status = FAILED
    try:
        for mark, (owner, name) in MARKS.items():
            setattr(owner, name, _marked(getattr(owner, name), mark, pipe))
        _run(Path(request["data"]), request["subscriptions"], request["poll_all"], request["maintenance"])
        status = DONE
    except AlreadyRunningError:
        status = NOTHING_TO_DO
    except BaseException:  # noqa: BLE001 - this process must never go on as a second parent
        traceback.print_exc()
    finally:
        os._exit(status)


def _marked(function: Callable[..., Any], mark: str, pipe: int) -> Callable[..., Any]:
    def marked(*args: Any, **kwargs: Any) -> Any:
        os.write(pipe, f"{mark}\n".encode())
        return function(*args, **kwargs)

    return marked


def _run(data: Path, subscriptions: list[str], poll_all: bool, maintenance: bool) -> None:
    settings = killable_settings(data)
    if maintenance:
        maintain(settings)
        return
    if not settings.published_database.exists():
        follow(settings, subscriptions)
    with Ingest(settings, poll_all=poll_all) as run, ThreadPoolExecutor(HOSTS_AT_ONCE) as hosts:
        list(hosts.map(run.poll_host, run.hosts_to_poll()))
        list(hosts.map(run.read_host, run.hosts_to_read()))
        run.group_stories()


if __name__ == "__main__":
    main()
