"""The day's digest: what it covers, that it is the same each time, and that hostile titles stay text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from openbeat.digest import make_digest, missing_days
from openbeat.digest.content import Arrivals, BeatDigest, Digest, Health, LanguageRow, Link, Story, Telling, collect
from openbeat.digest.escaping import markdown_link, markdown_text, plain, safe_url
from openbeat.digest.excerpts import excerpt, new_sentences
from openbeat.digest.rendering import render_html, render_json, render_markdown
from openbeat.digest.window import window_of
from openbeat.errors import DigestError
from openbeat.sample.server import SampleNewsroom
from openbeat.settings import Settings
from openbeat.store.database import Database
from openbeat.store.working import working_database
from tests.newsroom import ingest, newsroom_settings, subscribe

HOSTILE = '<script>alert(1)</script> | [x](javascript:alert(2)) **b** \u202egnp.exe & "q" \n# h'


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store with a day's news, one article of it corrected."""
    settings = newsroom_settings(tmp_path_factory.mktemp("digest") / "data")
    with SampleNewsroom(0) as newsroom:
        subscribe(settings, newsroom)
        ingest(settings)
        newsroom.evening = True
        ingest(settings)
    return settings


@pytest.fixture(autouse=True)
def _no_digest_yet(settings: Settings) -> None:
    shutil.rmtree(settings.digests, ignore_errors=True)


def seen_on(settings: Settings) -> date:
    with Database(settings.published_database, read_only=True) as database:
        return database.query_text("SELECT max(first_seen_at)::DATE AS day FROM articles")[0]["day"]


def later(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=7)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_window_is_a_local_day_even_where_clocks_change(day: date, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 12, 1, tzinfo=UTC)
    window = window_of(day, zone, now=now, last_run_at=now)
    assert window.until - window.since == timedelta(hours=hours)
    assert window.since.astimezone(zone).date() == day
    assert window.until == window_of(day + timedelta(days=1), zone, now=now, last_run_at=now).since


def test_the_same_data_give_the_same_bytes_and_the_manifest_says_so(settings: Settings) -> None:
    day = seen_on(settings)
    folder = make_digest(settings, day, later(day))
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    make_digest(settings, day, later(day) + timedelta(days=3))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    manifest = json.loads(first["manifest.json"])
    assert manifest["complete"] is True
    assert manifest["sha256"] == {name: sha256(first[name]).hexdigest() for name in first if name != "manifest.json"}
    assert not list(settings.digests.glob(".*"))


def test_numbers_are_those_of_sql(settings: Settings) -> None:
    day = seen_on(settings)
    content = json.loads((make_digest(settings, day, later(day)) / "digest.json").read_text(encoding="utf-8"))
    beat = content["beats"][0]
    with Database(settings.published_database, read_only=True) as database:
        rows = database.query_text("SELECT relevance, count(*) AS n FROM coverage GROUP BY relevance")
        stories = database.query_text("SELECT count(*) AS n FROM story_summary WHERE core > 0")[0]["n"]
        corrected = database.query_text("SELECT count(*) AS n FROM article_versions")[0]["n"]
    counts = {row["relevance"]: row["n"] for row in rows}
    assert beat["arrivals"]["articles"] == sum(counts.values())
    assert (beat["arrivals"]["core"], beat["arrivals"]["mentions"]) == (counts["core"], counts["mention"])
    assert beat["stories_total"] == stories
    assert len(beat["corrections"]) == corrected == 1
    assert sum(row["seen"] for row in beat["languages"]) == sum(counts.values())
    assert all(isinstance(story["story_id"], str) for story in beat["stories"])
    assert [feed["health"] for feed in content["health"]["troubled_feeds"]] == ["gone"]


def test_a_day_that_is_not_over_says_so_and_counts_as_missing(settings: Settings) -> None:
    day = seen_on(settings)
    now = datetime.now(UTC)
    folder = make_digest(settings, day, max(now, datetime.combine(day, datetime.min.time(), UTC)))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if not manifest["complete"]:
        assert "so far" in (folder / "digest.md").read_text(encoding="utf-8")
    assert missing_days(settings, later(day)) == ([] if manifest["complete"] else [day])
    make_digest(settings, day, later(day))
    assert missing_days(settings, later(day)) == []


def test_days_without_a_digest_are_caught_up_within_bounds(settings: Settings) -> None:
    day = seen_on(settings)
    make_digest(settings, day, later(day))
    assert missing_days(settings, later(day) + timedelta(days=2)) == [day + timedelta(days=1), day + timedelta(days=2)]
    assert len(missing_days(settings, later(day) + timedelta(days=60))) == settings.digest.catch_up_days


