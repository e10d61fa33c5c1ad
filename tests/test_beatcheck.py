"""What is wrong or weak in a beat file that loads is found, with table and key; what is right is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from openbeat.beatcheck import Finding, Ordinary, Rule, Severity, check_beat
from openbeat.classify import Beat, load_beat

SOUND = """
name = "sails"
title = "Sails"
edition = "1"
description = "Ships under sail."
[groups.sail]
role = "whole"
[groups.rig]
role = "quality"
[groups.ship]
role = "field"
[groups.motor]
role = "rival"
[groups.hint]
role = "aid"
[terms.en]
sail = ["tall ship*", "sailing vessel*"]
rig = ["three-masted", "square-rigged"]
ship = ["shipyard*", "harbour*"]
motor = ["motor yacht*"]
hint = ["mast*"]
[terms.fr]
sail = ["grand* voilier*"]
ship = ["chantier* naval*"]
[contexts]
en = ["tall ship ale"]
[kinds.vessel]
[entities.vessel]
"Gorch Fock" = { maker = "Blohm", aliases = ["Gorch-Fock II"] }
"Phoenix" = { signal = "beat", needs = "ship", unless = ["Arizona"] }
[kinds.yard]
[entities.yard]
"Blohm" = {}
[[patterns]]
kind = "vessel"
signal = "beat"
needs = "sail"
regex = '''(?P<name>[A-Z][a-z]+) under sail'''
unless = ["everything"]
[topics.races]
label = "Races"
description = "Regattas."
terms = { en = ["regatta*", "finish line"], fr = ["régate*"] }
[topics.building]
label = "Building"
description = "Yards."
terms = { en = ["keel*"], fr = ["quille*"] }
[stance]
supportive = { en = ["majestic"], fr = ["majestueu*"] }
critical = { en = ["rotten"], fr = ["pourri*"] }
"""


Make = Callable[..., Beat]


@pytest.fixture
def beat_of(tmp_path: Path) -> Make:
    """Makes the sound beat with some of its text replaced."""

    def make(*changes: tuple[str, str]) -> Beat:
        text = SOUND
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "sails.toml"
        path.write_text(text, encoding="utf-8")
        return load_beat(str(path))

    return make


def found(beat: Beat, texts: list[Ordinary] | None = None) -> set[tuple[str, str, str, str]]:
    return {(item.severity.value, item.rule.value, item.table, item.key) for item in check_beat(beat, texts or [])}


def test_a_sound_beat_has_no_findings(beat_of: Make) -> None:
    assert check_beat(beat_of()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            'motor = ["motor yacht*"]',
            'motor = ["motor yacht*", "Tall Ships", "sailing vessel*"]',
            ("error", "contradiction", "terms.en.motor", "sailing vessel*"),
            id="evidence for and against",
        ),
        pytest.param(
            'ship = ["chantier* naval*"]',
            'ship = ["chantier* naval*", "Grand* Voilier*"]',
            ("error", "dead", "terms.fr.ship", "Grand* Voilier*"),
            id="swallowed by another group",
        ),
        pytest.param(
            'rig = ["three-masted", "square-rigged"]',
            'rig = ["three-masted", "square-rigged", "tall ship ale"]',
            ("error", "contradiction", "terms.en.rig", "tall ship ale"),
            id="a term that is a context",
        ),
        pytest.param(
            '"Blohm" = {}',
            '"Blohm" = { aliases = ["Tall Ship Ale"] }',
            ("error", "contradiction", "entities.yard.Blohm", "Tall Ship Ale"),
            id="a name that is a context",
        ),
        pytest.param(
            'critical = { en = ["rotten"]',
            'critical = { en = ["rotten", "Majestic"]',
            ("error", "contradiction", "stance.critical.en", "Majestic"),
            id="a cue of both sides",
        ),
        pytest.param(
            '"Blohm" = {}',
            '"Blohm" = { aliases = ["gorch fock II"] }',
            ("error", "contradiction", "entities.yard.Blohm", "gorch fock II"),
            id="an alias of two",
        ),
        pytest.param(
            'unless = ["Arizona"]',
            'unless = ["Arizona", "phoenix"]',
            ("error", "contradiction", "entities.vessel.Phoenix", "Phoenix"),
            id="a name in its own unless",
        ),
        pytest.param(
            'unless = ["everything"]',
            'unless = ["everything", "phoenix"]',
            ("error", "contradiction", "patterns.0.unless", "phoenix"),
            id="a pattern that excludes a listed name",
        ),
        pytest.param(
            'unless = ["everything"]',
            'unless = ["everything", "blohm"]',
            ("warning", "redundant", "patterns.0.unless", "blohm"),
            id="a pattern that need not exclude it",
        ),
        pytest.param(
            'maker = "Blohm"',
            'maker = "Gorch-Fock II"',
            ("warning", "contradiction", "entities.vessel.Gorch Fock.maker", "Gorch-Fock II"),
            id="a maker called by an alias",
        ),
        pytest.param(
            'sail = ["tall ship*"',
            'sail = ["tall ship*", "tall ships"',
            ("warning", "redundant", "terms.en.sail", "tall ships"),
            id="found by a stem of its group",
        ),
        pytest.param(
            '"finish line"',
            '"finish line", "regattas"',
            ("warning", "redundant", "topics.races.terms.en", "regattas"),
            id="found by a stem of its topic",
        ),
        pytest.param(
            '["rotten"]',
            '["rot*", "rotten"]',
            ("warning", "redundant", "stance.critical.en", "rotten"),
            id="found by a stem of its side",
        ),
        pytest.param(
            "[terms.fr]",
            '[terms.any]\nsail = ["sailing vess*"]\n[terms.fr]',
            ("warning", "redundant", "terms.en.sail", "sailing vessel*"),
            id="found by a stem of all languages",
        ),
        pytest.param(
            'rig = ["three-masted"',
            'rig = ["three-masted", "Three Masted"',
            ("warning", "redundant", "terms.en.rig", "Three Masted"),
            id="twice in a list",
        ),
        pytest.param(
            '"tall ship ale"',
            '"tall ship ale", "ship of fools"',
            ("warning", "redundant", "contexts.en", "ship of fools"),
            id="a context that keeps nothing out",
        ),
        pytest.param(
            "[terms.fr]", "[terms.fa_IR]", ("error", "dead", "terms.fa_IR", "fa_IR"), id="a locale for a language"
        ),
        pytest.param(
            'fr = ["régate*"] }',
            'fr = ["régate*"], jp = ["レガッタ"] }',
            ("error", "dead", "topics.races.terms", "jp"),
            id="a country for a language",
        ),
        pytest.param(
            'ship = ["shipyard*"',
            'ship = ["s*", "shipyard*"',
            ("error", "broad", "terms.en.ship", "s*"),
            id="one letter",
        ),
        pytest.param(
            'ship = ["shipyard*"', 'ship = ["sh*", "shipyard*"', ("warning", "broad", "terms.en.ship", "sh*"), id="two"
        ),
        pytest.param(
            'ship = ["shipyard*"',
            'ship = ["After", "shipyard*"',
            ("warning", "broad", "terms.en.ship", "After"),
            id="an everyday word",
        ),
        pytest.param(
            ', fr = ["quille*"]',
            "",
            ("warning", "thin", "topics.building.terms", "fr"),
            id="a topic without a language",
        ),
        pytest.param(', fr = ["pourri*"]', "", ("warning", "thin", "stance.critical", "fr"), id="one side alone"),
        pytest.param('hint = ["mast*"]\n', "", ("warning", "thin", "groups.hint", "hint"), id="a group without terms"),
    ],
)
def test_each_fault_is_found_with_table_and_key(
    beat_of: Make, old: str, new: str, expected: tuple[str, str, str, str]
) -> None:
    assert expected in found(beat_of((old, new)))


def test_capitals_keep_two_names_apart(beat_of: Make) -> None:
    beat = beat_of(
        ('"Gorch Fock" = { maker = "Blohm"', '"VELA" = {}\n"Vela" = { case = true }\n"Gorch Fock" = { maker = "Blohm"')
    )
    assert not any(item.key in {"VELA", "Vela"} for item in check_beat(beat))


def test_qualities_without_a_field_are_told_of(beat_of: Make) -> None:
    beat = beat_of(('ship = ["chantier* naval*"]', 'rig = ["trois-mâts"]'))
    assert ("warning", "thin", "terms.fr", "fr") in found(beat)


def test_a_needed_group_without_terms_is_an_error(beat_of: Make) -> None:
    beat = beat_of(('ship = ["shipyard*", "harbour*"]\n', ""), ('ship = ["chantier* naval*"]\n', ""))
    assert ("error", "dead", "groups.ship", "ship") in found(beat)


def test_terms_that_ordinary_texts_are_full_of_are_found(beat_of: Make) -> None:
    texts = [Ordinary("", f"Text {number} of the harbour, with a keel.", "en", off=True) for number in range(190)]
    texts += [Ordinary("", "A tall ship with three masts.", "en", off=True)] * 5
    texts += [Ordinary("Phoenix under sail", "A tall ship, three-masted, in the harbour.", "en", off=False)] * 5
    faults = [item for item in check_beat(beat_of(), texts) if item.rule is Rule.BROAD]
    assert [(item.severity, item.table, item.key) for item in faults] == [
        (Severity.WARNING, "topics.building.terms.en", "keel*"),
        (Severity.WARNING, "terms.en.sail", "tall ship*"),
    ]
    assert "95.0% of 200 texts in English" in faults[0].message
    assert "of 195 texts that are off" in faults[1].message


def test_few_texts_prove_nothing(beat_of: Make) -> None:
    texts = [Ordinary("", "A tall ship in the harbour.", "en", off=True)] * 99
    assert check_beat(beat_of(), texts) == []


def test_errors_come_first(beat_of: Make) -> None:
    beat = beat_of(('ship = ["shipyard*"', 'ship = ["s*", "sh*", "shipyard*"'), ("[terms.fr]", "[terms.frr]"))
    severities = [item.severity for item in check_beat(beat)]
    assert severities == sorted(severities, key=lambda severity: severity is not Severity.ERROR)
    assert set(severities) == set(Severity)


@pytest.mark.parametrize("name", ["open_source_ai", "offshore_wind"])
def test_shipped_beats_are_checked_in_seconds_and_have_no_errors(name: str) -> None:
    begun = time.perf_counter()
    findings = check_beat(load_beat(name))
    assert time.perf_counter() - begun < 10
    assert [item for item in findings if item.severity is Severity.ERROR] == []


def test_a_finding_is_told_once() -> None:
    findings = check_beat(load_beat("open_source_ai"))
    assert len(findings) == len(set(findings))
    assert all(isinstance(item, Finding) and item.table and item.key and item.message for item in findings)
