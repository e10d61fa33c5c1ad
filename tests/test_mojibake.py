"""Mojibake is undone on the decoded page, and right text is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.reading.mojibake import mend

SENTENCES = (
    "Don’t believe “everything” that’s written — not even this…",
    "Die Größe der Straße wäre für Künstler übertrieben.",
    "Été comme hiver, l’élève français naïf préfère le cœur à l’œuvre.",
    "El niño pingüino comió jamón en España: ¿por qué no?",
    "Zażółć gęślą jaźń, mówią ludzie w Łodzi.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Городской совет открывает свой архив для всех.",
    "Κανείς δεν έφυγε πριν από την ψηφοφορία.",
    "Küçük bir vakıf üç yüz yeni sunucu aldı, dedi Işık.",
    "مجلس المدينة يفتح الأرشيف أمام جميع القراء.",
    "नगर परिषद ने अपना अभिलेखागार सबके लिए खोला।",
    "市议会今天向所有人开放历史档案。",
    "市議会が古い資料をすべての人に公開した。",
    "시의회가 오래된 자료를 모두에게 공개했다.",
    "Hội đồng thành phố mở kho lưu trữ cho mọi người.",
)


def misread(text: str, encoding: str) -> str:
    """UTF-8 read in a one-byte encoding; bytes that it lacks become controls, as browsers have it."""
    return "".join(
        bytes([byte]).decode(encoding, "replace").replace("\N{REPLACEMENT CHARACTER}", chr(byte))
        for byte in text.encode()
    )


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_utf_8_read_in_another_encoding(sentence: str, encoding: str) -> None:
    assert mend(misread(sentence, encoding)) == sentence


@pytest.mark.parametrize("sentence", SENTENCES)
def test_twice(sentence: str) -> None:
    assert mend(misread(misread(sentence, "cp1252"), "cp1252")) == sentence


@pytest.mark.parametrize("sentence", SENTENCES)
def test_right_text_stays(sentence: str) -> None:
    assert mend(sentence) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Voilà… «Café», dit-il — à « Orléans » !", "DÉJÀ VU", "ÄÖÜ – ÄRZTE", "SÃO PAULO, MAÇÃ E PÃO",
        "São Tomé… não", "Å›", "Â", "³²¹", "5 °C ± 2", "10 € – 20 £",
    ],
)  # fmt: skip
def test_right_text_that_looks_odd_stays(text: str) -> None:
    assert mend(text) == text


def test_only_the_wrong_pieces_of_a_page_change() -> None:
    right, wrong = SENTENCES[1], misread(SENTENCES[0], "cp1252")
    markup = '<meta content="{}"><p title="{}">{}</p>\n<p>{}</p>'
    assert mend(markup.format(wrong, right, right, wrong)) == markup.format(SENTENCES[0], right, right, SENTENCES[0])


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_ascii_stays(text: str) -> None:
    assert mend(text) == text
