"""Authors are those who sign, wherever the page lets them."""

from __future__ import annotations

import json

import pytest

from openbeat.reading.bylines import signed
from openbeat.reading.markup import parse
from openbeat.reading.metadata import read_metadata
from openbeat.reading.names import guessed_name, split_authors
from openbeat.reading.source import source_of
from openbeat.records import Page

SITE = '<meta property="og:site_name" content="Legal News Online">'
BYLINE = "<p>By <a href='/authors/ada'>Ada Lovelace</a></p><p>Text</p>"


def authors(head: str, body: str = BYLINE) -> tuple[str, ...]:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_metadata(source_of(tree, Page(url="https://legal.example.org/story", body=b""))).authors


def author(kind: str, name: str) -> str:
    data = {"@type": "NewsArticle", "author": {"@type": kind, "name": name}}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By <a href='/x'>Ada Lovelace</a> · 5 March</p>",
        "<div>by: Ada Lovelace, 5 March 2024</div>",
        "<span>By   Ada Lovelace, in <a href='/news'>News</a></span>",
        "<div><a href='https://example.org/author/ada'>Ada Lovelace</a></div>",
        "<h6><a rel='author' href='/x'>Ada Lovelace</a></h6>",
        "<p>Von <b>Ada Lovelace</b></p>",
        "<p>Par Ada Lovelace | Le 5 mars</p>",
        "<h3>Written by Ada Lovelace</h3>",
        "<div><p>Written by</p><p>Ada Lovelace</p><p>Editor</p></div>",
        "<div><span>By</span><span>Ada Lovelace</span></div>",
        "<nav><p>By Topic</p></nav><div>By Ada Lovelace</div>",
    ],
)
def test_bylines_that_readers_see(byline):
    tree = parse(f"<html><body><h1>Title</h1>{byline}<p>Text</p></body></html>")
    assert tree is not None
    assert split_authors(signed(tree), None) == ("Ada Lovelace",)


def test_links_to_several_authors_side_by_side():
    links = "<a href='/author/ada'>Ada Lovelace</a> and <a href='/author/alan'>Alan Turing</a>"
    tree = parse(f"<html><body><p>{links}</p><p><a href='/author/grace'>Grace Hopper</a></p></body></html>")
    assert tree is not None
    assert signed(tree) == ["Ada Lovelace", "Alan Turing"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>By subscribing you agree to our terms</p>",
        "<p>By far the best of all the models that were released in the year</p>",
        "<nav><a href='/author/ada'>Ada Lovelace</a></nav>",
        "<nav><p>By Topic</p></nav>",
        "<p>By</p>",
        "<p><a href='/author/ada'>All 24 of the articles by this author</a></p>",
        "<p><a href='/authors/'>Our authors</a></p>",
    ],
)
def test_lines_that_only_begin_like_a_byline(line):
    tree = parse(f"<html><body>{line}</body></html>")
    assert tree is not None
    assert signed(tree) == []


def test_a_site_signs_only_what_nobody_else_does():
    for name in ("Legal News Online", "LNO"):
        assert authors(SITE + author("Person", name)) == ("Ada Lovelace",)
        assert authors(SITE + author("Person", name), "<p>Text</p>") == (name,)


def test_nothing_is_guessed_where_an_organisation_signs_on_purpose():
    agency = "<p class='author'>abc/xyz</p><p>Text</p>"
    head = SITE + author("Organization", "Legal News Online")
    assert authors(head, agency) == ("Legal News Online",)
    assert authors(head) == ("Ada Lovelace",)


def test_a_site_that_is_named_by_its_host_may_sign_with_it():
    assert split_authors(["example.org"], "example.org") == ("example.org",)
    assert split_authors(["example.org"], "Example") == ()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("홍길동 기자", ("홍길동",)),
        ("王小明 記者", ("王小明",)),
        ("View all posts by Ada Lovelace", ("Ada Lovelace",)),
        ("This post was written by Ada Lovelace", ("Ada Lovelace",)),
        ("Alle Beiträge von Ada Lovelace", ("Ada Lovelace",)),
        ("Authors: Ada Lovelace; Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Written By", ()),
        ("No Author", ()),
        ("page.head.extra.author", ()),
        ("{{ author.name }}", ()),
        ("Name", ()),
    ],
)
def test_words_around_names_are_left_out(raw, names):
    assert split_authors([raw], None) == names


def test_the_label_on_a_card_for_social_networks_names_the_author():
    label = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="Ada Lovelace">'
    assert authors(label.format("Written by"), "<p>Text</p>") == ("Ada Lovelace",)
    assert authors(label.format("Verfasst von"), "<p>Text</p>") == ("Ada Lovelace",)
    assert authors(label.format("Est. reading time"), "<p>Text</p>") == ()


