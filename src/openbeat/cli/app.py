"""The root of the command line: its options, and what a user sees of errors.

Exit codes: 0 done, 1 it failed or needs attention, 2 the command was mistyped, 3 the configuration is wrong, 4 the
database is in use.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from openbeat import __version__
from openbeat.cli import (
    asking,
    beats,
    evaluating,
    explaining,
    failing,
    feeds,
    labelling,
    reclassifying,
    running,
    setting_up,
)
from openbeat.errors import BeatError, ConfigurationError, OpenbeatError, StoreBusyError

FAILED, WRONG_CONFIGURATION, BUSY = 1, 3, 4

app = typer.Typer(
    name="openbeat",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done · 1 failed, or needs attention · 2 mistyped · 3 wrong configuration · 4 database in use",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"openbeat {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            help="Configuration file; else $OPENBEAT_CONFIG, else ./openbeat.toml.",
            envvar="OPENBEAT_CONFIG",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Follow news feeds in many languages, and ask what they say of your beat.

    New here? `openbeat demo` shows everything on a made-up press; `openbeat init` sets up the real thing, `openbeat
    run` reads the news once, `openbeat serve` keeps reading it, `openbeat trends` answers questions.
    """
    context.obj = config


app.command("init", rich_help_panel="Set up")(setting_up.init)
app.command("demo", rich_help_panel="Set up")(setting_up.demo)
app.add_typer(feeds.app, name="feeds", rich_help_panel="Set up")
app.add_typer(beats.app, name="beat", rich_help_panel="Keep a beat")
app.command("label", rich_help_panel="Keep a beat")(labelling.label)
app.command("evaluate", rich_help_panel="Keep a beat")(evaluating.evaluate)
app.command("run", rich_help_panel="Run")(running.run)
app.command("digest", rich_help_panel="Run")(running.digest)
app.command("maintain", rich_help_panel="Run")(running.maintain)
app.command("retry", rich_help_panel="Run")(failing.retry)
app.command("reclassify", rich_help_panel="Keep a beat")(reclassifying.reclassify)
app.command("serve", rich_help_panel="Run")(running.serve)
app.command("trends", rich_help_panel="Ask")(asking.trends)
app.command("sql", rich_help_panel="Ask")(asking.sql)
app.command("status", rich_help_panel="Ask")(asking.status)
app.command("failures", rich_help_panel="Ask")(failing.failures)
app.command("explain", rich_help_panel="Ask")(explaining.explain)


def main() -> None:
    """Run the command line; errors are told in a sentence, never as a traceback."""
    try:
        app()
    except OpenbeatError as error:
        Console(stderr=True, soft_wrap=True).print(f"[bold red]error:[/] {_escaped(error)}", highlight=False)
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _escaped(error: OpenbeatError) -> str:
    return str(error).replace("[", r"\[")


def _exit_code(error: OpenbeatError) -> int:
    if isinstance(error, ConfigurationError | BeatError):
        return WRONG_CONFIGURATION
    return BUSY if isinstance(error, StoreBusyError) else FAILED
