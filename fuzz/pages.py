"""Fuzz the reading of pages: ``python -m fuzz.pages [libFuzzer options] [corpus folders]``."""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped] # installed only where one fuzzes

with atheris.instrument_imports(include=["openbeat", "trafilatura", "htmldate", "courlan", "justext", "langdetect"]):
    from fuzz.targets import page

if __name__ == "__main__":
    atheris.Setup(sys.argv, page)
    atheris.Fuzz()
