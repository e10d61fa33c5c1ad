"""Authors' names out of what bylines hold."""

from __future__ import annotations

import re

from openbeat.reading.markup import clean_value, key
from openbeat.reading.phrases import any_of, compiled

MAX_NAME_CHARACTERS = 60
"""Longer ones are sentences about the author."""
MAX_BYLINE_CHARACTERS = 500
"""What is read of one byline; more is the article by mistake."""
MAX_AUTHORS = 20

_PREFIX = compiled(rf"^{any_of('byline')}\s*:?\s+|^{any_of('byline_unspaced')}\s*[:\uff1a/]\s*")
_SPLIT = re.compile(r"\s*(?:[;|•·、،]|\s/\s|\s(?:and|und|et|y|e|en|och|og|i|и|ve|dan|with)\s|&(?!\w+;))\s*")
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"\s*(?:기자|記者|记者)$")
"""What Korean and Chinese bylines call a reporter, behind the name."""
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|^@\w+$|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|fr|es|it|ru|cn|jp|uk)$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\w+(?:\.\w+){3,}|[{<%$].*")
"""A template's variable that was never filled in."""
_NOBODY = frozenset({
    "admin", "administrator", "administrador", "administrateur", "root", "user", "editor", "editors",
    "webmaster", "unknown", "anonymous", "author", "autor", "none", "null", "undefined", "wordpress", "superuser",
    "sysadmin", "test", "guest", "wpadmin", "adminadmin", "siteadmin", "name", "follow", "writtenby", "staff",
    "noauthor", "articles", "редактор", "админ", "администратор", "管理员", "管理者", "관리자",
})  # fmt: skip
_ORGANISATION = re.compile(r",?\s+(?:inc|ltd|llc|gmbh|jr|sr|phd|md)\b\.?", re.IGNORECASE)


def split_authors(raw: list[str], site_name: str | None) -> tuple[str, ...]:
    """The people or bodies named, in order, each once.

    Accounts such as "admin", addresses and words such as "By" are no names. A site that signs with its own name only is
    taken at its word.

    Args:
        raw: names as metadata or bylines have them, possibly several in one string.
        site_name: what the site calls itself.
    """
    names: dict[str, str] = {}
    for value in raw[:MAX_AUTHORS]:
        for part in _parts(_PREFIX.sub("", clean_value(value[:MAX_BYLINE_CHARACTERS]))):
            name = part if key(part) == key(site_name or "") else _name(part)
            if name:
                names.setdefault(key(name), name)
    if len(names) > 1:
        names.pop(key(site_name or ""), None)
    return tuple(names.values())[:MAX_AUTHORS]


def _parts(value: str) -> list[str]:
    pieces = [piece for piece in _SPLIT.split(value) if piece]
    out: list[str] = []
    for piece in pieces:
        listed = _COMMA.split(piece)
        # "Ada Lovelace, Alan Turing" are two people; "Lovelace, Ada" and "Ada Lovelace, CNN" one
        several = len(listed) > 1 and all(len(name.split()) > 1 for name in listed) and not _ORGANISATION.search(piece)
        out.extend(listed if several else [listed[0] if len(listed[0].split()) > 1 else piece])
    return out


def _name(part: str) -> str | None:
    name = _SUFFIX.sub("", _ADDRESS.sub("", _PARENTHESIS.sub("", _PREFIX.sub("", part)))).strip(" ,.;:-\u2013\u2014|/")
    if not name or len(name) > MAX_NAME_CHARACTERS or key(name) in _NOBODY or not any(char.isalpha() for char in name):
        return None
    if _PLACEHOLDER.fullmatch(name):
        return None
    return name
