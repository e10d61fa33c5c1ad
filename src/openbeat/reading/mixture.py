"""The languages that passages of a text are in beside its main one: quotations, translations, summaries, foreign tails.

A passage whose script and everyday words are the main language's is not looked at further, so that a text all in one
language costs little more than its opening does. Any other is identified like a text of its own, and counts where that
is sure and it reads as prose: names, tables and code are in no language in particular.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from openbeat.reading.identifying import LINE_CHARACTERS, SAMPLE_CHARACTERS, SURE, identify, without_addresses
from openbeat.reading.scripts import breadth, letters_by_script, script_of
from openbeat.reading.words import familiar_share, glance, listed_languages
from openbeat.records import LanguageShare

MIN_BREADTH = 70
"""Characters of a passage, some 60 letters, from which a detector can be sure; runs of shorter lines are joined."""
GLANCE_CHARACTERS = 200
"""What the cheap check looks at of a passage: some thirty words."""
OWN_TO_FOREIGN = 2
"""So many times as many everyday words must be the main language's; neighbours share half of theirs."""
MIN_PROSE = 0.15
"""Least share of everyday words of its language in a passage; half is usual, a list of names has a tenth."""
EXAMINED_CHARACTERS = 50_000
"""What is looked at of a text: a book's worth would take a second."""


def secondary_languages(text: str, main: str) -> tuple[LanguageShare, ...]:
    """The languages beside the main one that passages of a text are surely in, the largest share of letters first.

    Args:
        text: paragraphs on lines of their own.
        main: ISO 639-1 code of its main language, or ``und``.
    """
    examined = text[:EXAMINED_CHARACTERS]
    passages = list(_passages(examined))
    if len(passages) < 2:  # noqa: PLR2004 - a mixture takes two
        return ()
    letters: Counter[str] = Counter()
    for passage in passages:
        if not _is_familiar(passage, main) and (code := _surely(passage)) not in {None, main}:
            letters[code] += letters_by_script(passage).total()
    if not letters:
        return ()
    total = letters_by_script(examined).total()
    return tuple(LanguageShare(code, round(count / total, 4)) for code, count in letters.most_common())


def _passages(text: str) -> Iterator[str]:
    """Paragraphs, and runs of shorter lines joined until they are as long as one."""
    run, size = "", 0
    for line in text.splitlines():
        if breadth(line) >= MIN_BREADTH:
            yield line
            run, size = "", 0
            continue
        run, size = f"{run}\n{line}", size + breadth(line)
        if size >= MIN_BREADTH:
            yield run
            run, size = "", 0


def _is_familiar(passage: str, main: str) -> bool:
    """Whether a glance finds mostly the main language's everyday words; where none are known, its script."""
    opening = passage[:GLANCE_CHARACTERS]
    own, foreign = glance(opening, main)
    if main in listed_languages() and (own or foreign):
        return own > OWN_TO_FOREIGN * foreign
    # no everyday words at all, in the script of the main language: names, tables and code
    return script_of(letters_by_script(opening))[0] == listed_languages().get(main, main)


def _surely(passage: str) -> str | None:
    sample = without_addresses(passage[:LINE_CHARACTERS])[:SAMPLE_CHARACTERS]
    found = identify(sample)
    if found is None or found.confidence < SURE:
        return None
    return found.code if found.source == "script" or familiar_share(sample, found.code) >= MIN_PROSE else None
