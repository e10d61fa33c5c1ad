"""Lists of feeds: the one that ships, and OPML to and from other readers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.addresses import address_key
from openbeat.errors import FeedListError
from openbeat.feedlist import KINDS, default_feeds, make_feed, read_opml, write_opml
from openbeat.languages import language_code
from openbeat.records import Feed, FeedOrigin


def opml(folder: Path, body: str) -> Path:
    path = folder / "feeds.opml"
    path.write_text(f'<?xml version="1.0"?><opml version="2.0"><body>{body}</body></opml>', encoding="utf-8")
    return path


def test_the_feeds_that_ship_are_described_and_distinct() -> None:
    feeds = default_feeds()
    assert len(feeds) > 100
    assert len({address_key(feed.url) for feed in feeds}) == len({feed.feed_id for feed in feeds}) == len(feeds)
    for feed in feeds:
        assert feed.origin is FeedOrigin.DEFAULT
        assert feed.title
        assert feed.kind in KINDS
        assert feed.language == language_code(feed.language)
        assert feed.country is None or len(feed.country) == 2
    assert len({feed.language for feed in feeds}) >= 10


def test_a_feed_a_user_asks_for() -> None:
    feed = make_feed(" https://news.example/feed ", title="News", language="de-AT", country="at", kind="press")
    assert (feed.url, feed.language, feed.country) == ("https://news.example/feed", "de", "AT")
    assert feed.origin is FeedOrigin.USER
    assert feed.feed_id == make_feed("http://news.example/feed/").feed_id


@pytest.mark.parametrize("url", ["news.example/feed", "ftp://news.example/feed", "", "javascript:alert(1)"])
def test_what_is_no_web_address_is_refused_with_a_hint(url: str) -> None:
    with pytest.raises(FeedListError, match="https://"):
        make_feed(url)


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(FeedListError, match="press, community"):
        make_feed("https://news.example/feed", kind="blog")


def test_folders_are_flattened_and_what_cannot_be_taken_is_said(tmp_path: Path) -> None:
    path = opml(
        tmp_path,
        '<outline text="Folder"><outline text="A" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/>'
        '<outline text="Sub"><outline title="B" text="b" xmlUrl="https://b.example/feed" kind="blog" language="fr"/>'
        '</outline></outline><outline text="Bad" xmlUrl="feed:nonsense"/>',
    )
    feeds, problems = read_opml(path)
    assert [(feed.title, feed.url) for feed in feeds] == [
        ("A", "https://a.example/feed"),
        ("B", "https://b.example/feed"),
    ]
    assert (feeds[0].site_url, feeds[1].language, feeds[1].kind) == ("https://a.example/", "fr", None)
    assert len(problems) == 1
    assert "feed:nonsense" in problems[0]


@pytest.mark.parametrize("content", [b"", b"no markup at all", b"\x00\xff"])
def test_what_is_no_opml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feeds.opml"
    path.write_bytes(content)
    with pytest.raises(FeedListError, match=r"feeds\.opml"):
        read_opml(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedListError, match=r"missing\.opml"):
        read_opml(tmp_path / "missing.opml")


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret", encoding="utf-8")
    path = tmp_path / "feeds.opml"
    path.write_text(
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}">]><opml><body>'
        '<outline text="A" xmlUrl="https://a.example/feed"/>&x;</body></opml>',
        encoding="utf-8",
    )
    feeds, _ = read_opml(path)
    assert [feed.title for feed in feeds] == ["A"]
    assert "s3cret" not in repr(feeds)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text(max_size=20)), unique_by=lambda pair: pair[0]))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, described: list[tuple[str, str]]
) -> None:
    written = [
        make_feed(f"https://{name}.example/?a=1&b=2", title=title, site_url=f"https://{name}.example/", kind="press")
        for name, title in described
    ]
    path = tmp_path_factory.getbasetemp() / "written.opml"
    path.write_bytes(write_opml(map(asdict, written)))
    feeds, problems = read_opml(path)
    assert not problems

    def told(feed: Feed) -> tuple[object, ...]:
        return feed.feed_id, feed.url, feed.site_url, feed.kind

    assert list(map(told, feeds)) == list(map(told, written))
