"""Who is waiting for a run can watch how far it is: steps tell, watchers listen. Nobody has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Watcher = Callable[[str, int, int], None]
"""Called with the name of a stage, how much of it is done, and how much there is."""

_watchers: list[Watcher] = []


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let a watcher hear of progress in this process."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def tell(stage: str, done: int, total: int) -> None:
    """Tell all watchers how far a stage is."""
    for watcher in _watchers:
        watcher(stage, done, total)
