"""Everything stored judged again: staged, compared, adopted, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from openbeat import progress
from openbeat.classify import CLASSIFIER_VERSION, Classifier, load_beat
from openbeat.errors import AlreadyRunningError, BeatError, StoreError
from openbeat.polling import after_poll
from openbeat.reclassify import Adoption, Reclassification
from openbeat.records import Completeness, Outcome, Relevance, Verdict
from openbeat.settings import PollSettings, RetryPolicy, Settings, StorySettings
from openbeat.store import articles, entries, feeds
from openbeat.store import reclassify as store
from openbeat.store.beats import record_beats
from openbeat.store.database import Database, Row
from openbeat.store.stories import AT_ONCE, _in_turn, group_new_articles
from openbeat.store.working import working_database
from tests.builders import NOW, due_entries, make_entry, make_feed, make_outcome, make_poll, make_verdict, words

LATER = NOW + timedelta(hours=3)
ELSEWHERE = "https://other.example/copy"
OLD = "an older classifier"
AT_SEA = "The offshore wind farm off the coast has turbines on monopiles, and the offshore wind lease is paid. "
ON_LAND = "The match in the city ended two to one, and the keeper was praised by all who had come. "

CHILD = """
import os, signal, sys
from openbeat import progress, reclassify as module
from openbeat.settings import Settings
from openbeat.store import working
from openbeat.store.database import Database

data, beat, mark, parts = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
module.PART_ARTICLES = parts

def dying(owner, name):
    setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))

def watch(stage, done, total):
    if mark == "judging" and 0 < done < total:
        os.kill(os.getpid(), signal.SIGKILL)

execute = Database.execute
def executing(self, name, /, **parameters):
    if name == mark:
        os.kill(os.getpid(), signal.SIGKILL)
    execute(self, name, **parameters)

Database.execute = executing
if mark in ("record_beats", "group_new_articles"):
    dying(module, mark)
if mark == "publish":
    dying(working, mark)
if mark == "_discard":
    dying(module.Reclassification, mark)
settings = Settings.model_validate({"data": data, "feeds": "none", "beats": [beat]})
with progress.watched(watch), module.Reclassification(settings, workers=1) as again:
    again.judge()
    again.adopt()
"""
"""A process that judges and adopts, and kills itself without warning when it comes to a mark."""


@dataclass(frozen=True)
class Case:
    """A store in a folder, and the beat file in force."""

    settings: Settings
    beat: Path

    def edit_beat(self) -> None:
        """Another version of the beat, which judges as before."""
        with self.beat.open("a", encoding="utf-8") as file:
            file.write("# Edited.\n")

    def read(self, published: bool = True) -> Database:
        settings = self.settings
        return Database(settings.published_database if published else settings.working_database, read_only=True)

    def relevance(self, beat: str = "offshore_wind", *, published: bool = True) -> dict[str, str]:
        """What the store says of each article."""
        with self.read(published) as database:
            rows = database.query_text(
                "SELECT title, relevance FROM verdicts JOIN articles USING (article_id) WHERE beat = $beat",
                {"beat": beat},
            )
        return {row["title"]: row["relevance"] for row in rows}

    def content(self, *, published: bool = True) -> dict[str, list[Row]]:
        """All that adoption writes, but for the times."""
        queries = {
            "verdicts": "SELECT * EXCLUDE (judged_at) FROM verdicts ORDER BY ALL",
            "mentions": "FROM mentions ORDER BY ALL",
            "entities": "FROM entities ORDER BY ALL",
            "beats": "FROM beats ORDER BY ALL",
            "stories": "SELECT * EXCLUDE (created_at) FROM stories ORDER BY ALL",
            "story_articles": "SELECT * EXCLUDE (joined_at) FROM story_articles ORDER BY ALL",
        }
        with self.read(published) as database:
            return {name: database.query_text(query) for name, query in queries.items()}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Three articles, all judged wrongly by an older classifier, and a list, which is not judged."""
    beat = tmp_path / "wind.toml"
    beat.write_bytes((resources.files("openbeat") / "beats" / "offshore_wind.toml").read_bytes())
    settings = Settings.model_validate({"data": tmp_path / "data", "feeds": "none", "beats": [str(beat)]})
    case = Case(settings, beat)
    write(
        case,
        [
            outcome("sea", AT_SEA, Relevance.OFF),
            outcome("land", ON_LAND, Relevance.CORE, entities=("Nobody",)),
            outcome("coast", AT_SEA, Relevance.OFF),
            outcome("list", AT_SEA, Relevance.CORE, completeness=Completeness.LIST),
        ],
    )
    return case


