"""Whatever instant the process dies at, nothing is lost, nothing is there twice, and the next run carries on.

Real runs are killed (SIGKILL) at random instants, over and over, on real files, against a real HTTP server whose
articles change meanwhile; in the end the database must equal that of runs nobody disturbed.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from openbeat.rawpages import RawPages
from openbeat.sample.content import Newsroom, load_newsroom
from openbeat.sample.server import MOVED_FEED_PATH, SampleNewsroom
from openbeat.settings import Settings
from openbeat.store.database import Database, Row
from tests.killable import DONE, NOTHING_TO_DO, Ended, Kill, Runner, follow, killable_settings, runner

SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
"""Chooses the instants; the test's name shows it, and the environment sets it to kill at the same ones again."""

KILLS = 104
"""How many runs are killed, over both newsrooms."""

KILLS_PER_EDITION = 9
"""So often runs are killed before one is let through, unless one gets through by luck."""

PRESS = (
    ("netzkurier", "polder-bericht", "vidkryte-slovo"),  # one feed has moved
    ("plaza-abierta", "the-hinge", "old-almanac", "oppna-bladet"),  # one is broken, one gone
)

INSTANTS = {
    # mark: how often it is chosen, up to which time it comes, how long after it at most
    "migrating": (2, 2, 0.15),
    "starting": (1, 1, 0.2),
    "polling": (2, 1, 1.0),
    "recording": (4, 4, 0.03),
    "reading": (1, 1, 0.2),
    "keeping": (3, 8, 0.2),
    "committing": (6, 3, 0.04),
    "grouping": (3, 1, 0.05),
    "finishing": (2, 1, 0.03),
    "publishing": (3, 2, 0.015),
}
"""The instants of an ingest run; none of them is sure to come, since an earlier run may have done that part."""

CLAIMED_TIMES = {"published_at", "modified_at", "updated_at"}
"""Times that publishers tell; all others tell when we did something, and may differ."""

OF_THE_POLLS = {"interval_seconds", "next_poll_reason"}
"""What a feed's latest poll, whenever that was, made of its schedule."""

CONSISTENT = {
    "an entry leads to an article that is not there": "FROM entries WHERE article_id IS NOT NULL "
    "AND article_id NOT IN (SELECT article_id FROM articles)",
    "an entry is settled without an article": "FROM entries WHERE article_id IS NULL "
    "AND status IN ('stored', 'duplicate')",
    "an entry is pending: half a run": "FROM entries WHERE status = 'pending'",
    "an article that no entry brought": "FROM articles ANTI JOIN entries USING (article_id)",
    "an article without its verdict": "FROM articles ANTI JOIN verdicts USING (article_id)",
    "an article without its keys": "FROM articles ANTI JOIN article_keys USING (article_id)",
    "an article without its page": "FROM articles ANTI JOIN raw_pages USING (raw_hash)",
    "an article without all its earlier versions": "FROM articles WHERE version <> 1 + "
    "(SELECT count(*) FROM article_versions AS old WHERE old.article_id = articles.article_id)",
    "a verdict on nothing": "FROM verdicts ANTI JOIN articles USING (article_id)",
    "a mention in nothing": "FROM mentions ANTI JOIN articles USING (article_id)",
    "a key to nothing": "FROM article_keys ANTI JOIN articles USING (article_id)",
    "a story without articles": "FROM stories ANTI JOIN story_articles USING (story_id)",
    "a story's article that is not there": "FROM story_articles ANTI JOIN articles USING (article_id)",
    "an article within the beat without a story": "FROM verdicts ANTI JOIN story_articles USING (article_id) "
    "WHERE relevance <> 'off'",
    "a run that seems to go on": "FROM runs WHERE status = 'running'",
    "a poll of no run": "FROM feed_polls ANTI JOIN runs USING (run_id)",
}
"""What must never be found in a published database."""

ONCE = {
    "feeds": "feed_id",
    "entries": "entry_id",
    "articles": "article_id",
    "article_versions": "article_id, version",
    "article_keys": "key_hash",
    "verdicts": "article_id, beat",
    "mentions": "article_id, beat, entity",
    "stories": "story_id",
    "story_articles": "article_id",
    "raw_pages": "raw_hash",
    "runs": "run_id",
}
"""What there must be once only."""


