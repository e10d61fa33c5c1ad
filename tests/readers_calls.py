"""What the reader tests let their reading processes do: functions that a child process can import."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

from openbeat.errors import FeedError

_warmed: list[str] = []


def warm(name: str) -> None:
    _warmed.append(name)


def warmed() -> list[str]:
    return _warmed


def add(one: int, other: int = 0) -> int:
    return one + other


def process_id() -> int:
    return os.getpid()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def get_stuck(note: Path) -> None:
    """Leave its process number and never come back, nor let Python do anything else."""
    note.write_text(str(os.getpid()), encoding="ascii")
    re.match(r"(a|aa)+$", "a" * 200 + "b")


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def exit_quietly() -> None:
    sys.exit(3)


def eat_memory() -> int:
    return len(bytearray(1 << 33))


def refuse() -> None:
    raise FeedError("not_a_feed", "This is no feed.", transient=True, retry_after_seconds=7.0)


def fail() -> None:
    raise ZeroDivisionError("by nought")


def sink(depth: int = 0) -> int:
    return sink(depth + 1)


def large(size: int) -> bytes:
    return b"x" * size


def unpicklable() -> object:
    return lambda: None
