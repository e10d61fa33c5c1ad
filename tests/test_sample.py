"""The sample newsroom: its content, its sites, and how it answers over real HTTP on loopback."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
import trafilatura
from lxml import html

from openbeat.errors import SampleError
from openbeat.sample.content import FeedFormat, Publisher, Quirk, SampleArticle, load_newsroom
from openbeat.sample.rendering import LAYOUTS, Block, Edition, blocks_of, layout_of
from openbeat.sample.server import SampleNewsroom

TODAY = dt.date(2026, 3, 18)
NOON = dt.datetime(2026, 3, 18, 12, tzinfo=dt.UTC)
CONTENT = load_newsroom()
PUBLISHERS = list(CONTENT.publishers.values())
ARTICLES = list(CONTENT.articles.values())
SERVED = [publisher for publisher in PUBLISHERS if publisher.behaviour != "gone"]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[SampleNewsroom]:
    with SampleNewsroom(0, TODAY, now=NOON, newsroom=CONTENT) as running:
        yield running


def get(newsroom: SampleNewsroom, url: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Ask over loopback whatever the resolver makes of names under .localhost."""
    parts = urlsplit(url)
    address = f"http://127.0.0.1:{newsroom.port}{parts.path}"
    asked = {"Host": parts.netloc, "Accept-Encoding": "identity"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return httpx.request(method, address, headers=asked)


def feed_url(newsroom: SampleNewsroom, publisher: Publisher) -> str:
    path = "atom.xml" if publisher.behaviour == "moved" else "feed.xml"
    return f"http://{publisher.key}.localhost:{newsroom.port}/{path}"


def get_feed(newsroom: SampleNewsroom, publisher: Publisher) -> feedparser.FeedParserDict:
    answer = get(newsroom, feed_url(newsroom, publisher))
    assert answer.status_code == 200
    return feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})


def get_page(newsroom: SampleNewsroom, article: SampleArticle) -> httpx.Response:
    return get(newsroom, newsroom.url_of(article.publisher, article.slug))


def by_quirk(quirk: str) -> list[SampleArticle]:
    """The articles with a quirk; a test of a quirk that no article has would prove nothing."""
    found = [article for article in ARTICLES if quirk in article.quirks]
    assert found, f"no article has the quirk {quirk!r}"
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


def names(items: list[SampleArticle]) -> list[str]:
    return [item.name for item in items]


# the content


def test_the_newsroom_is_large_and_varied_enough():
    assert len(PUBLISHERS) >= 10
    assert {publisher.format for publisher in SERVED} == set(get_args(FeedFormat))
    assert len(ARTICLES) >= 45
    assert len({article.truth.language for article in ARTICLES}) >= 10
    assert max(article.days_ago for article in ARTICLES) < 28
    assert {quirk for article in ARTICLES for quirk in article.quirks} == set(get_args(Quirk))
    assert {publisher.behaviour for publisher in PUBLISHERS} == {"normal", "broken", "moved", "gone", "full"}
    assert {layout_of(publisher) for publisher in SERVED} == set(LAYOUTS)


def test_every_publisher_that_can_be_read_has_articles():
    assert [publisher.key for publisher in SERVED if not CONTENT.articles_of(publisher.key)] == []


def test_the_truth_is_coherent():
    off = [article for article in ARTICLES if article.truth.relevance == "off"]
    on = [article for article in ARTICLES if article.truth.relevance != "off"]
    assert names([a for a in off if a.truth.topics or a.truth.stance or a.truth.entities]) == []
    assert names([a for a in on if not (a.truth.topics and a.truth.stance)]) == []


def test_stories_join_articles():
    sizes = Counter(article.truth.story for article in ARTICLES if article.truth.story)
    assert [story for story, size in sizes.items() if size == 1] == []


def test_a_copy_comes_out_after_its_origin():
    edition = Edition(TODAY, evening=False, now=NOON)
    copies = [article for article in ARTICLES if article.truth.origin]
    assert copies
    assert (
        names([a for a in copies if edition.published(CONTENT.articles[a.truth.origin]) >= edition.published(a)]) == []
    )


