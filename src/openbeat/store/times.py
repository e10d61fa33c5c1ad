"""The store keeps times as UTC without saying so; everywhere else they are aware."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def to_store(time: datetime) -> datetime: ...
@overload
def to_store(time: None) -> None: ...
def to_store(time: datetime | None) -> datetime | None:
    """An aware time as the store keeps it."""
    return time.astimezone(UTC).replace(tzinfo=None) if time else None


@overload
def from_store(time: datetime) -> datetime: ...
@overload
def from_store(time: None) -> None: ...
def from_store(time: datetime | None) -> datetime | None:
    """A time from the store, aware."""
    return time.replace(tzinfo=UTC) if time else None
