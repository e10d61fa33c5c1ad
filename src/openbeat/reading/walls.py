"""Pages that show something else than their article: consent walls, script walls, missing pages, teasers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openbeat.reading.phrases import any_of, compiled
from openbeat.text import count_words

MAX_WALL_WORDS = 150
"""A wall says less than this. An article about cookies or JavaScript says more."""
MAX_TEASER_WORDS = 250
"""A text marked as not free to read that is longer was shown whole, or is long enough to be read as the article."""
LAST_LINES = 4
"""Lines at the end among which a paywall's invitation stands."""

_CONSENT, _SCRIPT, _MISSING, _TEASER = map(compiled, map(any_of, ("consent", "script", "missing", "teaser")))
_CUT = re.compile(r"(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3})\s*$")


def wall(title: str, lines: Sequence[str], page_text: str) -> str | None:
    """Why a page shows no article: ``soft_404``, ``javascript_required`` or ``consent_wall``; None where it does.

    Args:
        title: the page's title.
        lines: what was taken for the body.
        page_text: the page's whole visible text, wanted only where the body is short.
    """
    if count_words(" ".join(lines)) > MAX_WALL_WORDS:
        return None
    shown = "\n".join((title, *lines))
    if _MISSING.search(title):
        return "soft_404"
    if _SCRIPT.search(shown) or (not lines and _SCRIPT.search(page_text)):
        return "javascript_required"
    if len({found.lower() for found in _CONSENT.findall(shown)}) > 1 or (not lines and _CONSENT.search(page_text)):
        return "consent_wall"
    if not lines and _MISSING.search(page_text):
        return "soft_404"
    return None


def is_teaser(lines: Sequence[str], *, paywalled: bool) -> bool:
    """Whether a text is only the beginning of its article.

    Args:
        lines: the body before its tail is trimmed, since the invitation to pay stands in the tail.
        paywalled: whether the publisher says that the text is not free to read.
    """
    words = count_words(" ".join(lines))
    if words > MAX_TEASER_WORDS:
        return False
    invited = any(_TEASER.search(line) for line in lines[-LAST_LINES:])
    return paywalled or invited or bool(lines and _CUT.search(lines[-1]))


def is_invitation(line: str) -> bool:
    """Whether a line is the invitation to read or pay on, and no part of the text."""
    return count_words(line) <= 25 and bool(_TEASER.search(line))  # noqa: PLR2004 - one sentence
