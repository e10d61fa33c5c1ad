"""What fuzzing started from and found is read or refused, without the fuzzer."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.targets import CORPUS, answer, feed, page

FEEDS, PAGES = sorted((CORPUS / "feeds").iterdir()), sorted((CORPUS / "pages").iterdir())


def test_the_corpus_is_there_and_small() -> None:
    assert 20 <= len(FEEDS) <= 60
    assert 20 <= len(PAGES) <= 60
    assert max(file.stat().st_size for file in FEEDS + PAGES) < 6_000


def test_an_input_may_name_its_media_type() -> None:
    assert answer(b"Content-Type: text/xml; charset=utf-8\n\n<rss/>") == (b"<rss/>", "text/xml; charset=utf-8")
    assert answer(b"<rss>\n\n</rss>") == (b"<rss>\n\n</rss>", None)


@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name)
def test_feeds(file: Path) -> None:
    feed(file.read_bytes())


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_pages(file: Path) -> None:
    page(file.read_bytes())
