"""``openbeat run``, ``digest``, ``maintain`` and ``serve``: the flows by hand, and all of them on their schedules."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from typing import Annotated

import typer
from rich.markup import escape

from openbeat.cli.asking import published
from openbeat.cli.flows import load_flow, run_flow
from openbeat.cli.output import console, to_json
from openbeat.errors import OpenbeatError
from openbeat.ingest import utc_now
from openbeat.settings import config_file, load_settings
from openbeat.store.times import to_store

WAIT_SECONDS = 120.0
"""A person waits this long for a run to finish before being told that it has not."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]


def run(
    context: typer.Context,
    poll_all: Annotated[bool, typer.Option("--all", help="Poll every feed, whether it is due or not.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read the news once: poll the feeds that are due, read what is new, publish the database.

    This is the ingest flow that the schedule runs. Feeds that were just polled are not due; `--all` asks them all the
    same. Exits with 1 if every feed that was asked failed.
    """
    settings, begun = load_settings(context.obj), to_store(utc_now())
    message = run_flow("ingest", config=_config(context), poll_all=poll_all)
    with published(settings) as database:
        rows = database.query("run_report_since", since=begun)
    # None of ours where another run is under way.
    report = json.loads(rows[0]["report"] or "{}") if rows else {}
    if as_json:
        sys.stdout.write(to_json({"message": message} | (rows[0] if rows else {}) | {"report": report}))
    else:
        console.print(escape(message))
        console.print(f"Database: [bold]{escape(str(settings.published_database))}[/]  (openbeat trends, openbeat sql)")
    if report.get("nothing_reached"):
        raise typer.Exit(1)


def digest(
    context: typer.Context,
    day: Annotated[
        str | None,
        typer.Argument(
            help="A day such as 2026-11-24, or today, or yesterday; else all days that are over and have none."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the digest of a day, or of every day that is over and has none yet.

    A digest made while its day is not over covers what arrived so far, says so, and is written anew later.
    """
    settings = load_settings(context.obj)
    chosen = _day(day, utc_now().astimezone(settings.zone).date()) if day else None
    message = run_flow("digest", config=_config(context), day=chosen.isoformat() if chosen else None)
    folder = settings.digests / chosen.isoformat() if chosen else settings.digests
    if as_json:
        sys.stdout.write(to_json({"message": message, "folder": str(folder)}))
        return
    console.print(escape(message))
    console.print(f"Digests: [bold]{escape(str(folder))}[/]")


def maintain(context: typer.Context) -> None:
    """Clear old records, compact the database, keep a copy: what the schedule does every night."""
    console.print(escape(run_flow("maintenance", config=_config(context))))


def serve(context: typer.Context) -> None:
    """Keep reading the news: run all flows on the schedules of prefect.yaml, in this one process, until it is stopped.

    Uses the Prefect server of `PREFECT_API_URL` if there is one, else starts one beside itself. Times are in the
    configured time zone.
    """
    settings = load_settings(context.obj)
    load_flow("serve").serve(config=_config(context), timezone=settings.timezone)


def _config(context: typer.Context) -> str | None:
    """The configuration file as an absolute path, since flows may run elsewhere."""
    path = config_file(context.obj)
    return str(path.resolve()) if path else None


def _day(text: str, today: date) -> date:
    if text in {"today", "yesterday"}:
        return today - timedelta(days=text == "yesterday")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OpenbeatError(f"{text!r} is not a day. Write it as {today}, or today, or yesterday.") from error
