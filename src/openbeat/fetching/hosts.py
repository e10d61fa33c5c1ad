"""How often one host is asked, however many feeds and pages it has and however many threads ask.

The gate also learns from how requests end: a host that asks to be left alone (429, or 503 with Retry-After) rests for
as long as it asks, and one that can't be reached several times in a row rests for a while. Nobody asks a resting host.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from openbeat.errors import FetchError

UNREACHABLE_REASONS = frozenset({"timeout", "connection_failed", "dns_failure", "tls_failure"})
"""Failures that say something of the host rather than of the page."""

STRIKES = 3
"""In a row; then the host is taken to be down, or to want no programs, and its other pages are left for later."""

UNREACHABLE_REST_SECONDS = 600.0

BLOCKED_REST_SECONDS = 6 * 3600.0
"""Challenges are lifted by people, or when a site has calmed down."""

LEAST_REST_SECONDS = 30.0
"""For a 429 that says "now": whoever asks for it gets the same answer."""

UNSPOKEN_REST_SECONDS = 900.0
"""For a 429 that doesn't say how long: RFC 6585 section 4 leaves it to the client."""

MAX_REST_SECONDS = 86_400.0
"""One page's Retry-After silences its whole host no longer than this."""

PATIENCE_SECONDS = 60.0
"""A turn that is further away than this is not waited for: a later run asks."""

PREFACE_SECONDS = 5.0
"""Between a robots.txt and the first page that it lets be read, however long the pauses that it asks for."""

_OnRest = Callable[[str, float, str], None]


class HostGate:
    """Lets requests to one host through a few at a time and spaced out; requests to other hosts pass unhindered.

    Args:
        concurrency: requests under way to one host at once.
        spacing_seconds: least time between the starts of two requests to one host.
        on_rest: told the host, the seconds and the reason whenever a host begins to rest.
        clock: seconds that only ever grow.
        sleep: waits for so many seconds; by default it ends early when the gate closes.
    """

    def __init__(
        self,
        concurrency: int,
        spacing_seconds: float,
        *,
        on_rest: _OnRest | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._spacing = spacing_seconds
        self._on_rest = on_rest
        self._clock = clock
        self._closing = threading.Event()
        self._sleep = sleep or self._closing.wait
        self._lock = threading.Lock()
        self._places = defaultdict[str, threading.Semaphore](lambda: threading.Semaphore(concurrency))
        self._next_start: dict[str, float] = {}
        self._spacings: dict[str, float] = {}
        self._rests: dict[str, tuple[float, str]] = {}
        self._strikes: Counter[str] = Counter()

    @contextmanager
    def turn(self, host: str, *, under_way: bool = False) -> Iterator[None]:
        """Wait for a turn at a host, and hold it for as long as the request is under way.

        Args:
            host: who is asked.
            under_way: whether this goes on with what was begun, after a redirect: it waits, but is never put off, or
                pages behind redirects would never be reached on hosts that want long pauses.

        Raises:
            FetchError: ``host_resting``, since the host wants to be left alone; ``run_ended``, since the gate closed.
        """
        with self._lock:
            place = self._places[host]
        with place:
            self._wait(host, under_way=under_way)
            try:
                yield
            except FetchError as error:
                self._learn(host, error)
                raise
            self._strikes.pop(host, None)

    def rest(self, host: str, seconds: float, why: str) -> None:
        """Leave a host alone for so long; a rest under way is never shortened."""
        with self._lock:
            until = self._clock() + min(seconds, MAX_REST_SECONDS)
            if until <= self._rests.get(host, (0.0, ""))[0]:
                return
            self._rests[host] = until, why
        if self._on_rest:
            self._on_rest(host, min(seconds, MAX_REST_SECONDS), why)

    def slow_down(self, host: str, spacing_seconds: float) -> None:
        """Ask a host one request at a time, with at least so many seconds between two starts (Crawl-delay)."""
        with self._lock:
            before = self._spacings.get(host, self._spacing)
            if spacing_seconds > before:
                self._spacings[host] = spacing_seconds
                if host in self._next_start:  # the request that told of it was for robots.txt only
                    self._next_start[host] += max(min(spacing_seconds, PREFACE_SECONDS) - before, 0.0)
                self._places[host] = threading.Semaphore(1)

    def close(self) -> None:
        """Let nobody through any more, those who wait for their turn included."""
        self._closing.set()

    def _wait(self, host: str, *, under_way: bool) -> None:
        self._pause(host)
        with self._lock:
            now = self._clock()
            spacing = self._spacings.get(host, self._spacing)
            start = max(now, self._next_start.get(host, now))
            if under_way:
                start = min(start, now + PATIENCE_SECONDS)
            patient = start - now <= PATIENCE_SECONDS
            if patient:
                self._next_start[host] = start + spacing
        if not patient:
            # Kept for later runs, but no rest in this one: a request under way may still go on.
            why = f"it wants {spacing:g} seconds between two requests."
            if self._on_rest:
                self._on_rest(host, min(start - now, MAX_REST_SECONDS), why)
            raise _resting(host, start - now, why)
        if start > now:
            self._sleep(start - now)
        self._pause(host)

    def _pause(self, host: str) -> None:
        """Wait for the end of a host's rest, if it is near.

        Raises:
            FetchError: ``host_resting``, since it is not, or ``run_ended``.
        """
        left, why = self._left(host)
        if 0 < left <= PATIENCE_SECONDS:
            self._sleep(left)
            left, why = self._left(host)
        if self._closing.is_set():
            raise FetchError("run_ended", "The run ended before it was asked for.", transient=True)
        if left > 0:
            raise _resting(host, left, why)

    def _left(self, host: str) -> tuple[float, str]:
        with self._lock:
            until, why = self._rests.get(host, (0.0, ""))
            return until - self._clock(), why

    def _learn(self, host: str, error: FetchError) -> None:
        if error.reason == "rate_limited":
            asked = UNSPOKEN_REST_SECONDS if error.retry_after_seconds is None else error.retry_after_seconds
            self.rest(host, max(asked, LEAST_REST_SECONDS), "it asked to come back later.")
        if error.reason not in UNREACHABLE_REASONS | {"blocked"}:
            self._strikes.pop(host, None)
            return
        self._strikes[host] += 1
        if self._strikes[host] >= STRIKES:
            blocked = error.reason == "blocked"
            what = "it answers programs with challenges" if blocked else "it could not be reached"
            seconds = BLOCKED_REST_SECONDS if blocked else UNREACHABLE_REST_SECONDS
            self.rest(host, seconds, f"{what}, {STRIKES} times in a row ({error.reason}).")


def _resting(host: str, seconds: float, why: str) -> FetchError:
    return FetchError("host_resting", f"{host} is left alone: {why}", transient=True, retry_after_seconds=seconds)
