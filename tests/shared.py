"""Where the recorded pages, feeds and labels lie that some tests measure against. A user's clone has none."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


def shared_path(*parts: str) -> Path:
    """A file or folder of the recorded test data; skips the test where it is absent, unless it must be there."""
    root = Path(os.environ.get("OPENBEAT_SHARED", Path(__file__).parents[2] / "shared"))
    path = root.joinpath(*parts)
    if not path.exists():
        message = f"needs recorded test data that is not part of the repository ({'/'.join(parts)})"
        if os.environ.get("OPENBEAT_REQUIRE_SHARED"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
