"""The SQL the store runs lies in ``sql/``; this module finds it and reads what the files say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from openbeat.bundled import bundled
from openbeat.errors import StoreError

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_HEADER_LINE = re.compile(r"^\s*(?P<name>\w+)(?:\s*:=\s*(?P<default>.+?))?\s{2,}(?P<description>.+)$")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """A file of SQL with its name and checksum."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """BLAKE2b-64 of the text, in hex."""
        return blake2b(self.text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class TrendQuery:
    """What a file in ``sql/trends/`` says of itself in its opening comment."""

    name: str
    question: str
    parameters: tuple[dict[str, str], ...]
    columns: tuple[dict[str, str], ...]
    example: str


def sql_files(folder: str) -> list[SqlFile]:
    """The files of one folder of ``sql/``, in order of their names."""
    return [_read(path) for path in sorted(bundled("sql", folder).glob("*.sql"))]


@cache
def statements() -> dict[str, str]:
    """Every named statement of ``sql/store/`` and ``sql/digest/``: each begins with a line ``-- name: its_name``."""
    found: dict[str, str] = {}
    for file in sql_files("store") + sql_files("digest"):
        pieces = _NAME.split(file.text)
        for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in found:
                raise StoreError(f"Two statements in sql/ are named {name}.")
            found[name] = text.strip()
    return found


def fill(statement: str, /, **parts: str) -> str:
    """A named statement with its ``{parts}`` filled in: names of tables and literals, where SQL takes no parameters."""
    text = statements()[statement]
    for part, value in parts.items():
        text = text.replace(f"{{{part}}}", value)
    return text


def quoted(text: str | Path) -> str:
    """A text as a SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def trend_query(file: SqlFile) -> TrendQuery:
    """Read the opening comment of a trend: its question, then Parameters, Columns and Example.

    Raises:
        StoreError: the comment lacks one of these parts.
    """
    comment = [line[2:] for line in file.text.splitlines() if line.startswith("--")]
    sections: dict[str, list[str]] = {"Question": []}
    current = "Question"
    for line in comment:
        if line.strip() in {"Parameters", "Columns", "Example"}:
            current = line.strip()
            sections[current] = []
        else:
            sections[current].append(line)
    if missing := {"Columns", "Example"} - sections.keys():
        raise StoreError(f"sql/trends/{file.name}.sql says nothing of its {', '.join(sorted(missing))}.")
    return TrendQuery(
        name=file.name,
        question=" ".join(line.strip() for line in sections["Question"]).strip(),
        parameters=tuple(_fields(sections.get("Parameters", []), "default")),
        columns=tuple(_fields(sections["Columns"])),
        example="\n".join(line.strip() for line in sections["Example"] if line.strip()),
    )


def _fields(lines: list[str], *more: str) -> list[dict[str, str]]:
    fields: list[dict[str, str]] = []
    for line in lines:
        match = _HEADER_LINE.match(line)
        if match:
            fields.append({key: match[key] or "" for key in ("name", *more, "description")})
        elif line.strip() and fields:
            fields[-1]["description"] += " " + line.strip()
    return fields


def _read(path: Path) -> SqlFile:
    return SqlFile(path.stem, path.read_text(encoding="utf-8"))
