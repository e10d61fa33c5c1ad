"""Bytes to text: is it HTML at all, and in which encoding.

The order is that of :mod:`openbeat.charset`: byte order mark, valid UTF-8, the charset of the HTTP header, the page's
XML declaration, its meta element, and detection. The mark goes before the header because servers send headers without
looking, while bytes begin with a mark on purpose; the WHATWG encoding standard says the same.
"""

from __future__ import annotations

import re

from openbeat.charset import HEAD_BYTES, header_label, to_text
from openbeat.errors import ReadingError
from openbeat.reading.mojibake import mend

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
    """The page as text, with mojibake undone.

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
    return mend(text)


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
    labels = [header_label(content_type)]
    for pattern in (_XML_CHARSET, _META_CHARSET):
        found = pattern.search(body[:HEAD_BYTES])
        labels.append(found[1].decode("ascii", "replace") if found else None)
    decoded = to_text(body, labels)
    if decoded is None:
        raise ReadingError("not_html", "The page is binary data, not HTML.", transient=False)
    return decoded[0]
