"""The licence of the text is told from those of its pictures, and from rights that are reserved."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.reading.licences import creative_commons, find_licence
from openbeat.reading.markup import parse
from openbeat.reading.source import source_of
from openbeat.records import Page

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
LINK = '<a href="http://creativecommons.org/licenses/by-sa/4.0/deed.de">CC BY-SA 4.0</a>'


def licence(head: str = "", body: str = "<p>Text</p>") -> str | None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    tree = parse(html)
    assert tree is not None
    return find_licence(source_of(tree, Page(url="https://news.example.org/story", body=html.encode())))


def json_ld(kind: str, value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": kind, "license": value})}</script>'


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("http://creativecommons.org/licenses/by-sa/4.0/", BY_SA),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.de", BY_SA),
        ("//www.creativecommons.org/licenses/BY-SA/4.0", BY_SA),
        ("https://creativecommons.org/licenses/by/3.0/de/legalcode", "https://creativecommons.org/licenses/by/3.0/de/"),
        (
            "https://creativecommons.org/publicdomain/zero/1.0/deed",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "https://creativecommons.org/publicdomain/mark/1.0/"),
        ("CC BY-SA 4.0", BY_SA),
        ("cc-by-sa 4.0", BY_SA),
        ("Creative Commons BY-SA 4.0", BY_SA),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY NC ND", "CC BY-NC-ND"),
        ("a Creative Commons Attribution-ShareAlike 4.0 International License", BY_SA),
        ("Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 4.0", BY_SA),
        ("Creative Commons Attribution License", "CC BY"),
        ("https://creativecommons.org/", None),
        ("Creative Commons", None),
        ("ACC BYTE 4.0", None),
        ("All rights reserved", None),
    ],
)
def test_creative_commons_licences_by_address_code_and_name(written, canonical):
    assert creative_commons(written) == canonical


@given(st.text(max_size=80))
def test_what_is_found_is_found_in_itself(text):
    found = creative_commons(f"CC BY {text}") or ""
    assert creative_commons(found) == (found or None)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld("NewsArticle", "https://creativecommons.org/licenses/by-sa/4.0"), ""),
        (json_ld("NewsArticle", {"@type": "CreativeWork", "name": "CC BY-SA 4.0"}), ""),
        (json_ld("WebPage", {"url": "https://creativecommons.org/licenses/by-sa/4.0/"}), ""),
        ('<link rel="license" href="//creativecommons.org/licenses/by-sa/4.0/">', ""),
        ("", '<a rel="nofollow license" href="https://creativecommons.org/licenses/by-sa/4.0/"><img src="x"></a>'),
        ("", '<a rel="license" href="/wiki/terms">Creative Commons Attribution-ShareAlike 4.0</a>'),
        ('<meta name="dcterms.rights" content="Creative Commons BY-SA 4.0">', ""),
        ('<meta name="copyright" content="https://creativecommons.org/licenses/by-sa/4.0/">', ""),
        ("", f"<footer><p>{LINK}</p></footer>"),
        ("", f'<div class="post-license"><span>{LINK}</span></div>'),
        ("", f"<p>This article is licensed under {LINK}.</p>"),
        ("", f"<p>Alle Texte stehen unter {LINK}.</p>"),
        ("", "<p>Our texts are licensed under a Creative Commons Attribution-ShareAlike 4.0 License.</p>"),
    ],
)
def test_the_licence_of_the_text(head, body):
    assert licence(head, f"<article><p>Text</p></article>{body}") == BY_SA


@pytest.mark.parametrize(
    "body",
    [
        f"<figure><img src='x'><figcaption>Ada, licensed under {LINK}</figcaption></figure>",
        f"<p>Photo: Ada, licence {LINK}</p>",
        f"<p>Ada Lovelace, {LINK}, via Wikimedia Commons</p>",
        f'<div class="wp-caption-text caption">Ada, licence {LINK}</div>',
        '<div class="image-license"><a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">x</a></div>',
        f"<p>He likes {LINK} best.</p>",
        f"<p>A licence such as {LINK} {'goes far beyond that ' * 40}.</p>",
        "<p>This article is republished under a Creative Commons license.</p>",
        "<footer>© 2024 Example. All rights reserved.</footer>",
        '<a rel="license" href="#license">licence</a>',
    ],
)
def test_licences_of_pictures_and_talk_of_licences_are_not_the_texts(body):
    assert licence("", f"<article><p>Text</p></article>{body}") is None


def test_other_licences_by_address_or_name():
    assert licence('<link rel="license" href="/terms">') == "https://news.example.org/terms"
    assert licence(json_ld("NewsArticle", "Open Government Licence v3.0")) == "Open Government Licence v3.0"
    assert licence(json_ld("NewsArticle", "© Example, all rights reserved")) is None
    assert licence('<meta name="dc.rights" content="Copyright Example">') is None


def test_a_known_licence_goes_before_somebodys_terms():
    terms = '<link rel="license" href="/terms">'
    assert licence(terms + '<link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">') == BY_SA
