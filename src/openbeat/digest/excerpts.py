"""Sentences taken from an article exactly as they stand there, in its own language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openbeat.records import BlockKind

MAX_CHARACTERS = 320
LEAST_LINE = 60
"""Characters of a line worth quoting; shorter ones are headings and place lines (half that in dense scripts)."""

_SENTENCE_END = re.compile(r"[.!?…؟۔।]+(?:[\"'”’»)\]]|\s»)*(?=\s)|[。！？]+[」』”’）)]*")
"""With the closing quotation marks, which belong to the sentence; French puts a space before its own."""

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ABBREVIATIONS = {"Dr", "Mr", "Mrs", "Ms", "Mme", "Prof", "Sr", "Sra", "St", "Jr", "vs", "No", "Nr", "bzw", "ca", "Inc"}
"""What a point follows in the middle of a sentence."""


def excerpt(text: str, layout: Sequence[str] | None = None) -> str:
    """The first sentences of the first real paragraph, at most 320 characters (half that in dense scripts).

    Args:
        text: blocks parted by blank lines, or, where the layout isn't known, paragraphs one a line.
        layout: the kind of each block (:class:`openbeat.records.BlockKind`).
    """
    lines = _paragraphs(text, layout) if layout else _lines(text)
    first = next((line for line in lines if len(line) >= _scaled(LEAST_LINE, line)), lines[0] if lines else "").strip()
    longest, end = _scaled(MAX_CHARACTERS, first), 0
    for candidate in _ends(first):
        if end and candidate > longest:
            break
        end = candidate
    return first[:end] if end <= 2 * longest else first[:longest].rsplit(" ", 1)[0] + " …"


def _paragraphs(text: str, layout: Sequence[str]) -> list[str]:
    """The paragraphs of a text, each on one line; all its blocks where it has none."""
    blocks = [" ".join(block.split("\n")) for block in text.split("\n\n")]
    return [block for block, kind in zip(blocks, layout, strict=False) if kind == BlockKind.PARAGRAPH] or blocks


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.startswith(("- ", "> "))]


def new_sentences(old: str, new: str, most: int) -> tuple[str, ...]:
    """The first sentences that a text has and another one has not, as many as asked for."""
    known = set(_sentences(old))
    return tuple(sentence for sentence in _sentences(new) if sentence not in known)[:most]


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        start = 0
        for end in _ends(line):
            if sentence := line[start:end].strip():
                yield sentence
            start = end


def _ends(line: str) -> Iterator[int]:
    """Where the sentences of a line end; the last one with the line."""
    for match in _SENTENCE_END.finditer(line):
        if not (match[0] == "." and _goes_on_after_point(line[: match.start()])):
            yield match.end()
    yield len(line)


def _goes_on_after_point(before: str) -> bool:
    """Whether the point belongs to an abbreviation, an initial or an ordinal number (German: am 3. März)."""
    word = re.split(r"[\s(\"'“«„]", before)[-1]
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isupper()) or (len(word) <= 2 and word.isdigit())  # noqa: PLR2004


def _scaled(length: int, line: str) -> int:
    return length // 2 if _DENSE.search(line) else length
