"""What the sample newsroom publishes: its publishers and articles, read from package data and checked.

``publishers.toml`` holds one table per publisher; ``articles/<publisher>/<slug>.md`` holds one article each, TOML front
matter between ``+++`` lines, then a body in simple Markdown, then, where the article changes, a line
``+++ later +++`` and the corrected body.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from openbeat.errors import SampleError

FeedFormat = Literal["rss", "atom", "rdf"]
Behaviour = Literal["normal", "broken", "moved", "gone", "full"]
Kind = Literal["press", "community", "vendor", "research", "foundation", "aggregator"]
Quirk = Literal["no-date", "english-tail", "teaser", "changes", "no-feed-date", "lying-lang", "syndication-tail"]
Topic = Literal[
    "model_release",
    "tooling_infrastructure",
    "research",
    "licensing_openness",
    "regulation_policy",
    "safety_misuse",
    "industry_adoption",
    "funding_business",
    "community_ecosystem",
    "hardware",
    "legal_copyright",
    "opinion_debate",
]

_ARTICLE_FILE = re.compile(r"\A\+\+\+\n(?P<front>.*?)^\+\+\+\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
_LATER = re.compile(r"^\+\+\+ later \+\+\+$", re.MULTILINE)


@dataclass(frozen=True)
class Publisher:
    """One made-up publisher.

    Attributes:
        key: the first label of its host name.
        title: its name.
        language: what its feed declares; empty where it declares none.
        country: ISO 3166 code.
        kind: what sort of publisher it is.
        format: the format of its feed.
        behaviour: what is special about its feed.
        html_lang: what its pages declare, true or not.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    key: str
    title: str
    language: str
    country: str
    kind: Kind
    format: FeedFormat
    behaviour: Behaviour
    html_lang: str


@dataclass(frozen=True)
class Truth:
    """What a right reading of an article finds; for tests, never for the pipeline.

    Attributes:
        language: the language it is written in.
        relevance: how it covers open-source AI.
        topics: its topics, none where it is off the beat.
        stance: its stance, empty where it is off the beat.
        entities: canonical names of what it mentions.
        story: the key it shares with articles about the same happening; empty where it stands alone.
        origin: ``publisher/slug`` of the article it copies or rewrites; empty where it is its own.
        origin_kind: how it was taken from its origin.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    language: str
    relevance: Literal["core", "mention", "off"]
    topics: tuple[Topic, ...]
    stance: Literal["supportive", "critical", "mixed", "neutral", ""]
    entities: tuple[str, ...]
    story: str
    origin: str
    origin_kind: Literal["copy", "rewrite", ""]


@dataclass(frozen=True)
class SampleArticle:
    """One made-up article.

    Attributes:
        publisher: key of its publisher.
        slug: its name within the publisher.
        title: its headline.
        days_ago: whole days before today on which it was published.
        time: the time of that day, UTC.
        authors: who wrote it, none where the site names none.
        section: the section it stands in.
        summary: what the feed shows.
        quirks: what is odd about it.
        body: simple Markdown.
        later_body: the corrected body that the evening edition shows; empty unless it ``changes``.
        truth: what a right reading finds.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    publisher: str
    slug: str
    title: str
    days_ago: Annotated[int, Field(ge=0)]
    time: dt.time
    authors: tuple[str, ...]
    section: str
    summary: str
    quirks: frozenset[Quirk]
    body: str
    later_body: str
    truth: Truth

    @property
    def name(self) -> str:
        """``publisher/slug``, as an origin names it."""
        return f"{self.publisher}/{self.slug}"


@dataclass(frozen=True)
class Newsroom:
    """All publishers and articles."""

    publishers: Mapping[str, Publisher]
    articles: Mapping[str, SampleArticle]

    def articles_of(self, publisher: str) -> list[SampleArticle]:
        """A publisher's articles, newest first."""
        own = [article for article in self.articles.values() if article.publisher == publisher]
        return sorted(
            own, key=lambda article: (article.days_ago, -article.time.hour, -article.time.minute, article.slug)
        )

    def language_of(self, publisher: str) -> str:
        """The language most of a publisher's articles are written in; what it declares where it has none."""
        spoken = Counter(article.truth.language for article in self.articles_of(publisher))
        return spoken.most_common(1)[0][0] if spoken else self.publishers[publisher].language


def load_newsroom(root: Traversable | None = None) -> Newsroom:
    """Read the sample newsroom.

    Args:
        root: the folder of ``publishers.toml`` and ``articles``; the one that ships where it is left out.

    Raises:
        SampleError: names the file and what is wrong in it.
    """
    folder = root if root is not None else files("openbeat.sample")
    publishers = _publishers(folder / "publishers.toml")
    articles: dict[str, SampleArticle] = {}
    for home in _sorted(folder / "articles"):
        if home.name not in publishers:
            raise SampleError(f"{home} holds articles of a publisher that publishers.toml doesn't list")
        for file in _sorted(home):
            article = _article(file, home.name)
            articles[article.name] = article
    for article in articles.values():
        if article.truth.origin and article.truth.origin not in articles:
            raise SampleError(f"{article.name}.md: origin {article.truth.origin!r} is no article of the newsroom")
    return Newsroom(publishers, articles)


def _sorted(folder: Traversable) -> Iterator[Traversable]:
    yield from sorted(folder.iterdir(), key=lambda item: item.name)


def _publishers(file: Traversable) -> dict[str, Publisher]:
    tables = _toml(_text(file), file)
    return {key: _checked(Publisher, {"key": key, **table}, f"{file} [{key}]") for key, table in tables.items()}


def _article(file: Traversable, publisher: str) -> SampleArticle:
    parts = _ARTICLE_FILE.match(_text(file))
    if parts is None or not file.name.endswith(".md"):
        raise SampleError(
            f"{file} is not an article: it must be a .md file that opens with front matter between +++ lines"
        )
    front = _toml(parts["front"], file)
    body, *later = _LATER.split(parts["body"])
    truth = {field.name: front.pop(field.name) for field in fields(Truth) if field.name in front}
    given = {"publisher": publisher, "slug": file.name.removesuffix(".md"), **front, "truth": truth}
    texts = {"body": body.strip(), "later_body": "".join(later).strip()}
    article = _checked(SampleArticle, given | texts, str(file))
    if not article.body:
        raise SampleError(f"{file} has no body")
    if bool(article.later_body) != ("changes" in article.quirks):
        raise SampleError(f"{file}: the quirk 'changes' and a body after '+++ later +++' go together")
    if bool(article.truth.origin) != bool(article.truth.origin_kind):
        raise SampleError(f"{file}: origin and origin_kind go together")
    return article


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SampleError(f"{file} can't be read: {error}") from error


def _toml(text: str, file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SampleError(f"{file} is not valid TOML: {error}") from error


_Record = TypeVar("_Record", Publisher, SampleArticle)


def _checked(record: type[_Record], given: dict[str, Any], where: str) -> _Record:
    try:
        return TypeAdapter(record).validate_python(given)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SampleError(f"{where} is wrong: {problems}") from error
