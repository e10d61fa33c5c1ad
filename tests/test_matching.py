from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.classify.matching import Matcher, Term, fold


def found(term: str, text: str, *, term_language: str = "", language: str = "en", case: bool = False) -> list[str]:
    matcher = Matcher([Term(term, term_language, False, case, term)])
    return [text[match.start : match.end] for match in matcher.find(text, language)]


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_term_between_spaces_is_found_where_it_stands(before: str, after: str) -> None:
    text = f"{before} open source {after}"
    matches = Matcher([Term("open source", "en", False, False, 0)]).find(text, "en")
    assert any(match.start == len(before) + 1 and match.end == len(before) + 12 for match in matches)


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("AI", "Training in the rain", []),
        ("AI", "AI, GenAI and ai", ["AI"]),
        ("AI", "J'ai vu l'AI", ["AI"]),
        ("open source", "An OPEN-SOURCE model", ["OPEN-SOURCE"]),
        ("open source", "An open\u00a0source model", ["open\u00a0source"]),
        ("open source", "ｏｐｅｎ　ｓｏｕｒｃｅ", ["ｏｐｅｎ　ｓｏｕｒｃｅ"]),
        ("open source", "#open_source", ["open_source"]),
        ("open source", "open sources", []),
        ("open", "OpenAI opens", []),
        ("código abierto", "El codigo abierto", ["codigo abierto"]),
        ("l'IA", "l’IA", ["l’IA"]),
        ("открыт* исходн* код*", "модели с открытым исходным кодом", ["открытым исходным кодом"]),
        ("открыт* исходн* код*", "открытый код", []),
        ("offene* modell*", "offenen Modellen", ["offenen Modellen"]),
        ("Llama", "Llama3 and llama", ["Llama", "llama"]),
        ("Llama", "Ollama, Llamas", []),
        ("llama.cpp", "with llama.cpp.", ["llama.cpp"]),
        ("开源", "百度开源了模型", ["开源"]),
        ("AI", "开源AI模型", ["AI"]),
        ("オープンソース", "完全なオープンソースのモデル", ["オープンソース"]),
        ("오픈소스", "오픈소스를 지지한다", ["오픈소스"]),
        ("مفتوح المصدر", "والمفتوح المصدر", ["مفتوح المصدر"]),
        ("ओपन सोर्स", "यह ओपन सोर्स है", ["ओपन सोर्स"]),
        ("açık kaynak*", "AÇIK KAYNAKLI", ["AÇIK KAYNAKLI"]),
    ],
)
def test_terms(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


def test_a_short_term_counts_only_in_its_language() -> None:
    assert found("KI", "Die KI kommt", term_language="de", language="de") == ["KI"]
    assert found("KI", "BIR KI", term_language="de", language="tr") == []
    assert found("KI", "Die KI kommt", term_language="de", language="und") == ["KI"]


def test_english_and_long_terms_count_everywhere() -> None:
    assert found("AI", "La AI", term_language="en", language="it") == ["AI"]
    assert found("open source", "modèle open source", term_language="en", language="fr") == ["open source"]


def test_a_term_may_be_kept_to_its_language() -> None:
    matcher = Matcher([Term("concern*", "en", True, False, 0)])
    assert matcher.find("concernant", "fr") == []
    assert len(matcher.find("concerns", "en")) == 1


def test_case_is_checked_where_asked() -> None:
    assert found("Aider", "Aider helps; aider les gens", case=True) == ["Aider"]


def test_a_star_does_not_stand_for_an_endless_word() -> None:
    [match] = found("open*", f"open{'x' * 1000}")
    assert len(match) < 100


def test_of_equal_matches_the_most_exact_comes_first() -> None:
    terms = ("op* model*", "open* model*", "open model*", "open model")
    matcher = Matcher([Term(term, "", False, False, term) for term in terms])
    assert [match.carried for match in matcher.find("open model", "en")] == list(reversed(terms))


def test_overlapping_matches_come_longest_first() -> None:
    matcher = Matcher([Term("open", "", False, False, "short"), Term("open model", "", False, False, "long")])
    assert [match.carried for match in matcher.find("open model", "en")] == ["long", "short"]


def test_offsets_hold_in_decomposed_neighbourhoods() -> None:
    text = unicodedata.normalize("NFD", "café né ") + "open source"
    (match,) = Matcher([Term("open source", "", False, False, 0)]).find(text, "fr")
    assert text[match.start : match.end] == "open source"


def test_nothing_is_found_in_nothing() -> None:
    assert found("open", "") == []