class Press:
    """A small newsroom whose articles change in the evening, and what undisturbed runs make of it."""

    def __init__(self, newsroom: SampleNewsroom, runs: Runner, folder: Path) -> None:
        self.newsroom = newsroom
        self.runs = runs
        self.folder = folder
        self.subscriptions = [feed.url for feed in newsroom.feeds]
        # Subscribed under its new address too: the same articles in two feeds.
        self.subscriptions += [
            url.rpartition("/")[0] + MOVED_FEED_PATH for url in self.subscriptions if "polder-bericht" in url
        ]
        settings = killable_settings(folder / "undisturbed")
        self.undisturbed = {}
        for evening in (False, True):
            newsroom.evening = evening
            ended = runs.run(settings.data, self.subscriptions, poll_all=evening)
            assert ended.status == DONE
            assert_consistent(settings)
            self.undisturbed[evening] = content(settings)

    def disturbed(self, name: str, kills: Iterator[Kill]) -> Iterator[Ended]:
        """Both editions of a day, each with run after run killed until one gets through."""
        settings = killable_settings(self.folder / name)
        for evening in (False, True):
            self.newsroom.evening = evening
            for kill in kills_and_peace(kills):
                ended = self.runs.run(settings.data, self.subscriptions, poll_all=evening, kill=kill)
                if settings.published_database.exists():
                    assert_consistent(settings)
                if not ended.killed:
                    break
                yield ended
            assert ended.status == DONE, (name, kill)
            assert_consistent(settings)
            assert differences(content(settings), self.undisturbed[evening]) == {}, name
        self._maintained(settings, next(kills).seconds)

    def _maintained(self, settings: Settings, seconds: float) -> None:
        """Maintenance, killed once in between, changes nothing and leaves no litter behind."""
        self.runs.run(settings.data, [], maintenance=True, kill=Kill("compacting", 1, seconds))
        assert_consistent(settings)
        assert self.runs.run(settings.data, [], maintenance=True).status == DONE
        assert differences(content(settings), self.undisturbed[True]) == {}
        assert litter(settings) == []


def kills_and_peace(kills: Iterator[Kill]) -> Iterator[Kill | None]:
    for _ in range(KILLS_PER_EDITION):
        yield next(kills)
    yield None


def random_kills(dice: random.Random) -> Iterator[Kill]:
    """Kills without end; each mark comes as often as it should within every few of them."""
    marks = [mark for mark, (weight, _, _) in INSTANTS.items() for _ in range(weight)]
    while True:
        dice.shuffle(marks)
        for mark in marks:
            _, times, seconds = INSTANTS[mark]
            yield Kill(mark, dice.randint(1, times), dice.uniform(0, seconds))


@contextmanager
def press(publishers: tuple[str, ...], folder: Path) -> Iterator[Press]:
    whole = load_newsroom()
    articles = {key: article for key, article in whole.articles.items() if article.publisher in publishers}
    for key in list(articles)[::2]:
        later = (
            articles[key].body + "\n\nCorrection: an earlier version of this article gave another number of people.\n"
        )
        articles[key] = replace(articles[key], later_body=later, quirks=articles[key].quirks | {"changes"})
    part = Newsroom({key: whole.publishers[key] for key in publishers}, articles)
    with SampleNewsroom(0, newsroom=part) as newsroom, runner() as runs:
        yield Press(newsroom, runs, folder)


def query(settings: Settings, text: str) -> list[Row]:
    with Database(settings.published_database, read_only=True) as database:
        return database.query_text(text)


