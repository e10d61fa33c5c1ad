# ruff: noqa: E501 - sentences in many scripts, one a line
"""Pages become articles: the text whole and clean, walls and teasers known for what they are, and no bytes break it."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbeat.errors import ReadingError
from openbeat.reading import EXTRACTOR_VERSION, detect_language, extract
from openbeat.records import Completeness, Extracted, Page
from openbeat.text import count_words
from tests.shared import shared_path

URL = "https://news.example.org/2024/03/05/weights"
TITLE = "Foundation releases the weights of its model"
PARAGRAPHS = [
    "The foundation released the weights of its newest language model on Tuesday, together with the code that trained it and a list of the sources it was trained on.",
    "Volunteers from eleven countries had spent the winter checking those sources for texts whose authors did not want them used, and struck out almost a tenth of them.",
    "The licence allows anyone to run and change the model, but asks those who sell it to publish what they changed within half a year of the first sale.",
    "A second model, four times as large, is being trained on a public machine in the north, and will follow in autumn if the grant is renewed for another year.",
]  # fmt: skip
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
REASONS = {
    "not_html", "empty_page", "too_complex", "too_short", "soft_404", "blocked", "consent_wall", "login_wall",
    "javascript_required",
}  # fmt: skip


def page(body: str = BODY, *, title: str = TITLE, head: str = "", **fields) -> Page:
    markup = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a></nav><main><article><h1>{title}</h1>{body}</article></main>'
        f'<footer><a href="/privacy">Privacy policy</a><p>© 2024 Example</p></footer></body></html>'
    )
    return Page(url=URL, body=markup.encode(), content_type="text/html; charset=utf-8", **fields)


def outcome(candidate: Page) -> Extracted | str:
    """The article, or the reason of the refusal."""
    try:
        return extract(candidate)
    except ReadingError as error:
        return error.reason


def reason(candidate: Page, **options) -> str:
    with pytest.raises(ReadingError) as raised:
        extract(candidate, **options)
    return raised.value.reason


def test_the_body_comes_out_line_by_line():
    article = extract(page())
    assert article.text.split("\n\n") == PARAGRAPHS
    assert article.title == TITLE
    assert article.completeness is Completeness.FULL
    assert article.extractor == EXTRACTOR_VERSION
    assert article.declared_language == "en"


def test_headings_and_list_items_keep_their_lines():
    body = f"<p>{PARAGRAPHS[0]}</p><h2>What is in it</h2><ul><li>all of the weights</li><li>the training code</li></ul><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
    article = extract(page(body))
    items = "- all of the weights\n- the training code"
    assert article.text.split("\n\n") == [PARAGRAPHS[0], "What is in it", items, *PARAGRAPHS[1:3]]
    assert article.layout == ("p", "h2", "list", "p", "p")


def test_quotes_code_and_rows_keep_theirs():
    code = "def weigh(model):\n\n    return len(model)"
    quote = "Nobody had asked the volunteers before, and nobody thanked them afterwards, she said."
    row = "<tr><td>Weights</td><td>free to copy</td></tr><tr><td>Training data</td><td>kept back</td></tr>"
    body = (
        f"<p>{PARAGRAPHS[0]}</p><blockquote><p>{quote}</p></blockquote><p>{PARAGRAPHS[1]}</p>"
        f"<pre><code>{code}</code></pre><p>{PARAGRAPHS[2]}</p><table>{row}</table><p>{PARAGRAPHS[0][::-1]}</p>"
    )
    article = extract(page(body))
    blocks = article.text.split("\n\n")
    assert article.layout[:6] == ("p", "quote", "p", "code", "p", "table")
    assert blocks[1] == quote
    assert blocks[3] == code.replace("\n\n", "\n \n")
    assert blocks[5] == "| Weights | free to copy |\n| Training data | kept back |"


@pytest.mark.parametrize(
    "head",
    [
        "<p>By Ada Lovelace</p>",
        "<p>5 March 2024, 09:12</p>",
        "<p>Updated: 2024-03-05</p>",
        "<p>4 min read</p>",
        f"<p>{TITLE}</p>",
    ],
)
def test_what_repeats_above_the_text_goes(head):
    assert extract(page(head + BODY)).text.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "tail",
    [
        "Privacy policy", "Contact", "Copyright 2024 Example Media. All rights reserved.", "© 2024 Example",
        "Sign up for our newsletter to get the news in your inbox", "Follow us on Mastodon", "Datenschutz", "Alle Rechte vorbehalten.",
        "Abonnez-vous à notre lettre", "Tous droits réservés", "Todos los derechos reservados", "Tutti i diritti riservati",
        "Wszelkie prawa zastrzeżone", "Все права защищены", "Tüm hakları saklıdır", "版权所有", "無断転載を禁じます", "جميع الحقوق محفوظة",
    ],
)  # fmt: skip
def test_what_the_site_sets_below_goes(tail):
    assert extract(page(f"{BODY}<p>{tail}</p>")).text.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("lead", ["By the end of the year all was different.", "Di nuovo in rete, e per tutti"])
def test_a_lead_that_begins_like_a_byline_stays(lead):
    assert extract(page(f"<p>{lead}</p>{BODY}")).text.split("\n\n")[0] == lead


def test_pointers_to_other_articles_go():
    body = f"<p>{PARAGRAPHS[0]}</p><p>Read more: Another model fails</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p><p>Related articles</p><p>Ten models to try</p>"
    assert extract(page(body)).text.split("\n\n") == PARAGRAPHS[:3]


def test_a_paragraph_about_a_newsletter_stays():
    last = (
        "Sign up sheets hung in every library, and the newsletter of the foundation, which had begun as four stapled pages, was read in all of them by the end of the year. "
        * 3
    )
    assert extract(page(f"{BODY}<p>{last}</p>")).text.endswith(last.strip())


def test_the_attribution_becomes_the_declared_origin():
    article = extract(page(f"{BODY}<p>The source of the article is from the blog models-daily.com</p>"))
    assert article.declared_origin == "models-daily.com"
    assert article.text.split("\n\n") == PARAGRAPHS


def test_a_canonical_link_to_another_site_is_an_origin():
    article = extract(page(head='<link rel="canonical" href="https://www.models-daily.com/weights">'))
    assert article.declared_origin == "models-daily.com"
    assert extract(page(head='<link rel="canonical" href="https://example.org/weights">')).declared_origin is None


def test_text_is_clean_unicode():
    dirty = "Cafe\u0301 \u202eweights\u202c\u200b and co\u00adde\u0007 of\u00a0the \ufeffmodel "
    article = extract(page(f"<p>{dirty}{PARAGRAPHS[0]}</p>{BODY}", title="So\u00adft\u200b title of the article"))
    assert article.title == "Soft title of the article"
    assert article.text.startswith("Café weights and code of the model The foundation")
    assert unicodedata.is_normalized("NFC", article.text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in article.text.replace("\n", ""))


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (page("<p>Too little.</p>"), "too_short"),
        (page("<p>Please enable JavaScript to view this site.</p>"), "javascript_required"),
        (page("<p>We value your privacy.</p><p>We and our 812 partners store cookies. Accept all</p>", title="Example"), "consent_wall"),
        (page("<p>Ihre Privatsphäre ist uns wichtig. Wir und unsere Partner verwenden Cookies. Alle akzeptieren</p>", title="Beispiel"), "consent_wall"),
        (page("<p>Sorry. Try the search.</p>", title="Page not found"), "soft_404"),
        (page("<p>Bitte nutzen Sie die Suche.</p>", title="Seite nicht gefunden"), "soft_404"),
        (page("<p>请返回首页</p>", title="页面不存在"), "soft_404"),
        (Page(url=URL, body=b"%PDF-1.7"), "not_html"),
        (Page(url=URL, body=b""), "empty_page"),
        (Page(url=URL, body=b"<html></html>"), "too_short"),
    ],
)  # fmt: skip
def test_pages_without_an_article_say_why(candidate, expected):
    assert reason(candidate) == expected


def test_an_article_about_cookies_or_javascript_is_an_article():
    more = "We use cookies, the firm said, and most pages need JavaScript enabled, so users accept all of them. " * 8
    assert (
        extract(page(f"{BODY}<p>{more}</p>", title="Why a page could not be found")).completeness is Completeness.FULL
    )


def test_the_least_number_of_words_is_the_callers():
    short = page(f"<p>{PARAGRAPHS[0]}</p>")
    assert extract(short).text == PARAGRAPHS[0]
    assert reason(short, min_words=100) == "too_short"


def test_a_chinese_article_is_long_enough():
    text = "研究人员在本周二公开了新语言模型的全部权重,任何人都可以免费下载并在自己的电脑上运行。" * 3
    assert count_words(extract(page(f"<p>{text}</p>", title="研究人员公开模型权重")).text) > 50


@pytest.mark.parametrize(
    "end",
    [
        "<p>Subscribe to continue reading.</p>", "<p>This article is for subscribers only.</p>", "<p>The rest of it […]</p>", "<p>Lire la suite</p>",
        "<p>Nur für Abonnenten</p>", "<p>Seguir leyendo</p>", "<p>続きを読む</p>",
    ],
)  # fmt: skip
def test_a_teaser_is_known_for_one(end):
    article = extract(page(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{end}"))
    assert article.completeness is Completeness.TEASER
    assert article.text.startswith(PARAGRAPHS[0])


def test_a_paywall_that_the_publisher_declares_makes_a_teaser():
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    assert extract(page(f"<p>{PARAGRAPHS[0]}</p>", head=head)).completeness is Completeness.TEASER


@pytest.mark.parametrize(
    "shown",
    [
        f"<p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading.</p>",
        f"<p>{PARAGRAPHS[0]}</p>",
        "<p>Please enable JavaScript.</p>",
        "",
    ],
)
def test_the_feeds_text_is_used_where_it_is_better(shown):
    article = extract(page(shown, entry_content=BODY))
    assert article.text.split("\n\n") == PARAGRAPHS
    assert article.completeness is Completeness.FULL


@pytest.mark.parametrize("content", ["", "<p>A summary only.</p>", f"<p>{PARAGRAPHS[0]}</p>", "plain words, no markup"])
def test_the_page_is_used_where_the_feed_is_not_better(content):
    assert extract(page(entry_content=content)).text.split("\n\n") == PARAGRAPHS


def test_reading_twice_gives_the_same():
    assert extract(page()) == extract(page())


def test_the_seed_page_reads_as_its_truth():
    truth = json.loads(shared_path("seed", "truth.jsonl").read_text(encoding="utf-8"))
    body = gzip.decompress(shared_path("seed", "pages", "seed-fr.html.gz").read_bytes())
    article = extract(Page(url=truth["url"], body=body))

    def unmarked(text: str) -> list[str]:
        return [re.sub(r"^[-–] ", "", line) for line in text.splitlines() if line]

    assert unmarked(article.text) == unmarked(truth["body"])
    assert article.title == truth["title"]
    assert article.authors == ()
    assert article.published is not None
    assert article.published.at.isoformat() == truth["date"]
    assert article.declared_origin == truth["syndicated_from"]
    assert article.declared_language == "en"
    assert detect_language(article.text, article.title, article.declared_language).code == "fr"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.none() | st.text(max_size=30), st.text(max_size=60), st.text(max_size=60))
def test_any_bytes_are_read_or_refused(body, content_type, url, content):
    found = outcome(Page(url=url, body=body, content_type=content_type, entry_content=content))
    assert isinstance(found, Extracted) or found in REASONS


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_pages_are_read_or_refused(data):
    body = bytearray(page(head='<meta name="author" content="Ada Lovelace">').body)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 40)))
        body[start:end] = data.draw(
            st.binary(max_size=20)
            | st.sampled_from([b"<p>", b"</div>", b"<h1>", b"\0", b'"', b"&#0;", b"<!--", b"\xe2\x80"])
        )
    found = outcome(Page(url=URL, body=bytes(body)))
    if isinstance(found, Extracted):
        assert found.text == unicodedata.normalize("NFC", found.text)
        assert found.text.encode()
    else:
        assert found in REASONS


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 30_000, b"<html><p>" + b"a" * 500_000, b"<html>" + b"<!---->" * 20_000 + b"<p>x</p>", b"<html><p>" + b"a1" * 45 + b"!</p>",
        b"<html><h1>" + b"((((" * 50_000 + b"</h1><p>" + b"by " * 50_000, b"<html><title>" + b" | " * 50_000 + b"</title><p>x", b"<p>\xed\xa0\x80&#xD800;&#0;</p>",
    ],
    ids=["deep", "long", "comments", "digits", "brackets", "separators", "surrogates"],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_hostile_pages_end_in_time(body):
    found = outcome(Page(url=URL, body=body))
    assert isinstance(found, Extracted) or found in REASONS
