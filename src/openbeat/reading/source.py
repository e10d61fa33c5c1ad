"""Where a page's metadata is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from openbeat.reading.linked_data import MAX_VALUE_CHARACTERS, Node, linked_data
from openbeat.reading.markup import clean_value
from openbeat.records import Page


@dataclass(frozen=True, slots=True)
class Source:
    """A page, taken apart once for all that is read from it."""

    page: Page
    tree: HtmlElement
    node: Node
    """Its JSON-LD article."""
    web_page: Node
    """Its JSON-LD page."""
    web_site: Node
    """Its JSON-LD site."""
    path: tuple[str, ...]
    """The names in its path of links, as JSON-LD has them."""
    documents: tuple[Any, ...]
    """All of its JSON-LD; None for a script that is no JSON."""
    meta: dict[str, list[str]]
    """The contents of its meta elements by lower-case name, property, itemprop or http-equiv; cut if long."""
    marked: dict[str, list[HtmlElement]]
    """The elements that it marks as a property of something (https://html.spec.whatwg.org/#microdata), by property."""

    def first(self, *names: str) -> str:
        """The first content of the first of the meta elements named, or an empty string."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    def web_address(self, address: str) -> str | None:
        """An address in the page made absolute, if it leads to the web and has no name and password in it."""
        try:
            joined = urljoin(self.page.url, clean_value(address)) if address else ""
            parts = urlsplit(joined)
            usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        except ValueError:
            return None
        return joined if usable else None


def source_of(tree: HtmlElement, page: Page) -> Source:
    """Take a page apart; its tree stays as it is."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = clean_value((element.get("content") or "")[:MAX_VALUE_CHARACTERS])
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if content and name:
            meta.setdefault(name.strip().lower(), []).append(content)
    data = linked_data(tree)
    marked: dict[str, list[HtmlElement]] = {}
    for element in tree.xpath("//*[@itemprop]"):
        marked.setdefault(element.get("itemprop"), []).append(element)
    return Source(page, tree, data.article, data.web_page, data.web_site, data.path, data.documents, meta, marked)
