"""Pages that show something else than their article: walls of several kinds, missing pages, front pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from openbeat.addresses import address_key
from openbeat.reading.phrases import sought
from openbeat.text import count_words

MAX_WALL_WORDS = 150
"""A wall says less than this. An article about cookies or JavaScript says more."""
MAX_WALL_CHARACTERS = 4000
"""Notices that offer a subscription instead of consent, and list the purposes, say so much at most."""
MIN_CONSENT_PHRASES = 3
"""Phrases of consent notices that a long one has; an article about cookies has one or two."""
MIN_CONSENT_SHARE = 0.5
"""Share of a long notice's text that is in lines with such phrases; a notice above an article has less of both."""
OPENING_LINES = 6
"""Lines of a long notice that have one of its phrases at least."""
FIRST_LINES = 3
"""Lines at the top among which a page for logging in says so."""

_CHALLENGE, _CONSENT, _SCRIPT, _MISSING, _LOGIN = map(sought, ("challenge", "consent", "script", "missing", "login"))


_FRONT_PAGE = re.compile(r"[^/?]+(?:/[a-z]{2}(?:-[a-z]{2})?)?(?:/(?:index|home|default)(?:\.\w{3,5})?)?", re.IGNORECASE)
"""An address key that ends at the host, or at a language's or the front page's name below it."""
_PLACES = (
    ("soft_404", re.compile(r"(?:404|(?:page-?)?not-?found|error)(?:\.\w{3,5})?", re.IGNORECASE)),
    ("consent_wall", re.compile(r"consent|(?:cookie|privacy)-?(?:consent|wall|gate)|guce|myprivacy", re.IGNORECASE)),
    (
        "login_wall",
        re.compile(
            r"(?:wp-?)?(?:log|sign)[-_]?in(?:\.\w{3,5})?|sso|subscribe|register|anmelden|connexion", re.IGNORECASE
        ),
    ),
)
"""What the first label of a host or a part of a path says of the page there."""


def detour(asked: str | None, url: str) -> str | None:
    """Why a redirect led away from the article: ``soft_404``, ``consent_wall`` or ``login_wall``; None if it did not.

    A site that has dropped an article often sends whoever asks for it to its front page.

    Args:
        asked: the address that was asked for; None where that is not known.
        url: the address that answered.
    """
    asked_key, key = address_key(asked), address_key(url)
    if asked_key is None or key is None or asked_key == key:
        return None
    if _FRONT_PAGE.fullmatch(key) and not _FRONT_PAGE.fullmatch(asked_key):
        return "soft_404"
    before = set(_parts(asked_key))
    new = [part for part in _parts(key) if part not in before]
    return next((reason for reason, place in _PLACES if any(map(place.fullmatch, new))), None)


def wall(title: str, lines: Sequence[str], page_text: str, *, asks_password: bool = False) -> str | None:
    """Why a page shows no article: one of the reasons below; None where it does.

    ``soft_404``, ``blocked`` (by a bot challenge), ``javascript_required``, ``consent_wall`` or ``login_wall``.

    Args:
        title: the page's title.
        lines: what was taken for the body.
        page_text: the page's whole visible text, wanted only where the body is short.
        asks_password: whether the page has a field for one.
    """
    if sum(map(len, lines)) > MAX_WALL_CHARACTERS:
        return None
    title, lines, page_text = title.lower(), [line.lower() for line in lines], page_text.lower()
    if count_words(" ".join(lines)) > MAX_WALL_WORDS:
        return "consent_wall" if _is_long_notice(lines) else None
    shown = "\n".join((title, *lines))
    whole = shown if lines else f"{shown}\n{page_text}"
    consents = _consents(whole)
    top = "\n".join((title, *lines[:FIRST_LINES]))
    signs = (
        ("soft_404", _MISSING.search(title)),
        ("blocked", _CHALLENGE.search(whole)),
        ("javascript_required", _SCRIPT.search(whole)),
        ("consent_wall", len(consents) > (1 if lines else 0)),
        ("soft_404", not lines and _MISSING.search(page_text)),
        ("login_wall", not lines and (asks_password or _LOGIN.search(page_text))),
        ("login_wall", asks_password and _LOGIN.search(top)),
    )
    return next((reason for reason, sign in signs if sign), None)


def _is_long_notice(lines: Sequence[str]) -> bool:
    """Whether a longer text is a consent notice rather than an article, be it about cookies or below a notice."""
    if not any(map(_CONSENT.search, lines[:OPENING_LINES])) or len(_consents("\n".join(lines))) < MIN_CONSENT_PHRASES:
        return False
    return sum(len(line) for line in lines if _CONSENT.search(line)) >= MIN_CONSENT_SHARE * sum(map(len, lines))


def _consents(text: str) -> set[str]:
    return set(_CONSENT.findall(text))


def _parts(key: str) -> list[str]:
    """The first label of a key's host, and the parts of its path."""
    parts = urlsplit(f"//{key}")
    return [(parts.hostname or "").partition(".")[0], *parts.path.strip("/").split("/")]
