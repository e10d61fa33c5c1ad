"""A digest as a page, as Markdown and as JSON. The same digest gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from openbeat.digest.content import Digest
from openbeat.digest.escaping import markdown_link, markdown_text, plain, safe_url
from openbeat.languages import language_name, text_direction
from openbeat.store.times import to_store

SCHEMA = 1
"""Version of the JSON's shape: it rises when a field changes its meaning or goes."""

LINK_WORDS = {
    "copy": "copy",
    "declared": "names it as source",
    "rewrite": "rewrite",
    "same_event": "same event",
    "opened": "first",
}


def render_html(digest: Digest) -> str:
    """The digest as one self-contained page, without scripts."""
    return _environment(html=True).get_template("digest.html.jinja").render(_context(digest))


def render_markdown(digest: Digest) -> str:
    """The digest as CommonMark."""
    return _environment(html=False).get_template("digest.md.jinja").render(_context(digest))


def render_json(digest: Digest) -> str:
    """The digest as JSON: times in ISO 8601, ids as strings."""
    content = {"schema": SCHEMA, **asdict(digest)}
    return json.dumps(_plain(content), ensure_ascii=False, indent=2) + "\n"


def _context(digest: Digest) -> dict[str, Any]:
    zone = ZoneInfo(digest.window.timezone)
    return {
        "digest": digest,
        "window": digest.window,
        "health": digest.health,
        "when": lambda time: _when(time, zone),
        "in_window": _in_window(digest),
        "clock": lambda time: f"{time.astimezone(zone):%H:%M}",
        "long_day": f"{digest.window.day:%A, %-d %B %Y}",
    }


def _in_window(digest: Digest) -> str:
    """The condition that what arrived in the window meets, in SQL."""
    since, until = (to_store(time).isoformat(" ") for time in (digest.window.since, digest.window.until))
    return f"arrived_at >= '{since}' AND arrived_at < '{until}'"


def _when(time: datetime, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):%-d %b %H:%M}"


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@cache
def _environment(*, html: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("openbeat.digest"),
        autoescape=html,  # noqa: S701 - Markdown is escaped by its own filters
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "plain": plain,
        "text": plain if html else markdown_text,
        "link": markdown_link,
        "safe_url": safe_url,
        "language": language_name,
        "direction": text_direction,
        "counted": _counted,
        "link_word": LINK_WORDS.__getitem__,
        "topic_words": lambda topic: topic.replace("_", " "),
    }
    return environment


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: str(item) if _is_id(key, item) else _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _is_id(key: str, value: object) -> bool:
    return isinstance(value, int) and key.endswith("_id")
