"""The origin an article declares: "The source of the article is …", in the languages news is copied in.

Such a line is no part of the text, but it says whose reporting it is, so it is taken out and kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tld import get_fld

from openbeat.reading.lines import AnyLine
from openbeat.reading.markup import clean_line, key
from openbeat.reading.phrases import any_of, attributions
from openbeat.reading.sitenames import host_of

HEAD_LINES = 3
"""Lines at the top among which an attribution may stand."""
TAIL_LINES = 10
"""Lines at the bottom among which it may stand, the site's own tail included."""
MAX_LINE_CHARACTERS = 300
"""An attribution is one sentence, with a title and an address in it at most."""
MAX_NAME_CHARACTERS = 80
"""A publisher's name, with its article."""

_PATTERNS = tuple(attributions())
_HOST = re.compile(r"\b((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,18})\b(?!@)", re.IGNORECASE)
_REST = re.compile(
    r"\s+(?:under (?:a|an|the)\b|with permission|and (?:is|was|has been)\b|unter (?:einer|der)\b|"
    r"sous (?:licence|une)\b|bajo (?:una )?licencia|on \w+ \d{1,2}\b).*$|"
    r"[.。!]\s+.*$|[,;]\s.*$|\s+\(.*$|\s+[\u2013\u2014|]\s+.*$",
    re.IGNORECASE,
)
"""What follows a publisher's name: a licence, a date, another clause."""
_LEADING = re.compile(
    rf"^(?:(?i:{any_of('origin_noun')})\s+)?(?:(?:the|der|die|das|den|dem|le|la|les|el|los|il|lo|het|de|o|a)\s+)?"
)
"""An article in lower case only: "The Conversation" and "Die Zeit" are names."""
_QUOTES = " \"'«»“”„\u2018\u2019:*_"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MARKER = re.compile(r"^(?:[-•*\u2013\u2014(\[_]\s*)+")


def take_origin(lines: Sequence[AnyLine], url: str, site_name: str | None) -> tuple[list[AnyLine], str | None]:
    """The lines without attributions, and the origin the first of them names.

    The origin is a host such as ``example.com`` where the line holds one, else the publisher's name. A line that names
    the page's own site goes too, but is no origin.

    Args:
        lines: the body's clean lines in order.
        url: the page's address.
        site_name: what the site calls itself.
    """
    kept, origin = [], None
    for number, line in enumerate(lines):
        at_edge = number < HEAD_LINES or number >= len(lines) - TAIL_LINES
        found = _attribution(line) if at_edge and len(line) <= MAX_LINE_CHARACTERS else None
        if found is None:
            kept.append(line)
        elif origin is None and not _is_own(found, url, site_name):
            origin = found
    return kept, origin


def foreign_host(address: str | None, url: str) -> str | None:
    """The host of an address on another site than the page's, as a canonical link of a copy has it.

    One publisher's domains in several countries (``bbc.com``, ``bbc.co.uk``) are one site.
    """
    host, own = host_of(address or ""), host_of(url)
    public = bool(host) and get_fld(host, fix_protocol=True, fail_silently=True) is not None and _HOST.fullmatch(host)
    return host if public and own and _site(host) != _site(own) else None


def _attribution(line: str) -> str | None:
    """The host or name in an attribution line; None for any other line."""
    text = clean_line(_MARKER.sub("", line)).rstrip(" .。)]_*!")
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        host = _HOST.search(match["who"])
        if host and get_fld(host[1].lower(), fix_protocol=True, fail_silently=True):
            return host[1].lower().removeprefix("www.")
        name = _LEADING.sub("", _REST.sub("", match["who"]).strip(_QUOTES))
        # "published on March 5, 2024" and "published in partnership with" name nobody
        if (
            name
            and len(name) <= MAX_NAME_CHARACTERS
            and name[0].isalnum()
            and not name[0].islower()
            and not _YEAR.search(match["who"])
        ):
            return name
    return None


def _is_own(origin: str, url: str, site_name: str | None) -> bool:
    host = host_of(url)
    own = {key(site_name or ""), key(host), key(_site(host))} - {""}
    return key(origin) in own or (bool(_HOST.fullmatch(origin)) and _site(origin) == _site(host))


def _site(host: str) -> str:
    """What a publisher's domains have in common: the registrable domain without its suffix."""
    registrable = get_fld(host, fix_protocol=True, fail_silently=True) if host else None
    return (registrable or host).partition(".")[0]
