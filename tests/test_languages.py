"""What languages are called, and how declarations name them."""

from __future__ import annotations

import pytest

from openbeat.languages import language_code, language_name, text_direction
from openbeat.reading.identifying import detectable_languages


@pytest.mark.parametrize(
    ("declared", "code"),
    [("en-US", "en"), ("pt_BR", "pt"), ("FR", "fr"), ("gsw-CH", None), ("English", None), ("", None), (None, None)],
)
def test_declarations_become_codes(declared: str | None, code: str | None) -> None:
    assert language_code(declared) == code


def test_every_language_that_can_be_detected_has_a_name() -> None:
    for code in detectable_languages():
        assert language_name(code) != code
    assert language_name("und") == "unknown"
    assert language_name("xx") == "xx"


def test_directions() -> None:
    assert {code: text_direction(code) for code in ("ar", "en", "und")} == {"ar": "rtl", "en": "ltr", "und": "auto"}
