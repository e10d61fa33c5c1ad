"""The whole way from feeds to stories, on the sample newsroom, over real HTTP into a real store."""

from __future__ import annotations

from collections import Counter

import pytest

from openbeat.records import RunReport
from openbeat.sample.content import load_newsroom
from openbeat.sample.server import SampleNewsroom
from openbeat.settings import Settings
from openbeat.store.database import Database, Row
from tests.newsroom import ingest, newsroom_settings, subscribe


class Pressday:
    """Three runs of one day: the first, one with nothing new, one after a correction."""

    def __init__(self, settings: Settings, newsroom: SampleNewsroom) -> None:
        subscribe(settings, newsroom)
        self.settings = settings
        self.urls = {newsroom.url_of(*key.split("/")): key for key in load_newsroom().articles}
        self.first = ingest(settings)
        self.requests_before = len(newsroom.requests)
        self.quiet = ingest(settings)
        self.quiet_requests = newsroom.requests[self.requests_before :]
        self.rows_before = self.row_counts()
        newsroom.evening = True
        self.corrected = ingest(settings)

    def query(self, text: str) -> list[Row]:
        with Database(self.settings.published_database, read_only=True) as database:
            return database.query_text(text)

    def row_counts(self) -> dict[str, int]:
        tables = (
            "articles",
            "entries",
            "verdicts",
            "mentions",
            "stories",
            "story_articles",
            "article_keys",
            "raw_pages",
        )
        return {table: self.query(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Pressday:
    with SampleNewsroom(0) as newsroom:
        return Pressday(newsroom_settings(tmp_path_factory.mktemp("day") / "data"), newsroom)


def test_every_feed_is_polled_and_every_entry_becomes_an_article(day: Pressday) -> None:
    assert day.first.polls == {"ok": 21, "gone": 1}
    assert day.first.entries_new == day.first.pages_due == len(load_newsroom().articles)
    assert day.first.outcomes == {"stored": day.first.pages_due}


@pytest.mark.parametrize("name", ["first", "quiet", "corrected"])
def test_what_goes_in_comes_out_counted_once(day: Pressday, name: str) -> None:
    report: RunReport = getattr(day, name)
    assert report.feeds_due == sum(report.polls.values())
    assert report.pages_due == sum(report.outcomes.values())


def test_a_second_run_asks_each_feed_once_and_no_page(day: Pressday) -> None:
    assert day.quiet.polls == {"not_modified": 21}
    assert day.quiet.pages_due == 0
    feeds = [request.path for request in day.quiet_requests]
    assert set(feeds) <= {"/feed.xml", "/atom.xml"}
    assert max(Counter((request.host, request.path) for request in day.quiet_requests).values()) == 1


def test_a_redirect_seen_twice_becomes_the_feeds_address(day: Pressday) -> None:
    moved = day.query("SELECT url FROM feeds WHERE url LIKE '%polder-bericht%'")
    assert moved[0]["url"].endswith("/atom.xml")


def test_a_gone_feed_is_retired_with_its_reason(day: Pressday) -> None:
    assert day.query("SELECT health, status_reason FROM feed_health WHERE health = 'gone'") == [
        {"health": "gone", "status_reason": "the publisher says it is gone for good (410)"}
    ]


def test_a_broken_feed_keeps_its_entries_and_its_note(day: Pressday) -> None:
    polls = "SELECT outcome, entries_seen, note FROM feed_polls JOIN feeds USING (feed_id)"
    note = day.query(f"{polls} WHERE url LIKE '%the-hinge%' ORDER BY polled_at")[0]
    assert (note["outcome"], note["entries_seen"]) == ("ok", 2)
    assert note["note"].startswith("malformed")


def test_a_correction_makes_one_new_version_and_keeps_the_old(day: Pressday) -> None:
    assert day.corrected.outcomes == {"updated": 1}
    assert day.row_counts() == day.rows_before | {
        "raw_pages": day.rows_before["raw_pages"] + 1,
        "mentions": day.row_counts()["mentions"],
        "article_keys": day.row_counts()["article_keys"],
    }
    versions = day.query(
        "SELECT version, text, replaced_at FROM article_history "
        "WHERE article_id IN (SELECT article_id FROM article_versions)"
    )
    old, new = sorted(versions, key=lambda row: int(row["version"]))
    assert (old["version"], new["version"]) == (1, 2)
    assert "Korrektur" in new["text"]
    assert "Korrektur" not in old["text"]
    assert new["replaced_at"] is None


def test_languages_are_those_of_the_truth(day: Pressday) -> None:
    truth = {key: article.truth.language for key, article in load_newsroom().articles.items()}
    found = {day.urls[row["url"]]: row["language"] for row in day.query("SELECT url, language FROM articles")}
    assert found == truth


def test_texts_have_no_tail_and_declared_origins_are_kept(day: Pressday) -> None:
    rows = day.query("SELECT url, text, declared_origin FROM articles WHERE publisher = 'daily-spark.localhost'")
    for row in rows:
        assert "Privacy policy" not in row["text"]
    origins = {day.urls[row["url"]].partition("/")[2]: row["declared_origin"] for row in rows}
    truth = load_newsroom().articles
    tails = [key.partition("/")[2] for key, article in truth.items() if "syndication-tail" in article.quirks]
    assert tails
    assert all(origins[slug] for slug in tails)


def test_the_teaser_is_stored_as_one(day: Pressday) -> None:
    teasers = [day.urls[row["url"]] for row in day.query("SELECT url FROM articles WHERE completeness = 'teaser'")]
    assert teasers == [key for key, article in load_newsroom().articles.items() if "teaser" in article.quirks]


def test_an_undated_article_counts_for_the_day_it_was_seen(day: Pressday) -> None:
    undated = [key for key, article in load_newsroom().articles.items() if "no-date" in article.quirks]
    rows = day.query("SELECT url, published_at, occurred_at, first_seen_at FROM articles WHERE published_at IS NULL")
    assert [day.urls[row["url"]] for row in rows] == undated
    assert all(row["occurred_at"] == row["first_seen_at"] for row in rows)


def test_relevance_is_right_for_nearly_all_and_no_foreign_matter_is_core(day: Pressday) -> None:
    truth = {key: str(article.truth.relevance) for key, article in load_newsroom().articles.items()}
    found = {day.urls[row["url"]]: row["relevance"] for row in day.query("SELECT url, relevance FROM coverage")}
    wrong = {key: (truth[key], found[key]) for key in truth if truth[key] != found[key]}
    assert len(wrong) <= len(truth) // 10, wrong
    assert not [key for key, (was, said) in wrong.items() if was == "off" and said == "core"]


def test_copies_and_other_tellings_are_one_story(day: Pressday) -> None:
    spread = day.query("SELECT publisher, link FROM story_spread(days := 28) ORDER BY publisher")
    assert len({row["publisher"] for row in spread}) >= 3
    links = day.query("SELECT story_link FROM coverage WHERE publisher = 'daily-spark.localhost'")
    assert [row["story_link"] for row in links].count("copy") == 2


def test_raw_pages_lie_beside_the_database(day: Pressday) -> None:
    hashes = {row["raw_hash"] for row in day.query("SELECT raw_hash FROM raw_pages")}
    assert hashes == {path.stem for path in day.settings.raw_pages.rglob("*.zst")}
