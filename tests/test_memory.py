"""Memory that is free goes back to the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FRAGMENTED = """
from pathlib import Path
from openbeat.memory import SpareMemory

def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20

spare = SpareMemory()
before = megabytes()
blocks = [b"x" * 100_000 for _ in range(2_000)]  # below the size that the allocator maps by itself
last = b"x" * 100_000  # at the top, where it would be given back anyway
grown = megabytes() - before
del blocks
kept = megabytes() - before
spare.give_back()
print(grown, kept, megabytes() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from Linux's /proc")
def test_what_is_free_is_given_back() -> None:
    result = subprocess.run([sys.executable, "-c", FRAGMENTED], capture_output=True, text=True, check=True)
    grown, kept, left = map(int, result.stdout.split())
    assert grown > 150
    assert kept > 100
    assert left < 20
