"""Which language a text is in, and which others: langdetect's profiles, with what they need to be trusted.

The first real paragraphs decide, since a foreign tail turns short texts; whatever of the rest is plainly in another
language is kept beside the answer. What the feed or page declares counts for a word or two, unless it is English, which
templates say of pages in any language.
"""

from __future__ import annotations

from dataclasses import replace

from openbeat.languages import language_code
from openbeat.reading.identifying import (
    LINE_CHARACTERS,
    SAMPLE_CHARACTERS,
    SURE,
    THIN,
    UNKNOWN,
    detectable_languages,
    identify,
    without_addresses,
)
from openbeat.reading.mixture import secondary_languages
from openbeat.reading.scripts import breadth
from openbeat.records import Language, LanguageShare

MIN_PARAGRAPH_CHARACTERS = 40
"""Shorter lines are headings, names and buttons: often English whatever the text is in."""
ENOUGH_CHARACTERS = 60
"""Paragraphs are added up to this length; what comes later may be a tail in another language."""
MAJORITY = 1.5
"""How many times the letters of the opening's language another has that goes before it."""
DOUBTFUL = 0.7
"""Under this confidence in the opening, a tail that has most of the letters is no tail."""
TAIL = "en"
"""What tails are in, whatever the text is; it does not name a text whose opening is in no known language."""


def detect_language(text: str, title: str = "", declared: str | None = None) -> Language:
    """The language of a text, ``und`` where the evidence is thin.

    Args:
        text: the article's text, paragraphs on lines of their own.
        title: its title, which counts only where the text has no real paragraph.
        declared: what the feed or page declares, as a language tag.

    Returns:
        An ISO 639-1 code (``no`` for Bokmål, ``zh`` for all Chinese) with the confidence, 0 to 1, what decided, and
        the other languages that passages of the text are in.
    """
    said = language_code(declared)
    main = _main_language(_sample(text, title), said if said != "en" else None)
    secondary = secondary_languages(text, main.code)
    return _whole(main, secondary) if secondary else main


def _whole(main: Language, secondary: tuple[LanguageShare, ...]) -> Language:
    """The language of a text whose opening is in one language and whose passages are in others too.

    What is said of most letters goes before what is said of the opening, unless it is English, as tails are; that
    names a text only where the opening is doubtful, and never where it is in no known language.
    """
    mixed = replace(main, secondary=secondary)
    own = LanguageShare(main.code, mixed.share)
    trusted = [part for part in secondary if part.code != TAIL or 0.0 < main.confidence < DOUBTFUL]
    if not trusted or (main.code != UNKNOWN and trusted[0].share <= MAJORITY * own.share):
        return mixed
    first = trusted[0]
    rest = [part for part in secondary if part != first] + ([own] if main.code != UNKNOWN else [])
    return Language(first.code, SURE, "detector", secondary=tuple(sorted(rest, key=lambda part: -part.share)))


def _main_language(sample: str, trusted: str | None) -> Language:
    found = identify(sample, trusted)
    if found is not None and found.source == "script":
        return found
    if trusted and (found is None or (found.confidence < SURE and trusted not in detectable_languages())):
        return Language(trusted, THIN, "declared")
    return found or Language(UNKNOWN, 0.0, "none")


def _sample(text: str, title: str) -> str:
    """The opening of the first real paragraphs; all there is, where there are none."""
    taken: list[str] = []
    size = 0
    for line in text.splitlines():
        clean = without_addresses(line[:LINE_CHARACTERS])
        weight = breadth(clean)
        if weight >= MIN_PARAGRAPH_CHARACTERS:
            taken.append(clean)
            size += weight
        if size >= ENOUGH_CHARACTERS:
            break
    if not taken:
        taken = [without_addresses(f"{title}\n{text}"[:LINE_CHARACTERS])]
    return "\n".join(taken)[:SAMPLE_CHARACTERS]
