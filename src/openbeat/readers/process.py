"""What runs inside a reading process: take a call from the socket, answer it, until the socket closes."""

from __future__ import annotations

import resource
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from openbeat.errors import ReadingError, StepError


def main() -> None:
    """Serve calls on the socket whose number is the first argument; the second is the memory limit in megabytes."""
    connection = Connection(int(sys.argv[1]))
    megabytes = int(sys.argv[2])
    limited = False
    while True:
        try:
            function, args, kwargs = connection.recv()
        except EOFError:
            return
        try:
            answer: tuple[bool, object] = (True, function(*args, **kwargs))
        except StepError as error:
            answer = (False, error)
        except MemoryError:
            answer = (
                False,
                ReadingError("memory_exceeded", f"Reading it takes more than {megabytes} MB.", transient=False),
            )
        except Exception as error:  # noqa: BLE001 - whatever a page does to a parser is that page's failure
            text = f"Reading it failed: {type(error).__name__}: {error}"[:500]
            answer = (False, ReadingError("reader_failed", text, transient=False))
        connection.send(answer)
        if not limited:
            # After the warm-up, whose imports take address space of their own.
            _limit_memory(megabytes)
            limited = True


def _limit_memory(megabytes: int) -> None:
    """Bound the address space at today's size plus this much, where the system can tell today's size."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[0])
        limit = pages * resource.getpagesize() + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
