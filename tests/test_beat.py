from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from openbeat.classify import load_beat
from openbeat.errors import BeatError

SHIPPED = ("open_source_ai", "offshore_wind")
COVERED = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "sv", "tr", "ru", "uk", "zh", "ja", "ko", "ar", "hi")


def text_of(name: str) -> str:
    return (resources.files("openbeat") / "beats" / f"{name}.toml").read_text(encoding="utf-8")


@pytest.fixture
def beat_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text_of("offshore_wind"), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_beats_load(name: str) -> None:
    assert load_beat(name).name == name


def test_a_path_loads(beat_file: Path) -> None:
    assert load_beat(str(beat_file)).version == load_beat("offshore_wind").version


def test_the_version_follows_the_content(beat_file: Path) -> None:
    before = load_beat(str(beat_file)).version
    beat_file.write_text(beat_file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    after = load_beat(str(beat_file)).version
    assert before != after
    assert after.startswith("2026.1+")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[groups.sea]", "[groups.seas]", ["terms.en", "'sea'"]),
        ('role = "whole"', 'role = "hole"', ["groups.offshore_wind.role"]),
        ("core_share = 0.5", "core_shares = 0.5", ["relevance.core_shares"]),
        ("[kinds.project]", "[kinds.projects]", ["'project'"]),
        ('edition = "2026.1"', "", ["edition"]),
        ('"at sea"', '"*sea"', ["terms.en.sea.1"]),
        ('needs = "offshore_wind"', 'needs = "offshore"', ["patterns.0.needs", "'offshore'"]),
        ("(?P<name>", "(", ["patterns.0.regex"]),
        ('description = "the sea"', 'colour = "blue"', ["groups.sea.colour"]),
    ],
)
def test_an_error_names_file_table_and_key(beat_file: Path, old: str, new: str, named: list[str]) -> None:
    content = beat_file.read_text(encoding="utf-8")
    assert old in content
    beat_file.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(BeatError) as caught:
        load_beat(str(beat_file))
    for part in ["mine.toml", *named]:
        assert part in str(caught.value)


def test_what_is_not_toml_is_said(beat_file: Path) -> None:
    beat_file.write_text("name = ", encoding="utf-8")
    with pytest.raises(BeatError, match=r"mine\.toml is not valid TOML"):
        load_beat(str(beat_file))


def test_unknown_names_and_files_are_said(tmp_path: Path) -> None:
    with pytest.raises(BeatError, match="open_source_ai"):
        load_beat("gardening")
    with pytest.raises(BeatError, match="can't be read"):
        load_beat(str(tmp_path / "none.toml"))


def test_the_beat_covers_its_languages() -> None:
    beat = load_beat("open_source_ai")
    for language in COVERED:
        groups = beat.terms[language]
        assert {"open_ai", "open_model", "openness", "local", "ai"} <= set(groups), language
        assert len(groups["open_ai"]) + len(groups["open_model"]) >= 10, language
        for topic in beat.topics.values():
            assert topic.terms.get(language), (language, topic.label)
        assert beat.stance.supportive.get(language), language
        assert beat.stance.critical.get(language), language


def test_the_beat_knows_enough_names() -> None:
    entities = load_beat("open_source_ai").entities
    assert sum(map(len, entities.values())) >= 300
    assert set(entities) == {
        "model", "tool", "dataset", "benchmark", "standard", "hub", "organisation", "person", "licence", "law",
        "regulator",
    }  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_no_name_belongs_to_two_entities(name: str) -> None:
    seen: dict[str, str] = {}
    for entities in load_beat(name).entities.values():
        for canonical, entity in entities.items():
            for alias in {canonical, *entity.aliases}:
                assert seen.setdefault(alias.casefold(), canonical) == canonical, alias


@pytest.mark.parametrize("name", SHIPPED)
def test_no_term_stands_in_two_groups_of_a_language(name: str) -> None:
    for language, groups in tomllib.loads(text_of(name))["terms"].items():
        seen: dict[str, str] = {}
        for group, terms in groups.items():
            for term in terms:
                assert seen.setdefault(term.casefold(), group) == group, (language, term)
