"""How well the languages told of texts agree with their labels."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openbeat.reading.profiles import known_languages

UNKNOWN = "und"
KINDS = ("article", "paragraph", "headline", "mixed")
"""Kinds of text whose language langdetect has a profile of; mixed: with an English tail."""
NAMED = "no profile, named"
NOT_MISNAMED = "no profile, named or und"
LOST = "profile, und"

_SPELLINGS = {"nb": "no", "iw": "he", "in": "id", "fil": "tl"}


def base(code: str) -> str:
    """The code by which two are compared: without script and region, Bokmål as Norwegian."""
    short = code.lower().partition("-")[0].partition("_")[0]
    return _SPELLINGS.get(short, short)


def load_texts(path: Path) -> list[dict[str, Any]]:
    """Labelled texts, a JSON object a line with ``text``, ``lang`` and ``length_class``; gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def accuracy(texts: Sequence[dict[str, Any]], codes: Sequence[str]) -> dict[str, float]:
    """Shares of texts, from 0 to 1.

    For each of ``KINDS``, those named right; of languages without a profile, those named right (``NAMED``), and those
    named right or not at all (``NOT_MISNAMED``); and those lost to ``und`` although there is a profile (``LOST``).
    """
    answers: defaultdict[str, list[bool]] = defaultdict(list)
    for row, code in zip(texts, codes, strict=True):
        label = base(row["lang"])
        if label in known_languages():
            answers[row["length_class"]].append(code == label)
            answers[LOST].append(code == UNKNOWN)
        else:
            answers[NAMED].append(code == label)
            answers[NOT_MISNAMED].append(code in {label, UNKNOWN})
    return {kind: sum(answers[kind]) / len(answers[kind]) for kind in (*KINDS, NAMED, NOT_MISNAMED, LOST)}
