"""The configuration: where a value comes from, and what a wrong one is answered with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from openbeat.errors import ConfigurationError
from openbeat.settings import Settings, config_file, load_settings


def write(folder: Path, text: str, name: str = "openbeat.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_file_and_environment_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.model_copy(update={"data": Path("data")}) == Settings()
    assert settings.data == (tmp_path / "data").resolve()


def test_the_environment_overrules_the_file_and_the_file_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "[fetch]\nconcurrency = 3\nread_seconds = 7\n")
    monkeypatch.setenv("OPENBEAT_FETCH__CONCURRENCY", "5")
    fetch = load_settings(path).fetch
    assert (fetch.concurrency, fetch.read_seconds, fetch.max_redirects) == (5, 7, 5)


def test_the_file_is_the_one_given_else_the_variables_else_the_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert config_file() is None
    write(tmp_path, "")
    assert config_file() == Path("openbeat.toml")
    named = write(tmp_path, "", "named.toml")
    monkeypatch.setenv("OPENBEAT_CONFIG", str(named))
    assert config_file() == named
    given = write(tmp_path, "", "given.toml")
    assert config_file(given) == given


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(tmp_path)
    path = write(home, 'data = "kept"\nbeats = ["open_source_ai", "mine.toml", "/abs/theirs.toml"]\n')
    settings = load_settings(path)
    assert settings.data == (home / "kept").resolve()
    assert settings.beats == ["open_source_ai", str(home / "mine.toml"), "/abs/theirs.toml"]
    assert settings.published_database.parent == settings.data
    assert settings.working_database != settings.published_database


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[fetch]\nconcurrency = 0\n", "fetch.concurrency"),
        ("[fetch]\nconcurency = 4\n", "fetch.concurency"),
        ("fetch = 3\n", "fetch"),
        ("nonsense = true\n", "nonsense"),
        ('timezone = "Mars/Olympus"\n', "Mars/Olympus"),
        ('[fetch]\nallow_networks = ["10.0.0.0/99"]\n', "fetch.allow_networks"),
        ("beats = []\n", "beats"),
        ("[poll\n", "not valid TOML"),
    ],
)
def test_an_error_names_the_key_and_the_file(tmp_path: Path, text: str, named: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert named in str(caught.value)
    assert str(path) in str(caught.value)


def test_several_errors_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "[fetch]\nconcurrency = 0\n[poll]\nmax_entries = 0\n")
    with pytest.raises(ConfigurationError, match=r"(?s)fetch\.concurrency.*poll\.max_entries"):
        load_settings(path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "openbeat.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        load_settings(path)


def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "missing.toml"
    with pytest.raises(ConfigurationError, match=r"missing\.toml.*openbeat init"):
        load_settings(missing)
    monkeypatch.setenv("OPENBEAT_CONFIG", str(missing))
    with pytest.raises(ConfigurationError, match=r"missing\.toml"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [("OPENBEAT_FETCH__CONCURRENCY", "many", "fetch.concurrency"), ("OPENBEAT_BEATS", "my_beat", "beats")],
)
def test_a_wrong_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=named):
        load_settings()


def test_an_empty_variable_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBEAT_TIMEZONE", "")
    assert load_settings(write(tmp_path, 'timezone = "Europe/Berlin"')).timezone == "Europe/Berlin"


def test_settings_do_not_change_once_read(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, ""))
    with pytest.raises(ValidationError):
        settings.timezone = "Europe/Berlin"  # type: ignore[misc]


def test_the_file_that_ships_is_right_and_shows_the_defaults(tmp_path: Path) -> None:
    """What is commented out there is the default: uncommented, it changes nothing."""
    shipped = (Path(__file__).parents[1] / "src/openbeat/data/openbeat.toml").read_text(encoding="utf-8")
    text = shipped.replace("{timezone}", "UTC").replace("{feeds}", "default")
    assert load_settings(write(tmp_path, text)).fetch == Settings().fetch
    uncommented = "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())
    assert len(tomllib.loads(uncommented)["fetch"]) > len(tomllib.loads(text)["fetch"])
    settings = load_settings(write(tmp_path, uncommented))
    assert settings.model_copy(update={"data": Path("data")}) == Settings()
