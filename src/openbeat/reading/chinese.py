"""Whether Chinese is written in simplified or in traditional characters."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

MIN_CHARACTERS = 3
"""Fewer may be a name or a quotation."""
MIN_RATIO = 9
"""So many times as many of one kind as of the other leave no doubt, whatever is quoted."""


def chinese_variant(text: str) -> str | None:
    """``Hans`` for simplified, ``Hant`` for traditional characters (ISO 15924); None where it is not certain."""
    counts = {variant: sum(char in characters for char in text) for variant, characters in _characters().items()}
    variant = max(counts, key=counts.__getitem__)
    most, others = counts[variant], sum(counts.values()) - counts[variant]
    return variant if most >= max(MIN_CHARACTERS, MIN_RATIO * others) else None


@lru_cache(maxsize=1)
def _characters() -> dict[str, frozenset[str]]:
    tables = tomllib.loads(files(__package__).joinpath("chinese.toml").read_text(encoding="utf-8"))
    return {variant: frozenset("".join(characters.split())) for variant, characters in tables.items()}
