"""Scores are what a calculation by hand says, and the command shows them to people and programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from openbeat.evaluation import Judged, Score, evaluate, mean, worst_misses
from openbeat.labels import Labelled, append_labels
from openbeat.records import Relevance, Stance
from tests.builders import make_verdict
from tests.commands import openbeat

CORE, MENTION, OFF = Relevance


def judged(true: Relevance, said: Relevance, named: Sequence[str] = (), **label: object) -> Judged:
    topics = {"research": 0.9} if said is not OFF else {}
    verdict = make_verdict(said, entities=named, topics=topics, stance=None if said is OFF else Stance.NEUTRAL)
    fields: dict[str, object] = {"lang": "en", "text": "x", "relevance": true}
    return Judged(Labelled.model_validate(fields | label), verdict)


def test_scores_are_counted_by_hand() -> None:
    found = evaluate(
        [
            judged(CORE, CORE, topics=["research"], stance="neutral"),
            judged(CORE, MENTION, lang="fr", topics=["hardware"], stance="critical"),
            judged(MENTION, OFF, lang="fr", topics=["research"], stance="neutral"),
            judged(OFF, CORE, hard_negative=True, topics=[]),
            judged(OFF, OFF, hard_negative=True),
            judged(OFF, OFF),
        ]
    )
    assert found.items == 6
    assert found.relevance == {
        "core": Score(1, 2, 2),
        "mention": Score(0, 1, 1),
        "off": Score(2, 3, 3),
        "core+mention": Score(2, 3, 3),
    }
    assert found.languages == {"en": Score(1, 2, 1), "fr": Score(1, 1, 2)}
    assert (found.hard_negatives, found.let_in) == (2, 1)
    assert found.topics == {"hardware": Score(0, 0, 1), "research": Score(1, 3, 2)}
    assert found.stance["neutral"] == Score(1, 2, 1)
    assert found.stance["critical"] == Score(0, 0, 1)
    assert found.macro_f1 == pytest.approx((0.5 + 0 + 2 / 3) / 3)


def test_rates_of_nothing_are_zero() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall, Score(0, 0, 0).f1, mean([])) == (0, 0, 0, 0)
    assert evaluate([]).calibration_error == 0


def test_names_are_compared_by_letters_and_digits() -> None:
    item = judged(CORE, CORE, ["Hugging Face", "Qwen", "Apache 2.0"], entities=["hugging-face", "Llama"])
    assert evaluate([item]).entities == Score(1, 3, 2)
    licence = replace(item.verdict.mentions[2], kind="licence")
    other = Judged(item.label, replace(item.verdict, mentions=(*item.verdict.mentions[:2], licence)))
    assert evaluate([other], uncounted_kinds=frozenset({"licence"})).entities == Score(1, 2, 2)


def test_what_is_not_labelled_counts_nowhere() -> None:
    found = evaluate([judged(CORE, CORE, ["Qwen"])])
    assert found.entities == Score(0, 0, 0)
    assert found.topics == {}


def test_calibration_is_the_gap_between_said_and_true() -> None:
    # 0.8 is said of the first two, one of which is core; 0.1 of the third, which is not.
    found = evaluate([judged(CORE, CORE), judged(OFF, CORE), judged(OFF, OFF)])
    assert found.calibration_error == pytest.approx((0.6 + 0.1) / 3)


def test_the_surest_mistake_comes_first() -> None:
    right, doubtful, sure = judged(CORE, CORE), judged(CORE, OFF), judged(MENTION, OFF)
    share = {CORE: 0.4, MENTION: 0.01, OFF: 0.59}
    doubtful, sure = (Judged(item.label, replace(item.verdict, probability=share)) for item in (doubtful, sure))
    assert worst_misses([right, doubtful, sure]) == [sure, doubtful]


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    append_labels(
        path,
        [
            Labelled(
                lang="en",
                title="Open-weight model Llama 4 released under Apache licence",
                text="Meta published the weights of its open-source language model. Anyone can run it locally.",
                relevance=CORE,
                topics=("model_release",),
                entities=("Llama", "Meta"),
            ),
            Labelled(
                lang="en",
                text="A long untitled text on gardening in spring, with roses, and with peas.",
                relevance=CORE,
            ),
            Labelled(
                lang="fr", title="Le blé", text="La récolte de blé est bonne.", relevance=OFF, beat="open_source_ai"
            ),
            Labelled(lang="fr", title="Vent", text="Un parc éolien en mer.", relevance=CORE, beat="offshore_wind"),
        ],
    )
    return path


def test_the_command_gives_scores_and_misses_as_json(labels: Path, tmp_path: Path) -> None:
    found = json.loads(openbeat("evaluate", labels, "--json", cwd=tmp_path).stdout)
    assert found["beat"] == "open_source_ai"
    assert (found["items"], found["items_of_other_beats"]) == (3, 1)
    assert found["relevance"]["core"] == {"precision": 1, "recall": 0.5, "f1": 2 / 3, "hits": 1, "said": 1, "true": 2}
    assert set(found["languages"]) == {"en", "fr"}
    assert found["wrong"] == 1
    (miss,) = found["worst_misses"]
    assert (miss["label"], miss["verdict"], miss["evidence"]) == ("core", "off", [])


def test_the_command_fits_a_terminal_of_80_columns(labels: Path, tmp_path: Path) -> None:
    text = openbeat("evaluate", labels, "--worst", 5, cwd=tmp_path, COLUMNS="80").stdout
    assert max(map(len, text.splitlines())) <= 80
    for part in ("macro F1", "core+mention", "model_release", "core → off", "A long untitled text", "no evidence"):
        assert part in text


def test_another_beat_is_evaluated_on_its_own_labels(labels: Path, tmp_path: Path) -> None:
    found = json.loads(openbeat("evaluate", labels, "--beat", "offshore_wind", "--json", cwd=tmp_path).stdout)
    assert (found["items"], found["items_of_other_beats"]) == (3, 1)
    assert found["languages"]["fr"]["hits"] == 1


def test_mistakes_are_told_in_a_sentence(labels: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"lang": "en"\n', encoding="utf-8")
    assert "broken.jsonl, line 1" in openbeat("evaluate", tmp_path / "broken.jsonl", cwd=tmp_path, code=1).stderr
    assert "no kind car" in openbeat("evaluate", labels, "--unlabelled-kind", "car", cwd=tmp_path, code=3).stderr
    assert "gardening" in openbeat("evaluate", labels, "--beat", "gardening", cwd=tmp_path, code=3).stderr
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    assert "no labelled text" in openbeat("evaluate", tmp_path / "empty.jsonl", cwd=tmp_path, code=1).stderr
