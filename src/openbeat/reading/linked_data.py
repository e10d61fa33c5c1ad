"""The article's JSON-LD (https://schema.org/Article), as far as a page's publisher wrote it in."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from openbeat.reading.markup import clean_value

MAX_NODES = 2000
"""Objects looked at on one page: graphs of comments and products can be huge, the article stands early."""
MAX_PATH = 20
"""Steps of a path, and images of an article, that are looked at."""
MAX_VALUE_CHARACTERS = 2_000
"""Of one value, the rest is left out: names and headlines are shorter, and so are descriptions."""
MAX_BODY_CHARACTERS = 500_000
"""The same of an article's text."""

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "TechArticle", "LiveBlogPosting", "Review", "SocialMediaPosting")
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|/\*\]\]>\*/)\s*+;?\s*+$")
_TRAILING_COMMA = re.compile(r",\s*+(?=[}\]])")
_TEXTS = frozenset({"articleBody", "text"})
_FRONT_PAGE = re.compile(r"/|\w+://[^/]*/?")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What of a page's JSON-LD concerns its article; empty where it has none."""

    article: Node
    """The object that describes the article, with its references resolved."""
    web_page: Node
    """The one that describes the page around it (https://schema.org/WebPage), likewise."""
    web_site: Node
    """The one that describes the site (https://schema.org/WebSite), as it stands there."""
    path: tuple[str, ...]
    """The names in the page's path of links (https://schema.org/BreadcrumbList), the front page left out."""
    documents: tuple[Any, ...]
    """What each of its scripts holds, as it stands there; None for one that is no JSON."""


def linked_data(tree: HtmlElement) -> LinkedData:
    """The objects of a page that concern its article.

    Of several articles the first with a headline and a date is taken: sites put the page's own article first.
    """
    documents = tuple(_documents(tree))
    nodes = _nodes(documents)
    articles = [node for node in nodes if _is_a(node, _ARTICLE_TYPES)]
    complete = (node for node in articles if node.get("headline") and node.get("datePublished"))
    article = next(complete, None) or (articles[0] if articles else {})
    web_page = next((node for node in nodes if _is_a(node, ("WebPage",))), {})
    web_site = next((node for node in nodes if _is_a(node, ("WebSite",))), {})
    path = next((node for node in nodes if _is_a(node, ("BreadcrumbList",))), {})
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return LinkedData(
        {name: _resolved(value, named) for name, value in article.items()},
        {name: _resolved(value, named) for name, value in web_page.items()},
        web_site,
        _path_names(_resolved(path.get("itemListElement"), named)),
        documents,
    )


def values(node: Node, name: str) -> list[str]:
    """The property's plain values, be it given as a string, an object with a name, or a list of them; cut if long."""
    most = MAX_BODY_CHARACTERS if name in _TEXTS else MAX_VALUE_CHARACTERS
    return [text for text in (clean_value(raw[:most]) for raw in _strings(node.get(name))) if text]


def first(node: Node, name: str) -> str:
    """The property's first plain value, or an empty string."""
    found = values(node, name)
    return found[0] if found else ""


def addresses(node: Node, name: str) -> list[tuple[str, int | None]]:
    """The addresses a property gives, each with the width in pixels where it is said."""
    value = node.get(name)
    found: list[tuple[str, int | None]] = []
    for item in value[:MAX_PATH] if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append((item, None))
        elif isinstance(item, dict):
            address = item.get("url") or item.get("contentUrl") or item.get("@id")
            if isinstance(address, str):
                found.append((address, pixels(item.get("width"))))
    return found


def pixels(value: Any) -> int | None:
    """A width such as 1200, ``"1200"`` or ``"1200px"``; None for anything else."""
    match = _PIXELS.match(str(value)) if isinstance(value, str | int | float) else None
    return int(match[1]) if match else None


def is_organisation(node: Node, name: str) -> bool:
    """Whether the property is one object that its publisher calls an organisation."""
    value = node.get(name)
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return isinstance(value, dict) and str(value.get("@type", "")).endswith("Organization")


def is_paywalled(node: Node) -> bool:
    """Whether the publisher says that the text is not free to read (https://schema.org/isAccessibleForFree)."""
    return str(node.get("isAccessibleForFree", "")).rpartition("/")[2].lower() == "false"


def _resolved(value: Any, named: dict[str, Node]) -> Any:
    """The value, or the object of the same page that it refers to.

    Source: https://www.w3.org/TR/json-ld11/#node-identifiers
    """
    if isinstance(value, list):
        return [_resolved(item, named) for item in value[:MAX_NODES] if not isinstance(item, list)]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value[:MAX_NODES] if not isinstance(item, list) for text in _strings(item)]
    if isinstance(value, dict):
        return [text for name in ("name", "url", "@id") if isinstance(text := value.get(name), str)][:1]
    return []


def _path_names(steps: Any) -> tuple[str, ...]:
    names: list[str] = []
    for step in steps[:MAX_PATH] if isinstance(steps, list) else []:
        item = step.get("item") if isinstance(step, dict) else None
        name = (step.get("name") if isinstance(step, dict) else None) or first({"item": item}, "item")
        address = next((address for address, _ in addresses({"item": item}, "item")), "")
        if isinstance(name, str) and not _FRONT_PAGE.fullmatch(address):
            names.append(clean_value(name[:MAX_VALUE_CHARACTERS]))
    return tuple(filter(None, names))


def _is_a(node: Node, endings: tuple[str, ...]) -> bool:
    return any(name.endswith(endings) for name in types(node))


def types(node: Node) -> list[str]:
    """The names of an object's types."""
    named = node.get("@type")
    return [name for name in (named if isinstance(named, list) else [named]) if isinstance(name, str)]


def _nodes(documents: Iterable[Any]) -> list[Node]:
    """All objects of all JSON-LD scripts, breadth first within a script."""
    found: list[Node] = []
    for document in documents:
        queue: deque[Any] = deque([document])
        while queue and len(found) < MAX_NODES:
            item = queue.popleft()
            if isinstance(item, dict):
                found.append(item)
                queue.extend(child for child in item.values() if isinstance(child, dict | list))
            elif isinstance(item, list):
                queue.extend(child for child in item[:MAX_NODES] if isinstance(child, dict | list))
    return found


def _documents(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield _load(script.text or "")


def _load(text: str) -> Any:
    stripped = _COMMENT.sub("", text.strip())
    for candidate in (stripped, _TRAILING_COMMA.sub("", stripped)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None
