"""An installed wheel has all it needs: it works without a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    target = folder / "lib" / "site"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(target)
    return target


def test_sql_flows_and_data_are_inside(wheel: Path) -> None:
    names = {
        path.relative_to(wheel / "openbeat").as_posix() for path in (wheel / "openbeat").rglob("*") if path.is_file()
    }
    for folder in ("migrations", "store", "digest", "views", "trends"):
        expected = {f"_bundled/sql/{folder}/{path.name}" for path in (REPOSITORY / "sql" / folder).glob("*.sql")}
        assert expected
        assert expected <= names
    assert {"_bundled/prefect.yaml", "_bundled/flows/ingest.py", "beats/open_source_ai.toml", "py.typed"} <= names
    assert {"data/default_feeds.csv", "sample/publishers.toml", "digest/templates/digest.html.jinja"} <= names


def test_it_sets_up_a_store_by_itself(wheel: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(wheel)}
    for arguments in (["init", "--empty"], ["trends", "--format", "json"]):
        command = [sys.executable, "-m", "openbeat", *arguments]
        result = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert "trending_entities" in result.stdout
    where = "import openbeat, openbeat.bundled as b; print(openbeat.__file__, b.bundled('sql'))"
    found = subprocess.run([sys.executable, "-c", where], env=environment, check=True, capture_output=True, text=True)
    assert found.stdout.count(str(wheel)) == 2
