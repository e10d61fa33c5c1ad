"""Results on the terminal and in files: tables for people, JSON, CSV and Parquet for programs."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from openbeat.errors import OpenbeatError

console = Console()
LONGEST_CELL = 70
LARGEST_EXACT = 2**53 - 1
"""The largest whole number that JavaScript, and whatever else keeps numbers as doubles, does not round."""

_FORMULA_STARTS = {"=", "+", "-", "@", "\t", "\r", "\n"}


def command(config: Path | None = None) -> str:
    """How this program can be called again: its name where that is found, else the path it was called by.

    Args:
        config: the configuration file that was asked for.
    """
    called = Path(sys.argv[0])
    name = called.name if shutil.which(called.name) else os.path.relpath(called)
    return name if config is None else f"{name} -c {shlex.quote(str(config))}"


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def show(result: pa.Table, form: Format, target: Path | None = None) -> None:
    """Write a result to the terminal, or to a file."""
    if form is Format.PARQUET:
        if target is None:
            raise OpenbeatError("Parquet is for files: name one with --out FILE.")
        with writing(target):
            pa.parquet.write_table(result, target, compression="zstd")
        return
    if form is Format.TABLE and target is None:
        console.print(table(result))
        return
    text = to_json(result.to_pylist()) if form is Format.JSON else to_csv(result)
    if target is None:
        sys.stdout.write(text)
    else:
        with writing(target):
            target.write_text(text, encoding="utf-8")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever keeps a file from being written is told in a sentence."""
    try:
        yield
    except OSError as error:
        raise OpenbeatError(f"{path} can't be written: {error.strerror or error}.") from error


def table(result: pa.Table) -> Table | str:
    """A result as a table for the terminal; numbers to the right, long texts cut."""
    if result.num_rows == 0:
        return "No rows."
    drawn = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for column in result.schema:
        number = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
        drawn.add_column(column.name, justify="right" if number else "left", no_wrap=number)
    for row in result.to_pylist():
        drawn.add_row(*(Text(_cell(value)) for value in row.values()))
    return drawn


def to_json(value: object) -> str:
    """JSON with times in ISO 8601, UTC; 63-bit ids as strings, since JavaScript rounds them."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2) + "\n"


def to_csv(result: pa.Table) -> str:
    """CSV (RFC 4180); a cell that a spreadsheet would take for a formula is marked as text with an apostrophe."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(result.column_names)
    writer.writerows([_csv_cell(value) for value in row.values()] for row in result.to_pylist())
    return lines.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): str(item) if _is_id(str(key), item) else _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _scalar(value)


def _scalar(value: object) -> str | int | float | None:
    if isinstance(value, datetime):
        in_utc = value.astimezone(UTC) if value.tzinfo else value
        return in_utc.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    if isinstance(value, Decimal):  # what DuckDB's sums of whole numbers are in Arrow
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no such numbers
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _is_id(key: str, value: object) -> bool:
    return isinstance(value, int) and (key.endswith(("_id", "_hash")) or abs(value) > LARGEST_EXACT)


def _text(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, list):
        return "; ".join(map(_text, plain))
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict) else str(plain)


def _cell(value: Any) -> str:
    text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else _text(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _csv_cell(value: Any) -> str:
    """OWASP, CSV injection: a text beginning with one of these is run by spreadsheets; a negative number is none."""
    text, number = _text(value), isinstance(value, int | float | Decimal)
    return "'" + text if text[:1] in _FORMULA_STARTS and not number else text
