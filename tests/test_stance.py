"""What cues say: their sides, negations and measures, told on a beat of a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openbeat.classify import Beat, load_beat
from openbeat.classify.evidence import gather
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.stance import measures, sides, stance
from openbeat.classify.weights import Softmax
from openbeat.records import Stance

if TYPE_CHECKING:
    from pathlib import Path

BEAT = """
name = "gardens"
title = "Gardens"
edition = "1"
description = "Gardens."
groups.garden = { role = "whole" }
terms.en.garden = ["garden*"]
topics = {}
[stance]
shares = { critical = 0.5 }
[stance.supportive]
en = ["lovely", "worth a visit"]
ja = ["美し"]
[stance.critical]
en = ["dull", "worth a visit elsewhere"]
ja = ["美しくな"]
[stance.balance]
en = ["but"]
[stance.negation]
en = ["not", "hardly"]
"""


@pytest.fixture(scope="module")
def beat(tmp_path_factory: pytest.TempPathFactory) -> Beat:
    path: Path = tmp_path_factory.mktemp("beat") / "gardens.toml"
    path.write_text(BEAT, encoding="utf-8")
    return load_beat(str(path))


def told(beat: Beat, title: str, text: str, language: str = "en") -> list[tuple[str, str]]:
    found = Lexicon(beat).find(title, text, language)
    return [(side, match.carried.term) for side, match in sides(found, gather(found, beat, language))]


def measured(beat: Beat, title: str, text: str) -> dict[str, float]:
    found = Lexicon(beat).find(title, text, "en")
    gathered = gather(found, beat, "en")
    return measures(found, gathered, sides(found, gathered), 0.5)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("A lovely garden.", "en", [("supportive", "lovely")], id="for"),
        pytest.param("A dull garden.", "en", [("critical", "dull")], id="against"),
        pytest.param("Lovely, lovely, lovely.", "en", [("supportive", "lovely")], id="once"),
        pytest.param("It is not lovely.", "en", [("critical", "lovely")], id="negated"),
        pytest.param("It is hardly ever dull.", "en", [("supportive", "dull")], id="negated praise"),
        pytest.param("It is not. Lovely weather.", "en", [("supportive", "lovely")], id="not across a sentence"),
        pytest.param("Big it is not, lovely it is.", "en", [("supportive", "lovely")], id="not across a clause"),
        pytest.param("Not what one would have called lovely.", "en", [("supportive", "lovely")], id="too far"),
        pytest.param("Worth a visit.", "en", [("supportive", "worth a visit")], id="phrase"),
        pytest.param("Worth a visit elsewhere.", "en", [("critical", "worth a visit elsewhere")], id="longest"),
        pytest.param("庭は美しい。", "ja", [("supportive", "美し")], id="ja"),
        pytest.param("庭は美しくない。", "ja", [("critical", "美しくな")], id="ja negated form"),
        pytest.param("A lovely garden.", "fr", [], id="another language's"),
        pytest.param("", "en", [], id="nothing"),
    ],
)
def test_a_cue_speaks_for_a_side(beat: Beat, text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert told(beat, "", text, language) == expected


def test_a_negation_in_the_title_does_not_reach_into_the_text(beat: Beat) -> None:
    assert told(beat, "A garden it is not", "Lovely.") == [("supportive", "lovely")]


def test_measures_of_a_text_without_cues_are_nothing(beat: Beat) -> None:
    found = measured(beat, "A garden", "It has a gate.")
    assert found.pop("core") == pytest.approx(0.5)
    assert set(found.values()) == {0.0}


def test_measures_tell_where_a_cue_stands(beat: Beat) -> None:
    in_title, in_lead = measured(beat, "A lovely garden", "It has a gate."), measured(beat, "A garden", "It is lovely.")
    assert in_title["supportive"] == in_lead["supportive"] > 0
    assert in_title["supportive_title"] > 0
    assert in_lead["supportive_title"] == 0
    far = measured(beat, "A garden", "It has a gate and a shed. " * 8 + "The weather was lovely.")
    assert far["supportive"] > 0
    assert (in_lead["supportive_near"], far["supportive_near"]) == (in_lead["supportive"], 0)


def test_the_body_is_shown_but_not_measured(beat: Beat) -> None:
    title, text = "A garden", "It has a gate and a shed. " * 40 + "Lovely? But dull!"
    found = measured(beat, title, text)
    assert found["supportive"] == found["critical"] == found["balance"] == found["questions"] == found["emphasis"] == 0
    assert told(beat, title, text) == [("supportive", "lovely"), ("balance", "but"), ("critical", "dull")]


def test_measures_of_two_minds(beat: Beat) -> None:
    found = measured(beat, "Lovely?", "A garden. Lovely, but dull? And so it goes!")
    assert found["both"] == found["critical"] == found["supportive"] > 0
    assert found["balance"] > 0
    assert found["questions"] == 1
    assert found["emphasis"] == pytest.approx(0.25)
    assert all(0 <= value <= 1 for value in found.values())


@pytest.mark.parametrize("mark", ["?", "？", "؟"])
def test_questions_are_asked_in_every_script(beat: Beat, mark: str) -> None:
    assert measured(beat, "", f"A garden{mark}")["questions"] == pytest.approx(0.5)


def test_a_scarce_side_needs_less(beat: Beat) -> None:
    model = Softmax("neutral", {"critical": {"bias": -0.5}})
    found = Lexicon(beat).find("A dull garden", "", "en")
    gathered = gather(found, beat, "en")
    side, cues = stance(found, beat, gathered, 1.0, model)
    assert side is Stance.CRITICAL
    assert [(cue.where, cue.start, cue.text, cue.rule) for cue in cues] == [
        ("title", 2, "dull", "stance:critical:dull")
    ]
    common = beat.model_copy(update={"stance": beat.stance.model_copy(update={"shares": {}})})
    assert stance(found, common, gathered, 1.0, model)[0] is Stance.NEUTRAL
