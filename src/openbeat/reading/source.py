"""Where a page's metadata is read from."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from openbeat.reading.linked_data import Node, article_node
from openbeat.reading.markup import clean_value
from openbeat.records import Page


@dataclass(frozen=True, slots=True)
class Source:
    """A page, taken apart once for all that is read from it."""

    page: Page
    tree: HtmlElement
    node: Node
    """Its JSON-LD article."""
    meta: dict[str, list[str]]
    """The contents of its meta elements by lower-case name, property, itemprop or http-equiv."""

    def first(self, *names: str) -> str:
        """The first content of the first of the meta elements named, or an empty string."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")


def source_of(tree: HtmlElement, page: Page) -> Source:
    """Take a page apart; its tree stays as it is."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = clean_value(element.get("content") or "")
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if content and name:
            meta.setdefault(name.strip().lower(), []).append(content)
    return Source(page, tree, article_node(tree), meta)
