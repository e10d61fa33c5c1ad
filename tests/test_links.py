"""Which of an entry's links leads to its page."""

from __future__ import annotations

import pytest

from openbeat.polling import parse_feed
from openbeat.records import Entry
from tests.builders import make_feed

URL = "https://news.example/feeds/rss.xml"
PAGE = "https://news.example/story"
PROXY = "https://proxy.example/~r/news/1"


def only(body: str) -> Entry:
    (entry,) = parse_feed(body.encode(), URL, make_feed(), 10).entries
    return entry


def in_rss(item: str) -> str | None:
    namespaces = (
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:pheedo="http://www.pheedo.com/namespace/pheedo"'
    )
    return only(f'<rss version="2.0" {namespaces}><channel><title>t</title><item>{item}</item></channel></rss>').url


def in_atom(links: str) -> str | None:
    return only(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id>{links}</entry></feed>').url


@pytest.mark.parametrize("name", ["feedburner:origLink", "pheedo:origLink"])
def test_the_publishers_own_link_goes_before_the_proxys(name: str) -> None:
    assert in_rss(f"<link>{PROXY}</link><{name}>{PAGE}</{name}>") == PAGE
    assert in_rss(f"<{name}>{PAGE}</{name}><link>{PROXY}</link>") == PAGE


def test_the_publishers_own_link_is_taken_out_of_a_counters() -> None:
    alert = f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={PAGE}&amp;ct=ga"
    assert in_rss(f"<link>{alert}</link>") == PAGE


@pytest.mark.parametrize("original", ["", "javascript:alert(1)", "tag:news.example,2026:1", "http://[::1"])
def test_what_is_no_address_of_the_web_is_no_original(original: str) -> None:
    assert in_rss(f"<link>{PROXY}</link><feedburner:origLink>{original}</feedburner:origLink>") == PROXY


@pytest.mark.parametrize(
    ("links", "url"),
    [
        (f"<link href='{PAGE}'/>", PAGE),
        (f"<link rel='self' href='/entry.atom'/><link rel='alternate' href='{PAGE}'/>", PAGE),
        (f"<link rel='enclosure' href='/a.mp3'/><link href='{PAGE}'/>", PAGE),
        (f"<link rel='alternate' type='application/json' href='/j'/><link type='text/html' href='{PAGE}'/>", PAGE),
        (f"<link rel='alternate' type='application/pdf' href='{PAGE}'/>", PAGE),
        (f"<link href='{PAGE}'/><link href='/second'/>", PAGE),
        (f"<link href='javascript:x'/><link href='{PAGE}'/>", PAGE),
        (f"<link rel='http://www.iana.org/assignments/relation/alternate' href='{PAGE}'/>", PAGE),
        (f"<link rel='related' href='/other'/><link href='{PAGE}'/>", PAGE),
        (f"<link rel='via' href='{PAGE}'/>", PAGE),
        ("<link rel='self' href='/entry.atom'/>", None),
        ("<link rel='enclosure' type='text/html' href='/a.mp3'/>", None),
        ("<link rel='edit' href='/edit'/><link rel='replies' href='/replies'/>", None),
        ("<link/><link rel='alternate'/>", None),
        ("", None),
    ],
)
def test_an_alternate_goes_before_all_and_html_before_other_types(links: str, url: str | None) -> None:
    assert in_atom(links) == url


def test_links_of_rss_are_alternates() -> None:
    assert in_rss(f"<atom:link rel='self' href='/x.rss'/><link>{PAGE}</link>") == PAGE
    assert in_rss(f"<link><![CDATA[\n {PAGE}\n]]></link>") == PAGE
    assert in_rss("<link/><enclosure url='/a.mp3' type='audio/mpeg' length='1'/>") is None


@pytest.mark.parametrize(
    ("guid", "url", "kept"),
    [
        (f"<guid>{PAGE}</guid>", PAGE, PAGE),
        (f"<guid isPermaLink='true'>{PAGE}?a=1&amp;b=2</guid>", f"{PAGE}?a=1&b=2", f"{PAGE}?a=1&b=2"),
        (f"<guid isPermaLink='false'>{PAGE}</guid>", None, PAGE),
        ("<guid>12345</guid>", None, "12345"),
        ("<guid><![CDATA[ c41042ae-5460 ]]></guid>", None, "c41042ae-5460"),
        ("<guid>tag:news.example,2026:1</guid>", None, "tag:news.example,2026:1"),
        ("<guid>a &amp; b</guid>", None, "a & b"),
    ],
)
def test_a_guid_is_a_link_only_if_it_is_an_address_as_it_stands(guid: str, url: str | None, kept: str) -> None:
    entry = only(f'<rss version="2.0"><channel><title>t</title><item>{guid}</item></channel></rss>')
    assert (entry.url, entry.guid) == (url, kept)


def test_a_guid_stays_the_same_when_the_feed_moves() -> None:
    body = b'<rss version="2.0"><channel><title>t</title><item><guid>12345</guid><link>/a</link></item></channel></rss>'
    here = parse_feed(body, URL, make_feed(), 10).entries[0]
    there = parse_feed(body, "https://moved.example/rss", make_feed(), 10).entries[0]
    assert (here.entry_id, here.guid) == (there.entry_id, there.guid)
