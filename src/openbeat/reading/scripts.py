"""In which script a text is written, and the languages that a script or a letter gives away."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

MIN_SHARE = 0.5
"""Share of letters that makes a text one of that script."""
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
_PATTERNS = {name: re.compile(f"[{block}]") for name, block in _BLOCKS}
_LETTER = re.compile(r"[^\W\d_]")

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


def script_languages() -> frozenset[str]:
    """The languages with a script or letters of their own."""
    alone = {name for name, _ in _BLOCKS if len(name) == 2}  # noqa: PLR2004 - an ISO 639-1 code, not a script's name
    return frozenset(alone | {"ja", "zh"} | {code for rows in _OWN_LETTERS.values() for code, _, _ in rows})


def letters_in(text: str) -> int:
    """How many letters a text has, the vowel signs of Indic scripts among them."""
    return sum(char.isalpha() or unicodedata.category(char) in {"Mn", "Mc"} for char in text)


def script_of(text: str, letters: int) -> tuple[str, float]:
    """The script of most of so many letters, with its share; Japanese is told from Chinese by its kana."""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _PATTERNS.items()})
    asian = counts["kana"] + counts["han"]
    if asian > counts["ko"] and asian >= MIN_SHARE * max(letters, 1):
        return ("ja" if counts["kana"] >= MIN_KANA_SHARE * asian else "zh"), asian / max(letters, 1)
    name, count = counts.most_common(1)[0]
    return name, count / max(letters, 1)


def only(text: str, script: str) -> str:
    """The text without letters of other scripts: a name in Latin letters says nothing about a Russian text."""
    pattern = _PATTERNS[script]
    return _LETTER.sub(lambda letter: letter[0] if pattern.match(letter[0]) else " ", text)


def own_letters(text: str, script: str) -> dict[str, float]:
    """For each language whose own letters a text has, the nats they speak for it."""
    return {
        code: OWN_LETTER_NATS * count
        for code, own, foreign in _OWN_LETTERS.get(script, ())
        if (count := sum(char in own for char in text)) and not any(char in foreign for char in text)
    }
