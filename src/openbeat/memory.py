"""Giving memory back: the allocator keeps what a large page took, and most pages need little.

Works where glibc is the allocator (mallopt(3), malloc_trim(3)); elsewhere nothing happens.
"""

from __future__ import annotations

import ctypes
import gc
import resource
from pathlib import Path

SLACK_BYTES = 32 * 1024 * 1024
"""Growth that is let be: giving memory back after every page would make each page 8 % slower."""

_ARENA_MAX = -8
"""The option's number in glibc's malloc.h."""
_ARENAS = 2
"""Heaps that threads share. By default each has its own, up to eight a processor, and keeps what it once needed."""

_STATM = Path("/proc/self/statm")


class SpareMemory:
    """What this process holds without using it."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        self._trim = getattr(library, "malloc_trim", None) if _STATM.exists() else None
        if self._trim:
            library.mallopt(_ARENA_MAX, _ARENAS)
        self._held = _resident_bytes() if self._trim else 0

    def give_back(self) -> None:
        """Give it back, if this process has grown by much since it last did."""
        if self._trim and _resident_bytes() - self._held > SLACK_BYTES:
            gc.collect()
            self._trim(0)
            self._held = _resident_bytes()


def _resident_bytes() -> int:
    return int(_STATM.read_text().split()[1]) * resource.getpagesize()
