"""Lists of feeds: the one that ships with openbeat, and OPML files (opml.org/spec2) to and from other readers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from openbeat.addresses import address_key, web_url
from openbeat.errors import FeedListError
from openbeat.identity import content_id
from openbeat.languages import language_code
from openbeat.records import Feed, FeedOrigin

_XML_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 can't hold (section 2.2)."""

_COUNTRY = re.compile("[A-Za-z]{2}")

KINDS = ("press", "community", "vendor", "research", "foundation", "aggregator")


def feed_id(url: str) -> int:
    """The id of a feed subscribed under this address."""
    return content_id("feed", address_key(url) or url)


@cache
def default_feeds() -> tuple[Feed, ...]:
    """The feeds that ship with this version, each with language, country and kind."""
    with (files("openbeat") / "data" / "default_feeds.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Feed(
            feed_id=feed_id(row["feed_url"]),
            url=row["feed_url"],
            title=row["title"],
            site_url=row["site_url"],
            language=row["language"],
            country=row["country"],
            kind=row["kind"],
            origin=FeedOrigin.DEFAULT,
        )
        for row in rows
    )


def make_feed(
    url: str,
    *,
    title: str = "",
    site_url: str | None = None,
    language: str | None = None,
    country: str | None = None,
    kind: str | None = None,
) -> Feed:
    """A feed a user asks for.

    Raises:
        FeedListError: the address is not http or https, or the kind, language or country is none.
    """
    address = web_url(url)
    if address is None:
        raise FeedListError(f"{url!r} is not an address of the web; it must begin with http:// or https://.")
    if kind is not None and kind not in KINDS:
        raise FeedListError(f"{kind!r} is not a kind of feed; there are {', '.join(KINDS)}.")
    if language and language_code(language) is None:
        raise FeedListError(f"{language!r} is not a language; it is a code of two letters such as fr (ISO 639-1).")
    if country and not _COUNTRY.fullmatch(country):
        raise FeedListError(f"{country!r} is not a country; it is a code of two letters such as FR (ISO 3166-1).")
    return Feed(
        feed_id=feed_id(address),
        url=address,
        title=title,
        site_url=site_url,
        language=language_code(language),
        country=country.upper() if country else None,
        kind=kind,
    )


def read_opml(path: Path) -> tuple[list[Feed], list[str]]:
    """The feeds of an OPML file, folders flattened, and what could not be taken, each as a sentence.

    Raises:
        FeedListError: the file is not there or not XML.
    """
    try:
        tree = etree.parse(
            path, etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
        )
    except (OSError, etree.XMLSyntaxError) as error:
        raise FeedListError(f"{path} can't be read as OPML: {error}") from error
    if tree.getroot() is None:
        raise FeedListError(f"{path} is empty or not XML.")
    feeds, problems = [], []
    for outline in tree.iter("outline"):
        url = outline.get("xmlUrl")
        if url is None:
            continue
        try:
            feed = make_feed(
                url,
                title=outline.get("title") or outline.get("text") or "",
                site_url=web_url(outline.get("htmlUrl")),
                language=outline.get("language"),
                country=outline.get("country"),
                kind=outline.get("kind") if outline.get("kind") in KINDS else None,
            )
        except FeedListError as error:
            problems.append(str(error))
        else:
            feeds.append(feed)
    return feeds, problems


def write_opml(feeds: Iterable[dict[str, Any]]) -> bytes:
    """An OPML 2.0 file of feeds, given as rows of the feeds table."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "openbeat"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        described = {
            "type": "rss",
            "text": feed["title"] or feed["url"],
            "xmlUrl": feed["url"],
            "htmlUrl": feed["site_url"],
            "language": feed["language"],
            "country": feed["country"],
            "kind": feed["kind"],
        }
        attributes = {name: _XML_FORBIDDEN.sub("", value) for name, value in described.items() if value}
        etree.SubElement(body, "outline", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
