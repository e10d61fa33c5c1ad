"""What the sample newsroom's web sites look like: feeds in three formats, article pages in three layouts.

The bytes depend on the content, the port, the day and the edition only, so a restarted newsroom serves the same ones.
Today's articles would often lie ahead of the clock; they are told as if the whole day had passed in its first hour,
which keeps their order. Only before 01:00 UTC may that hour still be ahead, and then they bear midnight.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from openbeat.identity import content_id
from openbeat.sample.content import Newsroom, Publisher, SampleArticle

# Each layout gives its metadata another way (JSON-LD, OpenGraph, plain elements) and has paths of its own.
LAYOUTS: Mapping[str, str] = {"broadsheet": "/news/{slug}", "magazine": "/{slug}", "portal": "/articles/{slug}.html"}
FEED_TYPES: Mapping[str, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
}

_EVENING = dt.time(23, 30)
_BLANK_LINES = re.compile(r"\n\s*\n")
_RELATED_LINKS = 4
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True)
class Edition:
    """What is published at one moment.

    Attributes:
        today: the newsroom's day, UTC.
        evening: whether corrections are out.
        now: no time of the edition is later than this; at or after the start of ``today``.
    """

    today: dt.date
    evening: bool
    now: dt.datetime

    def published(self, article: SampleArticle) -> dt.datetime:
        """When an article came out, UTC."""
        return self._moment(article.days_ago, article.time)

    def modified(self, article: SampleArticle) -> dt.datetime | None:
        """When an article was corrected, UTC; None where it was not."""
        return self._moment(0, _EVENING) if self.evening and article.later_body else None

    def body(self, article: SampleArticle) -> str:
        """The article's body as this edition has it."""
        return article.later_body if self.evening and article.later_body else article.body

    def _moment(self, days_ago: int, time: dt.time) -> dt.datetime:
        midnight = dt.datetime.combine(self.today - dt.timedelta(days=days_ago), dt.time(), dt.UTC)
        since_midnight = dt.timedelta(hours=time.hour, minutes=time.minute)
        if days_ago > 0:
            return midnight + since_midnight
        early = midnight + dt.timedelta(seconds=since_midnight.total_seconds() // 24)
        return early if early <= self.now else midnight


@dataclass(frozen=True)
class Document:
    """An answer's content: its bytes, their media type, and when they last changed (None where nothing tells)."""

    body: bytes
    media_type: str
    modified: dt.datetime | None


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list or quote, and its lines without their marks."""

    kind: Literal["paragraph", "heading", "list", "quote"]
    lines: tuple[str, ...]


def blocks_of(body: str) -> tuple[Block, ...]:
    """Read simple Markdown: paragraphs, ``##`` headings, ``-`` lists and ``>`` quotes, parted by blank lines."""
    return tuple(_block(chunk.splitlines()) for chunk in _BLANK_LINES.split(body.strip()))


def _block(lines: list[str]) -> Block:
    marks: tuple[tuple[Literal["heading", "list", "quote"], str], ...] = (
        ("heading", "## "),
        ("list", "- "),
        ("quote", "> "),
    )
    for kind, mark in marks:
        if all(line.startswith(mark) for line in lines):
            return Block(kind, tuple(line.removeprefix(mark) for line in lines))
    return Block("paragraph", (" ".join(lines),))


@dataclass(frozen=True)
class _Shown:
    """An article as its site shows it in one edition; a time that the site keeps to itself is None."""

    article: SampleArticle
    url: str
    published: dt.datetime | None
    in_feed: dt.datetime | None
    modified: dt.datetime | None
    blocks: tuple[Block, ...]

    @property
    def changed(self) -> dt.datetime | None:
        """The last change that the page shows."""
        return self.modified or self.published


def layout_of(publisher: Publisher) -> str:
    """The layout of a publisher's pages, which never changes."""
    return sorted(LAYOUTS)[content_id(publisher.key) % len(LAYOUTS)]


class Renderer:
    """Renders a newsroom that is served on one port."""

    def __init__(self, newsroom: Newsroom, port: int) -> None:
        self._newsroom = newsroom
        self._port = port
        self._labels = tomllib.loads((files("openbeat.sample") / "templates/labels.toml").read_text(encoding="utf-8"))
        self._templates = Environment(
            loader=PackageLoader("openbeat.sample"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._templates.filters["rfc822"] = lambda moment: format_datetime(moment, usegmt=True)
        self._templates.filters["rfc3339"] = lambda moment: moment.isoformat()

    def site(self, publisher: str) -> str:
        """The address of a publisher's site, without a slash at its end."""
        return f"http://{publisher}.localhost:{self._port}"

    def path(self, article: SampleArticle) -> str:
        """The path of an article's page."""
        return LAYOUTS[layout_of(self._newsroom.publishers[article.publisher])].format(slug=article.slug)

    def feed(self, publisher: Publisher, edition: Edition, path: str) -> Document:
        """A publisher's feed, which says of itself that it lies at ``path``."""
        shown = self._all_shown(publisher, edition)
        newest = max((moment for item in shown if (moment := item.modified or item.in_feed)), default=None)
        text = self._render(f"{publisher.format}.xml", publisher, items=shown, newest=newest, feed_path=path)
        return Document(text.encode(), FEED_TYPES[publisher.format], newest)

    def page(self, article: SampleArticle, edition: Edition) -> Document:
        """An article's page."""
        publisher = self._newsroom.publishers[article.publisher]
        shown = self._all_shown(publisher, edition)
        item = next(item for item in shown if item.article is article)
        related = [other for other in shown if other is not item][:_RELATED_LINKS]
        declared = "en" if "lying-lang" in article.quirks else publisher.html_lang
        text = self._render(f"{layout_of(publisher)}.html", publisher, item=item, related=related, declared=declared)
        return Document(text.encode(), "text/html", item.changed)

    def front_page(self, publisher: Publisher, edition: Edition) -> Document:
        """A publisher's front page, which lists its articles and names its feed."""
        shown = self._all_shown(publisher, edition)
        newest = max((item.changed for item in shown if item.changed), default=None)
        text = self._render("front.html", publisher, items=shown, declared=publisher.html_lang)
        return Document(text.encode(), "text/html", newest)

    def _all_shown(self, publisher: Publisher, edition: Edition) -> list[_Shown]:
        return [self._shown(article, edition) for article in self._newsroom.articles_of(publisher.key)]

    def _shown(self, article: SampleArticle, edition: Edition) -> _Shown:
        dated = "no-date" not in article.quirks
        published = edition.published(article) if dated else None
        blocks = blocks_of(edition.body(article))
        return _Shown(
            article=article,
            url=self.site(article.publisher) + self.path(article),
            published=published,
            in_feed=published if "no-feed-date" not in article.quirks else None,
            modified=edition.modified(article) if dated else None,
            blocks=blocks[:1] if "teaser" in article.quirks else blocks,
        )

    def _render(self, template: str, publisher: Publisher, **values: object) -> str:
        language = self._newsroom.language_of(publisher.key)
        return self._templates.get_template(template).render(
            publisher=publisher,
            site=self.site(publisher.key),
            feed_type=FEED_TYPES[publisher.format],
            labels=self._labels.get(language.split("-")[0], self._labels["en"]),
            direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
            **values,
        )