@pytest.fixture
def changed(settings: Settings, tmp_path: Path) -> Callable[[str], Settings]:
    """A copy of the store to which something more has happened, in SQL."""

    def change(sql: str) -> Settings:
        copy = settings.model_copy(update={"data": tmp_path / "changed"})
        if not copy.data.exists():
            shutil.copytree(settings.data, copy.data)
        with working_database(copy, "test") as database:
            database.script(sql)
        return copy

    return change


POLLED_NEXT_DAY_TOO = """
INSERT INTO feed_polls SELECT * REPLACE (date_trunc('day', polled_at) + INTERVAL 47 HOURS AS polled_at)
FROM feed_polls WHERE outcome = 'not_modified'"""


def test_a_quiet_day_says_so(changed: Callable[[str], Settings]) -> None:
    settings = changed(POLLED_NEXT_DAY_TOO)
    day = seen_on(settings) + timedelta(days=1)
    folder = make_digest(settings, day, later(day))
    for name in ("digest.md", "digest.html"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "A quiet day" in text
        assert "What was not seen" in text
        assert "Top stories" not in text


def test_a_day_on_which_nobody_looked_is_not_told_as_quiet(settings: Settings) -> None:
    day = seen_on(settings) + timedelta(days=1)
    folder = make_digest(settings, day, later(day))
    for name in ("digest.md", "digest.html"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "No feed was looked at" in text
        assert "quiet" not in text


def test_the_end_of_a_day_that_nobody_looked_at_is_told(changed: Callable[[str], Settings]) -> None:
    settings = changed("UPDATE feed_polls SET polled_at = date_trunc('day', polled_at) + INTERVAL 6 HOURS")
    day = seen_on(settings)
    assert "Nothing was looked at after 06:00" in (make_digest(settings, day, later(day)) / "digest.md").read_text()


def test_an_article_read_after_its_day_was_told_makes_the_digest_anew(changed: Callable[[str], Settings]) -> None:
    settings = changed("SELECT 1")
    day = seen_on(settings)
    make_digest(settings, day, later(day))
    assert missing_days(settings, later(day)) == []
    settings = changed(
        "CREATE TEMP TABLE late AS SELECT * FROM articles ORDER BY article_id LIMIT 1;"
        "INSERT INTO verdicts SELECT v.* REPLACE (1 AS article_id) FROM verdicts v SEMI JOIN late USING (article_id);"
        "INSERT INTO articles SELECT * REPLACE (1 AS article_id) FROM late;"
    )
    assert missing_days(settings, later(day)) == [day]
    make_digest(settings, day, later(day))
    assert missing_days(settings, later(day)) == []


def test_an_old_day_does_not_tell_of_todays_feeds(changed: Callable[[str], Settings]) -> None:
    settings = changed(POLLED_NEXT_DAY_TOO)
    day = seen_on(settings)
    before = (make_digest(settings, day, later(day)) / "digest.html").read_bytes()
    settings = changed(
        "UPDATE feed_polls SET outcome = 'failed', reason = 'timeout' "
        f"WHERE polled_at >= '{day + timedelta(days=1)}' AND outcome = 'not_modified'"
    )
    assert (make_digest(settings, day, later(day)) / "digest.html").read_bytes() == before
    next_day = day + timedelta(days=1)
    content = json.loads((make_digest(settings, next_day, later(next_day)) / "digest.json").read_text())
    assert {feed["health"] for feed in content["health"]["troubled_feeds"]} == {"failing", "gone"}


def test_a_page_that_a_later_try_could_read_is_no_failure(changed: Callable[[str], Settings]) -> None:
    settings = changed(
        "INSERT INTO failures SELECT 1, first_seen_at, 'fetch', status, '', TRUE, feed_id, entry_id, url, 'h', 1 FROM ("
        "(SELECT * FROM entries WHERE status = 'stored' LIMIT 1) UNION ALL"
        "(SELECT * REPLACE (9 AS entry_id, 'abandoned' AS status) FROM entries LIMIT 1))"
    )
    day = seen_on(settings)
    content = json.loads((make_digest(settings, day, later(day)) / "digest.json").read_text())
    assert [failure["reason"] for failure in content["health"]["page_failures"]] == ["abandoned"]


def test_a_correction_says_what_changed(settings: Settings) -> None:
    day = seen_on(settings)
    content = json.loads((make_digest(settings, day, later(day)) / "digest.json").read_text(encoding="utf-8"))
    [correction] = content["beats"][0]["corrections"]
    assert "fünf Bedingungen" in correction["dropped"][0]
    assert correction["added"][0].startswith("Korrektur:")
    with Database(settings.published_database, read_only=True) as database:
        texts = {row["version"]: row["text"] for row in database.query_text("FROM article_history")}
    assert correction["dropped"][0] not in texts[2]
    assert correction["version"] == 2


def test_more_of_a_text_is_no_correction_and_an_unknown_completeness_is_none_either(
    changed: Callable[[str], Settings],
) -> None:
    for was, corrections in (("'teaser'", 0), ("'full'", 1), ("NULL", 1)):
        settings = changed(f"UPDATE article_versions SET completeness = {was}")
        day = seen_on(settings)
        content = json.loads((make_digest(settings, day, later(day)) / "digest.json").read_text(encoding="utf-8"))
        assert len(content["beats"][0]["corrections"]) == corrections


def test_videos_are_marked_as_teasers_are(changed: Callable[[str], Settings]) -> None:
    settings = changed(
        "UPDATE articles SET completeness = 'video' WHERE article_id = (SELECT article_id FROM coverage "
        "WHERE relevance = 'core' AND completeness = 'full' ORDER BY article_id LIMIT 1)"
    )
    day = seen_on(settings)
    folder = make_digest(settings, day, later(day))
    beat = json.loads((folder / "digest.json").read_text(encoding="utf-8"))["beats"][0]
    with Database(settings.published_database, read_only=True) as database:
        [told] = database.query_text("SELECT title, url FROM coverage WHERE completeness = 'video'")
    assert [(video["title"], video["url"]) for video in beat["videos"]] == [(told["title"], told["url"])]
    assert told["url"] not in [teaser["url"] for teaser in beat["teasers"]]
    assert (folder / "digest.md").read_text(encoding="utf-8").count("is a video") == 1
    page = html.fromstring((folder / "digest.html").read_bytes())
    [item] = page.xpath("//li[contains(., 'is a video')]")
    assert item.xpath(".//a/@href") == [told["url"]]


def test_every_rise_links_to_articles_it_counts(settings: Settings) -> None:
    day = seen_on(settings)
    content = json.loads((make_digest(settings, day, later(day)) / "digest.json").read_text(encoding="utf-8"))
    rises = content["beats"][0]["rising_topics"] + content["beats"][0]["rising_entities"]
    assert rises
    with Database(settings.published_database, read_only=True) as database:
        for rise in rises:
            urls = [example["url"] for example in rise["examples"]]
            assert len(set(urls)) == len(urls) == min(3, rise["articles"])
            for url in urls:
                [row] = database.query_text(
                    "SELECT (SELECT list(m.entity) FROM mentions m WHERE m.article_id = c.article_id) AS entities, "
                    "(SELECT list(t.label) FROM topics t WHERE list_contains(c.topics, t.topic)) AS labels "
                    "FROM coverage c WHERE c.url = $url AND c.day > $day - 7 AND c.day <= $day",
                    {"url": url, "day": day},
                )
                assert rise["name"] in (row["entities"] or []) + (row["labels"] or [])


def test_the_query_for_more_finds_the_stories_not_told(settings: Settings) -> None:
    day = seen_on(settings)
    folder = make_digest(settings, day, later(day))
    query = re.search(r"`(FROM coverage [^`]+)`", (folder / "digest.md").read_text(encoding="utf-8"))
    content = json.loads((folder / "digest.json").read_text(encoding="utf-8"))
    assert query
    with Database(settings.published_database, read_only=True) as database:
        stories = {row["story_id"] for row in database.query_text(query[1])}
    assert len(stories) == content["beats"][0]["stories_total"]


def test_nothing_is_left_of_a_digest_that_could_not_be_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = seen_on(settings)
    folder = make_digest(settings, day, later(day))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr("openbeat.digest.writing.render_json", lambda _: 1 / 0)
    for each in (day, day + timedelta(days=1)):
        with pytest.raises(ZeroDivisionError):
            make_digest(settings, each, later(each))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(settings.digests.iterdir()) == [folder]


def test_a_hole_in_the_data_is_not_told_as_a_quiet_day(settings: Settings) -> None:
    digest = hostile_digest(settings)
    for render in (render_html, render_markdown):
        assert "Only 0 of 1 feed polled could be reached" in render(digest)
        reached = replace(digest, health=replace(digest.health, feeds_reached=1))
        assert "could be reached.** What follows" not in render(reached)
        assert "has holes" not in render(reached)


def test_no_digest_without_data(tmp_path: Path) -> None:
    empty = newsroom_settings(tmp_path / "data")
    with pytest.raises(DigestError, match="openbeat run"):
        make_digest(empty, date(2026, 11, 24), datetime.now(UTC))


def test_a_day_to_come_has_no_digest(settings: Settings) -> None:
    with pytest.raises(DigestError, match="not begun"):
        make_digest(settings, date(2099, 1, 1), datetime.now(UTC))


def test_every_link_leads_to_the_web_and_every_story_to_its_article(settings: Settings) -> None:
    day = seen_on(settings)
    page = html.fromstring((make_digest(settings, day, later(day)) / "digest.html").read_text(encoding="utf-8"))
    links = page.xpath("//a/@href")
    assert len(links) > 40
    assert all(re.match(r"https?://", link) for link in links)
    assert not page.xpath("//script | //img | //link | //iframe | //*[starts-with(name(@*), 'on')]")
    assert all(title.xpath("./a/@href") for title in page.xpath("//h4"))
    assert {"ar", "hi", "ja"} & set(page.xpath("//@lang"))
    assert "rtl" in page.xpath("//@dir")


def hostile_digest(settings: Settings) -> Digest:
    """A digest in which everything that came from the web is out to harm."""
    link = Link(HOSTILE, "javascript:alert(3)", HOSTILE, "en")
    broken = Link(HOSTILE, 'http://x.example/"><script>alert(4)</script>', HOSTILE, "ar")
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    telling = Telling(broken, "copy", HOSTILE, now, "GB", new=True)
    story = Story(1, link, HOSTILE, "critical", ("safety_misuse",), now, 1, 1, 1, single_source=True, others=(telling,))
    beat = BeatDigest(
        beat="b",
        title=HOSTILE,
        version="1",
        arrivals=Arrivals(articles=1, core=1, mentions=0, earlier=0, languages=1, publishers=1),
        stories_total=1,
        stories=(story,),
        languages=(LanguageRow("en", 1, 1, 0, broken),),
        rising_topics=(),
        rising_entities=(),
        newcomers=(),
        mentions=(link,),
        corrections=(),
        borrowed=(),
        teasers=(broken,),
        videos=(broken,),
    )
    health = Health(
        1, 0, ({"title": HOSTILE, "url": "data:text/html,x", "health": "failing", "reason": HOSTILE},), (), ()
    )
    window = window_of(date(2026, 11, 24), settings.zone, now=now + timedelta(days=2), last_run_at=now)
    return Digest("daily", window, 1, (beat,), health)


def test_hostile_titles_stay_text_in_html(settings: Settings) -> None:
    page = html.fromstring(render_html(hostile_digest(settings)))
    assert not page.xpath("//script | //strong[text()='b']")
    assert all(link.startswith("http://x.example/") for link in page.xpath("//a/@href"))
    assert any("<script>alert(1)</script>" in text for text in page.xpath("//h4//text()"))
    assert "\u202e" not in render_html(hostile_digest(settings))


def test_hostile_titles_stay_text_in_markdown(settings: Settings) -> None:
    text = render_markdown(hostile_digest(settings))
    assert not re.search(r"(?<!\\)<script", text)
    assert not re.search(r"(?<!\\)\]\(javascript:", text)
    assert not re.search(r"(?<!\\)\]\((?!<https?://)", text)
    assert "\u202e" not in text
    table = [line for line in text.splitlines() if line.startswith("| English")]
    assert len(re.findall(r"(?<!\\)\|", table[0])) == 6
    json.loads(render_json(hostile_digest(settings)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 3.5 times", "plain words, 3.5 times"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no item", r"\- no item"),
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("see http://x.example", r"see http\://x.example"),
        (None, ""),
    ],
)
def test_markdown_shows_texts_as_they_are(text: str | None, shown: str) -> None:
    assert markdown_text(text) == shown


def test_links_and_texts_are_made_safe() -> None:
    assert safe_url("javascript:alert(1)") is None
    assert safe_url("https://x.example/a b<c>\"'") == "https://x.example/a%20b%3Cc%3E%22%27"
    assert markdown_link("t]", "ftp://x") == r"t\]"
    assert markdown_link("t", "https://x.example/(1)") == "[t](<https://x.example/(1)>)"
    assert markdown_link("t", "https://x.example/?a=1&copy;=2&b=3") == "[t](<https://x.example/?a=1&amp;copy;=2&b=3>)"
    assert plain("a\u202eb\x00c\n d") == "a b c d"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Short.\n" + "The first real sentence stands here and goes on for a while. " * 2, 2),
        (
            "A first sentence that is long enough to be worth quoting here. Then more. "
            + "And more, and more of it. " * 20,
            None,
        ),
    ],
)
def test_excerpts_are_whole_sentences_of_the_first_real_paragraph(text: str, taken: int | None) -> None:
    found = excerpt(text)
    assert len(found) <= 320
    assert found in text.replace("\n", " ")
    assert found.endswith(".")
    assert taken is None or found.count(".") == taken


