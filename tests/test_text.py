"""Words of texts in many scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.text import count_words, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Open weights, at last!", ["Open", "weights", "at", "last"]),
        ("Le mode\u0301le d’ouverture", ["Le", "mode\u0301le", "d", "ouverture"]),
        ("Heron-14B läuft", ["Heron", "14B", "läuft"]),
        ("हिन्दी में समाचार।", ["हिन्दी", "में", "समाचार"]),
        ("নতুন মডেল", ["নতুন", "মডেল"]),
        ("نموذجٌ مفتوح", ["نموذجٌ", "مفتوح"]),
        ("开放模型 14B", ["开", "放", "模", "型", "14B"]),
        ("Llamaの公開", ["Llama", "の", "公", "開"]),
        ("한국어 음성", ["한국어", "음성"]),
        (" … – !", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two three, four", 4),
        ("模型的权重已经公开", 4),
        ("GPT模型 is open", 4),
        ("모델의 가중치 공개", 3),
        ("... !", 0),
    ],
)
def test_words_are_counted_in_all_scripts(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(), st.text())
def test_counts_add_up(one: str, other: str) -> None:
    """But for the half words of two unspaced parts, which may make one."""
    assert 0 <= count_words(f"{one}\n{other}") - count_words(one) - count_words(other) <= 1


@given(st.text())
def test_words_stand_in_the_text_in_their_order(text: str) -> None:
    at = 0
    for word in tokens(text):
        at = text.index(word, at) + len(word)
