"""The maintenance flow: clear what is old, compact the database, publish it, keep a copy."""

from __future__ import annotations

import json
import sys
from typing import Any

from prefect import State, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from openbeat.errors import AlreadyRunningError
from openbeat.maintenance import MaintenanceReport, maintain, maintenance_markdown
from openbeat.settings import Settings, load_settings


@task(cache_policy=NO_CACHE, persist_result=False)
def clean_up(settings: Settings) -> MaintenanceReport:
    """Clear, compact, publish, back up."""
    return maintain(settings)


@flow(name="maintenance", persist_result=False)
def maintenance(config: str | None = None) -> State[Any]:
    """Keep the store small and safe.

    Args:
        config: path of the configuration file; without it, ``openbeat.toml`` of the working directory, else the
            defaults.
    """
    try:
        report = clean_up(load_settings(config))
    except AlreadyRunningError as busy:
        return Completed(message=f"Nothing to do: {busy}", name="NothingToDo")
    create_markdown_artifact(
        key="maintenance-report", markdown=maintenance_markdown(report), description="What maintenance did"
    )
    return Completed(
        message=f"{report.bytes_before:,} bytes before, {report.bytes_after:,} after; {len(report.backups)} backups."
    )


if __name__ == "__main__":
    maintenance(**json.loads(sys.argv[1] if sys.argv[1:] else "{}"))
