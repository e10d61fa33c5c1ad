"""What a site is called, and titles without it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from openbeat.reading.markup import key

MIN_NAME_LETTERS = 4
"""Shorter names begin other words."""
MIN_INITIALS = 3
"""Fewer initials are too common to name a site."""

MAX_PARTS = 5
"""Parts looked at from either end of a title; site and section come first or last."""
MAX_PART_SHARE = 0.45
"""Words behind a bar, as a share of those before it; a longer part goes on with the title."""

_UNSPACED = r"[\u3001-\u3003\u3008-\u3011\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff20]"
_SEPARATOR = re.compile(
    rf"\s+[|·•\u2014\u2013\-»«:/~›]+\s+|\s*[|\uff5c\u3163\uff1a]\s*|(?<={_UNSPACED})[-_\u2014]+(?={_UNSPACED})"
)
_WORD = re.compile(r"\w+")


def site_names(site_name: str | None, url: str) -> frozenset[str]:
    """The keys of the names a site may go by: its own, the name's initials, its host and the host's longest label."""
    name = site_name or ""
    initials = "".join(word[0] for word in _WORD.findall(name) if word[0].isupper() or not word.isascii())
    host = host_of(url)
    label = max(host.split(".")[:-1], key=len, default="")
    names = {key(name), key(host), key(label)}
    if len(initials) >= MIN_INITIALS:
        names.add(key(initials))
    return frozenset(names - {""})


def strip_site_name(title: str, names: frozenset[str]) -> str:
    """The title without a first or last part, set off by a separator, that names the site.

    Args:
        title: one line.
        names: what :func:`site_names` gave.
    """
    found = list(_SEPARATOR.finditer(title))
    ends = found if len(found) <= 2 * MAX_PARTS else [*found[:MAX_PARTS], *found[-MAX_PARTS:]]
    for match in reversed(ends):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if before and _names_site(after, names):
            return before
        if after and _names_site(before, names):
            return after
    return title


def beside_title(tab: str, title: str) -> str:
    """What stands behind a page's title on the browser's tab, set off by a separator: the site's name, or nothing."""
    separator = _SEPARATOR.match(tab, len(title)) if title and tab.startswith(title) else None
    return tab[separator.end() :].strip() if separator else ""


def parts_of(title: str) -> list[str]:
    """The parts of a title that separators set off."""
    return [part.strip() for part in _SEPARATOR.split(title)[:MAX_PARTS]]


def part_keys(title: str) -> frozenset[str]:
    """The keys of a title's parts, and of those that stand side by side."""
    keys = [key(part) for part in parts_of(title)]
    return frozenset("".join(keys[begin:end]) for begin in range(len(keys)) for end in range(begin + 1, len(keys) + 1))


def without_last_parts(title: str) -> str:
    """The title without parts behind a bar that are short beside it: sections, series and names of the site."""
    head, bar, tail = title.rpartition(" | ")
    while bar and len(tail.split()) <= MAX_PART_SHARE * len(head.split()):
        title = head.rstrip()
        head, bar, tail = title.rpartition(" | ")
    return title


def host_of(url: str) -> str:
    """The address's host without ``www.``, or an empty string."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _names_site(part: str, names: frozenset[str]) -> bool:
    text = key(part)
    if text in names:
        return True
    if _SEPARATOR.search(part):
        return False
    # "The Guardian US" is the Guardian; "The Guardian - Heron 14B" is the Guardian and the beginning of a title.
    long_names = [name for name in names if len(name) >= MIN_NAME_LETTERS]
    if any(text.startswith(name) and len(text) < 2 * len(name) for name in long_names):
        return True
    # "Example Blog" at blog.example.org
    words = [key(word) for word in _WORD.findall(part)]
    return len(text) >= MIN_NAME_LETTERS and bool(words) and any(all(word in name for word in words) for name in names)
