"""A feed's bytes as XML that a parser can take: in UTF-8, and without what XML has no place for."""

from __future__ import annotations

import re

from openbeat.charset import HEAD_BYTES, codec, header_label, to_text

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_SERVER_DEFAULT = "cp1252"
_BEFORE_MARKUP = "\ufeff \t\r\n\0"
"""Nothing may stand before an XML declaration, and in one real feed in ten something blank does."""
_BLANKS = frozenset(b"\t\n\r")
_NO_XML = bytes(set(range(0x20)) - _BLANKS)
"""Control characters outside XML 1.0: one of them makes the whole feed malformed."""
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));")
_MOST_DIGITS = 7
_SURROGATES = range(0xD800, 0xE000)
_CHARACTERS = range(0x20, 0x110000)


def decoded(body: bytes, content_type: str | None) -> tuple[bytes, str | None] | None:
    """The feed in UTF-8, with a note if it is in an encoding that it does not declare; None if it is no text.

    What is declared is asked in the order header, XML declaration (RFC 7303 section 3), and believed as far as
    :func:`openbeat.charset.to_text` does. A header that says Latin-1 comes last: servers add it on their own, while the
    declaration is the feed's. A ``meta`` element is not asked: in a feed it belongs to a page that an entry quotes.
    """
    declaration = _DECLARED.search(body[:HEAD_BYTES])
    labels = [header_label(content_type), declaration[1].decode("ascii", "replace") if declaration else None]
    if codec(labels[0]) == _SERVER_DEFAULT:
        labels.reverse()
    read = to_text(body, labels)
    if read is None:
        return None
    text, used = read
    declared = next(filter(None, map(codec, labels)), None)
    surprising = used != declared and not used.startswith(("utf-", "ascii"))
    note = f"declared as {declared or 'nothing'}, read as {used}" if surprising else None
    return text.lstrip(_BEFORE_MARKUP).encode("utf-8", "replace").translate(None, _NO_XML), note


def mended(markup: bytes) -> bytes:
    """The feed without references to what is no character (https://www.w3.org/TR/xml/#charsets).

    One of them makes a feed malformed, and one to a surrogate, which some programs write two of for an emoji, defeats
    feedparser altogether. Two surrogates become the character they stand for.
    """
    text = _REFERENCE.sub(_character, markup.decode())
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    digits = hexadecimal or decimal
    code = int(digits, 16 if hexadecimal else 10) if len(digits) <= _MOST_DIGITS else 0
    if code in _SURROGATES:
        return chr(code)
    # a blank, since nothing at all could make one reference of the pieces around it
    return reference[0] if code in _CHARACTERS or code in _BLANKS else " "
