"""Ids that come from content."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openbeat.identity import content_id, fingerprint, raw_hash


@given(st.lists(st.text() | st.integers(), max_size=4))
def test_ids_are_positive_fit_a_bigint_and_stay_the_same(parts: list[str | int]) -> None:
    assert 0 <= content_id(*parts) < 2**63
    assert content_id(*parts) == content_id(*parts)


def test_an_id_of_today_is_the_id_of_tomorrow() -> None:
    """Stored ids must not change with a new version: these are the ones of the first."""
    assert content_id("feed", "news.example/feed.xml") == 8005234486560068475
    assert fingerprint("Open weights, open questions.") == 8816354334956178288
    assert raw_hash(b"page") == "475f188b8223e6ba9cab239f948ca7fc"


def test_parts_are_told_apart_and_have_an_order() -> None:
    assert content_id("ab", "c") != content_id("a", "bc")
    assert content_id("a", "b") != content_id("b", "a")
    assert content_id("\udc80") != content_id("?")


@given(st.text())
def test_a_fingerprint_ignores_case_spacing_and_punctuation(text: str) -> None:
    assert fingerprint(text) == fingerprint(f"  {text} \n!…")
    assert fingerprint(text.lower().upper().casefold()) == fingerprint(text.lower().upper())


def test_a_fingerprint_tells_texts_apart() -> None:
    assert fingerprint("Open weights") == fingerprint("OPEN – weights!") != fingerprint("Open weight")
    assert fingerprint("") == fingerprint(" … ") == 0
