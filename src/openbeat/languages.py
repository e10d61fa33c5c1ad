"""Languages: the codes that declarations use, and what people call them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

_ISO_639_1 = {
    "iw": "he", "in": "id", "ji": "yi", "nb": "no", "fil": "tl", "eng": "en", "deu": "de", "ger": "de", "fra": "fr",
    "fre": "fr", "spa": "es", "por": "pt", "ita": "it", "nld": "nl", "dut": "nl", "rus": "ru", "zho": "zh", "chi": "zh",
    "jpn": "ja", "kor": "ko", "ara": "ar", "tur": "tr", "pol": "pl", "swe": "sv", "nor": "no", "nob": "no", "dan": "da",
    "fin": "fi", "ces": "cs", "cze": "cs", "ukr": "uk", "hin": "hi", "ind": "id", "vie": "vi", "cmn": "zh",
}  # fmt: skip
"""Codes that sites use beside ISO 639-1; Bokmål is ``no``, as the detector has it."""


def language_code(tag: str | None) -> str | None:
    """The lower-case ISO 639-1 code in a language tag (RFC 5646) or locale; None where there is none."""
    base = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
    code = _ISO_639_1.get(base, base)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None  # noqa: PLR2004 - ISO 639-1


def language_name(code: str) -> str:
    """What English calls a language; its code where we have no name for it."""
    return _languages().get(code, (code, "auto"))[0]


def text_direction(code: str) -> str:
    """``ltr``, ``rtl``, or ``auto`` where it is not known: a value of HTML's ``dir``."""
    return _languages().get(code, (code, "auto"))[1]


@cache
def _languages() -> dict[str, tuple[str, str]]:
    with (files("openbeat") / "data" / "languages.csv").open(encoding="utf-8") as lines:
        return {row["code"]: (row["name"], row["direction"]) for row in csv.DictReader(lines)}
