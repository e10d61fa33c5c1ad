"""However a publisher and the web serve it, an article is stored once: the real pipeline over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from openbeat.feedlist import make_feed
from openbeat.ingest import utc_now
from openbeat.settings import Settings
from openbeat.store import feeds
from openbeat.store.database import Database, Row
from openbeat.store.working import working_database
from tests.newsroom import ingest, newsroom_settings
from tests.rawsite import Site, answer, redirect

TITLE = "A small lab opens the weights of its model"
SENTENCES = [
    f"Paragraph {number} of the article tells in words of its own what part {number} does." for number in range(30)
]


@dataclass(frozen=True)
class Item:
    """An entry of the feed."""

    guid: str
    link: str
    title: str = TITLE


class Publisher:
    """A publisher's site, its feed, and a store that follows it. The port is in every address."""

    def __init__(self, site: Site, settings: Settings) -> None:
        self.site, self.settings = site, settings
        with working_database(settings, "test") as database:
            feeds.add_feeds(database, [make_feed(self.at("/feed"))], utc_now())

    def at(self, path: str, host: str = "news.localhost") -> str:
        return self.site.url(path, host)

    def serve(self, path: str, *, canonical: str = "", sentences: list[str] = SENTENCES, title: str = TITLE) -> None:
        link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
        body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        head = f"<head><title>{title}</title>{link}</head>"
        page = f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>"
        self.site.routes[path] = answer(page.encode(), Content_Type="text/html")

    def run(self, *items: Item) -> dict[str, int]:
        entries = "".join(
            f"<item><guid isPermaLink='false'>{item.guid}</guid><title>{item.title}</title>"
            f"<link>{item.link.replace('&', '&amp;')}</link></item>"
            for item in items
        )
        self.site.routes["/feed"] = answer(
            f"<rss version='2.0'><channel><title>N</title>{entries}</channel></rss>".encode()
        )
        return ingest(self.settings).outcomes

    def query(self, text: str) -> list[Row]:
        with Database(self.settings.published_database, read_only=True) as database:
            return database.query_text(text)

    def articles(self) -> int:
        return int(self.query("SELECT count(*) AS n FROM articles")[0]["n"])


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    with Site() as site:
        ready = Publisher(site, newsroom_settings(tmp_path))
        ready.serve("/a")
        assert ready.run(Item("1", ready.at("/a"))) == {"stored": 1}
        yield ready


def test_spellings_of_an_address_need_no_fetching(publisher: Publisher) -> None:
    asked = len(publisher.site.asked)
    spellings = ("/a/", "/a?utm_source=rss&fbclid=x", "/a#comments", "/./b/../a", "/%61")
    outcomes = publisher.run(*(Item(f"g{number}", publisher.at(path)) for number, path in enumerate(spellings)))
    assert outcomes == {"duplicate": len(spellings)}
    assert [request.path for request in publisher.site.asked[asked:]] == ["/feed"]
    assert publisher.articles() == 1


def test_amp_and_mobile_pages_and_proxies_lead_to_the_article(publisher: Publisher) -> None:
    publisher.serve("/amp/a", canonical=publisher.at("/a"), sentences=SENTENCES[:20])
    publisher.serve("/9")
    publisher.site.routes["/proxy"] = redirect(publisher.at("/a"))
    outcomes = publisher.run(
        Item("amp", publisher.at("/amp/a")),
        Item("mobile", publisher.at("/9", host="m.news.localhost")),
        Item("proxy", publisher.at("/proxy", host="proxy.localhost")),
    )
    assert outcomes == {"duplicate": 3}
    assert publisher.articles() == 1
    assert len(publisher.query("FROM entries WHERE article_id IS NOT NULL")) == 4, "each sighting is kept"


def test_another_guid_for_the_same_address_is_the_same_article(publisher: Publisher) -> None:
    assert publisher.run(Item("2", publisher.at("/a"))) == {"duplicate": 1}
    assert publisher.articles() == 1


def test_another_address_for_the_same_guid_is_the_same_article(publisher: Publisher) -> None:
    publisher.serve("/moved", title=f"{TITLE}, at last")
    assert publisher.run(Item("1", publisher.at("/moved"), f"{TITLE}, at last")) == {"updated": 1}
    assert publisher.articles() == 1


def test_a_mended_link_is_tried_at_once(publisher: Publisher) -> None:
    publisher.serve("/b", title="Quite another article", sentences=["Other words."] + [f"{s} B." for s in SENTENCES])
    wrong, right = Item("b", publisher.at("/typo"), "B"), Item("b", publisher.at("/b"), "B")
    assert publisher.run(wrong) == {"retry": 1}
    assert publisher.run(right) == {"stored": 1}


def test_a_repost_with_a_corrected_sentence_is_the_same_article(publisher: Publisher) -> None:
    publisher.serve("/again", sentences=[*SENTENCES[1:], "One sentence was corrected."])
    assert publisher.run(Item("3", publisher.at("/again"))) == {"duplicate": 1}
    assert publisher.articles() == 1


def test_an_article_that_changed_has_a_new_version_and_keeps_the_old(publisher: Publisher) -> None:
    publisher.serve("/a", sentences=[*SENTENCES, "Correction: the first version named another lab."])
    assert publisher.run(Item("1", publisher.at("/a"), f"Corrected: {TITLE}")) == {"updated": 1}
    history = publisher.query(
        "SELECT version, contains(text, 'Correction') AS corrected FROM article_history ORDER BY version"
    )
    assert history == [{"version": 1, "corrected": False}, {"version": 2, "corrected": True}]


def test_another_publishers_copy_is_an_article_of_its_own(publisher: Publisher) -> None:
    publisher.serve("/copy", canonical=publisher.at("/a"))
    outcomes = publisher.run(Item("copy", publisher.at("/copy", host="copy.localhost")))
    assert outcomes == {"stored": 1}
    assert publisher.articles() == 2
