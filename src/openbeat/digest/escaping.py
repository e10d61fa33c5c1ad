"""Whatever the web sent is data: in Markdown it stays text, and only addresses of the web become links.

HTML is escaped by the template engine; CommonMark (spec.commonmark.org, backslash escapes) needs escaping of its own.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from openbeat.addresses import web_url

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&@]|:(?=//))")
_BLOCK_START = re.compile(r"^(?:([#+=-])|(\d+)([.)]))")
"""What makes a heading, a list or a rule of a line that begins with it."""

_REFERENCE = re.compile(r"&(?=#?\w+;)")
"""What CommonMark would read as a character reference, in a link's address too."""

_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def plain(text: str | None) -> str:
    """A text on one line, without control characters and without what reverses the direction of what follows."""
    return " ".join(_INVISIBLE.sub(" ", text or "").split())


def markdown_text(text: str | None) -> str:
    """A text that Markdown shows as it is."""
    return _BLOCK_START.sub(_escape_start, _MARKUP.sub(r"\\\1", plain(text)))


def _escape_start(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def markdown_link(text: str, url: str | None) -> str:
    """A Markdown link, or the text alone where the address is none of the web."""
    target = _REFERENCE.sub("&amp;", safe_url(url) or "")
    return f"[{markdown_text(text)}](<{target}>)" if target else markdown_text(text)


def safe_url(url: str | None) -> str | None:
    """An http or https address with everything escaped that could end an attribute or a link; None for others."""
    target = web_url(url)
    return quote(target, safe=":/?#[]@!$&()*+,;=%~-._") if target else None
