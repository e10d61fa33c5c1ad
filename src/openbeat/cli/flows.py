"""Starting flows from the command line, in this process.

The flows lie outside the package and import it, never the reverse; they are loaded here by path, as Prefect itself
does. Without a server, Prefect starts a temporary one for the run.
"""

from __future__ import annotations

import atexit
import importlib.util
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from openbeat.bundled import bundled
from openbeat.cli.output import console
from openbeat.errors import OpenbeatError
from openbeat.progress import watched
from openbeat.settings import load_settings
from openbeat.store.working import holder_of

GOODBYE_SECONDS = 3.0
"""What Prefect has to say good-bye to its server, if there still is one."""
LONGEST_GOODBYE_SECONDS = 60.0
INTERRUPTED = 130
"""The exit code that shells give what Ctrl-C ended."""

QUIET_PREFECT = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    # A temporary server needs more than the default 20 s on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
"""What a person at a terminal wants of Prefect, unless they say otherwise in the environment."""


def run_flow(flow: str, **parameters: object) -> str:
    """Run a flow and return what it says in the end, showing progress where a person waits.

    Args:
        flow: name of the flow and of its file in ``flows/``.
        parameters: its parameters.

    Raises:
        OpenbeatError: the flow failed; whatever it raised of ours, else what Prefect says of it.
    """
    with _stoppable(parameters.get("config")), bars("Starting Prefect"):
        state = getattr(load_flow(flow), flow)(**parameters, return_state=True)
    if state.is_completed():
        return str(state.message)
    error = state.result(raise_on_failure=False)
    if isinstance(error, OpenbeatError):
        raise error
    raise OpenbeatError(f"The {flow} flow ended as {state.name}: {error or state.message}")


def load_flow(flow: str) -> ModuleType:
    """The module of a flow, from its file."""
    for name, value in QUIET_PREFECT.items():
        os.environ.setdefault(name, value)
    path = bundled("flows", f"{flow}.py")
    spec = importlib.util.spec_from_file_location(f"openbeat_flow_{flow}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _stoppable(config: object) -> Iterator[None]:
    """End soon after Ctrl-C or a polite kill: once the store is closed, nothing that matters is left to do.

    At a terminal, Ctrl-C reaches Prefect's temporary server too, and Prefect would go on telling it of the end of the
    run for more than a minute.
    """
    folder = load_settings(str(config) if config else None).working_database.parent

    def stop(_signal: int, _frame: object) -> None:
        logging.disable(logging.CRITICAL)  # what Prefect can't tell its server any more is of no interest
        threading.Thread(target=_leave_when_closed, args=(folder,), daemon=True).start()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_when_closed(folder: Path) -> None:
    deadline = time.monotonic() + LONGEST_GOODBYE_SECONDS
    while (holder := holder_of(folder)) and holder["pid"] == os.getpid() and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(GOODBYE_SECONDS)
    sys.stderr.write("Stopped. What was read is kept; the next run carries on.\n")
    sys.stderr.flush()
    # Prefect ends its temporary server there, but may also wait for one that is gone.
    farewell = threading.Thread(target=atexit._run_exitfuncs, daemon=True)  # noqa: SLF001
    farewell.start()
    farewell.join(GOODBYE_SECONDS)
    os._exit(INTERRUPTED)


@contextmanager
def bars(first: str) -> Iterator[None]:
    """A bar for each stage on a terminal, the first at once; nothing where a program reads."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as drawn:
        stages: dict[str, TaskID] = {first: drawn.add_task(first, total=None)}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                for earlier in stages.values():
                    drawn.update(earlier, visible=False)
                stages[stage] = drawn.add_task(stage, total=total)
            drawn.update(stages[stage], completed=done, total=total)

        with watched(advance):
            yield
