"""Fixtures that many tests need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from openbeat.settings import Settings
from openbeat.store.database import Database
from openbeat.store.migrating import migrate


@pytest.fixture(autouse=True)
def _no_configuration_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person at the keyboard has configured must not decide a test."""
    kept = {"OPENBEAT_SHARED", "OPENBEAT_REQUIRE_SHARED"}
    for name in [name for name in os.environ if name.startswith("OPENBEAT_") and name not in kept]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest shape, empty, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "openbeat.duckdb"
    with Database(path) as database:
        migrate(database)
    return path


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """An open database of the newest shape, empty."""
    path = tmp_path / "openbeat.duckdb"
    shutil.copyfile(migrated_file, path)
    with Database(path) as opened:
        yield opened


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Makes a configuration with its data in a folder of the test's own."""

    def make(**more: Any) -> Settings:
        return Settings.model_validate({"data": tmp_path / "data", "feeds": "none", **more})

    return make
