"""What the reasons of failures mean, for people: the codes are counted, the sentences are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CLASS = len("http_4")


@dataclass(frozen=True, slots=True)
class Reason:
    """A failure's reason, in words."""

    meaning: str
    advice: str
    """What a person can do about it."""


def explain(code: str) -> Reason:
    """What a reason code means; an HTTP status without words of its own has those of its class."""
    known = reasons()
    return known.get(code) or known.get(code[:_CLASS]) or Reason("", "")


@cache
def reasons() -> dict[str, Reason]:
    """Every reason code that has words of its own."""
    text = (files("openbeat") / "data" / "reasons.toml").read_text(encoding="utf-8")
    return {code: Reason(**words) for code, words in tomllib.loads(text).items()}
