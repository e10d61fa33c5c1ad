"""All deployments of prefect.yaml, served from one process for those who want no worker: ``openbeat serve``."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml
from prefect import serve as serve_deployments
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.flows import load_flow_from_entrypoint
from prefect.schedules import Cron
from prefect.settings import PREFECT_API_URL, temporary_settings

from openbeat.bundled import bundled
from openbeat.errors import OpenbeatError

SERVER_START_SECONDS = 120.0
LOCAL_API = "http://127.0.0.1:4200/api"
"""Where ``prefect server start`` listens unless told otherwise."""


def serve(config: str | None = None, timezone: str = "UTC") -> None:
    """Run every deployment on its schedule until interrupted.

    Args:
        config: path of the configuration file.
        timezone: IANA zone of the schedules.

    Raises:
        OpenbeatError: no server answers and none could be started.
    """
    with _server() as api, temporary_settings({PREFECT_API_URL: api}):
        serve_deployments(*[_deployment(spec, config, timezone) for spec in described_deployments()])


def described_deployments() -> list[dict[str, Any]]:
    """The deployments that prefect.yaml describes."""
    content = yaml.safe_load(bundled("prefect.yaml").read_text(encoding="utf-8"))
    described: list[dict[str, Any]] = content["deployments"]
    return described


def _deployment(spec: dict[str, Any], config: str | None, timezone: str) -> Any:
    file, name = spec["entrypoint"].split(":")
    flow: Any = load_flow_from_entrypoint(f"{bundled(*Path(file).parts)}:{name}")
    return flow.to_deployment(
        name=spec["name"],
        description=spec["description"],
        tags=spec["tags"],
        parameters=spec["parameters"] | {"config": config},
        schedules=[Cron(schedule["cron"], timezone=timezone, slug=schedule["slug"]) for schedule in spec["schedules"]],
        concurrency_limit=ConcurrencyLimitConfig(
            limit=spec["concurrency_limit"]["limit"],
            collision_strategy=ConcurrencyLimitStrategy(spec["concurrency_limit"]["collision_strategy"]),
        ),
    )


@contextmanager
def _server() -> Iterator[str]:
    """The server that is configured, else the one that answers on this machine, else one of our own."""
    configured = PREFECT_API_URL.value()
    if configured or _answers(LOCAL_API):
        yield configured or LOCAL_API
        return
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", "4200", "--no-ui"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            deadline = time.monotonic() + SERVER_START_SECONDS
            while not _answers(LOCAL_API):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise OpenbeatError(
                        "The Prefect server did not start. Start it yourself with: prefect server start"
                    )
                time.sleep(0.5)
            yield LOCAL_API
        finally:
            server.terminate()


def _answers(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    serve()
