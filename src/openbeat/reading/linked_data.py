"""The article's JSON-LD (https://schema.org/Article), as far as a page's publisher wrote it in."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import Any

from lxml.html import HtmlElement

from openbeat.reading.markup import clean_value

MAX_NODES = 2000
"""Objects looked at on one page: graphs of comments and products can be huge, the article stands early."""

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "TechArticle", "LiveBlogPosting", "Review", "SocialMediaPosting")
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|/\*\]\]>\*/)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")

Node = dict[str, Any]


def article_node(tree: HtmlElement) -> Node:
    """The object that describes the page's article, with its references resolved; empty where there is none.

    Of several the first with a headline and a date is taken: sites put the page's own article first.
    """
    nodes = _nodes(tree)
    articles = [node for node in nodes if _is_article(node)]
    complete = (node for node in articles if node.get("headline") and node.get("datePublished"))
    article = next(complete, None) or (articles[0] if articles else {})
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return {name: _resolved(value, named) for name, value in article.items()}


def values(node: Node, name: str) -> list[str]:
    """The property's plain values, be it given as a string, an object with a name, or a list of them."""
    return [text for text in (clean_value(raw) for raw in _strings(node.get(name))) if text]


def first(node: Node, name: str) -> str:
    """The property's first plain value, or an empty string."""
    found = values(node, name)
    return found[0] if found else ""


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


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in kinds)


def _nodes(tree: HtmlElement) -> list[Node]:
    """All objects of all JSON-LD scripts, breadth first within a script."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        queue: deque[Any] = deque([_load(script.text or "")])
        while queue and len(found) < MAX_NODES:
            item = queue.popleft()
            if isinstance(item, dict):
                found.append(item)
                queue.extend(child for child in item.values() if isinstance(child, dict | list))
            elif isinstance(item, list):
                queue.extend(child for child in item[:MAX_NODES] if isinstance(child, dict | list))
    return found


def _load(text: str) -> Any:
    stripped = _COMMENT.sub("", text.strip())
    for candidate in (stripped, _TRAILING_COMMA.sub("", stripped)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None
