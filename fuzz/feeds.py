"""Fuzz the reading of feeds: ``python -m fuzz.feeds [libFuzzer options] [corpus folders]``."""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped] # installed only where one fuzzes

with atheris.instrument_imports(include=["openbeat", "feedparser", "feedparser_sgmllib", "dateparser"]):
    from fuzz.targets import feed

if __name__ == "__main__":
    atheris.Setup(sys.argv, feed)
    atheris.Fuzz()
