"""Addresses: one key for all spellings, and whose page it is."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.provisional import urls

from openbeat.addresses import (
    MAX_URL_CHARACTERS,
    address_key,
    destination,
    host_of,
    publisher_of,
    registrable_domain,
    web_url,
)

ODD_TEXT = st.text(st.sampled_from("htps:/?#[]@.%&=;~|\\\"'<> \tab0ßéДあ\u0130\u200d\ufdd0-_+1:"), max_size=60)
ANYTHING = st.one_of(
    urls(),
    st.text(max_size=80),
    ODD_TEXT.map(lambda rest: f"https://{rest}"),
    ODD_TEXT.map(lambda rest: f"http://news.example/{rest}"),
    ODD_TEXT.map(lambda rest: f"https://news.example/a?{rest}"),
)


@given(ANYTHING)
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    key = address_key(text)
    if key is not None:
        assert key
        assert address_key(f"https://{key}") == key


@given(ANYTHING)
def test_no_text_makes_any_of_them_raise(text: str) -> None:
    assert isinstance(host_of(text), str)
    assert isinstance(publisher_of(text), str)
    assert isinstance(registrable_domain(text), str)
    assert web_url(text) is None or web_url(text, "https://news.example/") is not None


@pytest.mark.parametrize(
    "spelling",
    [
        "http://news.example/story",
        "https://news.example/story/",
        "HTTPS://News.Example/story",
        "https://news.example:443/story",
        "http://news.example:80/story",
        "https://news.example/story#comments",
        "https://news.example/story?utm_source=rss&utm_medium=feed",
        "https://news.example/story?fbclid=abc",
        "https://news.example./story",
        "https://news.example/a/../story",
        "https://news.example/%73tory",
        " https://news.example/sto\nry\n",
    ],
)
def test_spellings_of_one_address_have_one_key(spelling: str) -> None:
    assert address_key(spelling) == "news.example/story"


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/Story",
        "https://news.example/story?page=2",
        "https://news.example/story2",
        "https://www.news.example/story",
        "https://news.example:8443/story",
    ],
)
def test_different_pages_have_different_keys(other: str) -> None:
    assert address_key(other) not in {None, "news.example/story"}


def test_what_tells_pages_apart_stays_in_the_query() -> None:
    assert address_key("https://news.example/?p=12&utm_campaign=x") == "news.example?p=12"


def test_an_international_host_has_one_key() -> None:
    assert address_key("https://bücher.example/") == address_key("https://xn--bcher-kva.example")


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "javascript:alert(1)",
        "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
        "mailto:desk@news.example",
        "ftp://news.example/story",
        "data:text/html,hello",
        "https://",
        "https:///story",
        "https://[::1/story",
        "https://news.example:port/story",
        "/story",
        "https://news.example/" + "a" * MAX_URL_CHARACTERS,
    ],
)
def test_what_is_no_web_address_has_none(link: str | None) -> None:
    assert web_url(link) is None
    assert address_key(link) is None


def test_a_relative_link_is_made_absolute_only_with_a_base() -> None:
    assert web_url("../b?x=1", "https://news.example/feeds/rss/") == "https://news.example/feeds/b?x=1"
    assert web_url("//cdn.example/a", "http://news.example/") == "http://cdn.example/a"
    assert web_url("javascript:void(0)", "https://news.example/") is None


def test_spaces_within_a_link_are_part_of_it() -> None:
    assert web_url(" https://news.example/my story.html\n") == "https://news.example/my%20story.html"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://news.bbc.co.uk/", "bbc.co.uk"),
        ("https://openbeat.github.io/", "openbeat.github.io"),
        ("https://blog.example.com:8080/x", "example.com"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1"),
        ("http://[::1]:8000/feed", "::1"),
        ("http://the-hinge.localhost:8000/", "the-hinge.localhost"),
        ("http://a.the-hinge.localhost/", "the-hinge.localhost"),
        ("http://localhost/", "localhost"),
        ("https://www.news.example/", "news.example"),
        ("https://someone.substack.com/p/a", "someone.substack.com"),
        ("https://www.someone.wordpress.com/", "someone.wordpress.com"),
        ("https://substack.com/", "substack.com"),
        ("https://medium.com/@someone/a", "medium.com"),
        ("not an address", ""),
    ],
)
def test_the_registrable_domain(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


def test_host_and_publisher() -> None:
    assert host_of("HTTPS://News.Example:443/a") == "news.example"
    assert host_of("http://news.example:8080/a") == "news.example:8080"
    assert publisher_of("https://www.news.example:8080/a") == "news.example"
    assert host_of("http://news.example:port/") == publisher_of("http://[::1/") == ""


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        (
            "https://www.google.com/url?rct=j&sa=t&url=https://news.example/a%3Fid%3D1&ct=ga",
            "https://news.example/a?id=1",
        ),
        ("https://google.com/url?q=http://news.example/a", "http://news.example/a"),
        ("https://www.google.com/amp/s/news.example/a/amp/?x=1", "https://news.example/a/amp/?x=1"),
        ("https://www.google.co.uk/amp/news.example/a", "http://news.example/a"),
        ("https://news-example.cdn.ampproject.org/c/s/news.example/a", "https://news.example/a"),
        ("https://news-example.cdn.ampproject.org/v/news.example/a", "http://news.example/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa", "https://news.example/a"),
        ("https://href.li/?url=https://www.google.com/url?url=https://news.example/a", "https://news.example/a"),
    ],
)
def test_links_through_counters_lead_to_the_page(link: str, leads_to: str) -> None:
    assert destination(link) == leads_to


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/url?url=https://other.example/",
        "https://www.google.com/url?url=javascript:alert(1)",
        "https://www.google.com/url",
        "https://www.google.com/amp/",
        "https://news.example/amp/s/other.example/a",
        "https://evil.example/?x=cdn.ampproject.org/c/s/news.example/a",
        "https://[",
        "",
    ],
)
def test_other_links_are_their_own_destination(link: str) -> None:
    assert destination(link) == link


@given(ANYTHING)
def test_a_destination_is_its_own_destination_and_a_web_address_if_the_link_was(text: str) -> None:
    there = destination(text)
    assert destination(there) == there
    assert there == text or web_url(there) == there


PATHS = st.lists(st.text("ab1-.~%é /", max_size=5), max_size=3).map("/".join)
PAIRS = st.lists(st.tuples(st.sampled_from(["id", "p", "utm_source", "q"]), st.text("a1&=% +", max_size=4)), max_size=3)


@given(
    scheme=st.sampled_from(["http", "https", "HTTPS"]),
    host=st.sampled_from(["news.example", "News.Example.", "bücher.example"]),
    path=PATHS,
    query=PAIRS,
    fragment=st.text("a#?/", max_size=3),
)
def test_a_key_never_changes_what_a_site_serves(
    scheme: str, host: str, path: str, query: list[tuple[str, str]], fragment: str
) -> None:
    """A site that tells pages by decoded path and query, as sites do, serves the same for the address and its key."""
    url = f"{scheme}://{host}/{path}?{urlencode(query)}#{fragment}"
    key = address_key(url)
    assert key is not None
    assert served(f"http://{key}") == served(url)


def served(url: str) -> tuple[str, list[tuple[str, str]]]:
    """What tells a site which page is asked for: the path, and the query without what only counts visitors."""
    parts = urlsplit(web_url(url) or "")
    steps: list[str] = []
    for step in unquote(parts.path).split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {".", ""}:
            steps.append(step)
    return "/".join(steps), [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "utm_source"]
