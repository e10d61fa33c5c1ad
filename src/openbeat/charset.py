"""Bytes to text: which encoding pages and feeds are in.

A byte order mark decides first, as in RFC 7303 section 3.3 and in the WHATWG encoding standard
(https://encoding.spec.whatwg.org/#decode). Next, bytes that are valid UTF-8 with multi-byte characters are UTF-8,
whatever is declared, because text in any other encoding hardly ever is. Then the declarations count, each as far as
the bytes bear it out; and where none does, the bytes alone decide.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence

from charset_normalizer import from_bytes

HEAD_BYTES = 4096
"""Where a declaration is looked for: HTML wants it within 1024 bytes; some pages take four times that."""
SAMPLE_BYTES = 10_000
"""What detection sees of an undeclared text: enough for it to be sure, few enough to cost milliseconds."""
MAX_NUL_SHARE = 0.01
"""Text has no NULs; one in a hundred bytes, outside UTF-16, is a binary file."""
MIN_WIDE_NUL_SHARE = 0.2
"""Markup in UTF-16 has a NUL in nearly every second byte; what is declared so without them is in something else."""
MAX_BAD_SHARE = 0.002
"""Undecodable characters a text may have in its encoding: cut-off ends and pasted bytes, not a wrong encoding."""
MULTIBYTE_FOR_BAD = 4
"""Multi-byte characters of UTF-8 for each byte that is none, from which on a text is UTF-8 with something pasted in."""
MIN_BAD_CHARACTERS = 2
"""Undecodable characters that even the shortest text may have."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
"""The longer before the shorter that it begins with."""
_FIRST_BRACKET = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How the first "<" of markup without a mark looks (https://www.w3.org/TR/xml/#sec-guessing)."""
_WIDE = ("utf-16", "utf-32")

_WIDER = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "big5hkscs",
}  # fmt: skip
"""Codec to the wider one browsers read it as (WHATWG encoding standard, section 4.2)."""
_LEGACY = (
    "cp1252", "cp1251", "cp932", "euc_jp", "gb18030", "cp949", "cp1250", "big5", "cp1254", "cp1256", "cp1253", "cp1255",
    "iso8859_2", "koi8_r", "cp1257", "cp874", "cp1258", "iso8859_7", "koi8_u",
)  # fmt: skip
"""Encodings that the web still has, the more frequent first."""
_LABELS = {"x-sjis": "shift_jis", "x-gbk": "gbk", "x-euc-jp": "euc_jp", "ks_c_5601-1987": "euc_kr", "utf8mb4": "utf-8"}
"""Labels of the web that Python does not know."""
_KNOWN = re.compile(r"(?:utf-(?:8|16|32)|iso|cp\d|koi8|gb|big5|euc|shift|mac|tis|ptcp|kz|hz|johab|ascii|us-ascii)")
"""Codecs for text of the web: Python's "codecs" hex, idna or unicode_escape are none, and utf-7 is a known attack."""

_HIGH_BYTES = bytes(range(0x80, 0x100))
_TEXT = re.compile(rb"[^<>\r\n]+")
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def header_label(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names."""
    found = _HEADER_CHARSET.search(content_type or "")
    return found[1] if found else None


def codec(label: str | None) -> str | None:
    """Python's name of the encoding that a label of the web means, or None if it means none that text comes in."""
    known = (label or "").strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(known, known)).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name) if _KNOWN.match(name) else None


def to_text(body: bytes, labels: Iterable[str | None]) -> tuple[str, str] | None:
    """The text and the codec it was read with, or None if the bytes are no text.

    Args:
        body: the bytes, decompressed.
        labels: the charsets declared for them, the most trusted first.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            body = body[len(mark) :]
            if encoding != "utf-8":
                return body.decode(encoding, "replace"), encoding
            break
    declared = [name for name in dict.fromkeys(map(codec, labels)) if name]
    wide = _wide(body, declared)
    if wide is not None:
        return body.decode(wide, "replace"), wide
    if body.count(b"\0") > MAX_NUL_SHARE * len(body):
        return None
    narrow = [name for name in declared if not name.startswith(_WIDE)]
    return _mended_utf8(body) or _fitting(body, narrow) or _detect(body)


def _wide(body: bytes, declared: Iterable[str]) -> str | None:
    """The encoding of bytes that have the NULs of UTF-16 or UTF-32."""
    head = body[:HEAD_BYTES]
    if head.count(b"\0") <= MIN_WIDE_NUL_SHARE * len(head):
        return None
    guessed = (name for start, name in _FIRST_BRACKET if body.startswith(start))
    return next(guessed, None) or next((name for name in declared if name.startswith(_WIDE)), None)


def _fitting(body: bytes, declared: Sequence[str]) -> tuple[str, str] | None:
    """The text in UTF-8, or in the first declared encoding, that the bytes bear out."""
    for name in [*declared, "ascii"] if body.isascii() else ["utf-8", *declared]:
        text = _tolerant(body, name)
        if text is not None:
            return text, name
    return None


def _mended_utf8(body: bytes) -> tuple[str, str] | None:
    """The text of bytes that are UTF-8 but for some that were pasted in from windows-1252; None for other bytes."""
    kept = body.decode("utf-8", "ignore")
    bad = len(body) - len(kept.encode())
    multibyte = len(kept) - (len(body) - _high_bytes(body))
    if bad == 0 or multibyte < MULTIBYTE_FOR_BAD * bad:
        return None
    return body.decode("utf-8", _PASTED), "utf-8"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_PASTED = "openbeat.pasted"
codecs.register_error(_PASTED, _as_windows_1252)


def _high_bytes(body: bytes) -> int:
    return len(body) - len(body.translate(None, _HIGH_BYTES))


def _tolerant(body: bytes, encoding: str) -> str | None:
    """The text, if at most a few characters do not fit the encoding."""
    try:
        text = body.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None
    bad = text.count("\N{REPLACEMENT CHARACTER}")
    if not bad:
        return text
    # in a wrong encoding most bytes above ASCII are bad, however rare they are in the text
    few = bad <= max(MIN_BAD_CHARACTERS, MAX_BAD_SHARE * len(text))
    return text if few and 2 * bad < _high_bytes(body) else None


def _telling(body: bytes) -> bytes:
    """The pieces of text that have bytes above ASCII: tags and addresses would make any language look like English."""
    pieces, size = [], 0
    for piece in (match[0] for match in _TEXT.finditer(body)):
        if not piece.isascii():
            pieces.append(piece)
            size += len(piece)
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join(pieces)[:SAMPLE_BYTES]


def _detect(body: bytes) -> tuple[str, str]:
    matches = from_bytes(_telling(body), cp_isolation=list(_LEGACY))
    best = matches.best()
    if best is None:
        return body.decode(_LEGACY[0], "replace"), _LEGACY[0]
    # equally good ones are listed by name; among them the order of frequency on the web decides
    equal = {match.encoding for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)}
    found = next(name for name in (*_LEGACY, best.encoding) if name in equal)
    encoding = codec(found) or found
    return body.decode(encoding, "replace"), encoding
