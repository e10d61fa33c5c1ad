"""The topics and entities of the beats in the store, so that SQL can name them."""

from __future__ import annotations

from collections.abc import Iterable

from openbeat.classify import Beat, load_beat
from openbeat.classify.beat import Signal
from openbeat.store.database import Database


def record_beats(database: Database, beats: Iterable[str]) -> None:
    """Write what the beat files list; entities that patterns found are kept."""
    with database.transaction():
        database.execute("drop_beats")
        for position, name in enumerate(beats):
            _record(database, load_beat(name), position)


def _record(database: Database, beat: Beat, position: int) -> None:
    row = {"beat": beat.name, "title": beat.title, "description": beat.description.strip(), "version": beat.version}
    database.insert("beats", [row | {"position": position}])
    database.execute("drop_topics", beat=beat.name)
    topics = [
        {"beat": beat.name, "topic": name, "label": topic.label, "description": topic.description}
        for name, topic in beat.topics.items()
    ]
    database.insert("topics", topics)
    entities = [
        {
            "beat": beat.name,
            "entity": name,
            "kind": kind,
            "maker": entity.maker,
            "open": entity.signal is Signal.BEAT,
            "listed": True,
        }
        for kind, named in beat.entities.items()
        for name, entity in named.items()
    ]
    if entities:
        with database.batch(entities, like="entities"):
            database.execute("drop_listed_entities", beat=beat.name)
        database.insert("entities", entities)