def outcome(
    name: str,
    text: str,
    relevance: Relevance,
    *,
    entities: Iterable[str] = (),
    at: datetime = NOW,
    seed: str | None = None,
    **more: Any,
) -> Outcome:
    """An article as an older classifier judged it; two of one name and time are one, two of one seed have one text."""
    verdict = replace(make_verdict(relevance, entities=tuple(entities)), beat="offshore_wind", classifier_version=OLD)
    entry = make_entry(f"https://news.example/{name}", title=name, first_seen_at=at, content_hash=int(at.timestamp()))
    return make_outcome(entry, text + words(seed or name, 200), at, verdict=verdict, **more)


def write(case: Case, outcomes: list[Outcome], at: datetime = NOW) -> None:
    """What an ingest run does with pages that it read."""
    with working_database(case.settings, "test") as database:
        commit(database, outcomes, at)
        group_new_articles(database, case.settings.stories, at)


def commit(database: Database, outcomes: list[Outcome], at: datetime = NOW) -> None:
    feed = make_feed()
    feeds.add_feeds(database, [feed], at)
    poll = make_poll(feed, [each.entry for each in outcomes], at)
    entries.record_poll(database, 1, poll, after_poll(poll, PollSettings()), 10)
    read = {entry.url: entry for entry in due_entries(database, at)}
    known = [replace(each, entry=read.get(each.entry.url, each.entry)) for each in outcomes]
    articles.commit_outcomes(database, 1, known, zone=Settings().zone, retry=RetryPolicy(), now=at)


def reclassify(case: Case, **more: Any) -> Adoption | None:
    with Reclassification(case.settings, workers=1, **more) as again:
        again.judge()
        return again.adopt() if again.has_staged else None


def staged_files(case: Case) -> list[Path]:
    return list(case.settings.reclassified.glob("*/part-*.parquet"))


def child(case: Case, mark: str, parts: int = 5_000) -> int:
    """Judge and adopt in another process, which dies at a mark; returns what it gave back."""
    command = [sys.executable, "-c", CHILD, str(case.settings.data), str(case.beat), mark, str(parts)]
    return subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode


def shape(fields: Iterable[pa.Field[Any]]) -> dict[str, str]:
    """Names and types; what the items of lists are called is of no interest."""
    return {field.name: str(field.type).replace("list<l:", "list<item:") for field in fields}


def test_staged_rows_have_the_columns_of_the_store(database: Database) -> None:
    verdicts, mentions = (shape(database.table(f"FROM {table} LIMIT 0").schema) for table in ("verdicts", "mentions"))
    staged = shape(store.STAGED)
    assert {*staged} - {*verdicts} == {"article_version", "mentions"}
    assert verdicts == {name: staged[name] for name in verdicts if name in staged} | {"day": verdicts["day"]}
    named = shape(store.STAGED.field("mentions").type.value_type)
    assert mentions == named | {name: mentions[name] for name in ("article_id", "beat", "day")}


def test_everything_stored_is_judged_again(case: Case) -> None:
    assert case.relevance() == {"sea": "off", "land": "core", "coast": "off"}
    adoption = reclassify(case)
    assert case.relevance() == {"sea": "core", "land": "off", "coast": "core"}
    assert adoption
    assert (adoption.articles, adoption.verdicts, adoption.late, adoption.unjudged) == (3, 3, 0, ())
    with case.read() as database:
        versions = database.query_text("SELECT DISTINCT beat_version, classifier_version FROM verdicts")
        assert versions == [
            {"beat_version": load_beat(str(case.beat)).version, "classifier_version": CLASSIFIER_VERSION}
        ]
        assert database.query_text("FROM mentions WHERE entity = 'Nobody'") == []
        assert database.query_text("FROM entities WHERE entity = 'Nobody'") == []
        [run] = database.query_text("SELECT status, report FROM runs WHERE run_id = $id", {"id": adoption.run_id})
        assert run["status"] == "completed"
        assert json.loads(run["report"]) == {"articles": 3, "verdicts": 3, "stories_new": adoption.stories_new}
        assert database.query_text("SELECT beat FROM beats") == [{"beat": "offshore_wind"}]
    assert case.content() == case.content(published=False)


