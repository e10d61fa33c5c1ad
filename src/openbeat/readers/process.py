"""What runs inside a reading process: take a call from the socket, answer it, until the socket closes."""

from __future__ import annotations

import pickle
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from openbeat.errors import ReadingError, StepError


def main() -> None:
    """Serve calls on the socket whose number is the first argument; the second is the memory limit in megabytes."""
    # Ctrl-C at a terminal reaches every process of the group; when to end is the parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(int(sys.argv[1]))
    megabytes = int(sys.argv[2])
    limited = False
    while True:
        try:
            function, args, kwargs = connection.recv()
        except EOFError:
            return
        connection.send_bytes(_answer(function, args, kwargs, megabytes))
        if not limited:
            # After the warm-up, whose imports take address space of their own.
            _limit_memory(megabytes)
            limited = True


def _answer(function: Callable[..., object], args: Any, kwargs: Any, megabytes: int) -> bytes:
    """Whether the call went well, and what it returned or raised, pickled: an answer may fail to pickle too."""
    try:
        return pickle.dumps((True, function(*args, **kwargs)))
    except StepError as error:
        failure: StepError = error
    except MemoryError:
        failure = ReadingError("memory_exceeded", f"Reading it takes more than {megabytes} MB.", transient=False)
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser is that page's failure
        text = f"Reading it failed: {type(error).__name__}: {error}"[:500]
        failure = ReadingError("reader_failed", text, transient=False)
    return pickle.dumps((False, failure))


def _limit_memory(megabytes: int) -> None:
    """Bound the address space at today's size plus this much, where the system can tell today's size."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[0])
        limit = pages * resource.getpagesize() + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
