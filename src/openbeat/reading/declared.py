"""What kind of page a publisher calls this: by JSON-LD, OpenGraph, the template's class names, and the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from openbeat.reading.linked_data import Node, first, types
from openbeat.reading.markup import element_text, key
from openbeat.reading.phrases import any_of, compiled
from openbeat.reading.source import Source

MIN_ARTICLES = 3
"""Articles described side by side on one page, from which on the page is their list."""
MAX_FILMS = 3
"""Films in microdata whose descriptions are read."""
MAX_ITEMS = 200
"""Objects looked at in one list or graph; an article's page describes a dozen."""

_ARTICLE = re.compile(r"\w*(?:Article|BlogPosting|Report|Review|Recipe|HowTo)")
_LIST = re.compile(r"CollectionPage|SearchResultsPage|ItemList|Blog|ProfilePage")
_MEDIA = re.compile(r"VideoObject|(?:Video|Image|Media)Gallery|Clip|\w*Episode|MusicRecording|Movie")
_SOUND = re.compile(r"AudioObject")
"""No page's subject by itself: it is a text read aloud, or how a word is pronounced."""
_MICRODATA = etree.XPath("//*[contains(@itemtype, 'schema.org/VideoObject')]")
_OPEN_GRAPH_MEDIA = re.compile(r"(?:video|music|audio|podcast|gallery|photo)\b", re.IGNORECASE)
_OPEN_GRAPH_LIST = re.compile(r"blog|profile|object", re.IGNORECASE)

_LIST_CLASS = re.compile(r"home|blog|archive|category|tag|author|search|search-results|paged", re.IGNORECASE)
_SINGLE_CLASS = re.compile(r"single(?:-\w+)*|postid-\d+|post-template\S*", re.IGNORECASE)
"""Class names of the body by which WordPress tells its templates apart
(https://developer.wordpress.org/reference/functions/get_body_class/); others follow it."""
_QUERY = re.compile(r"(?:^|&)(?:q|s|query|search|keywords?|tag|cat|category)=[^&]", re.IGNORECASE)
_PAGER = re.compile(r"(?:page|seite|p[aá]gina)[-_=]?\d{1,4}|\d{1,3}", re.IGNORECASE)
"""The last part of the address of a list's further page, such as ``page-2``, or the number in ``page/2``."""
_NAME = re.compile(r"[^\W_]+(?:[-_+ ][^\W_]+){0,2}")
"""The name of a tag or a person; articles have longer ones."""
_INDEX = re.compile(r"(?:index|home|default)(?:\.\w{3,5})?|[a-z]{2}(?:-[a-z]{2})?", re.IGNORECASE)
_SECTION = re.compile(r"[^\W\d_]+")
"""One word alone; articles have longer names, or numbers."""

_MEDIA_PART, _LIST_PART, _LIST_FRONT = (
    compiled(any_of(purpose)) for purpose in ("media_address", "list_address", "list_front")
)
_MEDIA_TITLE = compiled(rf"^\W*{any_of('media_title')}\s*[:：|\])】»-]|[:：|\[(【«–—-]\s*{any_of('media_title')}\W*$")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of its own kind."""

    article: bool
    """It describes one article, or says when it was published."""
    listing: bool
    """It describes a collection or several articles, or its template or address is that of a list."""
    media: bool
    """It describes a film, a sound or a gallery, and no article."""
    shows_media: bool
    """It describes a film, a sound or a gallery, perhaps beside an article."""
    labelled_media: bool
    """Its address or title calls it one."""
    descriptions: tuple[str, ...]
    """What it says of its films, sounds and galleries, and of itself."""


def declared_kind(source: Source, title: str) -> Declared:
    """What a page says of its own kind."""
    nodes = list(_own_nodes(source))
    articles = {first(node, "headline") or first(node, "url") for node in nodes if _is(node, _ARTICLE)}
    described = [node for node in nodes if _is(node, _MEDIA) and _is_about(node, title)]
    parts = [node for article in nodes if _is(article, _ARTICLE) for node in _parts(article)]
    beside = [node for node in (*parts, *nodes) if _is(node, _SOUND)] + [node for node in parts if _is(node, _MEDIA)]
    open_graph = source.first("og:type")
    several = len(articles) >= MIN_ARTICLES
    article = bool(articles) and not several
    return Declared(
        article=article or (not several and bool(source.first("article:published_time"))),
        listing=several or (not article and _calls_itself_list(source, nodes, open_graph)),
        media=not articles and (bool(described) or bool(_OPEN_GRAPH_MEDIA.match(open_graph))),
        shows_media=bool(
            described or beside or _MICRODATA(source.tree) or source.first("og:video", "og:video:url", "og:audio")
        )
        or source.first("twitter:card").lower() == "player",
        labelled_media=any(map(_MEDIA_PART.fullmatch, _path(source))) or bool(_MEDIA_TITLE.search(title)),
        descriptions=(
            *(first(node, "description") for node in (*described, *beside)),
            *map(element_text, cast("list[HtmlElement]", _MICRODATA(source.tree))[:MAX_FILMS]),
            source.first("description"),
            source.first("og:description"),
        ),
    )


def _is_about(node: Node, title: str) -> bool:
    """Whether a film is the page's own: no pronunciation of a word, no trailer in a corner."""
    name, wanted = key(first(node, "name") or first(node, "headline")), key(title)
    return not name or name in wanted or wanted in name


def _calls_itself_list(source: Source, nodes: list[Node], open_graph: str) -> bool:
    if any(_is(node, _LIST) for node in nodes) or _OPEN_GRAPH_LIST.fullmatch(open_graph):
        return True
    body = next(source.tree.iter("body"), None)
    classes = (body.get("class") or "").split() if body is not None else []
    if any(map(_SINGLE_CLASS.fullmatch, classes)):
        return False
    return any(map(_LIST_CLASS.fullmatch, classes)) or _is_list_address(source)


def _is_list_address(source: Source) -> bool:
    """Whether an address is a front page's, a section's, a search's, or a tag's."""
    path = _path(source)
    if path and _PAGER.fullmatch(path[-1]):
        path = path[:-1] if path[-1][0].isalpha() else path[:-2]
    if not path or (len(path) == 1 and (_INDEX.fullmatch(path[0]) or _SECTION.fullmatch(path[0]))):
        return True
    if _QUERY.search(_split(source)[1]) or _LIST_FRONT.fullmatch(path[-1]) or _LIST_PART.fullmatch(path[-1]):
        return True
    return bool(_LIST_PART.fullmatch("".join(path[-2:-1])) and _NAME.fullmatch(path[-1]))


def _path(source: Source) -> list[str]:
    return [unquote(part) for part in _split(source)[0].split("/") if part]


def _split(source: Source) -> tuple[str, str]:
    try:
        parts = urlsplit(source.page.url)
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _own_nodes(source: Source) -> Iterator[Node]:
    """What a page's JSON-LD describes on its first level, in a graph, or as the main entity of either."""
    for document in source.documents:
        for item in _listed(document):
            for node in (item, *_listed(item.get("@graph"))):
                yield node
                yield from _listed(node.get("mainEntity"))


def _parts(article: Node) -> Iterator[Node]:
    for name in ("video", "audio", "associatedMedia"):
        yield from _listed(article.get(name))


def _listed(value: Any) -> list[Node]:
    """The objects of a value that is one, or a list of them."""
    items = value[:MAX_ITEMS] if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    return any(map(kind.fullmatch, types(node)))