def assert_consistent(settings: Settings) -> None:
    """What a reader finds at this moment is what some whole run left."""
    with Database(settings.published_database, read_only=True) as database:
        for what, condition in CONSISTENT.items():
            assert database.query_text(condition) == [], what
        for table, key in ONCE.items():
            twice = database.query_text(f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1")
            assert twice == [], f"twice in {table}"
        pages = database.query_text("SELECT raw_hash FROM raw_pages")
    kept = RawPages(settings.raw_pages)
    for row in pages:
        assert kept.path(row["raw_hash"]).exists()


def content(settings: Settings) -> dict[str, list[Row]]:
    """All that is in a published database, without what may differ from run to run."""
    found: dict[str, list[Row]] = {}
    with Database(settings.published_database, read_only=True) as database:
        columns: dict[str, list[str]] = {}
        for row in database.query_text(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() "
            "SEMI JOIN duckdb_tables() USING (table_name) WHERE NOT internal ORDER BY column_index"
        ):
            name = row["column_name"]
            ours = row["data_type"] == "TIMESTAMP" and name not in CLAIMED_TIMES
            if not ours and name != "run_id" and name not in OF_THE_POLLS:
                columns.setdefault(row["table_name"], []).append(f'"{name}"')
        del columns["runs"], columns["feed_polls"]
        for table, names in columns.items():
            found[table] = database.query_text(f"SELECT {', '.join(names)} FROM {table} ORDER BY ALL")
        found["feed_polls"] = database.query_text(
            "SELECT feed_id, sum(entries_new)::INTEGER AS new, sum(entries_changed)::INTEGER AS changed "
            "FROM feed_polls GROUP BY ALL ORDER BY ALL"
        )
    return found


def differences(found: dict[str, list[Row]], expected: dict[str, list[Row]]) -> dict[str, dict[str, list[Row]]]:
    """By table, the rows that are too many and those that are missing."""
    assert found.keys() == expected.keys()
    return {
        table: {
            "too many": [row for row in found[table] if row not in expected[table]],
            "missing": [row for row in expected[table] if row not in found[table]],
        }
        for table in found
        if found[table] != expected[table]
    }


def litter(settings: Settings) -> list[str]:
    """Files that a process left half-written."""
    names = [str(path.relative_to(settings.data)) for path in settings.data.rglob("*") if path.is_file()]
    return [name for name in names if name.endswith((".tmp", ".new", ".compact", ".wal")) or "/." in f"/{name}"]


def wait_until_empty(what: Callable[[], Iterable[int]], seconds: float) -> list[int]:
    end = time.monotonic() + seconds
    while (found := list(what())) and time.monotonic() < end:
        time.sleep(0.1)
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [SEED], ids=[f"KILL_SEED={SEED}"])
def test_runs_killed_at_random_instants_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    def killed(number: int) -> list[Ended]:
        kills = random_kills(random.Random(seed + number))
        ended: list[Ended] = []
        with press(PRESS[number], tmp_path / str(number)) as paper:
            day = 0
            while len(ended) < KILLS // len(PRESS):
                ended += paper.disturbed(f"day-{day}", kills)
                day += 1
            assert wait_until_empty(paper.runs.descendants, 10) == []
        return ended

    with ThreadPoolExecutor(len(PRESS)) as lanes:
        ended = [each for lane in lanes.map(killed, range(len(PRESS))) for each in lane]
    assert len(ended) >= 100
    assert all(each.killed for each in ended)
    # They fell everywhere, nearly: the last mark that a run came to says where, and some instants are soon over.
    assert len({each.marks[-1] for each in ended}) >= len(INSTANTS) - 2


def test_of_two_runs_started_together_one_works_and_the_other_has_nothing_to_do(tmp_path: Path) -> None:
    with press(PRESS[1], tmp_path) as paper, runner() as another:
        paper.newsroom.evening = False
        for name, kill in (("afresh", None), ("after a killed one", Kill("committing", 2, 0.0))):
            settings = killable_settings(tmp_path / name)
            follow(settings, paper.subscriptions)
            if kill:
                assert paper.runs.run(settings.data, paper.subscriptions, kill=kill).killed
            with ThreadPoolExecutor(2) as both:
                ended = list(both.map(partial(run_on, settings, paper.subscriptions), (paper.runs, another)))
            assert sorted(each.status for each in ended) == [DONE, NOTHING_TO_DO], name
            assert_consistent(settings)
            assert differences(content(settings), paper.undisturbed[False]) == {}, name


def run_on(settings: Settings, subscriptions: list[str], runs: Runner) -> Ended:
    return runs.run(settings.data, subscriptions)
