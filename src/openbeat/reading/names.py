"""Authors' names out of what bylines hold."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from openbeat.reading.markup import clean_value, key
from openbeat.reading.phrases import any_of, compiled

MAX_NAME_CHARACTERS = 60
"""Longer ones are sentences about the author."""
MAX_BYLINE_CHARACTERS = 500
"""What is read of one byline; more is the article by mistake."""
MAX_AUTHORS = 20
MIN_NAME_WORDS = 2
"""Of what is told from other words only by looking like a name, in scripts that have a case."""
MAX_NAME_WORDS = 3
"""Likewise; of longer ones one in thirty was a name."""
MAX_UNCASED_CHARACTERS = 6
"""Of a name in a script without case; longer ones are phrases."""

_PREFIX = compiled(
    rf"^{any_of('byline')}\s*:?\s+|^{any_of('byline_unspaced')}\s*[:\uff1a/]\s*|^(?:interview:?|vom)\s+"
    r"|^(?:(?:alles|mehr|artikel|beiträge) von|(?:more|articles|posts|stories) (?:by|from)|más de|plus de)\s+"
)
_SPLIT = re.compile(r"\s*(?:[;|•·、،]|\s/\s|\s(?:and|und|et|y|e|en|och|og|i|и|ve|dan|with)\s|&(?!\w+;))\s*")
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"\s*(?:기자|記者|记者)$")
"""What Korean and Chinese bylines call a reporter, behind the name."""
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|(?:^|\s)@\w+$|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|fr|es|it|ru|cn|jp|uk)$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\w+(?:\.\w+){3,}|[{<%$].*")
"""A template's variable that was never filled in."""
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'\u2019])*(?:-[^\W\d_]+)?\.?")
"""A word of a name; with more than one hyphen it is a style's."""
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "di", "da", "del", "della", "la", "le", "du", "dos", "al", "bin", "ben", "ten",
    "ter", "zu", "af", "av",
})  # fmt: skip
_AROUND = " ,.;:-\u2013\u2014|/"
_ORGANISATION = re.compile(r",?\s+(?:inc|ltd|llc|gmbh|jr|sr|phd|md)\b\.?", re.IGNORECASE)


def split_authors(raw: list[str], site_name: str | None) -> tuple[str, ...]:
    """The people or bodies named, in order, each once.

    Accounts such as "admin", addresses and words such as "By" are no names. A site that signs with its own name only is
    taken at its word.

    Args:
        raw: names as metadata or bylines have them, possibly several in one string.
        site_name: what the site calls itself.
    """
    site = key(site_name or "")
    names: dict[str, str] = {}
    for value in raw[:MAX_AUTHORS]:
        for part in _parts(_PREFIX.sub("", clean_value(value[:MAX_BYLINE_CHARACTERS]))):
            name = part if site and key(part) == site else _name(_without_site(part, site))
            if name:
                names.setdefault(key(name), name)
    if len(names) > 1:
        names.pop(site, None)
    return tuple(names.values())[:MAX_AUTHORS]


def guessed_name(text: str) -> str | None:
    """The name that a text begins with, up to a date or a button such as "Subscribe"; None unless it looks like one."""
    words: list[str] = []
    for word in text.split():
        if key(word) in _words("calendar", "call"):
            break
        words.append(word)
    name = " ".join(words).strip(_AROUND)
    return name if looks_like_name(name) else None


def looks_like_name(text: str) -> bool:
    """Whether a text has the form of a person's name: two or three words with capitals, or a word without case."""
    words = text.split()
    if any(key(word) in _words("calendar", "call") for word in words):
        return False
    if text and not any(char.upper() != char.lower() for char in text):
        return len(text.replace(" ", "")) <= MAX_UNCASED_CHARACTERS and all(map(str.isalpha, words))
    capitals = [word for word in words if _NAME_WORD.fullmatch(word) and not word[0].islower()]
    return (
        MIN_NAME_WORDS <= len(words) <= MAX_NAME_WORDS
        and len(capitals) >= MIN_NAME_WORDS
        and all(word in capitals or word in _PARTICLES for word in words)
        and any(len(key(word)) > MIN_NAME_WORDS for word in words)
    )


def is_date(text: str) -> bool:
    """Whether a text is nothing but names of months and days."""
    return all(key(word) in _words("calendar") for word in text.split())


def _parts(value: str) -> list[str]:
    pieces = [piece for piece in _SPLIT.split(value) if piece]
    out: list[str] = []
    for piece in pieces:
        listed = _COMMA.split(piece)
        # "Ada Lovelace, Alan Turing" are two people; "Lovelace, Ada" and "Ada Lovelace, CNN" one
        several = len(listed) > 1 and all(map(_is_listed, listed)) and not _ORGANISATION.search(piece)
        out.extend(listed if several else [listed[0] if len(listed[0].split()) > 1 else piece])
    return out


def _is_listed(name: str) -> bool:
    """Whether a part of a list may be somebody, rather than the job of the one before."""
    words = name.split()
    return len(words) > 1 and key(words[-1]) not in _words("job")


def _without_site(part: str, site: str) -> str:
    """The person of "Example News - Ada Lovelace", or of "Ada Lovelace - Editorial Team"."""
    before, dash, after = part.partition(" - ")
    if dash and site and key(before) == site:
        return after
    return before if dash and looks_like_name(before) else part


def _name(part: str) -> str | None:
    name = _SUFFIX.sub("", _ADDRESS.sub("", _PARENTHESIS.sub("", _PREFIX.sub("", part)))).strip(_AROUND)
    name = _without_job(name)
    if not name or len(name) > MAX_NAME_CHARACTERS or not any(char.isalpha() for char in name):
        return None
    if key(name) in _words("nobody") or _PLACEHOLDER.fullmatch(name):
        return None
    return name


def _without_job(name: str) -> str:
    """The name without the job behind it; nothing where it is a job and no body such as a "Staff Writer"."""
    words = name.split()
    if len(words) < MIN_NAME_WORDS or key(words[-1]) not in _words("job") or key(words[0]) in _words("body"):
        return name
    return " ".join(words[:-1]) if len(words) > MIN_NAME_WORDS else ""


@cache
def _words(*purposes: str) -> frozenset[str]:
    """The keys of all words of some purposes, in whatever language."""
    return frozenset(key(word) for purpose in purposes for words in _load()[purpose].values() for word in words)


@cache
def _load() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