def test_verdicts_are_those_that_the_classifier_gives(case: Case) -> None:
    reclassify(case)
    judge = Classifier(load_beat(str(case.beat)))
    with case.read() as database:
        rows = database.query_text("FROM verdicts JOIN articles USING (article_id)")
    for row in rows:
        verdict = judge.judge(row["title"], row["text"], row["language"])
        assert row["score"] == pytest.approx(verdict.score, abs=1e-6)
        assert [item["rule"] for item in row["evidence"]] == [item.rule for item in verdict.evidence]
        assert [item["topic"] for item in row["topics"]] == list(verdict.topics)
        assert row["jurisdictions"] == list(verdict.jurisdictions)


def test_what_was_judged_by_these_versions_is_judged_again_only_if_asked_for(case: Case) -> None:
    reclassify(case)
    assert reclassify(case) is None
    assert not list(case.settings.reclassified.glob("*/"))
    everything = reclassify(case, everything=True)
    assert everything
    assert everything.articles == 3
    case.edit_beat()
    edited = reclassify(case)
    assert edited
    assert edited.articles == 3


def test_until_it_is_adopted_nothing_changes_and_what_is_staged_is_kept(case: Case) -> None:
    before = case.settings.published_database.read_bytes(), case.settings.working_database.read_bytes()
    with Reclassification(case.settings, workers=1) as again:
        assert again.judge().articles == 3
        changes = {(row["before"], row["after"]): row["articles"] for row in again.compare().relevance}
    assert changes == {("off", "core"): 2, ("core", "off"): 1}
    assert before == (case.settings.published_database.read_bytes(), case.settings.working_database.read_bytes())
    with Reclassification(case.settings, workers=1) as again:
        judged = again.judge()
        assert (judged.articles, judged.kept) == (0, 1)
        assert again.adopt().articles == 3
    assert staged_files(case) == []


def test_a_comparison_says_what_would_change(case: Case) -> None:
    with Reclassification(case.settings, workers=1) as again:
        again.judge()
        found = again.compare()
    [version] = found.versions
    assert version == {"beat": "offshore_wind", "beat_version": "1", "classifier_version": OLD, "articles": 3}
    assert {row["language"] for row in found.languages} == {"en"}
    assert all(row["gained"] == row["after"] - row["before"] + row["lost"] for row in found.topics)
    assert ("none", "neutral") not in {(row["before"], row["after"]) for row in found.stances if not row["articles"]}
    [nobody] = [row for row in found.entities if row["entity"] == "Nobody"]
    assert (nobody["before"], nobody["after"], nobody["gained"], nobody["lost"]) == (1, 0, 0, 1)
    assert [row["url"] for row in found.articles if row["title"] == "land"] == ["https://news.example/land"]
    changes = [abs(row["score_after"] - row["score_before"]) for row in found.articles]
    assert len(changes) == 3
    assert min(changes) > 0.5


def test_killed_in_the_middle_of_judging_it_carries_on(case: Case) -> None:
    write(case, [outcome(f"more{n}", AT_SEA, Relevance.OFF, at=LATER) for n in "abcdefghi"], LATER)
    assert child(case, "judging", parts=2) == -signal.SIGKILL
    kept = len(staged_files(case))
    assert 0 < kept < 6
    with Reclassification(case.settings, workers=1) as again:
        judged = again.judge()
        assert judged.kept == kept
        assert 0 < judged.articles == 12 - 2 * kept
        assert again.adopt().articles == 12
    assert set(case.relevance().values()) == {"core", "off"}
    with case.read() as database:
        assert database.query_text("SELECT article_id FROM verdicts GROUP BY article_id HAVING count(*) > 1") == []


