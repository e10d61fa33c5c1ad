"""The title is what readers see as one, checked against what the head of the page calls it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.reading.headings import MAX_HEADING_CHARACTERS
from openbeat.reading.markup import parse
from openbeat.reading.metadata import read_metadata
from openbeat.reading.sitenames import part_keys, site_names, strip_site_name, without_last_parts
from openbeat.reading.source import source_of
from openbeat.records import Page

URL = "https://news.example.org/story"
SITE = '<meta property="og:site_name" content="Example News">'


def title(head: str = "", body: str = "", url: str = URL, entry_title: str = "") -> str:
    tree = parse(f"<html><head>{head}</head><body>{body}<p>Text</p></body></html>")
    assert tree is not None
    return read_metadata(source_of(tree, Page(url=url, body=b"", entry_title=entry_title))).title


def headline(text: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": text})}</script>'


def social(text: str) -> str:
    return f'<meta property="og:title" content="{text}">'


def test_the_heading_that_agrees_with_the_head():
    head = f"<title>Weights released - Example News</title>{SITE}"
    assert title(head, "<h1>Example News</h1><h1>Weights released</h1>") == "Weights released"


def test_without_a_heading_it_comes_from_the_head_without_the_site():
    assert title(f"<title>Weights released | Example News</title>{SITE}") == "Weights released"


def test_the_feed_serves_where_the_page_has_none():
    assert title(entry_title="From the feed") == "From the feed"
    assert title() == ""


def test_a_heading_that_names_the_section_is_none():
    assert title("<title>Foundation releases weights</title>", "<h1>Our blog</h1>") == "Foundation releases weights"


def test_a_lone_heading_is_one_where_nothing_else_is_known():
    assert title("", "<h1>What readers see</h1>") == "What readers see"


def test_of_several_headings_the_one_that_shares_most_words_with_the_head():
    head = "<title>How the foundation came to open its weights</title>"
    body = "<h1>Foundation weights are open</h1><h1>Open your account</h1>"
    assert title(head, body) == "Foundation weights are open"


@pytest.mark.parametrize(
    "body",
    [
        "<h1><span>Open models</span> Foundation releases all weights</h1>",
        "<h1><div><a href='/m'>Models | </a></div><span>Foundation releases all weights</span></h1>",
        "<h1>Foundation releases all weights<small>What the licence allows</small></h1>",
    ],
)
def test_what_markup_sets_apart_in_a_heading_is_left_out_where_the_head_leaves_it_out(body):
    assert title(social("Foundation releases all weights"), body) == "Foundation releases all weights"


def test_words_that_no_markup_sets_apart_stay():
    head = social("Best open models of the year")
    assert title(head, "<h1>The 9 best open models of the year</h1>") == "The 9 best open models of the year"


def test_a_kicker_that_its_class_calls_one_is_left_out_though_the_head_has_another():
    head = social("Licences: Foundation releases all weights")
    body = '<h1><span class="story__kicker">Open models</span> <b>Foundation releases all weights</b></h1>'
    assert title(head, body) == "Foundation releases all weights"


def test_what_a_class_calls_a_kicker_behind_the_title_is_the_title():
    body = '<h1><span>Open models:</span> <span class="topline">Foundation releases weights</span></h1>'
    assert title("<title>Foundation releases weights</title>", body) == "Foundation releases weights"
    assert title("", body) == "Open models: Foundation releases weights"


@pytest.mark.parametrize(
    "path",
    [
        "<nav><a href='/'>Home</a> <h1>{}</h1></nav>",
        "<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><h1>{}</h1></li></ol>",
        "<div><h1 class='x' data-breadcrumb-headline=''>{}</h1></div>",
    ],
)
def test_a_heading_at_the_end_of_a_path_is_for_search_engines_and_readers_see_the_next(path):
    searched = "Foundation weights download licence"
    head = social(searched) + headline("Foundation lets go of its weights")
    body = path.format(searched) + "<article><h2>Foundation lets go of its weights</h2></article>"
    assert title(head, body) == "Foundation lets go of its weights"


def test_a_heading_in_something_called_a_path_that_holds_the_article_is_none_for_search_engines():
    body = "<div class='has-breadcrumbs'><h1>Weights are free now</h1><p>Text</p></div>"
    assert title(social("Free weights"), body) == "Weights are free now"


@pytest.mark.parametrize(
    "logo",
    [
        "<h1><a href='/'>Open Letters</a></h1>",
        "<h1><a href='https://news.example.org'>Open Letters</a></h1>",
        "<a href='https://news.example.org/'><h1>Open Letters</h1></a>",
    ],
)
def test_a_heading_that_leads_to_the_front_page_is_the_sites_name(logo):
    head = "<title>Weights of all models released | Open Letters</title>"
    assert title(head, logo) == "Weights of all models released"
    assert title(head, f"{logo}<h1>All weights released</h1>") == "All weights released"


def test_a_heading_that_leads_elsewhere_may_be_the_title():
    assert title("", "<h1><a href='/story'>Weights released</a></h1>") == "Weights released"
    assert title("", "<h1><a href='#top'>Weights released</a></h1>") == "Weights released"


@pytest.mark.parametrize(
    "tab",
    [
        "Open Letters » Archive » All weights released",
        "All weights released : Open Letters",
        "All weights released-公開",
    ],
)
def test_a_heading_of_the_second_rank_that_is_a_part_of_the_tabs_title(tab):
    body = "<h2>Search</h2><h2>Archive</h2><h2>All weights released</h2>"
    assert title(f"<title>{tab}</title>", body) in {"All weights released", tab if "公" in tab else ""}


def test_a_heading_may_be_several_parts_of_the_tabs_title():
    body = "<h1>Chapter 1 - Weights</h1><h2>Heron</h2>"
    head = "<title>Chapter 1 - Weights - Heron, a long story in many parts | Stories</title>"
    assert title(head, body) == "Chapter 1 - Weights"


def test_how_to_pronounce_a_heading_is_no_part_of_it():
    ruby = "<h1><ruby>公開<rt>こうかい</rt></ruby>された<ruby>重<rp>(</rp><rt>おも</rt><rp>)</rp></ruby>み</h1>"
    assert title("", ruby).replace(" ", "") == "公開された重み"


def test_a_site_that_calls_itself_like_its_article_still_has_a_title():
    name = "Everything that the weights can do"
    head = f'<meta property="og:site_name" content="{name}"><title>{name}</title>'
    assert title(head, f"<h1>{name}</h1>") == name


def test_the_sign_between_kicker_and_title_comes_from_the_head():
    body = "<h1><span>Open models</span> <span>All weights released</span></h1>"
    assert title(social("Open models: All weights released"), body) == "Open models: All weights released"


def test_the_editors_own_shorter_form_is_taken():
    full = "Foundation releases all of its weights to everyone under a free licence"
    short = "Foundation releases all weights to everyone"
    assert title(f"<title>{full}</title>{social(short)}", f"<h1>{full}</h1>") == short
    kicker = f"Open weights: {short}"
    assert title(f"<title>{kicker}</title>{social(short)}", f"<h1>{kicker}</h1>") == kicker
    reworded = "Everyone gets all weights that the foundation has"
    assert title(f"<title>{full}</title>{social(reworded)}", f"<h1>{full}</h1>") == full


def test_a_headline_cut_to_a_limit_is_taken_whole():
    whole = f"{'A long story about open weights and what came of them ' * 2}until the very end"
    assert title(headline(whole[:105]) + social(whole)) == whole


def test_a_heading_below_the_article_gives_way_to_the_title_the_address_was_made_from():
    head = "<title>What do people love about open weights</title>"
    body = "<h1>But it was people and their sense of power</h1>"
    made_of_it = "https://news.example.org/what-do-people-love-about-open-weights"
    assert title(head, body, made_of_it) == "What do people love about open weights"
    assert title(head, body) == "But it was people and their sense of power"


def test_headings_may_be_nested_deeply():
    assert title("", f"<h1>{'<span>' * 200}Weights{'</span>' * 200}</h1>") == "Weights"


def test_entities_left_in_a_heading_are_undone():
    assert title("", "<h1>Questions &amp;amp; answers</h1>") == "Questions & answers"


def test_it_is_never_longer_than_a_headline():
    assert len(title(f"<title>{'word ' * 5_000}</title>", f"<h1>{'word ' * 5_000}</h1>")) <= MAX_HEADING_CHARACTERS


@pytest.mark.parametrize(
    ("whole", "stripped"),
    [
        ("A - B - The Paper", "A - B"),
        ("The Paper | A", "A"),
        ("Open-source models - a guide", "Open-source models - a guide"),
        ("news.example.org: A", "news.example.org: A"),
        ("A – example", "A"),
        ("A › Example News", "A"),
        ("The Paper – Heron 14B: a model for all", "Heron 14B: a model for all"),
        ("The Paper", "The Paper"),
    ],
)
def test_site_names_are_stripped(whole, stripped):
    assert strip_site_name(whole, site_names("The Paper", URL)) == stripped


@pytest.mark.parametrize(
    ("whole", "stripped"),
    [
        ("重み公開：例新聞", "重み公開"),
        ("重み公開-例新聞", "重み公開"),
        ("重み公開_例新聞", "重み公開"),
        ("重み-公開", "重み-公開"),
    ],
)
def test_site_names_are_stripped_where_no_spaces_are_written(whole, stripped):
    assert strip_site_name(whole, site_names("例新聞", URL)) == stripped


def test_parts_of_a_title_stand_alone_or_side_by_side():
    assert part_keys("A - B | C") == {"a", "b", "c", "ab", "bc", "abc"}


def test_a_site_goes_by_its_initials_too():
    assert strip_site_name("A | NOW", site_names("News of Open Weights", URL)) == "A"
    assert strip_site_name("A | NW", site_names("News of Weights", URL)) == "A | NW"


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        ("How to sleep the whole night through | Health | Clinic", "How to sleep the whole night through"),
        ("Budget 3.0 | Army of collectors hired", "Budget 3.0 | Army of collectors hired"),
        ("Weights", "Weights"),
    ],
)
def test_short_parts_behind_bars_are_left_out(whole, cut):
    assert without_last_parts(whole) == cut


@given(st.text(max_size=60), st.text(max_size=20))
def test_stripping_never_adds(whole, name):
    names = site_names(name, URL)
    stripped = strip_site_name(whole, names)
    assert stripped in whole
    assert without_last_parts(whole) in whole
