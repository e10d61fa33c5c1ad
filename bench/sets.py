"""Recorded pages with known answers: a folder with ``truth.jsonl`` and ``pages/<id>.html``, either of them gzipped."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.scores import Row


@dataclass(frozen=True, slots=True)
class Example:
    """A recorded page."""

    truth: Row
    body: bytes

    @property
    def identity(self) -> str:
        """Its id in the set."""
        return str(self.truth["id"])

    @property
    def url(self) -> str:
        """Its own address; an empty string where the set has none."""
        return self.truth.get("url") or ""


def load(folder: Path, half: str | None = None, most: int | None = None) -> list[Example]:
    """The pages of a set, in its own order.

    Args:
        folder: of the set.
        half: ``A`` or ``B``: the pages of one half of the publishers, told by the hash of their host.
        most: so many pages at most, always the same ones.
    """
    rows = [json.loads(line) for line in _read(folder / "truth.jsonl").splitlines() if line.strip()]
    rows = [row for row in rows if half in {None, half_of(row)}]
    chosen = set(sorted(range(len(rows)), key=lambda n: _number(rows[n]["id"]))[:most])
    return [Example(row, _read(folder / "pages" / f"{row['id']}.html")) for n, row in enumerate(rows) if n in chosen]


def half_of(row: Row) -> str:
    """The half that a page's publisher is in; its id stands in where the address is not known."""
    host = (urlsplit(row.get("url") or "").hostname or "").removeprefix("www.")
    return "AB"[_number(host or row["id"]) % 2]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else gzip.decompress(path.with_name(path.name + ".gz").read_bytes())
