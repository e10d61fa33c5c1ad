"""How long one answer may take as a whole, however many reads, redirects and slow drips it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from openbeat.errors import FetchError

_running: ContextVar[TimeBudget | None] = ContextVar("time budget of the fetch under way", default=None)


class TimeBudget:
    """The seconds one answer may take, counted only while the web is being asked and not while we wait for our turn."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._spent_before = 0.0
        self._since: float | None = None

    @property
    def spent(self) -> float:
        """Seconds used so far."""
        running = 0.0 if self._since is None else self._clock() - self._since
        return self._spent_before + running

    def check(self) -> None:
        """Stop here if the time is used up.

        Raises:
            FetchError: ``timeout``.
        """
        if self.spent >= self._seconds:
            raise FetchError(
                "timeout",
                f"The answer took longer than {self._seconds:g} seconds as a whole (fetch.total_seconds).",
                transient=True,
            )

    def cap(self, seconds: float | None) -> float:
        """The given wait in seconds, shortened to the time that is left.

        Raises:
            FetchError: ``timeout``, since no time is left.
        """
        self.check()
        left = self._seconds - self.spent
        # A socket takes 0 for "do not block", so the last instant is a millisecond.
        return max(left if seconds is None else min(seconds, left), 0.001)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time spent in here, and bound every wait of the network below it."""
        self._since = self._clock()
        token = _running.set(self)
        try:
            yield
        finally:
            _running.reset(token)
            self._spent_before, self._since = self.spent, None


def capped(seconds: float | None) -> float | None:
    """The given wait in seconds, shortened to what the budget running in this thread leaves.

    Raises:
        FetchError: ``timeout``, since no time is left.
    """
    budget = _running.get()
    return seconds if budget is None else budget.cap(seconds)
