"""Finding the feed of a site, on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openbeat.errors import FetchError
from openbeat.fetching import Fetcher
from openbeat.polling import parse_feed
from openbeat.polling.discovery import discover, page_links
from openbeat.settings import FetchSettings
from tests.rawsite import Site, answer, redirect

FEED = b"<rss version='2.0'><channel><title>%s</title><item><title>One</title><link>/1</link></item></channel></rss>"


def page(head: str = "", body: str = "") -> bytes:
    return answer(f"<html><head>{head}</head><body>{body}</body></html>".encode(), Content_Type="text/html")


def feed(title: bytes = b"News") -> bytes:
    return answer(FEED % title, Content_Type="application/rss+xml")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def found(site: Site, path: str = "/") -> list[tuple[str, str]]:
    settings = FetchSettings(allow_networks=["127.0.0.1/32"], per_host_spacing_seconds=0)
    with Fetcher(settings, version="1") as fetcher:
        feeds = discover(site.url(path), fetcher, parse_feed, page_links, max_bytes=100_000)
    return [(each.url.removeprefix(site.url("")), each.title) for each in feeds]


def test_a_feed_is_its_own_answer(site: Site) -> None:
    site.routes["/feed"] = feed()
    assert found(site, "/feed") == [("/feed", "News")]


def test_a_feed_that_moved_for_good_is_followed_where_it_is_now(site: Site) -> None:
    site.routes |= {"/old": redirect("/feed", "301 Moved"), "/for-now": redirect("/feed"), "/feed": feed()}
    assert found(site, "/old") == [("/feed", "News")]
    assert found(site, "/for-now") == [("/for-now", "News")]


def test_a_page_names_its_feeds_and_those_of_its_comments_come_last(site: Site) -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed">
        <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="main.xml">
        <link rel="alternate" type="application/rss+xml" href="/broken">
        <link rel="alternate" hreflang="fr" type="text/html" href="/fr">
        <link rel="stylesheet" type="application/rss+xml" href="/style">"""
    site.routes |= {"/": page(head), "/main.xml": feed(b"Main"), "/comments/feed": feed(b"Talk")}
    assert found(site) == [("/main.xml", "Main"), ("/comments/feed", "Talk")]


def test_relative_links_count_from_the_base(site: Site) -> None:
    head = '<base href="/blog/"><link rel="alternate" type="application/rss+xml" href="feed">'
    site.routes |= {"/": page(head), "/blog/feed": feed()}
    assert found(site) == [("/blog/feed", "News")]


def test_where_none_is_named_links_are_looked_at(site: Site) -> None:
    links = '<a href="/feedback">Write</a> <a href="/news.rss">RSS</a> <a href="mailto:feed@x.example">Feed</a>'
    site.routes |= {"/": page(body=links), "/news.rss": feed(), "/feedback": feed(b"Not this")}
    assert found(site) == [("/news.rss", "News")]


def test_and_then_the_usual_paths(site: Site) -> None:
    site.routes |= {"/about/us": page(), "/feed": redirect("/feed/", "301 Moved"), "/feed/": feed(), "/rss.xml": page()}
    assert found(site, "/about/us") == [("/feed/", "News")]


def test_the_same_feed_under_two_addresses_is_found_once(site: Site) -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in ("/a", "/b"))
    site.routes |= {"/": page(links), "/a": redirect("/feed"), "/b": redirect("/feed"), "/feed": feed()}
    assert found(site) == [("/a", "News")]


def test_a_named_feed_that_can_not_be_had_says_why(site: Site) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/busy">'
    site.routes |= {"/": page(head), "/busy": answer(b"", "500 Oops")}
    with pytest.raises(FetchError) as caught:
        found(site)
    assert caught.value.reason == "http_500"


def test_a_site_without_a_feed_has_none(site: Site) -> None:
    site.routes["/"] = page(body="<a href='/x'>x</a>")
    assert found(site) == []


def test_an_address_that_can_not_be_had_says_why(site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        found(site, "/missing")
    assert caught.value.reason == "http_404"


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"<", b"<base href='http://['><link rel=alternate>"])
def test_no_bytes_break_the_search(body: bytes) -> None:
    assert page_links(body, "https://news.example/") == []


def test_links_that_are_no_web_addresses_are_left_out() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
    assert page_links(head.encode(), "https://news.example/") == []