@pytest.mark.parametrize(
    "mark", ["record_beats", "drop_outdated_mentions", "adopt_mentions", "group_new_articles", "finish_run"]
)
def test_killed_before_the_commit_nothing_is_adopted(case: Case, mark: str) -> None:
    before = case.content()
    assert child(case, mark) == -signal.SIGKILL
    assert case.content() == before
    with working_database(case.settings, "test"):
        pass
    assert case.content() == before
    adoption = reclassify(case)
    assert adoption
    assert case.relevance() == {"sea": "core", "land": "off", "coast": "core"}


@pytest.mark.parametrize("mark", ["publish", "_discard"])
def test_killed_after_the_commit_all_is_adopted(case: Case, mark: str) -> None:
    assert child(case, mark) == -signal.SIGKILL
    adopted = case.content(published=False)
    assert {row["classifier_version"] for row in adopted["verdicts"]} == {CLASSIFIER_VERSION}
    with working_database(case.settings, "test"):
        pass
    assert case.content() == adopted
    assert reclassify(case) is None
    assert staged_files(case) == []
    assert case.content() == adopted


def test_what_changed_or_arrived_since_the_judging_is_judged_within_the_adoption(case: Case) -> None:
    with Reclassification(case.settings, workers=1) as again:
        again.judge()
        write(
            case,
            [
                outcome("land", AT_SEA, Relevance.OFF, at=LATER, seed="changed"),
                outcome("new", AT_SEA, Relevance.OFF, at=LATER),
            ],
            LATER,
        )
        with case.read() as database:
            versions = {
                row["title"]: row["version"] for row in database.query_text("SELECT title, version FROM articles")
            }
        assert versions == {"sea": 1, "land": 2, "coast": 1, "list": 1, "new": 1}
        adoption = again.adopt()
    assert (adoption.articles, adoption.late) == (4, 2)
    assert case.relevance() == {"sea": "core", "land": "core", "coast": "core", "new": "core"}


def test_a_beat_that_is_added_gets_its_verdicts_and_one_that_is_removed_keeps_them(case: Case) -> None:
    reclassify(case)
    before = case.content()
    both = case.settings.model_copy(update={"beats": [str(case.beat), "open_source_ai"]})
    with Reclassification(both, workers=1) as again:
        assert again.judge().articles == 3
        assert {(row["beat"], row["before"]) for row in again.compare().relevance} == {("open_source_ai", "none")}
        assert again.adopt().verdicts == 3
        assert again.forgotten_beats() == []
    assert case.relevance("open_source_ai") == dict.fromkeys(("sea", "land", "coast"), "off")
    assert [row for row in case.content()["verdicts"] if row["beat"] == "offshore_wind"] == before["verdicts"]
    alone = case.settings.model_copy(update={"beats": ["open_source_ai"]})
    with Reclassification(alone, workers=1) as again:
        assert again.judge().articles == 0
        assert again.forgotten_beats() == [{"beat": "offshore_wind", "articles": 3}]
        assert not again.has_staged
    assert case.content()["stories"] == before["stories"]


def test_files_that_are_broken_or_of_other_versions_are_not_taken_over(case: Case) -> None:
    with Reclassification(case.settings, workers=1) as again:
        again.judge()
    [part] = staged_files(case)
    part.write_bytes(part.read_bytes()[:-20])
    part.with_name("part-x.tmp").write_bytes(b"half")
    with Reclassification(case.settings, workers=1) as again:
        assert (again.judge().articles, again.has_staged) == (3, True)
    case.edit_beat()
    with Reclassification(case.settings, workers=1) as again:
        judged = again.judge()
        assert (judged.articles, judged.kept) == (3, 0)
    assert len(staged_files(case)) == 1


def test_a_beat_file_that_changes_after_the_judging_is_not_adopted(case: Case) -> None:
    before = case.content()
    with Reclassification(case.settings, workers=1) as again:
        again.judge()
        case.edit_beat()
        with pytest.raises(BeatError, match="openbeat reclassify"):
            again.adopt()
    assert case.content(published=False) == before
    with case.read(published=False) as database:
        [run] = database.query_text("SELECT status FROM runs WHERE flow = 'reclassify'")
    assert run == {"status": "failed"}