@pytest.mark.parametrize(
    "marked",
    [
        '<span itemprop="author"><a href="/ada">Ada Lovelace</a>, our reporter in the capital</span>',
        '<div itemprop="author" itemscope><b itemprop="name">Ada Lovelace</b><i>Reporter</i></div>',
        '<div itemprop="author" itemscope><meta itemprop="name" content="Ada Lovelace"></div>',
        '<span itemprop="author">Ada Lovelace</span>',
    ],
)
def test_what_is_marked_as_the_author_goes_before_other_bylines(marked):
    comment = '<div class="comments"><span itemprop="author">Alan Turing</span></div>'
    assert authors("", f"<h1>Title</h1><p>By Grace Hopper</p>{marked}<p>Text</p>{comment}") == ("Ada Lovelace",)


def test_what_only_looks_like_a_name_is_no_sentence():
    assert authors("", "<p class='author'>Ada Lovelace</p><p>Text</p>") == ("Ada Lovelace",)
    assert authors("", "<p class='author'>Ada Lovelace Charles Babbage</p><p>Text</p>") == ()


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("Ada Lovelace December", ("Ada Lovelace",)),
        ("Ada Lovelace Subscribe", ("Ada Lovelace",)),
        ("Ada Lovelace Writer", ("Ada Lovelace",)),
        ("Interview Ada Lovelace", ("Ada Lovelace",)),
        ("Ada van Lovelace", ("Ada van Lovelace",)),
        ("Ада Лавлейс", ("Ада Лавлейс",)),
        ("王小明", ("王小明",)),
        ("Oct", ()),
        ("März", ()),
        ("Travel tips October", ()),
        ("On March 7", ()),
        ("Wp-Block-Post-Author Is-Layout-Grid", ()),
        ("Machine", ()),
        ("m", ()),
        ("K B", ()),
        ("Beitrag Drucken", ()),
        ("这是一篇很长的新闻标题", ()),
    ],
)
def test_what_only_looks_like_a_name_has_the_form_of_one(shown, names):
    assert authors("", f"<p class='author'>{shown}</p><p>Text</p>") == names


@pytest.mark.parametrize("text", ["как это было", "the whole story", "ada Lovelace", "Ada L0velace", "von der", ""])
def test_words_in_lower_case_are_no_name(text):
    assert guessed_name(text) is None


@pytest.mark.parametrize(
    "before",
    [
        "<a href='/staff/directory'>Staff Directory</a>",
        "<a href='/authors/grace'>Bio</a>",
        "<a href='/profile/7a'>名片</a>",
        "<a href='/profile/grace'>XING</a>",
        "<a href='/people/grace/2024/story.html'>Grace Hopper retires</a>",
        "<a href='/author/grace'>Does Grace Hopper code?</a>",
        "<table><tr><th><span>Von</span><span>Dienstag</span></th></tr></table>",
        "<ul class='main-menu'><li><a href='/author/grace'>Grace Hopper</a></li></ul>",
        "<div class='comment-body'><a href='/profile/grace'>Grace Hopper</a></div>",
        "<ol class='commentlist'><li><p>By Grace Hopper</p></li></ol>",
    ],
)
def test_links_and_commenters_that_hide_no_byline(before):
    assert authors("", f"<article class='comments-open'>{before}{BYLINE}</article>") == ("Ada Lovelace",)


def test_an_article_that_has_comments_keeps_its_byline():
    body = f"<div class='post no-comments'><h6 class='menuless'>{BYLINE}</h6></div>"
    assert authors("", body) == ("Ada Lovelace",)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Marketing", ()),
        ("Marketing and Event Coordinator", ()),
        ("Nachrichten", ()),
        ("-", ()),
        ("/", ()),
        ("Senior Editor", ()),
        ("Staff Writer", ("Staff Writer",)),
        ("Ada Lovelace Writer", ("Ada Lovelace",)),
        ("Ada Lovelace, Senior Science Writer", ("Ada Lovelace",)),
        ("Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace, Hardware", ("Ada Lovelace",)),
        ("Ada Lovelace @adalovelace", ("Ada Lovelace",)),
        ("Ada Lovelace - Science Team", ("Ada Lovelace",)),
        ("Mehr von Ada Lovelace", ("Ada Lovelace",)),
        ("Alles von Ada Lovelace", ("Ada Lovelace",)),
        ("More from Ada Lovelace", ("Ada Lovelace",)),
    ],
)
@pytest.mark.parametrize("site_name", [None, "-"])
def test_jobs_departments_and_dashes_are_nobody(raw, names, site_name):
    assert split_authors([raw], site_name) == names


def test_a_site_before_a_persons_name_is_left_out():
    assert split_authors(["the loom - Ada Lovelace"], "The Loom") == ("Ada Lovelace",)


def test_a_job_alone_gives_way_to_the_byline():
    assert authors('<meta name="author" content="Event Coordinator">') == ("Ada Lovelace",)
