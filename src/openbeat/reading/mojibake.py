"""Mojibake: UTF-8 that somebody before us read in another encoding, as in "donâ€™t", undone with ftfy.

It has to happen before anything else is cleaned: what is left of a wrongly read character are often controls and
no-break spaces, without which nothing can be told of it any more.
"""

from __future__ import annotations

import re

from ftfy import TextFixerConfig, fix_text_segment

_CONTINUED = "\x80-\xbf" + bytes(set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252")
"""The second to fourth bytes of UTF-8, read as Latin-1 or windows-1252."""
_SUSPECT = re.compile(rf"[\x80-\x9f\xc2-\xf4](?:(?<=[\x80-\x9f])|[{_CONTINUED}])")
"""What hardly any right text has; only where it is found is ftfy asked, which weighs the evidence."""
_PIECE = re.compile(r"[^<>\"\r\n]+")
"""A text or the value of an attribute."""

_ONLY_ENCODING = TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)
"""ftfy's repair of encodings alone: the rest of its repairs would change one right line in five."""


def mend(text: str) -> str:
    """A text or a page's markup with its mojibake undone; right text stays as it is.

    Text that was read as GBK or with characters lost stays wrong: it can't be told back.
    """
    if not _SUSPECT.search(text):
        return text
    return _PIECE.sub(_mended, text)


def _mended(piece: re.Match[str]) -> str:
    return fix_text_segment(piece[0], _ONLY_ENCODING) if _SUSPECT.search(piece[0]) else piece[0]