def test_simple_markdown_is_read():
    assert blocks_of("## Head\n\nOne\nline\n\n- a\n- b\n\n> said\n\n-5 degrees") == (
        Block("heading", ("Head",)),
        Block("paragraph", ("One line",)),
        Block("list", ("a", "b")),
        Block("quote", ("said",)),
        Block("paragraph", ("-5 degrees",)),
    )


PUBLISHER = (
    '[{}]\ntitle = "T"\nlanguage = "en"\ncountry = "GB"\nkind = "press"\n'
    'format = "rss"\nbehaviour = "normal"\nhtml_lang = "en"\n'
)
ARTICLE = """+++
title = "T"
days_ago = 1
time = "09:12"
authors = []
section = "S"
summary = "S"
language = "en"
relevance = "off"
topics = []
stance = ""
entities = []
story = ""
origin = ""
origin_kind = ""
quirks = []
+++
Body.
"""


def write(folder: Path, article: str, publisher: str = "known") -> Path:
    (folder / "publishers.toml").write_text(PUBLISHER.format(publisher), encoding="utf-8")
    home = folder / "articles" / "known"
    home.mkdir(parents=True)
    (home / "slug.md").write_text(article, encoding="utf-8")
    return folder


def test_a_well_formed_folder_is_read(tmp_path):
    article = load_newsroom(write(tmp_path, ARTICLE)).articles["known/slug"]
    assert (article.time, article.body, article.later_body) == (dt.time(9, 12), "Body.", "")


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ("Body.", "slug.md is not an article"),
        (ARTICLE.replace("days_ago = 1", "days_ago = "), "slug.md is not valid TOML"),
        (ARTICLE.replace('section = "S"\n', ""), "slug.md is wrong: section: Field required"),
        (ARTICLE.replace("days_ago = 1", "days_ago = -1"), "slug.md is wrong: days_ago"),
        (ARTICLE.replace("quirks = []", 'quirks = ["odd"]'), "slug.md is wrong: quirks"),
        (ARTICLE.replace("quirks = []", 'quirks = ["changes"]'), "'changes' and a body"),
        (ARTICLE.replace("quirks = []", "quirks = []\nmood = 1"), "slug.md is wrong: mood"),
        (ARTICLE.replace('relevance = "off"', 'relevance = "some"'), "slug.md is wrong: truth.relevance"),
        (ARTICLE.replace('origin = ""', 'origin = "known/none"'), "origin and origin_kind go together"),
        (
            ARTICLE.replace('origin = ""', 'origin = "known/none"').replace('kind = ""', 'kind = "copy"'),
            "'known/none' is no article",
        ),
        (ARTICLE.replace("Body.", ""), "slug.md has no body"),
    ],
)
def test_a_malformed_article_is_named_with_what_is_wrong(tmp_path, article, message):
    with pytest.raises(SampleError) as raised:
        load_newsroom(write(tmp_path, article))
    assert message in str(raised.value)


def test_an_article_of_an_unknown_publisher_is_refused(tmp_path):
    with pytest.raises(SampleError, match="doesn't list"):
        load_newsroom(write(tmp_path, ARTICLE, publisher="other"))


def test_a_malformed_publisher_is_refused(tmp_path):
    write(tmp_path, ARTICLE)
    (tmp_path / "publishers.toml").write_text(PUBLISHER.format("known").replace("rss", "json"), encoding="utf-8")
    with pytest.raises(SampleError, match=r"\[known\] is wrong: format"):
        load_newsroom(tmp_path)


# feeds


@pytest.mark.parametrize("publisher", SERVED, ids=lambda publisher: publisher.key)
def test_a_feed_holds_all_its_entries_with_their_dates(newsroom, publisher):
    feed = get_feed(newsroom, publisher)
    assert bool(feed.bozo) == (publisher.behaviour == "broken"), feed.get("bozo_exception")
    assert feed.feed.title == publisher.title
    assert feed.feed.get("language", "") == publisher.language
    articles = CONTENT.articles_of(publisher.key)
    assert [entry.title for entry in feed.entries] == [article.title for article in articles]
    for entry, article in zip(feed.entries, articles, strict=True):
        assert entry.link == newsroom.url_of(article.publisher, article.slug)
        assert entry.id
        assert entry.summary == article.summary
        assert [author.name for author in entry.get("authors", [])] == list(article.authors)
        assert [tag.term for tag in entry.tags] == [article.section]
        assert ("content" in entry) == (publisher.behaviour == "full")
        # RSS 1.0 has one date element, which feedparser calls updated
        given = entry.get("published_parsed") or entry.get("updated_parsed")
        if article.quirks & {"no-date", "no-feed-date"}:
            assert given is None
        else:
            assert dt.datetime(*given[:6], tzinfo=dt.UTC) == newsroom.edition.published(article)


