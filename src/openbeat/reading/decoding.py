"""Bytes to text: is it HTML at all, and in which encoding.

The order follows the WHATWG encoding standard (https://encoding.spec.whatwg.org/#decode): byte order mark, then the
charset of the HTTP header, then the page's own meta. One thing goes before the last two: bytes that are valid UTF-8
with multi-byte characters are UTF-8, whatever the declaration says, because text in any other encoding hardly ever is.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from openbeat.errors import ReadingError

HEAD_BYTES = 4096
"""Where a meta charset is looked for: the HTML standard wants it within 1024 bytes; some pages take four times that."""
SAMPLE_BYTES = 5000
"""What detection sees of each end of an undeclared page: enough for it to be sure, few enough to cost milliseconds."""
MAX_NUL_SHARE = 0.01
"""Text has no NULs; one in a hundred bytes, outside UTF-16, is a binary file."""
MIN_WIDE_NUL_SHARE = 0.2
"""HTML in UTF-16 has a NUL in nearly every second byte; a page declared so without them is in something else."""
MAX_BAD_SHARE = 0.002
"""Undecodable characters a page may have in its encoding: cut-off ends and pasted bytes, not a wrong encoding."""
MIN_BAD_CHARACTERS = 2
"""Undecodable characters that even the shortest page may have."""

_HTML_TYPES = frozenset({
    "text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml", "application/octet-stream",
})  # fmt: skip
"""Served with HTML in them; what is inside decides. Any other type is believed."""

_SIGNATURES = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"),
    (b"RIFF", "an image or sound"), (b"PK\x03\x04", "an archive"), (b"\x1f\x8b", "an archive"), (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"), (b"ID3", "sound"), (b"OggS", "sound"), (b"fLaC", "sound"), (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"), (b"\xd0\xcf\x11\xe0", "an Office document"),
)  # fmt: skip
_FTYP = slice(4, 8)  # ISO base media files carry "ftyp" here

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

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
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_TAG = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|meta|title|div|p|article|main|section|h1|a|table|span|br)\b", re.IGNORECASE
)
_OTHER_ROOT = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:rss|feed|rdf:rdf|svg|urlset|sitemapindex|opml)\b",
    re.IGNORECASE | re.DOTALL,
)


def decode(body: bytes, content_type: str | None) -> str:
    """The page as text.

    Args:
        body: the page's bytes, decompressed.
        content_type: the Content-Type header as received, if there was one.

    Raises:
        ReadingError: ``empty_page`` or ``not_html``.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise ReadingError("empty_page", "The page is empty.", transient=True)
    _refuse_other_types(body, content_type)
    text = _decode(body, content_type)
    if _OTHER_ROOT.match(text[:HEAD_BYTES]) or not _TAG.search(text):
        raise ReadingError("not_html", "The page has no HTML in it.", transient=False)
    return text


def _refuse_other_types(body: bytes, content_type: str | None) -> None:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type and "/" in media_type and media_type not in _HTML_TYPES:
        raise ReadingError("not_html", f"The page is {media_type}, not HTML.", transient=False)
    for signature, kind in _SIGNATURES:
        if body.startswith(signature):
            raise ReadingError("not_html", f"The page is {kind}, not HTML.", transient=False)
    if body[_FTYP] == b"ftyp":
        raise ReadingError("not_html", "The page is a video, not HTML.", transient=False)


def _decode(body: bytes, content_type: str | None) -> str:
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    declared = _declared(body, content_type)
    head = body[:HEAD_BYTES]
    is_wide = head.count(b"\0") > MIN_WIDE_NUL_SHARE * len(head)
    wide = next((name for name in declared if is_wide and name.startswith(("utf-16", "utf-32"))), None)
    if wide is not None:
        return body.decode(wide, "replace")
    if body.count(b"\0") > MAX_NUL_SHARE * len(body):
        raise ReadingError("not_html", "The page is binary data, not HTML.", transient=False)
    names = declared if body.isascii() else ["utf-8", *declared]
    for name in names:
        text = _tolerant(body, name)
        if text is not None:
            return text
    if body.isascii():
        return body.decode("ascii")
    return _detect(body)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """The usable encodings that the header, the meta element and the XML declaration name, in this order."""
    header = _HEADER_CHARSET.search(content_type or "")
    labels = [header[1]] if header else []
    for pattern in (_META_CHARSET, _XML_CHARSET):
        found = pattern.search(body[:HEAD_BYTES])
        if found:
            labels.append(found[1].decode("ascii", "replace"))
    names = (_codec(label) for label in labels)
    return [name for name in dict.fromkeys(names) if name]


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name) if _KNOWN.match(name) else None


def _tolerant(body: bytes, encoding: str) -> str | None:
    """The text, if at most a few characters do not fit the encoding."""
    try:
        text = body.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None
    bad = text.count("\N{REPLACEMENT CHARACTER}")
    if not bad:
        return text
    high = len(body) - len(body.translate(None, _HIGH_BYTES))
    # in a wrong encoding most bytes above ASCII are bad, however rare they are on the page
    return text if bad <= max(MIN_BAD_CHARACTERS, MAX_BAD_SHARE * len(text)) and 2 * bad < high else None


def _detect(body: bytes) -> str:
    sample = body if len(body) <= 2 * SAMPLE_BYTES else body[:SAMPLE_BYTES] + body[-SAMPLE_BYTES:]
    matches = from_bytes(sample, cp_isolation=list(_LEGACY))
    best = matches.best()
    if best is None:
        return body.decode(_LEGACY[0], "replace")
    # equally good ones are listed by name; among them the order of frequency on the web decides
    equal = {match.encoding for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)}
    encoding = next(name for name in (*_LEGACY, best.encoding) if name in equal)
    return body.decode(_codec(encoding) or encoding, "replace")
