"""Addresses: one key for all spellings, and whose page it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.provisional import urls

from openbeat.addresses import (
    MAX_URL_CHARACTERS,
    address_key,
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
