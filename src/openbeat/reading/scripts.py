"""In which script a text is written, and the languages that a script or a letter gives away."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

MIN_SHARE = 0.5
"""Share of letters that makes a text one of that script."""
OF_LATIN = 2
"""Latin letters that a letter of another script outweighs: they are in the names and terms of every language, and the
others are hardly ever in a text in Latin script."""
OF_LATIN_DENSE = 6
"""As many for Chinese, Japanese and Korean, where a verb of two letters joins two names in Latin ones."""
MIN_KANA_SHARE = 0.05
"""Japanese has kana everywhere; a Chinese text has them in a quoted name at most."""
OWN_LETTER_NATS = 5.0
"""What each letter of its own says for a language: there it is one in thirty, elsewhere one in thousands, in names."""

_BLOCKS = (
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"), ("kana", "\u3040-\u30ff\uff66-\uff9f"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    ("ka", "\u10a0-\u10ff"), ("hy", "\u0530-\u058f"), ("he", "\u0590-\u05ff"), ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"), ("km", "\u1780-\u17ff"), ("my", "\u1000-\u109f"), ("bo", "\u0f00-\u0fff"),
    ("am", "\u1200-\u137f"), ("el", "\u0370-\u03ff\u1f00-\u1fff"), ("gu", "\u0a80-\u0aff"), ("pa", "\u0a00-\u0a7f"),
    ("or", "\u0b00-\u0b7f"), ("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"), ("si", "\u0d80-\u0dff"), ("dv", "\u0780-\u07bf"), ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"), ("bengali", "\u0980-\u09ff"),
    ("devanagari", "\u0900-\u0963\u0966-\u097f"), ("latin", "A-Za-z\u00aa-\u02af\u1e00-\u1eff"),
)  # fmt: skip
"""Scripts as Unicode has their blocks; two-letter names are those that one language of the news writes."""
_RANGES = sorted(
    (low, high or low, name)
    for name, block in _BLOCKS
    for low, high in re.findall("(.)(?:-(.))?", block)
)  # fmt: skip
_STARTS = [low for low, _, _ in _RANGES]
OTHER = "other"
"""Letters of no script named here."""
DENSITY = 2
"""Letters more that a Chinese, Japanese or Korean character is worth: a sentence has a third of the characters."""

# script: (language, letters that it has and the neighbours langdetect knows lack, letters that rule it out)
_OWN_LETTERS = {
    "cyrillic": (
        ("be", "ўЎіІ", "иИїЇєЄщЩъЪәғқңөұүһ"), ("ba", "ҙҘҫҪ", ""), ("kk", "ұҰқҚғҒ", "ҳҲҷҶ"), ("tt", "җҖ", ""),
        ("tg", "ҳҲҷҶӣӢ", ""), ("ky", "ңҢ", "әӘқҚғҒұҰіІһҺ"), ("mn", "өӨүҮ", "әӘңҢғҒқҚіІ"), ("sr", "ђЂћЋ", ""),
    ),
    "latin": (
        ("az", "əƏ", ""), ("is", "ðÐþÞ", "çÇşŞğĞıİüÜ"), ("eo", "ĉĈĝĜĵĴŝŜŭŬ", ""), ("mt", "ħĦġĠċĊ", ""),
        ("yo", "ẹẸṣṢ", "ăĂđĐơƠưƯịỊụỤḥṭṛ"), ("ig", "ịỊụỤ", "ăĂđĐơƠưƯẹẸ"),
    ),
    "arabic": (("ku", "ڕڵۆێ", "ۇۈېۋ"), ("ps", "ښړځڅ", ""), ("ug", "ۇۈېۋ", ""), ("sd", "ڄڃڇڏڌڙڳڱڻٻڀٿٺٽ", "")),
    "bengali": (("as", "ৰৱ", ""),),
}  # fmt: skip

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def breadth(text: str) -> int:
    """The length of a text in characters of the alphabets."""
    return len(text) if text.isascii() else len(text) + DENSITY * len(_DENSE.findall(text))


def script_languages() -> frozenset[str]:
    """The languages with a script or letters of their own."""
    alone = {name for name, _ in _BLOCKS if len(name) == 2}  # noqa: PLR2004 - an ISO 639-1 code, not a script's name
    return frozenset(alone | {"ja", "zh"} | {code for rows in _OWN_LETTERS.values() for code, _, _ in rows})


def letters_by_script(text: str) -> Counter[str]:
    """How many letters of each script a text has, the vowel signs of Indic scripts among them."""
    counts: Counter[str] = Counter()
    for char, times in Counter(text).items():
        script = _script_of_letter(char)
        if script is not None:
            counts[script] += times
    return counts


def script_of(letters: Counter[str]) -> tuple[str, float]:
    """The script that such letters make a text one of, with its share; Japanese is told from Chinese by its kana.

    The share is of the letters as they count: Latin ones are a half beside those of another script, or a sixth.
    """
    if not letters:
        return OTHER, 0.0
    total = letters.total()
    asian = letters["kana"] + letters["han"]
    others = {name: count for name, count in letters.items() if name not in {"latin", OTHER, "kana", "han"}}
    others["asian"] = asian
    name = max(others, key=others.__getitem__)
    count = others[name]
    latin = letters["latin"] / (OF_LATIN_DENSE if name in {"asian", "ko"} else OF_LATIN)
    if count < latin or not count:
        return "latin", letters["latin"] / total
    if name == "asian":
        name = "ja" if letters["kana"] >= MIN_KANA_SHARE * asian else "zh"
    return name, count / (total - letters["latin"] + latin)


def only(text: str, script: str) -> str:
    """The text without letters of other scripts: a name in Latin letters says nothing about a Russian text."""
    return "".join(char if _script_of_letter(char) in {None, script} else " " for char in text)


def own_letters(text: str, script: str) -> dict[str, float]:
    """For each language whose own letters a text has, the nats they speak for it."""
    return {
        code: OWN_LETTER_NATS * count
        for code, own, foreign in _OWN_LETTERS.get(script, ())
        if (count := sum(char in own for char in text)) and not any(char in foreign for char in text)
    }


@lru_cache(maxsize=1 << 14)
def _script_of_letter(char: str) -> str | None:
    """The script of a letter or of a script's own sign; None for what is neither, and for accents that any may bear."""
    mark = unicodedata.category(char) in {"Mn", "Mc"}
    if not (mark or char.isalpha()):
        return None
    low, high, name = _RANGES[bisect_right(_STARTS, char) - 1]
    if low <= char <= high:
        return name
    return None if mark else OTHER
