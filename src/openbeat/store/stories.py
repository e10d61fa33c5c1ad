"""Stories in the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from openbeat.records import LinkKind, StoryLink
from openbeat.settings import StorySettings
from openbeat.store.database import Database, Row
from openbeat.store.times import from_store, to_store
from openbeat.stories import StoryArticle, group

AT_ONCE = 1_000
"""Articles that are grouped at once, however far apart; more only where the happenings of a few days are so many."""


def group_new_articles(database: Database, settings: StorySettings, now: datetime) -> int:
    """Give every in-scope article without a story one, in one transaction; returns how many stories are new.

    Afterwards every story is led by its oldest original within the beat, whatever was judged otherwise meanwhile.
    """
    opened = 0
    with database.transaction():
        waiting = database.query("articles_without_story")
        for beat, rows in groupby(waiting, key=lambda row: str(row["beat"])):
            for part in _in_turn(list(rows), timedelta(days=2 * settings.window_days)):
                opened += _group(database, beat, part, settings, now)
        database.execute("elect_leads")
    return opened


def _in_turn(waiting: list[Row], least_span: timedelta) -> Iterator[list[Row]]:
    """Parts to be grouped one after the other, oldest first; one only, unless whole months are judged again.

    What is grouped at once is kept in memory and compared with each other. A part spans some windows at least, since
    the stories around it are looked at for each part.
    """
    start = 0
    for end, row in enumerate(waiting):
        if end - start >= AT_ONCE and row["occurred_at"] - waiting[start]["occurred_at"] >= least_span:
            yield waiting[start:end]
            start = end
    yield waiting[start:]


def _group(database: Database, beat: str, waiting: list[Row], settings: StorySettings, now: datetime) -> int:
    with database.batch([{"article_id": row["article_id"]} for row in waiting], like="articles"):
        new = [_article(row) for row in database.query("articles_to_group", beat=beat)]
    window = timedelta(days=settings.window_days)
    since, until = new[0].occurred_at - window, new[-1].occurred_at + window
    around = database.query("story_articles_between", beat=beat, since=to_store(since), until=to_store(until))
    grouping = group(new, [_article(row) for row in around], beat, settings)
    openers = {link.story_id: link.article_id for link in grouping.links if link.kind is LinkKind.OPENED}
    stories = [
        {"story_id": story_id, "beat": beat, "lead_article_id": openers[story_id], "created_at": to_store(now)}
        for story_id in grouping.opened
    ]
    database.insert("stories", stories)
    database.insert("story_articles", [_link_row(link, now) for link in grouping.links])
    return len(grouping.opened)


def _article(row: Row) -> StoryArticle:
    return StoryArticle(
        article_id=row["article_id"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        publisher=row["publisher"],
        url=row["url"],
        occurred_at=from_store(row["occurred_at"]),
        declared_origin=row["declared_origin"],
        site_name=row["site_name"],
        entities=tuple(row["entities"] or ()),
        story_id=row.get("story_id"),
    )


def _link_row(link: StoryLink, now: datetime) -> Row:
    return {
        "story_id": link.story_id,
        "article_id": link.article_id,
        "link": link.kind,
        "strength": link.strength,
        "linked_to": link.linked_to,
        "joined_at": to_store(now),
    }
