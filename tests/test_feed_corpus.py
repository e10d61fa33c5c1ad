"""Feeds recorded from the web and from the test suites of other readers: all are read or refused, and read rightly.

What a suite states of its feeds has to come out of ``parse_feed``; where it does not, the difference has a kind, a
reason and a count here.
"""

from __future__ import annotations

import ast
import gzip
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from openbeat.errors import FeedError
from openbeat.polling import parse_feed
from openbeat.polling.parsing import MAX_TITLE_CHARACTERS, plain_text
from openbeat.records import Entry, Feed, ParsedFeed
from tests.builders import make_feed
from tests.shared import shared_path

URL = "https://news.example/feeds/rss.xml"
FEED = make_feed(URL)
MAX_ENTRIES = 10_000
LONGEST_SECONDS = 10.0
"""For one file on a busy machine; the slowest takes half a second on a quiet one."""

KNOWN_DIFFERENCES = {
    "JSON Feed is not read": 2,
    "a Channel Definition File without items has nothing to read": 4,
    "an entry repeated is one entry": 1,
    "of several links the first is taken, as in Atom": 1,
    "at:// is no address of the web": 1,
    "the publisher's own link goes before the proxy's": 1,
    "markup in a guid is no guid": 1,
    "the statement is mojibake": 1,
    "the statement is cut off": 1,
}

Statement = tuple[str, Any]

_STATED_TEXT = re.compile(
    r"""(feed\['title'\]|entries\[0\]\['(?:description|summary|title)'\]|version)\s*==\s*('(?:[^'\\]|\\.)*')\s*$"""
)
"""A feedparser expectation that says one text and nothing else."""


@dataclass(frozen=True)
class Case:
    name: str
    statements: tuple[Statement, ...]
    parsed: ParsedFeed | None
    seconds: float


def _statements(row: dict[str, Any]) -> Iterator[Statement]:
    yield from row.get("expect", {}).items()
    stated = _STATED_TEXT.search(row.get("expr", "").replace('["', "['").replace('"]', "']"))
    if stated:
        yield stated[1], ast.literal_eval(stated[2])


def _content_type(row: dict[str, Any]) -> str | None:
    """The header that the feed has to be served with for its statement to hold."""
    headers = (header.partition(":") for header in row.get("headers", ()))
    return next((value.strip() for name, _, value in headers if name.lower() == "content-type"), None)


def _read(body: bytes, feed: Feed, content_type: str | None) -> ParsedFeed | None:
    try:
        return parse_feed(body, URL, feed, MAX_ENTRIES, content_type=content_type)
    except FeedError:
        return None


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    with gzip.open(shared_path("bench", "feeds", "expectations.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = {row["file"]: row for row in map(json.loads, lines)}
    found = []
    with tarfile.open(shared_path("bench", "feeds", "feeds.tar.gz")) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file:
                row = rows.get(member.name, {})
                body, started = file.read(), time.perf_counter()
                parsed = _read(body, FEED, _content_type(row))
                found.append(Case(member.name, tuple(_statements(row)), parsed, time.perf_counter() - started))
    return found


def test_every_feed_is_read_or_refused_and_none_takes_long(cases: list[Case]) -> None:
    refused = [case.name for case in cases if case.parsed is None]
    assert (len(cases), len(refused)) == (1874, 16)
    assert not [case.name for case in cases if case.seconds > LONGEST_SECONDS]


def test_entries_are_fit_to_be_stored(cases: list[Case]) -> None:
    entries = [entry for case in cases if case.parsed for entry in case.parsed.entries]
    assert len(entries) > 4_000
    for entry in entries:
        assert len(entry.title) <= MAX_TITLE_CHARACTERS
        assert entry.title == plain_text(entry.title.replace("&", "&amp;").replace("<", "&lt;"))
        assert entry.url is None or entry.url.lower().startswith(("http://", "https://"))
        assert entry.published_at is None or entry.published_at.tzinfo is UTC


def test_what_the_feeds_authors_state_comes_out(cases: list[Case]) -> None:
    differences: Counter[str] = Counter()
    unknown = []
    stated = 0
    for case in cases:
        for key, value in case.statements:
            stated += 1
            got = _SAID[key](case.parsed, next(iter(case.parsed.entries if case.parsed else ()), None))
            if got != _wanted(key, value):
                kind = _difference(case, key, value)
                differences[kind] += 1
                if kind not in KNOWN_DIFFERENCES:
                    unknown.append((case.name, key, value, got))
    assert not unknown
    assert stated > 1_500
    assert differences == KNOWN_DIFFERENCES


_SAID: dict[str, Callable[[ParsedFeed | None, Entry | None], Any]] = {
    "n_entries": lambda parsed, _: len(parsed.entries) if parsed else 0,
    "bozo": lambda parsed, _: parsed is None or parsed.note is not None,
    "version": lambda parsed, _: parsed and parsed.version,
    "feed['title']": lambda parsed, _: parsed and parsed.title,
    "first_title": lambda _, first: first.title if first else "",
    "entries[0]['title']": lambda _, first: first and first.title,
    "entries[0]['description']": lambda _, first: first and first.summary,
    "entries[0]['summary']": lambda _, first: first and first.summary,
    "first_link": lambda _, first: first and first.url,
    "first_id": lambda _, first: first and first.guid,
    "first_date": lambda _, first: first and first.published_at,
    "first_date_raw": lambda _, first: first and first.published_raw,
}
"""What a statement is about, in our terms."""


def _wanted(key: str, value: Any) -> Any:
    """The statement by our rules: texts are plain and in one line, times in UTC."""
    if key == "first_date":
        return datetime.fromisoformat(value).astimezone(UTC)
    if key in {"first_link", "first_id"}:
        return value.strip()
    if "title" in key or "description" in key or "summary" in key:
        return plain_text(value)
    return value


def _difference(case: Case, key: str, value: Any) -> str:
    """The kind of a difference, or an empty string if it is of no known kind."""
    kinds = {
        "JSON Feed is not read": case.parsed is None and case.name.endswith(".json"),
        "a Channel Definition File without items has nothing to read": case.parsed is None and "/cdf/" in case.name,
        "an entry repeated is one entry": key == "n_entries" and case.parsed is not None,
        "of several links the first is taken, as in Atom": key == "first_link" and "_links." in case.name,
        "at:// is no address of the web": key == "first_link" and "at_protocol" in case.name,
        "the publisher's own link goes before the proxy's": key == "first_link" and "feedproxy" in value,
        "markup in a guid is no guid": key == "first_id" and "<" in value,
        "the statement is mojibake": key == "first_title" and "\N{REPLACEMENT CHARACTER}" in value,
        "the statement is cut off": key == "first_title" and "title_crazy" in case.name,
    }
    return next((kind for kind, applies in kinds.items() if applies), "")
