"""Ids that come from content, so that whoever meets the same thing twice gives it the same id.

The store has no sequences and no unique keys to lean on (docs/decisions/0003), so an id is a hash: the first 63 bits of
BLAKE2b (RFC 7693) over the parts. At ten million rows the chance of one collision is about one in 180 000.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_WORD = re.compile(r"\w+")


def content_id(*parts: str | int) -> int:
    """A positive 63-bit id for the given parts, in this order."""
    joined = "\x1f".join(str(part) for part in parts)
    digest = hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def fingerprint(text: str) -> int:
    """An id of what a text says, whatever its case, spacing and punctuation. 0 for a text without words."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return content_id("text", " ".join(words)) if words else 0


def raw_hash(body: bytes) -> str:
    """The name of a raw page: BLAKE2b-128 of its bytes, in hex."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()
