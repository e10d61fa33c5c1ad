"""The documentation says what is so: pages made from the code are current, links lead somewhere, commands exist."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from openbeat.cli.app import app
from openbeat.feedlist import default_feeds
from openbeat.settings import Settings

REPOSITORY = Path(__file__).parents[1]
PAGES = sorted([REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *(REPOSITORY / "docs").rglob("*.md")])


def test_the_page_on_data_is_what_the_database_says() -> None:
    spec = importlib.util.spec_from_file_location("build", REPOSITORY / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert build.TARGET.read_text(encoding="utf-8") == build.data_page(), "run: python docs/build.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_commands_in_the_readme_exist() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    known = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    named = set(re.findall(r"openbeat ([a-z]+)\b(?! on| reads| follows| makes)", text))
    assert named & known >= {"init", "run", "serve", "feeds", "trends", "sql", "status", "explain"}
    assert set(re.findall(r"^openbeat ([a-z]+)", text, re.MULTILINE)) <= known


def test_the_number_of_default_feeds_is_the_one_told() -> None:
    for page in ("README.md", "CHANGELOG.md"):
        assert f"{len(default_feeds())} " in (REPOSITORY / page).read_text(encoding="utf-8")


def test_the_commented_configuration_shows_the_real_defaults() -> None:
    """Every line that is commented out, taken in, is valid and changes nothing."""
    text = (REPOSITORY / "src/openbeat/data/openbeat.toml").read_text(encoding="utf-8")
    shown = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE).format(timezone="UTC", feeds="default")
    assert Settings.model_validate(tomllib.loads(shown)) == Settings()
    assert shown.count(" = ") > text.count("\n# ") // 4
