"""The command line as a user types it, for several tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def openbeat(
    *arguments: object, cwd: Path, code: int | None = 0, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; it must end with a code, and never with a traceback."""
    result = subprocess.run(
        [str(BIN / "openbeat"), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "200", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in result.stderr, result.stderr
    if code is not None:
        assert result.returncode == code, result.stdout + result.stderr
    return result
