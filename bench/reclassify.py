"""How long it takes to judge a whole store again: judging, comparing, adopting.

    python -m bench.reclassify [--articles 100000] [--workers 0] [--folder DIR]

Makes a store of that many articles in the languages of ``bench/labels``, spread over a year, with verdicts of an
earlier classifier and the stories of those within the beat; nine in ten articles are off. Their lengths are
log-normal, with 2,500 characters on average.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

from openbeat.identity import content_id
from openbeat.reclassify import Reclassification
from openbeat.records import Relevance, Verdict
from openbeat.settings import Settings
from openbeat.store.database import Database, Row
from openbeat.store.times import to_store
from openbeat.store.verdicts import mention_rows, verdict_row
from openbeat.store.working import working_database

LABELS = Path(__file__).with_name("labels")
MEAN_CHARACTERS = 2_500
SIGMA = 0.8
"""Of the logarithm of the length: a few are ten times as long as most."""
SHARE_OFF = 0.9
SPAN = timedelta(days=365)
END = datetime(2026, 11, 1, tzinfo=UTC)
BEAT = "open_source_ai"
AT_ONCE = 5_000
MILLION = 1_000_000

_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{1,3}|[^\s\u3040-\u30ff\u4e00-\u9fff]+")


class Writer:
    """Writes made-up articles, the same ones for the same number."""

    def __init__(self) -> None:
        self._texts: defaultdict[tuple[str, bool], list[tuple[str, str]]] = defaultdict(list)
        for file in sorted(LABELS.glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                self._texts[item["lang"], item["relevance"] == Relevance.OFF].append((item["title"], item["text"]))
        self._languages = sorted({language for language, _ in self._texts})

    def write(self, number: int, articles: int) -> tuple[Row, Relevance]:
        """An article's row, and how an earlier classifier judged it."""
        chance = random.Random(number)
        language, off = chance.choice(self._languages), chance.random() < SHARE_OFF
        length = chance.lognormvariate(math.log(MEAN_CHARACTERS) - SIGMA**2 / 2, SIGMA)
        title, text = chance.choice(self._texts[language, off])
        text = _stirred(text, chance)
        while len(text) < length:
            text += "\n\n" + _stirred(chance.choice(self._texts[language, True])[1], chance)
        at = to_store(END - SPAN + SPAN * number / articles)
        row = {
            "article_id": content_id("article", number),
            "url": f"https://site{number % 400}.example/{number}",
            "title": title,
            "authors": [],
            "publisher": f"site{number % 400}.example",
            "feed_id": number % 400,
            "language": language,
            "language_confidence": 1.0,
            "language_source": "detector",
            "languages": [{"code": language, "share": 1.0}],
            "first_seen_at": at,
            "stored_at": at,
            "arrived_at": at,
            "occurred_at": at,
            "day": at.date(),
            "text": text[: int(length) + 1],
            "word_count": len(text) // 6,
            "completeness": "full",
            "content_hash": number,
            "version": 1,
            "extractor": "bench",
        }
        return row, Relevance.OFF if off else chance.choice([Relevance.CORE, Relevance.MENTION])


def _stirred(text: str, chance: random.Random) -> str:
    """The words of a text in another order: texts that share whole sentences would all be copies of each other."""
    words = _WORD.findall(text)
    chance.shuffle(words)
    return " ".join(words)


def make_store(settings: Settings, articles: int) -> int:
    """Fill and publish a database; returns the characters of its texts."""
    writer, characters = Writer(), 0
    with working_database(settings, "bench") as database:
        for start in range(0, articles, AT_ONCE):
            written = [writer.write(number, articles) for number in range(start, min(start + AT_ONCE, articles))]
            characters += sum(len(row["text"]) for row, _ in written)
            database.insert("articles", [row for row, _ in written])
            judged = [(row, _old_verdict(relevance)) for row, relevance in written]
            _insert_verdicts(database, judged)
            within = [row for row, verdict in judged if verdict.relevance is not Relevance.OFF]
            database.insert("stories", [_story(row) for row in within])
            database.insert("story_articles", [_membership(row) for row in within])
    return characters


def _old_verdict(relevance: Relevance) -> Verdict:
    probability = {name: 0.8 if name is relevance else 0.1 for name in Relevance}
    score = 1 - probability[Relevance.OFF]
    return Verdict(BEAT, "0", "0", relevance, score, probability, {}, None, (), ())


def _insert_verdicts(database: Database, judged: list[tuple[Row, Verdict]]) -> None:
    database.insert("verdicts", [verdict_row(row["article_id"], row["day"], verdict, END) for row, verdict in judged])
    named = [mention for row, verdict in judged for mention in mention_rows(row["article_id"], row["day"], verdict)]
    database.insert("mentions", named)


def _story(row: Row) -> Row:
    story_id = content_id("story", BEAT, row["article_id"])
    return {"story_id": story_id, "beat": BEAT, "lead_article_id": row["article_id"], "created_at": row["stored_at"]}


def _membership(row: Row) -> Row:
    return {
        "story_id": content_id("story", BEAT, row["article_id"]),
        "article_id": row["article_id"],
        "link": "opened",
        "strength": 1.0,
        "joined_at": row["stored_at"],
    }


@dataclass(frozen=True, slots=True)
class Step:
    """What a step took."""

    name: str
    seconds: float
    processor_seconds: float
    """Of all processes."""

    def told(self, articles: int) -> str:
        """The step as a line of a table."""
        by_million = MILLION / articles / 60
        return (
            f"{self.name:<18} {self.seconds:>8.1f} s  {articles / self.seconds:>9,.0f} articles a second  "
            f"{self.seconds * by_million:>6.1f} min a million, processors {self.processor_seconds * by_million:.1f} min"
        )


@contextmanager
def timed(name: str, steps: list[Step]) -> Iterator[None]:
    """Measure what happens inside."""
    begun, used = time.perf_counter(), _processor_seconds()
    yield
    steps.append(Step(name, time.perf_counter() - begun, _processor_seconds() - used))


def _processor_seconds() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def measure(settings: Settings, workers: int) -> list[Step]:
    """Judge, compare and adopt."""
    steps: list[Step] = []
    with Reclassification(settings, workers=workers) as again:
        with timed("judge", steps):
            again.judge()
        with timed("compare", steps):
            comparison = again.compare()
        for row in comparison.relevance:
            print(f"    {row['before']:>8} → {row['after']:<8} {row['articles']:>9,}")
        with timed("adopt and publish", steps):
            adoption = again.adopt()
    print(f"    {adoption.stories_new:,} new stories")
    return steps


def main() -> None:
    """Make a store, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="where to make the store; a temporary folder if left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        beat = Path(folder, f"{BEAT}.toml")  # a copy, since somebody may be editing the one that ships
        beat.write_bytes((resources.files("openbeat") / "beats" / beat.name).read_bytes())
        settings = Settings.model_validate({"data": Path(folder), "feeds": "none", "beats": [str(beat)]})
        begun = time.perf_counter()
        characters = make_store(settings, arguments.articles)
        size = settings.published_database.stat().st_size
        print(
            f"{arguments.articles:,} articles of {characters / arguments.articles:,.0f} characters, "
            f"{size / 1e6:,.0f} MB, made in {time.perf_counter() - begun:.0f} s"
        )
        steps = measure(settings, arguments.workers)
    whole = Step("all", sum(step.seconds for step in steps), sum(step.processor_seconds for step in steps))
    for step in (*steps, whole):
        print(f"  {step.told(arguments.articles)}")
    print(f"  most memory of the main process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
