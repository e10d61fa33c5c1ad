"""``openbeat trends``, ``sql`` and ``status``: what the published database answers."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.markup import escape

from openbeat.cli.output import Format, console, show, table, to_json
from openbeat.errors import OpenbeatError, StoreError
from openbeat.settings import Settings, load_settings
from openbeat.store.database import Database, Row
from openbeat.store.sqlfiles import statements
from openbeat.store.working import died, holder_of

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="File to write to instead of the terminal.")]


def published(settings: Settings) -> Database:
    """The published database, opened for reading.

    Raises:
        StoreError: there is none yet.
    """
    if not settings.published_database.exists():
        raise StoreError(
            f"There is no database at {settings.published_database} yet. Read the news once with: openbeat run"
        )
    return Database(settings.published_database, read_only=True)


def trends(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A trend; without it, all are listed.")] = None,
    parameters: Annotated[
        list[str] | None, typer.Argument(help="Its parameters as name=value, such as days=14.")
    ] = None,
    form: FormatOption = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Answer a trend question, or list the questions there are.

    For example: `openbeat trends trending_entities days=14 only_kind=model`, or `openbeat trends coverage_by_day
    --format csv`. The same questions can be asked in SQL: `FROM trending_entities(days := 14, only_kind := 'model')`.
    """
    with published(load_settings(context.obj)) as database:
        known = {row["name"]: row for row in database.query("trend_catalogue")}
        if name is None:
            _list_trends(known, form)
            return
        if name not in known:
            raise OpenbeatError(f"There is no trend {name!r}. There are {', '.join(known)}.")
        arguments = ", ".join(_argument(known[name], text) for text in parameters or [])
        show(_ask(database, f"FROM {name}({arguments})"), form, out)


def sql(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="A query; without it, it is read from standard input.")] = None,
    form: FormatOption = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Run a SQL query on the published database.

    Any DuckDB client can open that file as well, as long as it likes: it is replaced whole after each run, never
    written in place.
    """
    settings = load_settings(context.obj)
    if query is None and sys.stdin.isatty():
        path = escape(str(settings.published_database))
        console.print(f"Give a query, or open the database yourself: [bold]duckdb -readonly {path}[/]")
        raise typer.Exit(2)
    with published(settings) as database:
        show(_ask(database, query if query is not None else sys.stdin.read()), form, out)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Tell how things stand: the last runs, feeds by health, entries by status, what waits and what failed.

    Exits with 1 if the last ingest run did not complete, or more feeds fail than not.
    """
    settings = load_settings(context.obj)
    with published(settings) as database:
        found: dict[str, Any] = {
            "database": str(settings.published_database),
            "working": holder_of(settings.working_database.parent),
            "died": died(settings.working_database.parent),
            "runs": database.query("latest_runs"),
            "feeds": {row["health"]: row["feeds"] for row in database.query("feeds_by_health")},
            "entries": {row["status"]: row["entries"] for row in database.query("entries_by_status")},
            "articles": {row["relevance"]: row["articles"] for row in database.query("articles_by_relevance")},
            "open_failures": database.query("open_failures_by_reason", reason=None, host=None),
            "digests": sorted((path.name for path in settings.digests.glob("????-??-??")), reverse=True)[:7],
        }
        if as_json:
            sys.stdout.write(to_json(found))
        else:
            _show_status(database, found)
    last = next((run for run in found["runs"] if run["flow"] == "ingest"), None)
    feeds = found["feeds"]
    mostly_failing = feeds.get("failing", 0) > feeds.get("healthy", 0) + feeds.get("silent", 0)
    if last is None or last["status"] not in {"completed", "running"} or mostly_failing:
        raise typer.Exit(1)


def _ask(database: Database, text: str) -> Any:
    try:
        if not duckdb.extract_statements(text):
            raise OpenbeatError('There is no query in it. Try: openbeat sql "FROM coverage LIMIT 5"')
        return database.table(text)
    except duckdb.Error as error:
        raise OpenbeatError(f"The query failed: {error}") from error


def _argument(trend: Row, text: str) -> str:
    name, equals, value = text.partition("=")
    known = [parameter["name"] for parameter in trend["parameters"]]
    if not equals or name not in known:
        takes = ", ".join(f"{each}=…" for each in known) or "none"
        raise OpenbeatError(f"{text!r} is not a parameter of {trend['name']}. It takes {takes}.")
    literal = value if re.fullmatch(r"-?\d+(\.\d+)?", value) else "'" + value.replace("'", "''") + "'"
    return f"{name} := {literal}"


def _list_trends(known: dict[str, Row], form: Format) -> None:
    if form is Format.JSON:
        sys.stdout.write(to_json(list(known.values())))
        return
    for trend in known.values():
        console.print(f"[bold]{trend['name']}[/]  {escape(trend['question'])}")
        for parameter in trend["parameters"]:
            console.print(
                f"    {parameter['name']}={escape(parameter['default'])}  [dim]{escape(parameter['description'])}[/]"
            )
        console.print(f"    [cyan]{escape(trend['example'])}[/]")


def _show_status(database: Database, found: dict[str, Any]) -> None:
    console.print(f"Database  [bold]{escape(found['database'])}[/]")
    if found["working"]:
        holder = found["working"]
        console.print(f"Running   {holder['flow']} since {holder['since']} (process {holder['pid']})")
    elif found["died"]:
        console.print(
            f"[yellow]Died[/]      the {found['died']['flow']} of {found['died']['since']}; the next carries on"
        )
    for title in ("feeds", "entries", "articles"):
        counts = ", ".join(f"{count} {name}" for name, count in found[title].items())
        console.print(f"{title.capitalize():<9} {counts or 'none'}")
    console.print(f"Digests   {', '.join(found['digests']) or 'none'}")
    console.print("\n[bold]Last runs[/]")
    console.print(table(database.table(statements()["latest_runs"])))
    if found["open_failures"]:
        console.print("[bold]Open failures[/]  (openbeat failures)")
        for row in found["open_failures"]:
            console.print(f"  {row['pages']:>5} pages {row['feeds']:>4} feeds  {row['reason']}")
