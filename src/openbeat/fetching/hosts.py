"""How often one host is asked, however many feeds and pages it has and however many threads ask."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class HostGate:
    """Lets requests to one host through a few at a time and spaced out; requests to other hosts pass unhindered.

    Args:
        concurrency: requests under way to one host at once.
        spacing_seconds: least time between the starts of two requests to one host.
        clock: seconds that only ever grow.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        concurrency: int,
        spacing_seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._spacing = spacing_seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._places = defaultdict[str, threading.BoundedSemaphore](lambda: threading.BoundedSemaphore(concurrency))
        self._next_start: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for a turn at a host, and hold it for as long as the request is under way."""
        with self._lock:
            place = self._places[host]
        with place:
            with self._lock:
                now = self._clock()
                start = max(now, self._next_start.get(host, now))
                self._next_start[host] = start + self._spacing
            if start > now:
                self._sleep(start - now)
            yield
