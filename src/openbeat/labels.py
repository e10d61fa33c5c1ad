"""Labelled texts: what a person says of how they cover a beat, one JSON object a line."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from openbeat.errors import LabelError
from openbeat.records import Relevance, Stance


class Labelled(BaseModel):
    """A text with its labels. What a labeller leaves open is None and counts nowhere."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = ""
    lang: str
    """ISO 639-1, or und."""
    title: str = ""
    text: str
    relevance: Relevance
    topics: tuple[str, ...] | None = None
    stance: Stance | None = None
    entities: tuple[str, ...] | None = None
    """Canonical names."""
    hard_negative: bool = False
    """Off, but of the sort that is easily mistaken for the beat."""
    url: str | None = None
    beat: str | None = None


L = TypeVar("L", bound=Labelled)


def read_labels(path: Path, model: type[L] = Labelled) -> list[L]:  # type: ignore[assignment]
    """The labelled texts of a JSON-lines file, gzipped or not; empty lines are skipped.

    Args:
        path: the file.
        model: a subclass, where more of a line is wanted.

    Raises:
        LabelError: names the file, the line and what is wrong with it.
    """
    try:
        content = path.read_bytes()
        lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8").split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise LabelError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}") from error
    return [_parse(path, number, line, model) for number, line in enumerate(lines, 1) if line.strip()]


def append_labels(path: Path, labels: Iterable[Labelled]) -> None:
    """Add labelled texts to a JSON-lines file, which need not exist.

    Raises:
        LabelError: the file can't be written.
    """
    lines = "".join(label.model_dump_json(exclude_none=True) + "\n" for label in labels)
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)
    except OSError as error:
        raise LabelError(f"{path} can't be written: {error.strerror}") from error


def _parse(path: Path, number: int, line: str, model: type[L]) -> L:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LabelError(f"{path}, line {number}: {f'{where}: ' if where else ''}{first['msg']}") from error
