"""A sentence or two taken from an article as they stand there, in its own language."""

from __future__ import annotations

import re

MAX_CHARACTERS = 320
LEAST_LINE = 60
"""Characters of a line worth quoting; shorter ones are headings and place lines (half that in dense scripts)."""

_SENTENCE_END = re.compile(r"(?<=[.!?…؟۔।])[\"'»”’)]*\s+|(?<=[。！？])")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def excerpt(text: str) -> str:
    """The first sentences of the first real paragraph, at most 320 characters (half that in dense scripts)."""
    lines = [line for line in text.splitlines() if not line.startswith(("- ", "> "))]
    first = next((line for line in lines if len(line) >= _scaled(LEAST_LINE, line)), lines[0] if lines else "")
    longest = _scaled(MAX_CHARACTERS, first)
    taken = ""
    for sentence in _SENTENCE_END.split(first):
        joined = f"{taken} {sentence}".strip() if not _DENSE.search(sentence[:5]) else taken + sentence
        if taken and len(joined) > longest:
            break
        taken = joined
    return taken if len(taken) <= 2 * longest else taken[:longest].rsplit(" ", 1)[0] + " …"


def _scaled(length: int, line: str) -> int:
    return length // 2 if _DENSE.search(line) else length
