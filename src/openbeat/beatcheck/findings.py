"""What a check of a beat file says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """The file says something that can't take effect, or two things that can't both be meant."""
    WARNING = "warning"
    """It works, but hardly as it was meant."""


class Rule(StrEnum):
    """What sort of fault it is."""

    CONTRADICTION = "contradiction"
    DEAD = "dead"
    REDUNDANT = "redundant"
    BROAD = "broad"
    THIN = "thin"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, and where it stands."""

    severity: Severity
    rule: Rule
    table: str
    """Such as ``terms.fr.openness``."""
    key: str
    """The term, name or language there."""
    message: str


def error(rule: Rule, table: str, key: str, message: str) -> Finding:
    """A fault that has to be mended."""
    return Finding(Severity.ERROR, rule, table, key, message)


def warning(rule: Rule, table: str, key: str, message: str) -> Finding:
    """A fault that one may live with."""
    return Finding(Severity.WARNING, rule, table, key, message)
