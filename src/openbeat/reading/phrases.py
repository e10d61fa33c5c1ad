"""The phrases of ``phrases.toml``, compiled for their purposes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

WHO = r"(?P<who>.{2,200}?)"
"""The origin in an attribution."""


def any_of(purpose: str) -> str:
    """A group that matches any phrase of a purpose, in whatever language."""
    return f"(?:{'|'.join(phrases(purpose))})"


def phrases(purpose: str) -> list[str]:
    """All phrases of a purpose as regular expressions, each apostrophe in both forms."""
    return [
        phrase.replace("\N{RIGHT SINGLE QUOTATION MARK}", "['\N{RIGHT SINGLE QUOTATION MARK}]")
        for language in _load()[purpose].values()
        for phrase in language
    ]


def compiled(template: str) -> re.Pattern[str]:
    """A pattern without regard to case."""
    return re.compile(template, re.IGNORECASE)


def sought(purpose: str) -> re.Pattern[str]:
    """Any phrase of a purpose, to be sought in lower-case text: a fifth of the time that ignoring case takes."""
    return re.compile(any_of(purpose))


def attributions() -> list[re.Pattern[str]]:
    """The attributions, each with the group ``who``."""
    article = any_of("article")
    return [
        compiled("^" + phrase.replace("{article}", article).replace("{who}", WHO) + "$")
        for phrase in phrases("attribution")
    ]


@lru_cache(maxsize=1)
def _load() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8"))