def test_judging_holds_nobody_up_and_adoption_disturbs_no_reader(case: Case) -> None:
    met: list[str] = []

    def use_the_store_meanwhile(stage: str, _done: int, _total: int) -> None:
        with working_database(case.settings, "test", wait_seconds=0):
            met.append(stage)

    with case.read() as reader, Reclassification(case.settings, workers=1) as again:
        with progress.watched(use_the_store_meanwhile):
            again.judge()
        assert met
        again.adopt()
        rows = reader.query_text("SELECT DISTINCT classifier_version FROM verdicts")
        assert rows == [{"classifier_version": OLD}]
    assert set(case.relevance().values()) == {"core", "off"}


def test_a_database_published_by_an_older_openbeat_will_do(case: Case) -> None:
    with duckdb.connect(case.settings.published_database) as connection:
        connection.execute("ALTER TABLE verdicts DROP COLUMN jurisdictions")
        connection.execute("ALTER TABLE mentions DROP COLUMN forms")
    with Reclassification(case.settings, workers=1) as again:
        again.judge()
        assert {row["after"] for row in again.compare().relevance} == {"core", "off"}
        again.adopt()
    with case.read() as database:
        assert database.query_text("FROM verdicts WHERE jurisdictions IS NULL") == []


def test_two_do_not_run_beside_each_other(case: Case) -> None:
    with (
        Reclassification(case.settings),
        pytest.raises(AlreadyRunningError, match="Another reclassification"),
        Reclassification(case.settings),
    ):
        pass
    with Reclassification(case.settings):
        pass


def test_without_a_database_it_says_how_to_get_one(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path / "none"})
    with pytest.raises(StoreError, match="openbeat run"), Reclassification(settings):
        pass


def test_an_article_that_breaks_the_classifier_keeps_its_verdict(case: Case) -> None:
    class Breaking(Classifier):
        def judge(self, title: str, text: str, language: str) -> Verdict:
            if title == "sea":
                message = "broken"
                raise ValueError(message)
            return super().judge(title, text, language)

    beat = load_beat(str(case.beat))
    with case.read() as database:
        store.see_staged(database, [empty(case)])
        wanted = store.verdicts_to_make(database, [beat], everything=False).to_pylist()
        rows, unjudged = store.judge(database, wanted, {beat.name: Breaking(beat)}, NOW)
    assert rows.num_rows == 2
    assert [(each.beat, each.detail) for each in unjudged] == [("offshore_wind", "ValueError: broken")]


def empty(case: Case) -> Path:
    case.settings.reclassified.mkdir(exist_ok=True)
    path = case.settings.reclassified / "empty.parquet"
    store.write_staged(store.STAGED.empty_table(), path)
    return path


def test_an_article_that_is_off_now_is_in_no_story(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path / "data", "feeds": "none"})
    case = Case(settings, tmp_path)
    first = outcome("first", AT_SEA, Relevance.CORE, seed="copied")
    second = outcome("second", AT_SEA + "A tail. ", Relevance.CORE, at=LATER, seed="copied", final_url=ELSEWHERE)
    with working_database(settings, "test") as database:
        record_beats(database, ["offshore_wind"])
        commit(database, [first])
        group_new_articles(database, StorySettings(), NOW)
    with working_database(settings, "test") as database:
        commit(database, [second], LATER)
        group_new_articles(database, StorySettings(), LATER)
    counts = "SELECT articles, title FROM story_summary"
    in_stories = "SELECT title FROM coverage WHERE story_id IS NOT NULL ORDER BY title"
    with case.read() as database:
        assert database.query_text(counts) == [{"articles": 2, "title": "first"}]
    for relevance, expected in (("off", ["second"]), ("core", ["first", "second"])):
        with working_database(settings, "test") as database:
            database.script(
                f"UPDATE verdicts SET relevance = '{relevance}' FROM articles a "
                "WHERE a.article_id = verdicts.article_id AND a.title = 'first'"
            )
            assert group_new_articles(database, StorySettings(), LATER) == 0
        with case.read() as database:
            assert database.query_text(counts) == [{"articles": len(expected), "title": expected[0]}]
            assert [row["title"] for row in database.query_text(in_stories)] == expected
            [row] = database.query_text("SELECT sum(stories)::INTEGER AS stories FROM daily_coverage")
            assert row == {"stories": 1}


