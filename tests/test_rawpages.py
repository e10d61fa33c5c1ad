"""Raw pages on disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.identity import raw_hash
from openbeat.rawpages import RawPages


@given(body=st.binary(max_size=500))
def test_a_page_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    pages = RawPages(tmp_path_factory.getbasetemp() / "raw")
    name = pages.put(body)
    assert name == raw_hash(body)
    assert pages.get(name) == body


def test_the_same_page_lies_there_once(tmp_path: Path) -> None:
    pages = RawPages(tmp_path)
    name = pages.put(b"page")
    before = pages.path(name).stat().st_mtime_ns
    assert pages.put(b"page") == name
    assert pages.path(name).stat().st_mtime_ns == before
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{name}.zst"]


def test_threads_may_bring_the_same_page_at_once(tmp_path: Path) -> None:
    body = bytes(range(256)) * 2_000
    for attempt in range(20):
        pages = RawPages(tmp_path / str(attempt))
        with ThreadPoolExecutor(8) as threads:
            names = set(threads.map(pages.put, [body] * 8))
        assert pages.get(*names) == body
        assert not list((tmp_path / str(attempt)).rglob("*.tmp"))


def test_a_page_cleared_away_is_missing_and_may_be_cleared_again(tmp_path: Path) -> None:
    pages = RawPages(tmp_path)
    name = pages.put(b"page")
    pages.remove(name)
    pages.remove(name)
    with pytest.raises(FileNotFoundError):
        pages.get(name)
    assert pages.get(pages.put(b"page")) == b"page"
