"""The digest flow: write the digest of each day that is over and has none yet, from the published database alone."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from openbeat.digest import make_digest, missing_days
from openbeat.ingest import utc_now
from openbeat.settings import Settings, load_settings


@task(task_run_name="digest {day}", cache_policy=NO_CACHE, persist_result=False)
def write_digest(settings: Settings, day: date, now: datetime) -> str:
    """Write the digest of one day; writing it again gives the same bytes."""
    return str(make_digest(settings, day, now))


@flow(name="digest", persist_result=False)
def digest(config: str | None = None, day: str | None = None) -> State[Any]:
    """Write digests: of the day given, else of every day that is over and has none yet.

    Args:
        config: path of the configuration file; without it, ``openbeat.toml`` of the working directory, else the
            defaults.
        day: a day such as ``2026-11-24``; a day that is not over gives a digest of what arrived so far.
    """
    settings, now = load_settings(config), utc_now()
    days = [date.fromisoformat(day)] if day else missing_days(settings, now)
    folders = [write_digest(settings, each, now) for each in days]
    for folder in folders[-1:]:
        create_markdown_artifact(
            key="digest", markdown=Path(folder, "digest.md").read_text(encoding="utf-8"), description=folder
        )
        create_link_artifact(key="digest-page", link=f"file://{folder}/digest.html", description="The digest as a page")
    message = f"Digests written: {', '.join(map(str, days))}." if days else "Nothing to do: no digest is missing."
    get_run_logger().info(message)
    return Completed(message=message)


if __name__ == "__main__":
    digest(**json.loads(sys.argv[1] if sys.argv[1:] else "{}"))
