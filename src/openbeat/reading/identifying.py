"""Which language one passage is in, by its script, its letters, its n-grams and its words.

langdetect knows 55 languages and calls any text one of them. So its profiles are asked last, after the script and the
letters that only one language has, and not about a handful of letters. Everyday words settle what n-grams leave open
between neighbours, and they speak for languages without a profile: where such a language's words are in a text that is
unlike the profile it fits best, that language is named, or none if two are as likely.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Collection, Mapping
from operator import itemgetter

from openbeat.reading.chinese import chinese_variant
from openbeat.reading.profiles import Fit, fit, known_languages
from openbeat.reading.scripts import MIN_SHARE, letters_by_script, only, own_letters, script_languages, script_of
from openbeat.reading.words import evidence, listed_languages
from openbeat.records import Language

UNKNOWN = "und"
SAMPLE_CHARACTERS = 400
"""Enough of a text to be right on all article openings measured; more costs time and lets tails in."""
LINE_CHARACTERS = 5 * SAMPLE_CHARACTERS
"""What is looked at of one paragraph: the sample, and the addresses in it that do not count."""
MIN_LETTERS = 16
"""Under some 20 characters of Latin script n-grams guess ("OpenAI" is Dutch to them); that many have 16 letters."""
MIN_OTHER_LETTERS = 8
"""As much for other scripts, which few languages share each."""

NGRAM_WEIGHT = 0.2
"""N-grams overlap, so that each says a fifth of what it would say alone; a word says all of its own."""
DECLARED_NATS = 5.0
"""What a declaration is worth: two everyday words that the other language lacks outweigh it."""
RIVAL_NATS = 8.5
"""By so much the words of a language without a profile must lead, where the text is all that a profile expects."""
RIVAL_NATS_SHORT = 400.0
"""Over the number of n-grams, by how much more: a headline has a few words, and one or two may be there by chance."""
RIVAL_NATS_UNLIKE = 8.0
"""By so much less for each nat an n-gram that the text falls short of the profile."""
RIVAL_LEAD = 5.0
"""A language without a profile is named if it leads the next by as much; Zulu and Xhosa share most words."""
ALIEN = 1.2
"""A text that falls so far short, and has none of the language's words, is in a language that is not known here."""

SURE = 0.9
"""From this confidence an answer stands by itself: against what is declared, and among passages of another language."""
THIN = 0.5
"""Confidence in an answer that leads by nothing."""
DOUBT_NATS = 7.0
"""Every so many nats of lead divide the chance of error by e."""
CEILING = 0.995
"""How often it is right at best: some texts are not in the language their publisher takes them for."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@\S+|[@#]\w+")


def without_addresses(text: str) -> str:
    """A text without web and mail addresses, handles and hashtags, whose letters are in no language."""
    return _ADDRESS.sub(" ", text).strip()


def identify(passage: str, trusted: str | None = None) -> Language | None:
    """The language of a passage; None where it has too few letters or they leave it open.

    Args:
        passage: some hundred characters, all in one language but for names and terms.
        trusted: the code of a language that it is said to be in.
    """
    by_script = letters_by_script(passage)
    script, share = script_of(by_script)
    found = _by_script(passage, script, share)
    if found is not None:
        return found
    if by_script.total() < (MIN_LETTERS if script == "latin" else MIN_OTHER_LETTERS):
        return None
    return _by_evidence(only(passage, script) if share >= MIN_SHARE else passage, script, trusted)


def detectable_languages() -> frozenset[str]:
    """The languages that a text can be found to be in, whatever is declared."""
    return known_languages() | listed_languages().keys() | script_languages()


def _by_script(passage: str, script: str, share: float) -> Language | None:
    """The language that alone is written in a script."""
    if len(script) == 2 and share >= MIN_SHARE:  # noqa: PLR2004 - an ISO 639-1 code, not a script's name
        variant = chinese_variant(passage) if script == "zh" else None
        return Language(script, round(min(1.0, 0.5 + share / 2), 4), "script", variant)
    return None


def _by_evidence(passage: str, script: str, trusted: str | None) -> Language | None:
    """The language for which n-grams and words speak; None where they leave it open."""
    ngrams = fit(passage)
    if not ngrams.ngrams:
        return None
    letters = own_letters(passage, script)
    words = _sum(evidence(passage), letters)
    rivals = {code for code, written in listed_languages().items() if written == script} | letters.keys()
    rivals -= ngrams.nats.keys()
    code, lead = unaided, _ = _weigh(ngrams, words, rivals)
    if trusted:
        code, lead = _weigh(ngrams, _sum(words, {trusted: DECLARED_NATS}), rivals)
    if code is None:
        return None
    return Language(code, _confidence(lead), "detector" if code == unaided else "declared")


def _sum(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {code: one.get(code, 0.0) + other.get(code, 0.0) for code in one.keys() | other.keys()}


def _weigh(ngrams: Fit, words: Mapping[str, float], rivals: Collection[str]) -> tuple[str | None, float]:
    """The likeliest language and by how many nats it leads; None where nothing leads clearly.

    Args:
        ngrams: how well each profile fits.
        words: what words, letters and the declaration say for each language.
        rivals: the languages without a profile that come into question.
    """
    code, lead = _leader({code: NGRAM_WEIGHT * nats + words.get(code, 0.0) for code, nats in ngrams.nats.items()})
    shortfall = ngrams.shortfall(code)
    rival, rival_lead = _leader({other: words.get(other, 0.0) for other in rivals})
    needed = RIVAL_NATS + RIVAL_NATS_SHORT / ngrams.ngrams - RIVAL_NATS_UNLIKE * shortfall
    excess = words.get(rival, 0.0) - words.get(code, 0.0) - needed
    if excess > 0:
        return (rival, min(excess, rival_lead)) if rival_lead >= RIVAL_LEAD else (None, 0.0)
    if shortfall > ALIEN and not words.get(code):
        return None, 0.0
    return code, min(lead, -excess)


def _leader(scores: Mapping[str, float]) -> tuple[str, float]:
    """The best of some scores, and its lead over the next."""
    nobody = (UNKNOWN, 0.0)
    (best, most), (_, next_most) = heapq.nlargest(2, [*scores.items(), nobody, nobody], key=itemgetter(1))
    return best, most - next_most


def _confidence(lead: float) -> float:
    """How often a text with such a lead is in the language named."""
    return round(CEILING - (CEILING - THIN) * math.exp(-lead / DOUBT_NATS), 4)
