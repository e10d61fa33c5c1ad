"""Starting flows from the command line, in this process.

The flows lie outside the package and import it, never the reverse; they are loaded here by path, as Prefect itself
does. Without a server, Prefect starts a temporary one for the run.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from openbeat.bundled import bundled
from openbeat.cli.output import console
from openbeat.errors import OpenbeatError
from openbeat.progress import watched

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
    with _progress():
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
def _progress() -> Iterator[None]:
    """A bar for each stage on a terminal; nothing where a program reads."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        stages: dict[str, TaskID] = {"Starting Prefect": bars.add_task("Starting Prefect", total=None)}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                for earlier in stages.values():
                    bars.update(earlier, visible=False)
                stages[stage] = bars.add_task(stage, total=total)
            bars.update(stages[stage], completed=done, total=total)

        with watched(advance):
            yield
