"""Which of an entry's links leads to its page."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator
from typing import Any
from urllib.parse import urljoin

from openbeat.addresses import destination, web_url
from openbeat.polling.fields import parts, text

_ORIGINALS = ("feedburner_origlink", "pheedo_origlink")
"""Where a feed that is served through a proxy keeps the publisher's own links."""
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_LAST_RESORTS = ("canonical", "related", "via")
"""Relations that lead to a page about the entry at least; an enclosure, a feed or an editor's address does not."""
_GUID = re.compile(
    rb"<(?:guid|(?:[\w.-]{1,40}:)?id)(?:\s[^<>]{0,200})?>\s*(?:<!\[CDATA\[\s*)?([^<\]]{1,2000})", re.IGNORECASE
)


def entry_url(item: Any, base: str, no_links: Container[str]) -> str | None:
    """The address of an entry's page, or None if the entry names none.

    The publisher's own link goes before that of a proxy, or is taken out of it; an alternate (RFC 4287 section 4.2.7.2)
    goes before any other, and HTML before other types. A guid is a link only if it is an address as it stands.

    Args:
        item: feedparser's entry.
        base: the address of the feed.
        no_links: what :func:`relative_guids` found in the feed.
    """
    url = next((url for link in _links(item, no_links) if (url := web_url(link, base))), None)
    return destination(url) if url else None


def relative_guids(body: bytes, base: str) -> dict[str, str]:
    """The guids that are no addresses, by the address that feedparser makes of each.

    RSS calls a guid a permalink unless it says otherwise, and many feeds do not say so of ``12345``. As an address it
    would lead nowhere, and it would change when the feed moves.
    """
    guids = (html.unescape(raw.decode("utf-8", "replace")).strip() for raw in _GUID.findall(body))
    return {_joined(base, guid): guid for guid in guids if "://" not in guid}


def _links(item: Any, no_links: Container[str]) -> Iterator[str]:
    for name in _ORIGINALS:
        yield text(item, name)
    links = [(_relation(link), link) for link in parts(item, "links")]
    alternates = [link for relation, link in links if relation == "alternate"]
    yield from (text(link, "href") for link in alternates if text(link, "type") in _PAGE_TYPES)
    yield from (text(link, "href") for link in alternates)
    if text(item, "link") not in no_links:
        yield text(item, "link")
    yield from (text(link, "href") for relation, link in links if relation in _LAST_RESORTS)


def _relation(link: Any) -> str:
    """The name of a relation, which may also be written as an address."""
    return text(link, "rel").rstrip("/").rpartition("/")[2].lower()


def _joined(base: str, guid: str) -> str:
    try:
        return urljoin(base, guid)
    except ValueError:
        return guid
