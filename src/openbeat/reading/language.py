"""Which language a text is in: langdetect, with what it needs to be trusted.

langdetect answers one of its 55 languages whatever it is given, with high confidence, and differently each time unless
seeded. So it is asked last, after the script and the letters that only one language has, and about the first real
paragraphs only, since a foreign tail turns short texts. It is not asked about a handful of letters. Where it hesitates,
what the feed or page declares decides, unless that is English, which templates say of pages in any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from threading import Lock

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from openbeat.languages import language_code
from openbeat.reading.neighbours import by_letters, is_doubtful
from openbeat.records import Language

UNKNOWN = "und"
SEED = 0
"""langdetect draws n-grams at random; any fixed seed makes it repeatable."""
MIN_LETTERS = 16
"""Under some 20 characters of Latin script langdetect guesses ("OpenAI" is Dutch to it); that many have 16 letters."""
MIN_OTHER_LETTERS = 8
"""As much for other scripts, which few languages share each."""
MIN_PARAGRAPH_CHARACTERS = 40
"""Shorter lines are headings, names and buttons: often English whatever the text is in."""
SAMPLE_CHARACTERS = 400
"""Enough for the detector to be right on all article openings measured; more costs time and lets tails in."""
LINE_CHARACTERS = 5 * SAMPLE_CHARACTERS
"""What is looked at of one paragraph: the sample, and the addresses in it that do not count."""
ENOUGH_CHARACTERS = 60
"""Paragraphs are added up to this length; what comes later may be a tail in another language."""
DENSITY = 2
"""Letters more that a Chinese, Japanese or Korean character is worth: a sentence has a third of the characters."""
SURE = 0.9
"""Below this probability langdetect is right in 72 of 100 texts, above in 99."""
SHORT_CHARACTERS = 60
"""Of so short a text two languages can both be likely: a declared one among them is believed."""
THIN = 0.5
"""Below this no language is likelier than all others together."""
MIN_SCRIPT_SHARE = 0.5
"""Share of letters that makes a text one of that script."""
MIN_KANA_SHARE = 0.05
"""Japanese has kana everywhere; a Chinese text has them in a quoted name at most."""

_SCRIPTS = (
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"), ("kana", "\u3040-\u30ff\uff66-\uff9f"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    ("ka", "\u10a0-\u10ff"), ("hy", "\u0530-\u058f"), ("he", "\u0590-\u05ff"), ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"), ("km", "\u1780-\u17ff"), ("my", "\u1000-\u109f"), ("bo", "\u0f00-\u0fff"),
    ("am", "\u1200-\u137f"), ("el", "\u0370-\u03ff\u1f00-\u1fff"), ("gu", "\u0a80-\u0aff"), ("pa", "\u0a00-\u0a7f"),
    ("or", "\u0b00-\u0b7f"), ("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"), ("si", "\u0d80-\u0dff"), ("dv", "\u0780-\u07bf"), ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"), ("bengali", "\u0980-\u09ff"),
    ("latin", "A-Za-z\u00aa-\u024f\u1e00-\u1eff"),
)  # fmt: skip
"""Scripts as Unicode has their blocks; two-letter names are those that one language of the news writes."""
_SCRIPT_PATTERNS = tuple((name, re.compile(f"[{block}]")) for name, block in _SCRIPTS)

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@\S+|[@#]\w+")
_FIXES = {"zh-cn": "zh", "zh-tw": "zh"}
_loading = Lock()


def detect_language(text: str, title: str = "", declared: str | None = None) -> Language:
    """The language of a text, ``und`` where the evidence is thin.

    Args:
        text: the article's text, paragraphs on lines of their own.
        title: its title, which counts only where the text has no real paragraph.
        declared: what the feed or page declares, as a language tag.

    Returns:
        An ISO 639-1 code (``no`` for Bokmål, ``zh`` for all Chinese) with the confidence, 0 to 1, and what decided.
    """
    sample = _sample(text, title)
    said = language_code(declared)
    letters = sum(char.isalpha() or unicodedata.category(char) in {"Mn", "Mc"} for char in sample)
    script, share = _script(sample, letters)
    by_script = _by_script(sample, script, share)
    if by_script is not None:
        return by_script
    enough = letters >= (MIN_LETTERS if script == "latin" else MIN_OTHER_LETTERS)
    candidates = _candidates(sample) if enough else {}
    code, probability = max(candidates.items(), key=lambda item: item[1], default=(UNKNOWN, 0.0))
    trusted = said if said not in {None, "en"} else None
    if is_doubtful(sample, code):
        candidates, code, probability = {}, UNKNOWN, 0.0
    unsure = probability < SURE or (len(sample) < SHORT_CHARACTERS and trusted in candidates)
    if trusted and unsure and trusted != code:
        return Language(trusted, max(SURE, candidates.get(trusted, 0.0)) if trusted in candidates else THIN, "declared")
    if probability < THIN:
        return Language(UNKNOWN, 0.0, "none")
    return Language(code, round(min(probability, _ceiling(len(sample))), 4), "detector")


def _sample(text: str, title: str) -> str:
    """The opening of the first real paragraphs; all there is, where there are none."""
    taken: list[str] = []
    size = 0
    for line in text.splitlines():
        clean = _ADDRESS.sub(" ", line[:LINE_CHARACTERS]).strip()
        weight = len(clean) + DENSITY * len(_DENSE.findall(clean))
        if weight >= MIN_PARAGRAPH_CHARACTERS:
            taken.append(clean)
            size += weight
        if size >= ENOUGH_CHARACTERS:
            break
    if not taken:
        taken = [_ADDRESS.sub(" ", f"{title}\n{text}"[:LINE_CHARACTERS]).strip()]
    return "\n".join(taken)[:SAMPLE_CHARACTERS]


def _script(sample: str, letters: int) -> tuple[str, float]:
    """The script of most letters, with its share; Japanese is told from Chinese by its kana."""
    counts = Counter({name: len(pattern.findall(sample)) for name, pattern in _SCRIPT_PATTERNS})
    asian = counts["kana"] + counts["han"]
    if asian > counts["ko"] and asian >= MIN_SCRIPT_SHARE * max(letters, 1):
        return ("ja" if counts["kana"] >= MIN_KANA_SHARE * asian else "zh"), asian / max(letters, 1)
    name, count = counts.most_common(1)[0]
    return name, count / max(letters, 1)


def _by_script(sample: str, script: str, share: float) -> Language | None:
    """The language that a script or its letters leave no doubt about."""
    code = by_letters(sample, script)
    if code is not None:
        return Language(code, SURE, "script")
    if len(script) == 2 and share >= MIN_SCRIPT_SHARE:  # noqa: PLR2004 - an ISO 639-1 code, not a script's name
        return Language(script, round(min(1.0, 0.5 + share / 2), 4), "script")
    return None


def _ceiling(characters: int) -> float:
    """How often langdetect is right when it is certain: it says 0.99999 of headlines it gets wrong, too."""
    return 0.98 if characters < 2 * SHORT_CHARACTERS else 0.995


@lru_cache(maxsize=1)
def _profiles() -> DetectorFactory:
    factory = DetectorFactory()
    # by name, since the order of a folder's files differs between machines, and with it the sums of floats
    profiles = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in profiles])
    factory.set_seed(SEED)
    return factory


def _candidates(sample: str) -> dict[str, float]:
    """Languages and their probabilities by langdetect; empty where it finds no feature."""
    with _loading:
        factory = _profiles()
    detector = factory.create()
    detector.append(sample)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return {}
    merged: dict[str, float] = {}
    for item in found:
        code = _FIXES.get(item.lang, item.lang)
        merged[code] = merged.get(code, 0.0) + item.prob
    return merged
