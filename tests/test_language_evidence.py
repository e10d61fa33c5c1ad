"""What speaks for a language: n-grams, everyday words, letters, scripts, and the characters of Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.utils.ngram import NGram

from openbeat.reading.chinese import chinese_variant
from openbeat.reading.profiles import _ngrams, fit, known_languages
from openbeat.reading.scripts import letters_by_script, only, own_letters, script_languages, script_of
from openbeat.reading.words import evidence, familiar_share, glance, listed_languages

FRENCH = "La mairie a rouvert la bibliothèque du quartier après deux ans de travaux, et les enfants y sont revenus."
BASQUE = "Udalak auzoko liburutegia berriro ireki du bi urteko lanen ondoren, eta haurrak hara itzuli dira."


def test_a_text_fits_its_own_profile_best_and_as_it_should():
    ngrams = fit(FRENCH)
    assert max(ngrams.nats, key=ngrams.nats.__getitem__) == "fr"
    assert abs(ngrams.shortfall("fr")) < 0.4
    assert ngrams.shortfall("de") > 0.8


def test_a_language_without_a_profile_falls_short_of_every_profile():
    basque, french = fit(BASQUE), fit(FRENCH)
    assert min(basque.shortfall(code) for code in known_languages()) > 2 * french.shortfall("fr")


def test_profiles_are_langdetects_with_chinese_as_one():
    assert len(known_languages()) == 54
    assert {"zh", "no", "tl"} <= known_languages()
    assert "zh-cn" not in known_languages()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("aAbBßÉ .'\n\u0301ęșệ인に工", max_size=60))
def test_ngrams_are_those_that_langdetect_takes(text):
    window = NGram()
    taken = []
    for char in NGram.normalize_vi(text):
        window.add_char(char)
        taken += [ngram for size in (1, 2, 3) if (ngram := window.get(size)) is not None]
    assert _ngrams(text) == taken


@pytest.mark.parametrize("text", ["", "1995", "☃"])
def test_what_has_no_ngram_speaks_for_nobody(text):
    ngrams = fit(text)
    assert ngrams.ngrams == 0
    assert not any(ngrams.nats.values())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_two_lines_say_what_each_says(one, other):
    both, first, second = fit(f"{one}\n{other}"), fit(one), fit(other)
    assert both.ngrams >= first.ngrams + second.ngrams - 4
    assert both.nats.keys() == first.nats.keys()


def test_everyday_words_speak_for_their_language_the_commonest_most():
    assert max(evidence(FRENCH).items(), key=lambda item: item[1])[0] == "fr"
    assert max(evidence(BASQUE).items(), key=lambda item: item[1])[0] == "eu"
    assert evidence("ikkje")["nn"] > evidence("veka")["nn"] > 0


def test_a_word_counts_once_whatever_its_case_and_apostrophe():
    assert evidence("Eta eta ETA") == evidence("eta")
    assert evidence("l’eau d’été") == evidence("l'eau d'été")


def test_words_keep_their_combining_marks():
    assert evidence("àwọn")["yo"] == evidence("a\u0300wo\u0323n".replace("a\u0300", "à").replace("o\u0323", "ọ"))["yo"]
    assert "hi" in evidence("में")


def test_a_glance_tells_a_languages_words_from_those_of_others():
    own, foreign = glance(FRENCH, "fr")
    assert own > 4 * foreign
    own, foreign = glance(FRENCH, "de")
    assert foreign > own


def test_the_share_of_everyday_words():
    assert familiar_share("eta da ez Xyzzy", "eu") == 0.75
    assert familiar_share("eta da ez", "fr") < 0.5
    assert familiar_share("", "eu") == 0


def test_foreign_words_in_a_list_speak_for_nobody():
    assert "mr" not in evidence("the of and")


def test_every_list_is_in_one_script():
    scripts = listed_languages()
    assert {scripts[code] for code in ("sr", "mn", "be", "ky")} == {"cyrillic"}
    assert {scripts[code] for code in ("yo", "eu", "az", "zu")} == {"latin"}
    assert scripts["ur"] == "arabic"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Hello", "latin"), ("Əliyev", "latin"), ("Привет", "cyrillic"), ("नमस्ते", "devanagari"), ("你好", "zh"),
        ("こんにちは世界", "ja"), ("안녕 漢字", "ko"), ("سلام", "arabic"), ("Γειά", "el"), ("ສະບາຍດີ", "lo"),
    ],
)  # fmt: skip
def test_scripts(text, script):
    assert script_of(letters_by_script(text))[0] == script


def test_only_one_script_is_kept():
    assert only("Модель GPT-OSS, 20 млрд", "cyrillic").split() == ["Модель", "-", ",", "20", "млрд"]
    assert only("नमस्ते world", "devanagari").strip() == "नमस्ते"


@pytest.mark.parametrize(
    ("text", "script", "code"),
    [
        ("Ўсё ўжо ёсць", "cyrillic", "be"), ("Ђорђе и Ћирило", "cyrillic", "sr"), ("Бүгін қала", "cyrillic", "kk"),
        ("өнөөдөр үдээс", "cyrillic", "mn"), ("bəzi məktəb", "latin", "az"), ("það er þó", "latin", "is"),
        ("ħafna ġodda", "latin", "mt"), ("ĉiuj ŝanĝoj", "latin", "eo"), ("ẹ ṣe", "latin", "yo"),
        ("ښه ورځ", "arabic", "ps"), ("ৰাইজৰ", "bengali", "as"),
    ],
)  # fmt: skip
def test_letters_of_its_own_speak_for_a_language(text, script, code):
    assert list(own_letters(text, script)) == [code]
    assert code in script_languages()


@pytest.mark.parametrize(("text", "script"), [("Її сім'я", "cyrillic"), ("Sağ ol, þaka", "latin"), ("được ẹ", "latin")])
def test_letters_that_rule_a_language_out(text, script):
    assert own_letters(text, script) == {}


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("这个国家的经济发展", "Hans"),
        ("這個國家的經濟發展", "Hant"),
        ("中文", None),
        ("说", None),
        ("国际貿易與經濟", None),
    ],
)
def test_chinese_variants(text, variant):
    assert chinese_variant(text) == variant