@pytest.mark.parametrize(
    "text",
    [
        "The minister was blunt. “We will publish all the weights today.” The room applauded, then went quiet.",
        "Le ministre a été clair : « Nous publierons tous les poids aujourd’hui. » La salle a applaudi une minute.",
        "Der Minister sagte es klar. »Wir veröffentlichen heute alle Gewichte.« Im Saal wurde lange applaudiert.",
        "El ministro dijo: «Publicaremos los pesos de todos los modelos hoy mismo.» La sala aplaudió un minuto.",
        "大臣は「すべての重みを今日公開します。」と述べた。会場では一分間の拍手が続き、その後は静かになった。",
    ],
)
def test_excerpts_keep_their_quotation_marks(text: str) -> None:
    assert excerpt(text) == text


def test_excerpts_are_of_paragraphs_where_the_layout_tells_them() -> None:
    sentence = "The first real sentence stands here and goes on for a while."
    blocks = ["A heading of some length that could be taken for a paragraph, if not for its kind", "- item", sentence]
    text = "\n\n".join(blocks)
    assert excerpt(text, ["h2", "list", "p"]) == sentence
    assert excerpt(text, ["h2", "list", "quote"]) == blocks[0]
    assert excerpt("- item\n\nShort.") == "Short."
    assert excerpt("One line,\nand another.", ["p"]) == "One line, and another."


