"""Trend queries: each runs, each is as its file says, and some are counted by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openbeat.polling import after_poll
from openbeat.records import Feed, FeedOrigin, PollOutcome, Relevance, Stance
from openbeat.settings import PollSettings, RetryPolicy, StorySettings
from openbeat.store import articles, entries, feeds, runs
from openbeat.store.beats import record_beats
from openbeat.store.database import Database, Row
from openbeat.store.sqlfiles import TrendQuery, sql_files, trend_query
from openbeat.store.stories import group_new_articles
from tests.builders import BEAT, NOW, make_entry, make_failure, make_feed, make_outcome, make_poll, make_verdict, words

TRENDS = [trend_query(file) for file in sql_files("trends")]
EN = make_feed("https://en.example/feed", title="English", country="GB", kind="press", origin=FeedOrigin.DEFAULT)
DE = make_feed("https://de.example/feed", title="Deutsch", country="DE", kind="press", origin=FeedOrigin.DEFAULT)
DEAD = make_feed("https://dead.example/feed", title="Dead", country="FR")

CORE, MENTION, OFF = Relevance.CORE, Relevance.MENTION, Relevance.OFF


class Newsroom:
    """Puts articles into a store the way the pipeline does, and asks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        record_beats(database, [BEAT])
        feeds.add_feeds(database, [EN, DE, DEAD], NOW)
        run_id = runs.start_run(database, "ingest", NOW, ZoneInfo("UTC"))
        runs.finish_run(database, run_id, runs.RunStatus.COMPLETED, NOW, None)
        self.number = 0

    def publish(
        self,
        feed: Feed,
        days_ago: float,
        relevance: Relevance = CORE,
        text: str = "",
        language: str = "en",
        **more: Any,
    ) -> None:
        self.number += 1
        at = NOW - timedelta(days=days_ago)
        address = f"https://www.{feed.url.split('/')[2]}/{self.number}"
        entry = make_entry(address, feed_id=feed.feed_id, first_seen_at=at)
        visit = make_poll(feed, [entry], at)
        entries.record_poll(self.database, 1, visit, after_poll(visit, PollSettings()), 10)
        verdict = make_verdict(relevance, **more)
        text = text or words(f"text {chr(97 + self.number % 26)}{chr(97 + self.number // 26)}")
        outcome = make_outcome(entry, text, at, published_at=at, language=language, verdict=verdict)
        articles.commit_outcomes(self.database, 1, [outcome], zone=ZoneInfo("UTC"), retry=RetryPolicy(), now=at)

    def ask(self, text: str) -> list[Row]:
        return self.database.query_text(text)


