"""The ingest flow: poll the feeds that are due, read what is new in them, group it into stories, publish.

    poll host ─┐                ┌─ read host ─┐
    poll host ─┼→ entries due → ┼─ read host ─┼→ stories → publish → report
    poll host ─┘                └─ read host ─┘

Only orchestration is here: what runs when, how wide, with which retries. The steps are ``openbeat.ingest.Ingest``'s.
A task is one host, not one article: a task run costs milliseconds, and politeness is a host's business.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from prefect import State, Task, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from openbeat.errors import AlreadyRunningError, StoreBusyError, StoreError
from openbeat.ingest import Ingest
from openbeat.records import RunReport
from openbeat.reports import failing_feeds_table, ingest_markdown, ingest_summary
from openbeat.settings import load_settings

HOSTS_AT_ONCE = 32
"""Threads for hosts; ``fetch.concurrency`` of the configuration lets fewer of them work at once."""

_HOST_THREADS: Any = ThreadPoolTaskRunner(max_workers=HOSTS_AT_ONCE)


def _worth_another_try(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Only what passes by itself is retried. What fails on a feed or page is a recorded row and never gets here."""
    return isinstance(state.result(raise_on_failure=False), StoreBusyError | TimeoutError)


_HOST_TASK: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [2, 10],
    "retry_condition_fn": _worth_another_try,
}
"""How every task that handles one host runs."""


@task(task_run_name="poll {host}", **_HOST_TASK)
def poll_host(run: Ingest, host: str) -> dict[str, int]:
    """Poll the due feeds of one host."""
    return run.poll_host(host)


@task(task_run_name="read {host}", **_HOST_TASK)
def read_host(run: Ingest, host: str) -> dict[str, int]:
    """Fetch and read the due pages of one host."""
    return run.read_host(host)


@task(cache_policy=NO_CACHE, persist_result=False)
def group_stories(run: Ingest) -> int:
    """Give every new article within a beat its story."""
    return run.group_stories()


@flow(name="ingest", task_runner=_HOST_THREADS, persist_result=False)
def ingest(config: str | None = None, poll_all: bool = False) -> State[Any]:
    """Poll feeds, read their new articles, group them into stories, and publish the database.

    Args:
        config: path of the configuration file; without it, ``openbeat.toml`` of the working directory, else the
            defaults.
        poll_all: poll every active feed, whether it is due or not.
    """
    logger = get_run_logger()
    settings = load_settings(config)
    try:
        with Ingest(settings, poll_all=poll_all) as run:
            broken = _every_host(poll_host, run, run.hosts_to_poll())
            broken += _every_host(read_host, run, run.hosts_to_read())
            group_stories(run)
            report, failing = run.report, run.failing_feeds()
    except AlreadyRunningError as busy:
        # A late run has nothing to add to the one under way, which covers the whole gap.
        logger.info("Nothing to do: %s", busy)
        return Completed(message=f"Nothing to do: {busy}", name="NothingToDo")
    _show(report, failing)
    logger.info(ingest_summary(report))
    if broken:
        raise RuntimeError(
            f"{len(broken)} hosts could not be handled ({', '.join(broken[:5])}); all others were, and are published."
        )
    return Completed(message=ingest_summary(report))


def _every_host(step: Task[..., dict[str, int]], run: Ingest, hosts: list[str]) -> list[str]:
    """Run a step for all hosts and return those where the step itself broke; one broken host stops no other.

    Raises:
        StoreError: nothing can be kept any more, on a full disk say: that is the run's failure, and no host's.
    """
    futures = {host: step.submit(run, host) for host in hosts}
    for future in futures.values():
        future.wait()
    broken = {host: future.state for host, future in futures.items() if not future.state.is_completed()}
    for state in broken.values():
        error = state.result(raise_on_failure=False)
        if isinstance(error, StoreError):
            raise error
    return list(broken)


def _show(report: RunReport, failing: list[dict[str, Any]]) -> None:
    create_markdown_artifact(
        key="ingest-report", markdown=ingest_markdown(report), description="What the last ingest run did"
    )
    create_table_artifact(
        key="failing-feeds", table=failing_feeds_table(failing), description="Feeds that failed in the last ingest run"
    )


if __name__ == "__main__":
    ingest(**json.loads(sys.argv[1] if sys.argv[1:] else "{}"))