def test_many_articles_are_grouped_in_parts_that_span_days() -> None:
    hours = [{"occurred_at": NOW + timedelta(hours=n)} for n in range(3 * AT_ONCE)]
    parts = list(_in_turn(hours, timedelta(days=8)))
    assert [len(part) for part in parts] == [AT_ONCE] * 3
    assert [row for part in parts for row in part] == hours
    assert len(list(_in_turn([{"occurred_at": NOW}] * 2 * AT_ONCE, timedelta(days=8)))) == 1
    few = [{"occurred_at": NOW + timedelta(days=400 * n)} for n in range(9)]
    assert list(_in_turn(few, timedelta(days=8))) == [few]


def test_forms_and_jurisdictions_are_kept(database: Database) -> None:
    judge = Classifier(load_beat("open_source_ai"))
    text = (
        "Meta released the weights of Llama 3.1 405B under an open licence. The AI Act of the European Union applies. "
    )
    verdict = judge.judge("Meta releases Llama 3.1 405B", text, "en")
    entry = make_entry("https://news.example/llama")
    commit(database, [make_outcome(entry, text, verdict=verdict)])
    [row] = database.query_text("SELECT jurisdictions FROM coverage")
    assert row == {"jurisdictions": list(verdict.jurisdictions)}
    forms = database.query_text("SELECT entity, label, version, size, count FROM mention_forms ORDER BY ALL")
    assert forms == sorted(
        (
            {
                "entity": each.entity,
                "label": form.label,
                "version": form.version,
                "size": form.size,
                "count": form.count,
            }
            for each in verdict.mentions
            for form in each.forms
        ),
        key=lambda row: (row["entity"], row["label"]),
    )
    assert {"entity": "Llama", "label": "Llama 3.1 405B", "version": "3.1", "size": "405B", "count": 2} in forms


def command(case: Case, *arguments: str, code: int = 0) -> str:
    """``openbeat reclassify`` as a user types it, where there is no terminal; returns what it prints."""
    done = subprocess.run(typed(case, *arguments), env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def typed(case: Case, *arguments: str) -> list[str]:
    config = case.beat.with_name("openbeat.toml")
    config.write_text(f'data = "data"\nfeeds = "none"\nbeats = ["{case.beat.name}"]\n[read]\nworkers = 1\n', "utf-8")
    return [str(Path(sys.executable).parent / "openbeat"), "--config", str(config), "reclassify", *arguments]


def environment() -> dict[str, str]:
    return os.environ | {"COLUMNS": "200"}


def test_the_command_shows_and_adopts_what_a_person_likes(case: Case) -> None:
    shown = command(case, "--dry-run")
    for part in (
        "3 articles judged",
        "Offshore wind",
        OLD,
        "Nobody",
        "core → off",
        "https://news.example/land",
        "--yes",
    ):
        assert part in shown
    assert "3 articles" in command(case)
    assert case.relevance()["land"] == "core"
    assert "Adopted: 3 verdicts on 3 articles" in command(case, "--yes")
    assert case.relevance()["land"] == "off"
    assert "Nothing to do" in command(case)


def test_the_command_tells_programs_all_of_it(case: Case) -> None:
    found = json.loads(command(case, "--json"))
    assert found["judged"] == {"articles": 3, "kept": 0, "unjudged": []}
    assert found["adopted"] is None
    assert {row["after"] for row in found["changes"]["relevance"]} == {"core", "off"}
    assert json.loads(command(case, "--json", "--yes"))["adopted"]["articles"] == 3
    assert json.loads(command(case, "--json"))["changes"] is None


@pytest.mark.parametrize(("answer", "relevance"), [("y", "off"), ("n", "core")])
def test_the_command_asks_a_person(case: Case, answer: str, relevance: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(typed(case), env=environment() | {"TERM": "xterm"}, stdin=theirs, stdout=theirs)
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # the end of a terminal
        while chunk := os.read(ours, 4096):
            asked = b"[y/N]" in seen
            seen += chunk
            if b"[y/N]" in seen and not asked:
                os.write(ours, f"{answer}\n".encode())
    os.close(ours)
    assert process.wait() == 0
    assert (b"Adopted" in seen) is (answer == "y")
    assert case.relevance()["land"] == relevance