@pytest.mark.parametrize("form", get_args(FeedFormat))
@pytest.mark.parametrize("behaviour", ["normal", "broken", "full"])
def test_every_format_carries_every_oddity(tmp_path, form, behaviour):
    lines = PUBLISHER.format("known").replace('"rss"', f'"{form}"').replace('"normal"', f'"{behaviour}"')
    write(tmp_path, ARTICLE.replace('"T"', '"Q & <A>"'))
    (tmp_path / "publishers.toml").write_text(lines, encoding="utf-8")
    for quirk in ("no-date", "no-feed-date", "changes"):
        later = "+++ later +++\nBetter body.\n" if quirk == "changes" else ""
        text = ARTICLE.replace("quirks = []", f'quirks = ["{quirk}"]') + later
        (tmp_path / "articles" / "known" / f"{quirk}.md").write_text(text, encoding="utf-8")
    with SampleNewsroom(0, TODAY, evening=True, now=NOON, newsroom=load_newsroom(tmp_path)) as newsroom:
        answer = get(newsroom, newsroom.feeds[0].url)
        pages = {quirk: get(newsroom, newsroom.url_of("known", quirk)).text for quirk in ("no-date", "no-feed-date")}
    feed = feedparser.parse(answer.content)
    entries = {entry.link.rpartition("/")[2].removesuffix(".html"): entry for entry in feed.entries}
    assert entries["slug"].title == "Q & <A>"
    assert entries["slug"].updated_parsed[:5] == (2026, 3, 17, 9, 12)
    assert entries["changes"].updated_parsed[:3] == (2026, 3, 18)
    for quirk in ("no-date", "no-feed-date"):
        assert not {"published", "updated"} & set(entries[quirk])
    assert ("2026-03-17" in pages["no-feed-date"], "2026-03-17" in pages["no-date"]) == (True, False)
    assert bool(feed.bozo) == (behaviour == "broken")


def test_entry_ids_are_unique_in_a_feed(newsroom):
    for publisher in SERVED:
        ids = [entry.id for entry in get_feed(newsroom, publisher).entries]
        assert len(set(ids)) == len(ids)


def test_a_full_feed_carries_the_whole_text(newsroom):
    full = [publisher for publisher in SERVED if publisher.behaviour == "full"]
    for publisher in full:
        for entry, article in zip(
            get_feed(newsroom, publisher).entries, CONTENT.articles_of(publisher.key), strict=True
        ):
            if "teaser" not in article.quirks:
                text = squeezed(html.fromstring(entry.content[0].value).text_content())
                assert all(line in text for block in blocks_of(article.body) for line in block.lines)


def test_the_feeds_are_listed(newsroom):
    assert [(feed.title, feed.language, feed.country, feed.kind) for feed in newsroom.feeds] == [
        (publisher.title, publisher.language, publisher.country, publisher.kind) for publisher in PUBLISHERS
    ]
    statuses = Counter(get(newsroom, feed.url).status_code for feed in newsroom.feeds)
    assert set(statuses) == {200, 301, 410}


def test_a_moved_feed_leads_on(newsroom):
    for publisher in PUBLISHERS:
        if publisher.behaviour == "moved":
            answer = get(newsroom, f"http://{publisher.key}.localhost:{newsroom.port}/feed.xml")
            assert answer.status_code == 301
            assert answer.headers["location"] == feed_url(newsroom, publisher)


