"""``openbeat failures`` and ``retry``: what went wrong with feeds and pages, and another try by hand."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from openbeat.cli.asking import FormatOption, OutOption, published
from openbeat.cli.output import Format, console, show, to_json
from openbeat.cli.running import WAIT_SECONDS
from openbeat.ingest import utc_now
from openbeat.reasons import explain
from openbeat.settings import load_settings
from openbeat.store import entries, feeds, hosts
from openbeat.store.database import Row
from openbeat.store.sqlfiles import statements
from openbeat.store.times import to_store
from openbeat.store.working import working_database

ReasonOption = Annotated[str | None, typer.Option("--reason", "-r", help="Only this reason, such as http_403.")]
HostOption = Annotated[str | None, typer.Option("--host", help="Only this host, such as news.example.org.")]


NOTHING_OF_THAT = "There is nothing of that reason and host. See: openbeat failures, and --by host"

_STATUSES = {"pending": "waiting", "abandoned": "given up"}
"""Statuses in other words, for people."""


class By(StrEnum):
    """What failures are summed up by."""

    REASON = "reason"
    HOST = "host"


def failures(
    context: typer.Context,
    by: Annotated[By | None, typer.Option("--by", help="Sum them up by reason or by host.")] = None,
    reason: ReasonOption = None,
    host: HostOption = None,
    form: FormatOption = Format.TABLE,
    out: OutOption = None,
) -> None:
    """List what failed and is not mended yet: feeds, and entries that led to no article.

    Without options, summed up by reason, with what each means and what to do. With `--reason` or `--host`, one by one.
    `openbeat retry` lets the next run try again.
    """
    summed = by or (By.REASON if reason is None and host is None else None)
    statement = {By.REASON: "open_failures_by_reason", By.HOST: "open_failures_by_host", None: "open_failures_listed"}
    with published(load_settings(context.obj)) as database:
        result = database.table(statements()[statement[summed]], {"reason": reason, "host": host})
        resting = database.query("resting_hosts", now=to_store(utc_now()))
    if form is not Format.TABLE or out is not None:
        show(result, form, out)
    elif result.num_rows == 0:
        filtered = reason is not None or host is not None
        console.print(NOTHING_OF_THAT if filtered else "Nothing failed that is not mended.")
    elif summed is None:
        _list(result.to_pylist())
    else:
        show(result, form)
        if summed is By.REASON:
            _explain([row["reason"] for row in result.to_pylist()])
    if resting and form is Format.TABLE and out is None:
        console.print("[bold]Hosts that are left alone[/]")
        for row in resting:
            console.print(f"  {escape(row['host'])} until {row['until']:%Y-%m-%d %H:%M} UTC: {escape(row['why'])}")


def retry(
    context: typer.Context,
    reason: Annotated[
        str | None, typer.Argument(help="Only what failed for this reason, such as http_403; else all of it.")
    ] = None,
    host: HostOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Let the next run try again what failed: feeds, and pages, those given up too.

    A host that is left alone because it asked for it, or could not be reached, is asked again only if you name it.
    Feeds that are paused stay so: `openbeat feeds add` follows them again.
    """
    now = utc_now()
    with working_database(load_settings(context.obj), "retry", wait_seconds=WAIT_SECONDS) as database:
        # The files first: afterwards it is forgotten who failed for want of them.
        hosts.expire_robots(database, now, reason, host)
        pages = entries.retry_entries(database, now, reason, host)
        polled = feeds.retry_feeds(database, now, reason, host)
        if host:
            hosts.wake(database, host)
    if as_json:
        sys.stdout.write(to_json({"entries": pages, "feeds": polled}))
        return
    if not pages and not polled:
        console.print(NOTHING_OF_THAT)
        return
    console.print(f"{pages} entries and {polled} feeds will be tried again by the next run: openbeat run")


def _list(rows: list[Row]) -> None:
    """One by one and in full: addresses and reasons are what a person copies from here."""
    for row in rows:
        tries = f"{row['attempts']} tries" if row["attempts"] != 1 else "1 try"
        again = f", again at {row['next_try']:%Y-%m-%d %H:%M} UTC" if row["next_try"] else ""
        console.print(f"[bold]{escape(row['reason'])}[/]  {escape(row['url'] or '')}", soft_wrap=True)
        status = _STATUSES.get(row["status"], row["status"])
        console.print(f"    {row['subject']}, {status}, {tries}{again}. {escape(row['detail'] or '')}")


def _explain(codes: list[str]) -> None:
    for code in codes:
        meaning = explain(code)
        console.print(f"[bold]{escape(code)}[/]  {escape(meaning.meaning)} [dim]{escape(meaning.advice)}[/]")
