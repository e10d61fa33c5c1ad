"""Raw pages on disk, named by the hash of their bytes, so that everything can be read again without fetching.

They lie outside the database: publishing copies it whole, and pages would make it ten times as large
(docs/decisions/0005).
"""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from pathlib import Path

import zstandard

from openbeat.errors import StoreError
from openbeat.identity import raw_hash
from openbeat.store.faults import full_disk

COMPRESSION_LEVEL = 9
"""Half again as small as the default level on news pages, at a millisecond each."""


class RawPages:
    """The folder of raw pages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, body: bytes) -> str:
        """Keep a page and return its hash; a page that is there already is not written again.

        Raises:
            StoreError: it can't be written, on a full disk say.
        """
        name = raw_hash(body)
        path = self.path(name)
        if not path.exists():
            # Two threads may bring the same page at once.
            temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.tmp")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary.write_bytes(zstandard.ZstdCompressor(level=COMPRESSION_LEVEL).compress(body))
                temporary.replace(path)
            except OSError as error:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
                if error.errno == errno.ENOSPC:
                    raise full_disk(path) from error
                raise StoreError(
                    f"A page can't be kept under {self._folder}: {error.strerror}. What was committed is safe; mend "
                    "that, and the next run carries on."
                ) from error
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a page.

        Raises:
            FileNotFoundError: it is not there, or was cleared away.
        """
        return zstandard.ZstdDecompressor().decompress(self.path(name).read_bytes())

    def remove(self, name: str) -> None:
        """Clear a page away, if it is there."""
        self.path(name).unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where a page of this hash lies."""
        return self._folder / name[:2] / f"{name}.zst"