# pages


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_a_page_yields_its_article(newsroom, article):
    page = get_page(newsroom, article).content
    text = squeezed(trafilatura.extract(page) or "")
    opening, *rest = [line for block in blocks_of(article.body) for line in block.lines]
    assert squeezed(opening) in text
    assert "made-up" not in text
    if "teaser" in article.quirks:
        assert rest
        assert squeezed(rest[-1]) not in text


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_a_page_gives_its_metadata(newsroom, article):
    answer = get_page(newsroom, article)
    page = html.fromstring(answer.content)
    publisher = CONTENT.publishers[article.publisher]
    assert article.title in page.findtext(".//title")
    assert publisher.title in page.findtext(".//title")
    assert page.xpath("string(//link[@rel='canonical']/@href)") == newsroom.url_of(article.publisher, article.slug)
    assert "This is a made-up article of openbeat's sample newsroom." in page.text_content()
    if "lying-lang" not in article.quirks:
        assert page.get("lang") == publisher.html_lang
    metadata = trafilatura.extract_metadata(answer.text)
    assert squeezed(metadata.title) == squeezed(article.title)
    if "no-date" not in article.quirks:
        assert metadata.date == newsroom.edition.published(article).date().isoformat()


def test_pages_with_no_date_give_none(newsroom):
    for article in by_quirk("no-date"):
        answer = get_page(newsroom, article)
        assert "last-modified" not in answer.headers
        assert newsroom.edition.published(article).date().isoformat() not in answer.text


def test_a_lying_page_declares_another_language_than_its_own(newsroom):
    for article in by_quirk("lying-lang"):
        declared = html.fromstring(get_page(newsroom, article).content).get("lang")
        assert declared.split("-")[0] != article.truth.language.split("-")[0]


def test_the_quirk_alone_makes_a_page_declare_english(tmp_path):
    write(
        tmp_path,
        ARTICLE.replace("quirks = []", 'quirks = ["lying-lang"]').replace('language = "en"', 'language = "de"'),
    )
    lines = PUBLISHER.format("known").replace('html_lang = "en"', 'html_lang = "de"')
    (tmp_path / "publishers.toml").write_text(lines, encoding="utf-8")
    with SampleNewsroom(0, TODAY, now=NOON, newsroom=load_newsroom(tmp_path)) as newsroom:
        page = get(newsroom, newsroom.url_of("known", "slug")).content
    assert html.fromstring(page).get("lang") == "en"


def test_an_english_tail_stands_in_the_content(newsroom):
    for article in by_quirk("english-tail"):
        paragraphs = [
            squeezed(p.text_content()) for p in html.fromstring(get_page(newsroom, article).content).iter("p")
        ]
        assert {"Privacy policy", "Contact"} <= set(paragraphs)
    plain = next(article for article in ARTICLES if "english-tail" not in article.quirks)
    assert "Privacy policy" not in get_page(newsroom, plain).text


def test_a_front_page_lists_the_articles_and_the_feed(newsroom):
    publisher = SERVED[0]
    front = html.fromstring(get(newsroom, f"http://{publisher.key}.localhost:{newsroom.port}/").content)
    listed = front.xpath("//h2/a/@href")
    assert listed == [newsroom.url_of(publisher.key, article.slug) for article in CONTENT.articles_of(publisher.key)]
    assert front.xpath("string(//link[@rel='alternate']/@href)").endswith("/feed.xml")


# editions


def pages_of(newsroom: SampleNewsroom) -> dict[str, bytes]:
    return {article.name: get_page(newsroom, article).content for article in ARTICLES}


def test_the_evening_edition_changes_only_what_changes():
    with SampleNewsroom(0, TODAY, now=NOON, newsroom=CONTENT) as newsroom:
        morning = pages_of(newsroom)
        morning_feeds = {item.key: get_feed(newsroom, item) for item in SERVED}
        newsroom.evening = True
        evening = pages_of(newsroom)
        changing = {article.name for article in by_quirk("changes")}
        assert {name for name, page in evening.items() if page != morning[name]} == changing
        for article in by_quirk("changes"):
            before = morning_feeds[article.publisher]
            after = get_feed(newsroom, CONTENT.publishers[article.publisher])
            moved = [
                new.title
                for old, new in zip(before.entries, after.entries, strict=True)
                if old.get("updated_parsed") != new.get("updated_parsed")
            ]
            assert article.title in moved
            assert set(moved) <= {CONTENT.articles[name].title for name in changing}


