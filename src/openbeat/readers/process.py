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
from openbeat.memory import SpareMemory

GRACE_SECONDS = 3
"""A call that runs this much over its deadline ends its process: the parent, which ends it sooner, has died."""


def main() -> None:
    """Serve calls.

    The arguments: number of the socket, memory limit in megabytes, longest time of the first call, and of every other
    call, in seconds.
    """
    # Ctrl-C at a terminal reaches every process of the group; when to end is the parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(int(sys.argv[1]))
    megabytes, first_seconds, seconds = int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    try:
        connection.send_bytes(_answer(connection.recv(), megabytes, first_seconds))
        # After the warm-up, whose imports take address space of their own.
        _limit_memory(megabytes)
        spare = SpareMemory()
        while True:
            connection.send_bytes(_answer(connection.recv(), megabytes, seconds))
            spare.give_back()
    except (EOFError, OSError):  # the parent is done with us, or dead
        return


def _answer(call: tuple[Callable[..., object], Any, Any], megabytes: int, seconds: float) -> bytes:
    """Whether the call went well, and what it returned or raised, pickled: an answer may fail to pickle too."""
    function, args, kwargs = call
    # The system's own timer, which stops even code that never lets Python's threads and signal handlers run.
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)
    try:
        return pickle.dumps((True, function(*args, **kwargs)))
    except StepError as error:
        failure: StepError = error
    except MemoryError:
        failure = ReadingError("memory_exceeded", f"Reading it takes more than {megabytes} MB.", transient=False)
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser is that page's failure
        text = f"Reading it failed: {type(error).__name__}: {error}"[:500]
        failure = ReadingError("reader_failed", text, transient=False)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
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
