"""A pool of reading processes, shared by threads.

The standard library's pool breaks as a whole when one process dies and knows no deadline; and its ``spawn`` imports
the main module of the parent – here all of Prefect – into every child. A reader is a plain child process with one
socket: when the parent dies, however it dies, the socket closes and the reader ends, at its call's deadline at the
latest.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, Self, TypeVar

from openbeat.errors import ReadingError

P = ParamSpec("P")
T = TypeVar("T")

START_SECONDS = 120.0
"""Longest wait for a new reader's imports; some seconds on a quiet machine."""

Warmup = tuple[Callable[..., object], tuple[Any, ...]]


class ReaderPool:
    """Runs module-level functions in child processes.

    Args:
        readers: how many processes; they start when first needed.
        deadline_seconds: longest time one call may take.
        calls_per_reader: calls after which a process is replaced, since parsing leaks memory.
        memory_megabytes: address space a process may grow by after its start.
        warmup: a function and its arguments that each process runs once before its first call.
    """

    def __init__(
        self,
        readers: int,
        *,
        deadline_seconds: float,
        calls_per_reader: int = 500,
        memory_megabytes: int = 2048,
        warmup: Warmup | None = None,
    ) -> None:
        self._deadline_seconds = deadline_seconds
        self._calls_per_reader = calls_per_reader
        self._memory_megabytes = memory_megabytes
        self._warmup = warmup
        self._closed = False
        # Last in, first out: a quiet run keeps using one warm reader and never starts the others.
        self._idle: queue.LifoQueue[_Reader | None] = queue.LifoQueue()
        for _ in range(readers or os.cpu_count() or 1):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes that are not in a call, and start no more."""
        self._closed = True
        while not self._idle.empty():
            reader = self._idle.get_nowait()
            if reader:
                reader.close()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a reader and return what it returns.

        Raises:
            StepError: the function raised it.
            ReadingError: ``deadline_exceeded``, ``memory_exceeded`` or ``reader_failed`` (it raised anything else) are
                final, since the same bytes would do it again; ``reader_died``, ``reader_not_started`` and
                ``readers_closed`` may be the machine's fault and not the page's.
        """
        if self._closed:
            raise ReadingError("readers_closed", "The run ended before it was read.", transient=True)
        reader = self._idle.get()
        try:
            if reader is None:
                reader = _Reader(self._memory_megabytes, self._deadline_seconds, self._warmup)
            answer = reader.ask((function, args, kwargs), self._deadline_seconds)
        except BaseException:
            if reader:
                reader.kill()
            self._idle.put(None)
            raise
        if reader.calls >= self._calls_per_reader:
            reader.close()
            reader = None
        self._idle.put(reader)
        good, value = answer
        if not good:
            raise value
        return value  # type: ignore[no-any-return]


class _Reader:
    """One child process and the socket to it."""

    def __init__(self, memory_megabytes: int, deadline_seconds: float, warmup: Warmup | None) -> None:
        self.calls = 0
        ours, theirs = multiprocessing.Pipe()
        limits = [memory_megabytes, START_SECONDS, deadline_seconds]
        command = [sys.executable, "-m", "openbeat.readers.process", *map(str, [theirs.fileno(), *limits])]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603
        theirs.close()
        self._connection: Connection = ours
        try:
            good, value = self._exchange((*(warmup or (_nothing, ())), {}), START_SECONDS)
        except ReadingError as error:
            self.kill()
            message = f"A reading process did not start: {error}"
            raise ReadingError("reader_not_started", message, transient=True) from error
        except BaseException:
            self.kill()
            raise
        if not good:
            self.kill()
            message = f"A reading process could not get ready: {value}"
            raise ReadingError("reader_not_started", message, transient=True)

    def ask(
        self, call: tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]], seconds: float
    ) -> tuple[bool, Any]:
        """Send a call and wait for its answer."""
        self.calls += 1
        return self._exchange(call, seconds)

    def close(self) -> None:
        """Let the process end by itself, or else kill it."""
        self._connection.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process now."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def _exit_code(self) -> int:
        """How the process ended, a little after its socket did."""
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _exchange(self, call: object, seconds: float) -> tuple[bool, Any]:
        try:
            self._connection.send(call)
            if not self._connection.poll(seconds):
                raise ReadingError("deadline_exceeded", f"Reading it took longer than {seconds:g} s.", transient=False)
            good, value = self._connection.recv()
        except (EOFError, OSError) as error:
            code = self._exit_code()
            message = f"The process that read it died (exit code {code})."
            raise ReadingError("reader_died", message, transient=True) from error
        return good, value


def _nothing() -> None:
    """The warm-up of a pool that needs none."""