@pytest.mark.parametrize("hour", [0, 1, 9, 23])
def test_nothing_is_dated_later_than_now_and_bytes_ignore_the_clock(hour):
    now = dt.datetime.combine(TODAY, dt.time(hour, 1), dt.UTC)
    edition = Edition(TODAY, evening=True, now=now)
    late = Edition(TODAY, evening=True, now=dt.datetime.combine(TODAY, dt.time(23, 59), dt.UTC))
    for article in ARTICLES:
        published, modified = edition.published(article), edition.modified(article)
        assert published <= now
        assert published.date() == TODAY - dt.timedelta(days=article.days_ago)
        assert modified is None or published <= modified <= now
        if hour:
            assert (published, modified) == (late.published(article), late.modified(article))


def test_a_day_that_has_not_begun_is_refused():
    with pytest.raises(SampleError, match="has not begun"):
        SampleNewsroom(0, TODAY + dt.timedelta(days=1), now=NOON, newsroom=CONTENT)


# HTTP


def test_two_runs_serve_the_same_bytes_and_tags():
    with SampleNewsroom(0, TODAY, now=NOON, newsroom=CONTENT) as first:
        port = first.port
        tags = {feed.url: get(first, feed.url).headers.get("etag") for feed in first.feeds}
        pages = pages_of(first)
    with SampleNewsroom(port, TODAY, now=NOON + dt.timedelta(hours=7), newsroom=load_newsroom()) as second:
        assert {feed.url: get(second, feed.url).headers.get("etag") for feed in second.feeds} == tags
        assert pages_of(second) == pages


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_known_is_not_sent_again(newsroom, method):
    publisher = next(publisher for publisher in PUBLISHERS if publisher.behaviour == "normal")
    for url in (feed_url(newsroom, publisher), newsroom.url_of(*CONTENT.articles_of(publisher.key)[0].name.split("/"))):
        fresh = get(newsroom, url, method)
        assert fresh.status_code == 200
        tag, modified = fresh.headers["etag"], fresh.headers["last-modified"]
        for known in ({"If_None_Match": tag}, {"If_None_Match": f'"other", {tag}'}, {"If_Modified_Since": modified}):
            answer = get(newsroom, url, method, **known)
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
        # a tag that differs outweighs the date (RFC 9110, section 13.1.3)
        assert get(newsroom, url, method, If_None_Match='"x"', If_Modified_Since=modified).status_code == 200
        assert get(newsroom, url, method, If_Modified_Since="yesterday").status_code == 200


def test_an_answer_is_compressed_when_asked(newsroom):
    url = newsroom.url_of(ARTICLES[0].publisher, ARTICLES[0].slug)
    plain, packed = get(newsroom, url), get(newsroom, url, Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in get(newsroom, url, Accept_Encoding="gzip;q=0").headers


def test_robots_may_read_all_but_what_is_private(newsroom):
    answer = get(newsroom, f"http://{SERVED[0].key}.localhost:{newsroom.port}/robots.txt")
    assert answer.text == "User-agent: *\nDisallow: /private/\n"


def test_what_does_not_exist_is_404_and_every_request_is_recorded(newsroom):
    site = f"{SERVED[0].key}.localhost:{newsroom.port}"
    for url in (f"http://{site}/none", f"http://{site}/private/", f"http://nobody.localhost:{newsroom.port}/feed.xml"):
        assert get(newsroom, url).status_code == 404
        assert newsroom.requests[-1] == (urlsplit(url).netloc, urlsplit(url).path, 404)


def test_a_taken_port_says_how_to_choose_another(newsroom):
    with pytest.raises(SampleError, match="openbeat demo --port"), SampleNewsroom(newsroom.port, newsroom=CONTENT):
        pass


def test_after_its_block_the_newsroom_is_closed():
    with SampleNewsroom(0, newsroom=CONTENT) as newsroom:
        url = newsroom.feeds[0].url
    with pytest.raises(httpx.ConnectError):
        get(newsroom, url)
