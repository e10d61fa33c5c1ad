"""Stories in the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from openbeat.records import LinkKind, StoryLink
from openbeat.settings import StorySettings
from openbeat.store.database import Database, Row
from openbeat.store.times import from_store, to_store
from openbeat.stories import StoryArticle, group


def group_new_articles(database: Database, settings: StorySettings, now: datetime) -> int:
    """Give every in-scope article without a story one, in one transaction; returns how many stories are new."""
    opened = 0
    with database.transaction():
        waiting = database.query("articles_without_story")
        for beat, rows in groupby(waiting, key=lambda row: str(row["beat"])):
            opened += _group(database, beat, [_article(row) for row in rows], settings, now)
    return opened


def _group(database: Database, beat: str, new: list[StoryArticle], settings: StorySettings, now: datetime) -> int:
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
    touched = sorted({link.story_id for link in grouping.links})
    with database.batch([{"story_id": story_id} for story_id in touched], like="stories"):
        database.execute("elect_leads")
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