def test_blank_lines_change_no_sentence() -> None:
    old, new = "One here. Two here.\nThree.", "One here. Two here.\n\nThree."
    assert new_sentences(old, new, 2) == new_sentences(new, old, 2) == ()


def test_excerpts_do_not_end_in_abbreviations() -> None:
    first = (
        "The lab is led by "
        + "a long-serving and much decorated director, " * 6
        + "and answers to Dr. Smith of Bergen in Norway."
    )
    assert excerpt(first + " A second sentence of some length follows here, to be left out.") == first


def test_new_sentences_are_those_the_other_text_lacks() -> None:
    assert new_sentences("One here. Two here.", "One here. Three here. Four here.\nFive.", 2) == (
        "Three here.",
        "Four here.",
    )
    assert new_sentences("One.\nTwo.", "Two. One.", 2) == ()


def test_excerpts_of_unspaced_scripts_keep_their_spacing() -> None:
    text = "研究所は重みを公開した。誰でも利用できる。" * 3
    assert excerpt(text) in text
    assert excerpt("") == ""


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium")
def test_a_browser_shows_the_page_and_runs_nothing(settings: Settings, tmp_path: Path) -> None:
    day = seen_on(settings)
    pages = {"busy": make_digest(settings, day, later(day)) / "digest.html", "hostile": tmp_path / "hostile.html"}
    pages["hostile"].write_text(render_html(hostile_digest(settings)), encoding="utf-8")
    for name, page in pages.items():
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        command += [f"--user-data-dir={tmp_path / name}", "--virtual-time-budget=2000", "--dump-dom", page.as_uri()]
        result = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
        assert "What was not seen" in result.stdout
        assert "CONSOLE" not in result.stderr, result.stderr


def test_several_beats_are_told_one_after_the_other(settings: Settings) -> None:
    digest = hostile_digest(settings)
    second = replace(digest.beats[0], beat="c", title="Second beat")
    text = render_markdown(replace(digest, beats=(digest.beats[0], second)))
    assert text.count("### Top stories") == 2
    assert text.count("## What was not seen") == 1


def test_collecting_needs_no_more_than_the_database(settings: Settings) -> None:
    day = seen_on(settings)
    window = window_of(day, settings.zone, now=later(day), last_run_at=later(day))
    with Database(settings.published_database, read_only=True) as database:
        assert collect(database, window, 1, 3).beats[0].stories == collect(database, window, 1, 8).beats[0].stories[:3]
