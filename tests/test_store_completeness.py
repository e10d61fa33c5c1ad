"""How much of an article a page is, and who sees it: teasers and videos are covered and marked, lists are only kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from openbeat import pages
from openbeat.digest.content import BeatDigest, collect
from openbeat.digest.window import window_of
from openbeat.polling import after_poll
from openbeat.reading import extract
from openbeat.records import Completeness, Entry, Extracted, LanguageShare, Outcome, Page
from openbeat.settings import PollSettings, RetryPolicy, StorySettings
from openbeat.store import articles, entries, feeds, runs
from openbeat.store.beats import record_beats
from openbeat.store.database import Database, Row
from openbeat.store.stories import group_new_articles
from tests.builders import BEAT, NOW, due_entries, make_entry, make_feed, make_outcome, make_poll, make_verdict, words

FEED = make_feed()
A, B = make_entry("https://news.example/a"), make_entry("https://news.example/b")
ZONE = ZoneInfo("UTC")


@pytest.fixture
def newsroom(database: Database) -> Database:
    """A store with a beat, a feed and a completed run."""
    record_beats(database, [BEAT])
    feeds.add_feeds(database, [FEED], NOW)
    run_id = runs.start_run(database, "ingest", NOW, ZONE)
    runs.finish_run(database, run_id, runs.RunStatus.COMPLETED, NOW, None)
    return database


def show(database: Database, *shown: Entry) -> list[Entry]:
    """Let the feed show entries; returns what is due."""
    poll = make_poll(FEED, shown)
    entries.record_poll(database, 1, poll, after_poll(poll, PollSettings()), 10)
    return due_entries(database, NOW)


def commit(database: Database, outcomes: Sequence[Outcome]) -> dict[str, int]:
    counts = articles.commit_outcomes(database, 1, outcomes, zone=ZONE, retry=RetryPolicy(), now=NOW)
    group_new_articles(database, StorySettings(), NOW)
    return dict(counts)


def digest(database: Database) -> BeatDigest:
    window = window_of(NOW.date(), ZONE, now=NOW + timedelta(days=2), last_run_at=NOW)
    return collect(database, window, 1, 10).beats[0]


def history(database: Database) -> list[Row]:
    return database.query_text("SELECT version, completeness, layout, text FROM article_history ORDER BY version")


def test_a_list_is_stored_and_no_beat_story_trend_or_digest_sees_it(newsroom: Database) -> None:
    article, page = sorted(show(newsroom, A, B), key=lambda entry: entry.url or "")
    verdict = make_verdict(entities=["Heron"], topics={"research": 0.9})
    listed = make_outcome(page, words("many teasers", 300), verdict=verdict, completeness=Completeness.LIST)
    assert commit(newsroom, [make_outcome(article), listed]) == {"stored": 2}
    stored = newsroom.query_text("SELECT url, completeness FROM articles ORDER BY url")
    assert [row["completeness"] for row in stored] == ["full", "list"]
    assert entries.entries_by_status(newsroom) == {"stored": 2}
    for seen_by in ("coverage", "daily_coverage", "story_summary", "article_topics", "entity_summary"):
        assert str(B.url) not in str(newsroom.query_text(f"FROM {seen_by}"))
    assert [row["url"] for row in newsroom.query_text("FROM coverage")] == [A.url]
    assert [row["articles_seen"] for row in newsroom.query_text("FROM daily_coverage")] == [1]
    assert sum(row["seen"] for row in newsroom.query_text("FROM coverage_by_day()")) == 1
    assert newsroom.query_text("FROM entity_summary") == newsroom.query_text("FROM new_entities()") == []
    told = digest(newsroom)
    assert (told.arrivals.articles, told.stories_total, len(told.teasers), len(told.videos)) == (1, 1, 0, 0)


def test_a_video_is_covered_and_marked(newsroom: Database) -> None:
    (due,) = show(newsroom, A)
    commit(newsroom, [make_outcome(due, words("what is shown", 40), completeness=Completeness.VIDEO)])
    [row] = newsroom.query_text("SELECT url, completeness, story_id FROM coverage")
    assert (row["url"], row["completeness"]) == (A.url, "video")
    assert row["story_id"] is not None
    told = digest(newsroom)
    assert [video.url for video in told.videos] == [A.url]
    assert (told.teasers, told.stories_total) == ((), 1)


def test_a_list_that_becomes_an_article_is_covered_from_then_on(newsroom: Database) -> None:
    (due,) = show(newsroom, A)
    commit(newsroom, [make_outcome(due, words("many teasers", 300), completeness=Completeness.LIST)])
    assert newsroom.query_text("FROM coverage") == []
    (due,) = show(newsroom, make_entry(A.url, title="Changed"))
    assert commit(newsroom, [make_outcome(due, words("the article"), layout=("p",))]) == {"updated": 1}
    assert [row["url"] for row in newsroom.query_text("FROM coverage")] == [A.url]
    assert [(row["version"], row["completeness"], row["layout"]) for row in history(newsroom)] == [
        (1, "list", None),
        (2, "full", ["p"]),
    ]
    assert digest(newsroom).corrections == ()


def test_the_whole_text_found_in_the_same_batch_is_a_version_after_the_teaser(newsroom: Database) -> None:
    amp = make_entry("https://news.example/amp/a")
    due = {entry.url: entry for entry in show(newsroom, A, amp)}
    beginning = words("the article", 60)
    outcomes = [
        make_outcome(due[A.url], beginning, completeness=Completeness.TEASER),
        make_outcome(due[amp.url], words("the article", 200), canonical_url=A.url),
    ]
    assert commit(newsroom, outcomes) == {"stored": 1, "updated": 1}
    versions = history(newsroom)
    assert [(row["version"], row["completeness"]) for row in versions] == [(1, "teaser"), (2, "full")]
    assert versions[0]["text"] == beginning
    assert entries.entries_by_status(newsroom) == {"stored": 2}
    [row] = newsroom.query_text("SELECT url, word_count FROM coverage")
    assert row == {"url": A.url, "word_count": 200}
    assert digest(newsroom).corrections == ()


def test_the_languages_of_a_text_are_kept_with_their_shares(newsroom: Database) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    first, second = sorted(show(newsroom, A, B), key=lambda entry: entry.url or "")
    secondary = (LanguageShare("en", 0.2), LanguageShare("fr", 0.05))
    mixed = make_outcome(first, language="de", secondary=secondary, licence=licence, layout=("p",))
    commit(newsroom, [mixed, make_outcome(second, language="pl")])
    shares = newsroom.query_text("SELECT url, code, share FROM article_languages JOIN articles USING (article_id)")
    assert sorted((row["url"], -row["share"], row["code"]) for row in shares) == [
        (A.url, -0.75, "de"),
        (A.url, -0.2, "en"),
        (A.url, -0.05, "fr"),
        (B.url, -1.0, "pl"),
    ]
    first_languages = newsroom.query_text("SELECT language, languages[1].code AS first FROM coverage")
    assert all(row["language"] == row["first"] for row in first_languages)
    [row] = newsroom.query_text("SELECT licence, len(languages) AS n FROM coverage WHERE url LIKE '%/a'")
    assert row == {"licence": licence, "n": 3}
    layouts = newsroom.query_text("SELECT layout FROM articles ORDER BY url")
    assert [row["layout"] for row in layouts] == [["p"], None]


def test_the_script_of_chinese_is_kept(newsroom: Database) -> None:
    [entry] = show(newsroom, A)
    commit(newsroom, [make_outcome(entry, language="zh-Hant")])
    [row] = newsroom.query_text("SELECT language, languages FROM articles")
    assert row == {"language": "zh", "languages": [{"code": "zh-Hant", "share": 1.0}]}


def test_a_page_that_is_no_article_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "The lab published the weights of its open source AI model under an open licence today, it said. "
    page = Page("https://news.example/a", f"<title>Open weights</title><p>{sentence * 5}".encode(), None)
    assert len(pages.read_page(page, (BEAT,), 5).verdicts) == 1

    def as_list(page: Page, min_words: int) -> Extracted:
        return replace(extract(page, min_words), completeness=Completeness.LIST)

    monkeypatch.setattr(pages, "extract", as_list)
    reading = pages.read_page(page, (BEAT,), 5)
    assert (reading.verdicts, reading.language.code) == ((), "en")


def test_a_copy_is_known_whether_its_blocks_are_parted_by_blank_lines_or_not(newsroom: Database) -> None:
    paragraphs = [words(name, 40) for name in ("one", "two", "three", "four")]
    copy = make_entry("https://copy.example/b")
    due = {entry.url: entry for entry in show(newsroom, A, copy)}
    stored_before = make_outcome(due[A.url], "\n".join(paragraphs))
    commit(newsroom, [stored_before, make_outcome(due[copy.url], "\n\n".join(paragraphs), layout=("p",) * 4)])
    links = newsroom.query_text("SELECT publisher, story_link FROM coverage ORDER BY publisher")
    assert {row["publisher"]: row["story_link"] for row in links} in (
        {"news.example": "opened", "copy.example": "copy"},
        {"news.example": "copy", "copy.example": "opened"},
    )
    hashes = newsroom.query_text("SELECT DISTINCT content_hash, word_count FROM articles")
    assert len(hashes) == 1


def test_evidence_stands_where_it_says_and_no_phrase_goes_across_blocks() -> None:
    judge = pages.classifier(BEAT).judge
    text = "The lab opened its model.\n\nIt is open source AI, it says, with open weights.\n\nOpen\n\nsource"
    evidence = [item for item in judge("News of the day", text, "en").evidence if item.where != "title"]
    assert {"open source AI", "open weights"} <= {item.text for item in evidence}
    assert all(text[item.start :].startswith(item.text) and "\n" not in item.text for item in evidence)
