"""Where the files that are not Python lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def bundled(*parts: str) -> Path:
    """The path of a file or folder of ``sql/``, ``flows/`` or ``prefect.yaml``."""
    in_checkout = _CHECKOUT.joinpath(*parts)
    return in_checkout if (_CHECKOUT / "sql").is_dir() else _PACKAGE.joinpath("_bundled", *parts)
