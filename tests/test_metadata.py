# ruff: noqa: E501 - sentences in many scripts, one a line
"""Title, authors, times and the rest are taken from where they are most trusted, cleaned of what is not theirs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.reading.markup import parse
from openbeat.reading.metadata import read_metadata
from openbeat.reading.names import split_authors
from openbeat.reading.source import source_of
from openbeat.reading.times import claimed, claimed_by_url, parse_time
from openbeat.records import Page

URL = "https://news.example.org/story"


def read(head: str = "", body: str = "<p>Text</p>", url: str = URL, html: str = "<html>", **entry):
    tree = parse(f"{html}<head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_metadata(source_of(tree, Page(url=url, body=b"", **entry)))


def json_ld(**fields) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def test_title_of_the_feed_serves_where_the_page_has_none():
    assert read(entry_title="From the feed").title == "From the feed"
    assert read().title == ""


def test_entities_escaped_twice_are_undone():
    assert read('<meta property="og:title" content="Q&amp;amp;A: the licence">').title == "Q&A: the licence"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (["Ada Lovelace"], ("Ada Lovelace",)),
        (["By Ada Lovelace and Alan Turing"], ("Ada Lovelace", "Alan Turing")),
        (["Von Ada Lovelace"], ("Ada Lovelace",)),
        (["Ada Lovelace, Alan Turing"], ("Ada Lovelace", "Alan Turing")),
        (["Ada Lovelace; Alan Turing", "ada lovelace"], ("Ada Lovelace", "Alan Turing")),
        (["Lovelace, Ada"], ("Lovelace, Ada",)),
        (["admin"], ()),
        (["by Admin"], ()),
        (["https://example.org/author/ada"], ()),
        (["ada@example.org"], ()),
        (["Ada Lovelace (ada@example.org)"], ("Ada Lovelace",)),
        (["@ada"], ()),
        (["作者:王小明"], ("王小明",)),
        (["Ada Lovelace", "Example News"], ("Ada Lovelace",)),
        (["Example News"], ("Example News",)),
        (["A sentence about the author that goes on for far too long to be the name of anyone at all"], ()),
        ([], ()),
    ],
)
def test_bylines_become_names(raw, names):
    assert split_authors(raw, "Example News") == names


def test_authors_come_from_json_ld_then_meta_then_the_feed_then_the_page():
    meta = '<meta name="author" content="Meta Author">'
    byline = '<div class="byline">By <a rel="author">Page Author</a></div><p>Text</p>'
    people = [{"@type": "Person", "name": "Json Author"}, "Second Author"]
    assert read(json_ld(author=people) + meta, byline).authors == ("Json Author", "Second Author")
    assert read(meta, byline, entry_authors=("Feed Author",)).authors == ("Meta Author",)
    assert read("", byline, entry_authors=("Feed Author",)).authors == ("Feed Author",)
    assert read("", byline).authors == ("Page Author",)
    assert read().authors == ()


def test_authors_that_json_ld_refers_to_are_looked_up():
    graph = {
        "@graph": [
            {"@type": "Article", "author": {"@id": "https://news.example.org/#ada"}},
            {"@type": "Person", "@id": "https://news.example.org/#ada", "name": "Ada Lovelace"},
        ]
    }
    assert read(f'<script type="application/ld+json">{json.dumps(graph)}</script>').authors == ("Ada Lovelace",)


def test_published_comes_from_the_most_trusted_place():
    head = json_ld(datePublished="2024-03-05T10:00:00+02:00", dateModified="2024-03-06T08:00:00Z")
    meta = '<meta property="article:published_time" content="2024-03-04T09:00:00Z">'
    element = '<time class="published" datetime="2024-03-03T09:00:00Z">3 March</time>'
    feed = datetime(2024, 3, 2, 9, tzinfo=UTC)
    dated = "https://news.example.org/2024/03/01/story"
    found = [
        read(head + meta, element, dated, entry_published_at=feed),
        read(meta, element, dated, entry_published_at=feed),
        read("", element, dated, entry_published_at=feed),
        read("", "", dated, entry_published_at=feed),
        read("", "", dated),
        read("", "<p>Posted on 28 February 2024</p><p>Text</p>"),
    ]
    assert [item.published and item.published.source for item in found] == [
        "json-ld",
        "meta",
        "time",
        "feed",
        "url",
        "text",
    ]
    assert [item.published and item.published.at.day for item in found] == [5, 4, 3, 2, 1, 28]
    first = found[0]
    assert first.published is not None
    assert (first.published.at, first.published.raw) == (
        datetime(2024, 3, 5, 8, tzinfo=UTC),
        "2024-03-05T10:00:00+02:00",
    )
    assert first.modified is not None
    assert first.modified.at == datetime(2024, 3, 6, 8, tzinfo=UTC)


def test_no_time_is_claimed_where_there_is_none():
    found = read()
    assert (found.published, found.modified) == (None, None)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2024-03-05T09:12:44+00:00", "2024-03-05T09:12:44+00:00"),
        ("2024-03-05T09:12:44.123456789Z", "2024-03-05T09:12:44+00:00"),
        ("2024-03-05T09:12:44-0500", "2024-03-05T14:12:44+00:00"),
        ("2024-03-05 9:12", "2024-03-05T09:12:00+00:00"),
        ("2024-03-05 09:12:44 UTC", "2024-03-05T09:12:44+00:00"),
        ("2024/03/05", "2024-03-05T00:00:00+00:00"),
        ("20240305T091244Z", "2024-03-05T09:12:44+00:00"),
        ("Tue, 05 Mar 2024 10:12:44 +0100", "2024-03-05T09:12:44+00:00"),
        ("1709629964", "2024-03-05T09:12:44+00:00"),
        ("1709629964000", "2024-03-05T09:12:44+00:00"),
    ],
)
def test_times_are_read_in_the_forms_sites_write(raw, iso):
    found = claimed(raw, "meta")
    assert found is not None
    assert (found.at.isoformat(), found.raw) == (iso, raw)


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "0000-00-00", "2024-13-40", "9999-12-31", "1970-01-01", "03/05/2024", "0"]
)
def test_what_is_no_time_is_none(raw):
    assert parse_time(raw) is None


@given(st.text(max_size=40))
def test_any_string_is_a_time_or_none(raw):
    found = parse_time(raw)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/03/05/title", "2024-03-05"),
        ("https://a.example/news/2024-3-5/title.html", "2024-03-05"),
        ("https://a.example/2024/03/title", None),
        ("https://a.example/2024/13/05/title", None),
    ],
)
def test_days_in_addresses(url, day):
    found = claimed_by_url(url)
    assert (found.at.date().isoformat() if found else None) == day


def test_site_address_image_section_and_language():
    head = (
        '<link rel="canonical" href="/canonical"><meta property="og:site_name" content="Example News">'
        '<meta property="og:image" content="//cdn.example.org/a.jpg"><meta property="article:section" content="Science">'
    )
    found = read(head, html='<html lang="nb-NO">')
    assert (found.site_name, found.section, found.declared_language) == ("Example News", "Science", "no")
    assert found.canonical_url == "https://news.example.org/canonical"
    assert found.image_url == "https://cdn.example.org/a.jpg"


def test_addresses_that_lead_nowhere_are_none():
    head = '<link rel="canonical" href="http://[broken"><meta property="og:image" content="data:image/png;base64,AA">'
    found = read(head)
    assert (found.canonical_url, found.image_url) == (None, None)


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Found in it"} -->',
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["Article"], "headline": "Found in it"}]}',
        '[{"@type": "BreadcrumbList"}, {"@type": "BlogPosting", "headline": "Found in it"}]',
        '{"@type": "NewsArticle", "headline": "Found\tin it",}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "Found in it"}}',
    ],
)
def test_json_ld_is_found_in_the_forms_sites_write(script):
    assert read(f'<script type="application/ld+json">{script}</script>').title == "Found in it"


@pytest.mark.parametrize("script", ["", "{", "[[[[", "null", '"text"', '{"@type": {"a": []}}', "[" * 5000])
def test_broken_json_ld_is_passed_over(script):
    assert read(f'<script type="application/ld+json">{script}</script>').title == ""


def test_a_canonical_link_with_a_name_and_password_in_it_is_none():
    assert read('<link rel="canonical" href="https://someone:secret@news.example.org/a">').canonical_url is None


def test_a_title_is_never_longer_than_a_headline():
    assert len(read(f"<title>{'word ' * 5_000}</title>", f"<h1>{'word ' * 5_000}</h1>").title) <= 500


def test_the_site_is_named_by_itself_or_behind_the_articles_title():
    named = '<meta property="og:site_name" content="Example News">'
    site = '<script type="application/ld+json">{"@type": "WebSite", "name": "Example Site"}</script>'
    tab = '<meta property="og:title" content="Weights"><title>Weights - Models | Example Tab</title>'
    publisher = json_ld(publisher={"@type": "Organization", "name": "Example Press"})
    assert read(named + publisher + site + tab).site_name == "Example News"
    assert read(publisher + site + tab).site_name == "Example Press"
    assert read(site + tab).site_name == "Example Site"
    assert read(tab).site_name == "Example Tab"
    assert read("<title>Weights | Example Tab</title>").site_name is None, "either part may be the site"


def path(*steps: tuple[str, str]) -> str:
    items = [{"@type": "ListItem", "name": name, "item": address} for name, address in steps]
    data = {"@type": "BreadcrumbList", "itemListElement": items}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_the_section_is_declared_or_the_step_before_the_article():
    home, science, here = ("Start", "https://news.example.org/"), ("Science", "/science"), ("Weights", URL)
    title = '<meta property="og:title" content="Weights">'
    meta = '<meta property="article:section" content="Models">'
    assert read(json_ld(articleSection=["Research", "Models"]) + meta).section == "Research"
    assert read(meta + path(home, science)).section == "Models"
    assert read(title + path(home, science, here)).section == "Science"
    assert read(title + path(home, here)).section is None
    assert read('<meta property="article:section" content="Uncategorized">').section is None


@pytest.mark.parametrize(
    ("named", "section"),
    [
        ("Science, Models, weights", "Science"),
        ("Uncategorized,Science", "Science"),
        ("Science,", "Science"),
        ("Food, Drink and Travel", "Food, Drink and Travel"),
        ("Food &amp;amp;amp; Drink", "Food & Drink"),
        ("Weights set free", "Models"),
        ("Herons: Weights set free", "Models"),
        ("Why the weights were set free", "Models"),
        ("https://news.example.org/science", "Models"),
        ("science_science", "Models"),
        ("Herons fly | Science", "Models"),
        ("A sentence that says at length what the article is all about " * 2, "Models"),
    ],
)
def test_a_section_is_a_short_name_of_its_own(named, section):
    declared = (
        f'<meta property="og:title" content="Weights set free"><meta property="article:section" content="{named}">'
    )
    assert read(declared + '<meta name="parsely-section" content="Models">').section == section


def test_steps_may_hold_their_names_in_their_items():
    steps = [{"item": {"@id": "/science", "name": "Science"}}, "broken", {"item": 7}]
    data = json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})
    assert read(f'<script type="application/ld+json">{data}</script>').section == "Science"


def image(*names: str, **fields) -> str | None:
    metas = "".join(f'<meta property="og:image" content="{name}">' for name in names)
    return read(metas + (json_ld(**fields) if fields else "")).image_url


def test_the_picture_is_opengraphs_then_json_lds_then_twitters():
    twitter = '<meta name="twitter:image" content="/t.jpg">'
    assert image("/o.jpg", image="/j.jpg") == "https://news.example.org/o.jpg"
    assert read(json_ld(image={"@type": "ImageObject", "name": "A picture", "url": "/j.jpg"}) + twitter).image_url == (
        "https://news.example.org/j.jpg"
    )
    assert read(twitter).image_url == "https://news.example.org/t.jpg"


def test_a_small_picture_gives_way_to_a_large_one_and_icons_are_none():
    sizes = [
        {"url": "/small.jpg", "width": "300px"},
        {"url": "/large.jpg", "width": 1200},
        {"url": "/x.jpg", "width": 64},
    ]
    assert image(image=sizes) == "https://news.example.org/large.jpg"
    assert image(image=sizes[::2]) == "https://news.example.org/small.jpg"
    assert image(image=sizes[2:]) is None


@pytest.mark.parametrize(
    "address",
    [
        "/img/logo.png",
        "/img/site-logo_2x.png",
        "/placeholder.jpg",
        "/default.jpg",
        "/a/no-image.png",
        "/favicon.ico",
        "/blavatar/7f3a?s=240",
        "/avatars/7f3a.jpg",
        "/shoplogo/440.png",
        "/institutionlogo7",
        "/logos/navy.jpg",
        "/shrink?url=https%3A%2F%2Fnews.example.org%2Flogos%2Fnavy.jpg&amp;w=1200",
    ],
)
def test_logos_and_placeholders_are_no_pictures(address):
    assert image(address) is None
    assert image(address, image="/j.jpg") == "https://news.example.org/j.jpg"


def test_a_picture_in_a_folder_of_that_name_is_one():
    assert image("/styles/default/heron.jpg") == "https://news.example.org/styles/default/heron.jpg"
    assert image("/catalogo/heron.jpg?overlay=logo") == "https://news.example.org/catalogo/heron.jpg?overlay=logo"
    assert image("/shrink?url=http%3A%2F%2F%5B") == "https://news.example.org/shrink?url=http%3A%2F%2F%5B"
    assert image("/logothetis.jpg") == "https://news.example.org/logothetis.jpg"


def test_the_publishers_logo_is_no_picture():
    publisher = {"@type": "Organization", "name": "Example", "logo": {"@type": "ImageObject", "url": "/brand.png"}}
    assert image("/brand.png", publisher=publisher) is None
