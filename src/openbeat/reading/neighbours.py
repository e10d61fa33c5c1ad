"""Languages that langdetect has no profile for, and how to know each from the neighbour it is taken for.

Azerbaijani comes out as Turkish, Serbian as Macedonian, Zulu as Swahili, each with a probability near one, so that no
threshold tells. Letters of its own tell a language for sure; everyday words of its own raise enough doubt about the
neighbour to ask the declaration.
"""

from __future__ import annotations

import re

MIN_OWN_LETTERS = 2
"""One letter may belong to a name."""
MIN_OWN_WORDS = 2
"""One word may be a name or a quotation."""
MIN_CHARACTERS = 60
"""A shorter text may do without the commonest words of its language."""

# script: (language, letters that it has and its neighbours lack, letters that rule it out)
_LETTERS = {
    "cyrillic": (
        ("be", "ўЎ", ""), ("ba", "ҙҘҫҪ", ""), ("kk", "ұҰқҚғҒ", "ҳҲҷҶ"), ("tt", "җҖ", ""), ("tg", "ҳҲҷҶӣӢ", ""),
        ("ky", "ңҢ", "әӘқҚғҒұҰіІһҺ"), ("mn", "өӨүҮ", "әӘңҢғҒқҚіІ"), ("sr", "ђЂћЋ", ""),
    ),
    "latin": (
        ("az", "əƏ", ""), ("is", "ðÐþÞ", "çÇşŞğĞıİüÜ"), ("eo", "ĉĈĝĜĵĴŝŜŭŬ", ""), ("mt", "ħĦġĠċĊ", ""),
        ("cy", "ŵŴŷŶ", ""), ("yo", "ẹẸọỌṣṢ", "ăĂđĐơƠưƯ"),
    ),
    "arabic": (("ku", "ڕڵۆێ", ""), ("ps", "ښړځڅ", ""), ("ug", "ۇۈېۋ", "")),
    "bengali": (("as", "ৰৱ", ""),),
}  # fmt: skip

# language: (what langdetect takes it for, everyday words that those languages do not have)
_WORDS = {
    "eo": ("sl hr es et it pt", "kaj estas estis ankaŭ por kiu kiuj ĝi tio sed ili"),
    "eu": ("id ro nl hr sl de tr es", "eta da ez dute zuen baina dira izan du ere egin dela bat zen dituzte behar"),
    "ga": ("en ca es fr cy", "agus tá bhí seo sin atá leis gur ach níl raibh féin ag mar"),
    "gl": ("es pt", "unha dunha nunha tamén máis cunha polos súa seu moi"),
    "la": ("fr ca ro it pt en es", "quod enim quae esse autem etiam atque quam sed sunt eius eorum"),
    "lb": ("de nl", "vun datt ass awer dës hunn och kënnen nëmmen fir"),
    "lg": ("sw id tl", "nti era ng mu oba naye okuva olwa nga kuba omu ku"),
    "mi": ("sw id lv tl", "te ngā mō kei mai rātou tēnei kua tō tōna he ki ko nga i o"),
    "ms": ("id tl", "ialah kerana boleh bahawa daripada awak mereka berkata kereta wang"),
    "nn": ("no da sv", "ikkje eg ein eit frå dei vere kva noko meir berre korleis nokre"),
    "sn": ("sw hr en so", "kuti uye asi zvino vanhu nokuti kana izvi iyo zvakare kwete pamusoro"),
    "sr": ("mk hr bg", "је су није који која које због након што ће смо са"),
    "st": ("id sw en tl", "hore ba tsa ke ho hae tse empa kapa mme le oa ka e"),
    "tn": ("tl hr id sw", "gore go mo gagwe tse jaanong fela ba mme kgotsa ke le ya"),
    "ts": ("sw en tl", "leswi naswona eka swi ku hi va xi loko hikuva leyi vona"),
    "xh": ("sw so tl", "ukuba kwaye kunye ngoku kodwa okanye into ukuze xa le ukuya"),
    "yo": ("vi id ca sl hr en", "ní àwọn tí ń ó náà fún láti sí ti fun lati awon"),
    "zu": ("sw so tl", "ukuthi futhi kanye uma kodwa noma ngoba khona lapho ukuze abantu wathi"),
}

# words that hardly any sentence of these languages, which langdetect falls back on, does without
_EXPECTED = {
    "sw": "ya wa na kwa ni za la katika cha vya kuwa hii yake kama pia hiyo huo si ili",
    "tl": "ang ng sa na mga ay si ni at",
    "en": "the of and to a in is for on with that it as by at from",
}

_WORD = re.compile(r"[^\W\d_]+")
_EXPECTED_WORDS = {code: frozenset(words.split()) for code, words in _EXPECTED.items()}
_OWN_WORDS = {code: frozenset(words.split()) for code, (_, words) in _WORDS.items()}
_TAKEN_FOR = {code: frozenset(codes.split()) for code, (codes, _) in _WORDS.items()}


def by_letters(sample: str, script: str) -> str | None:
    """The language whose own letters a text has; None where it has nobody's."""
    for code, own, foreign in _LETTERS.get(script, ()):
        if sum(char in own for char in sample) >= MIN_OWN_LETTERS and not any(char in foreign for char in sample):
            return code
    return None


def is_doubtful(sample: str, answer: str) -> bool:
    """Whether a text that langdetect calls by this name may be in another language, one that it does not know.

    So it is where everyday words of such a language are in it, or none of the language named.
    """
    words = set(_WORD.findall(sample.lower()))
    expected = _EXPECTED_WORDS.get(answer)
    if expected is not None and len(sample) >= MIN_CHARACTERS and not words & expected:
        return True
    return any(answer in _TAKEN_FOR[code] and len(own & words) >= MIN_OWN_WORDS for code, own in _OWN_WORDS.items())