@pytest.fixture(scope="module")
def newsroom(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    path = tmp_path_factory.mktemp("trends") / "openbeat.duckdb"
    shutil.copyfile(migrated_file, path)
    with Database(path) as database:
        room = Newsroom(database)
        for days_ago in (16, 14, 12, 10):
            room.publish(EN, days_ago, entities=["Trellis"], topics={"research": 0.5})
        room.publish(DE, 3, MENTION, language="de", entities=["Trellis"], topics={"research": 0.5})
        heron: dict[str, Any] = {"entities": ["Heron", "Trellis"], "topics": {"model_release": 0.9}}
        room.publish(EN, 1, text=words("shared", 200), stance=Stance.SUPPORTIVE, **heron)
        room.publish(DE, 1, text=words("shared", 200), language="de", stance=Stance.CRITICAL, **heron)
        room.publish(EN, 1, OFF)
        failed = make_poll(DEAD, outcome=PollOutcome.FAILED, fetched=None, failure=make_failure())
        entries.record_poll(database, 1, failed, after_poll(failed, PollSettings()), 10)
        group_new_articles(database, StorySettings(), NOW)
        yield room


@pytest.mark.parametrize("trend", TRENDS, ids=[trend.name for trend in TRENDS])
def test_a_trend_is_as_its_file_says(newsroom: Newsroom, trend: TrendQuery) -> None:
    result = newsroom.database.table(f"FROM {trend.name}()")
    assert result.column_names == [column["name"] for column in trend.columns]
    assert result.num_rows > 0
    (macro,) = newsroom.ask(f"SELECT parameters FROM duckdb_functions() WHERE function_name = '{trend.name}'")
    assert list(macro["parameters"]) == [parameter["name"] for parameter in trend.parameters]
    given = ", ".join(f"{parameter['name']} := {parameter['default']}" for parameter in trend.parameters)
    assert newsroom.database.table(f"FROM {trend.name}({given})").equals(result)
    assert newsroom.database.table(trend.example).column_names == result.column_names


@pytest.mark.parametrize("trend", TRENDS, ids=[trend.name for trend in TRENDS])
def test_a_trend_of_an_empty_database_is_empty_and_no_error(database: Database, trend: TrendQuery) -> None:
    rows = database.query_text(f"FROM {trend.name}()")
    assert all(not row.get("seen") for row in rows)
    assert trend.name == "coverage_by_day" or not rows


def test_the_catalogue_is_what_the_files_say(newsroom: Newsroom) -> None:
    catalogue = {row["name"]: row for row in newsroom.ask("FROM trend_queries")}
    assert catalogue.keys() == {trend.name for trend in TRENDS}
    for trend in TRENDS:
        assert catalogue[trend.name]["question"] == trend.question
        assert trend.question.endswith("?")
        assert catalogue[trend.name]["parameters"] == list(trend.parameters)
        assert all(column["description"] for column in trend.columns)


def test_coverage_by_day_has_every_day_and_counts_a_story_once(newsroom: Newsroom) -> None:
    rows = newsroom.ask("FROM coverage_by_day(days := 7)")
    assert [row["day"] for row in rows] == [date(2026, 6, 4) + timedelta(days=back) for back in range(7)]
    by_day = {row["day"]: row for row in rows}
    busy = by_day[date(2026, 6, 9)]
    assert busy == {
        "day": date(2026, 6, 9),
        "seen": 3,
        "core": 2,
        "mentions": 0,
        "stories": 1,
        "core_share": pytest.approx(0.6667),
    }
    assert by_day[date(2026, 6, 7)]["mentions"] == 1
    assert (by_day[date(2026, 6, 10)]["seen"], by_day[date(2026, 6, 10)]["core_share"]) == (0, None)
    (german,) = [row for row in newsroom.ask("FROM coverage_by_day(days := 7, lang := 'de')") if row["core"]]
    assert german["seen"] == 1


def test_windows_end_at_the_last_run_or_where_told(newsroom: Newsroom) -> None:
    assert newsroom.ask("SELECT sum(seen)::INTEGER AS n FROM coverage_by_language(days := 7)") == [{"n": 4}]
    until = "SELECT sum(seen)::INTEGER AS n FROM coverage_by_language(days := 7, until := '2026-05-30')"
    assert newsroom.ask(until) == [{"n": 3}]
    assert newsroom.ask("FROM coverage_by_language(in_beat := 'another')") == []


def test_what_rises_against_its_own_past(newsroom: Newsroom) -> None:
    rows = {row["entity"]: row for row in newsroom.ask("FROM trending_entities(days := 7)")}
    assert (rows["Heron"]["articles"], rows["Heron"]["before"]) == (2, 0)
    assert (rows["Trellis"]["articles"], rows["Trellis"]["before"]) == (3, 4)
    assert rows["Heron"]["score"] > rows["Trellis"]["score"]
    topics = newsroom.ask("FROM trending_topics(days := 7, least := 1)")
    assert [row["topic"] for row in topics] == ["model_release", "research"]
    assert topics[1]["score"] < 0


def test_new_entities_are_those_never_seen_before(newsroom: Newsroom) -> None:
    assert [row["entity"] for row in newsroom.ask("FROM new_entities(days := 7)")] == ["Heron"]


def test_pairs_and_stances(newsroom: Newsroom) -> None:
    (pair,) = newsroom.ask("FROM entity_pairs()")
    assert (pair["entity"], pair["other"], pair["articles"]) == ("Heron", "Trellis", 2)
    stances = {row["entity"]: row for row in newsroom.ask("FROM stance_by_entity()")}
    assert (stances["Heron"]["supportive"], stances["Heron"]["critical"], stances["Heron"]["balance"]) == (1, 1, 0)


def test_the_story_that_spread(newsroom: Newsroom) -> None:
    story = newsroom.ask("FROM top_stories(most := 1)")[0]
    assert (story["articles"], story["originals"], story["publishers"], story["languages"]) == (2, 1, 2, 2)
    spread = newsroom.ask("FROM story_spread()")
    assert [row["link"] for row in spread] == ["opened", "copy"]
    assert newsroom.ask(f"FROM story_spread(story := {story['story_id']})") == spread


def test_who_covers_the_beat_and_what_is_their_own(newsroom: Newsroom) -> None:
    rows = {row["publisher"]: row for row in newsroom.ask("FROM share_of_voice()")}
    assert (rows["en.example"]["articles"], rows["de.example"]["articles"]) == (5, 2)
    assert sum(row["copied"] for row in rows.values()) == 1
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1, abs=0.001)


def test_holes_are_shown(newsroom: Newsroom) -> None:
    rows = {row["title"]: row for row in newsroom.ask("FROM silent_feeds()")}
    assert rows["Dead"]["health"] == "failing"
    assert rows["Dead"]["last_failure"] == "timeout"
    assert "English" not in rows
