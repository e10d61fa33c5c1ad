"""What a run and its reading processes take of the machine's memory, in megabytes. Read from Linux's /proc."""

from __future__ import annotations

import threading
import time
from pathlib import Path

SAMPLE_SECONDS = 0.05


class Watch:
    """Samples the memory of a process and its children together, twenty times a second."""

    def __init__(self, pid: int) -> None:
        self.samples: list[tuple[float, float]] = []
        """Seconds of the system's clock, and megabytes."""
        self._pid = pid
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stopped.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            # the share of a process (PSS), since readers share their libraries' pages
            taken = sum(_field(pid, "smaps_rollup", "Pss:") for pid in [self._pid, *children(self._pid)])
            self.samples.append((time.monotonic(), taken))


class Growth:
    """How much a process and the children it has grow at most; no spike is too short to be seen."""

    def __init__(self, pid: int) -> None:
        self._before = {each: _field(each, "status", "VmRSS:") for each in [pid, *children(pid)]}
        for each in self._before:
            Path(f"/proc/{each}/clear_refs").write_text("5", encoding="ascii")  # forgets the highest so far

    @property
    def megabytes(self) -> float:
        """The most so far, all processes' together."""
        return sum(max(_field(pid, "status", "VmHWM:") - before, 0) for pid, before in self._before.items())


def children(pid: int) -> list[int]:
    """The child processes that any thread of a process started."""
    try:
        lists = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # a thread ended meanwhile
        return []
    return [int(child) for text in lists for child in text.split()]


def _field(pid: int, file: str, name: str) -> float:
    """A figure in megabytes; 0 if the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)
