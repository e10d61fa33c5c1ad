"""Finding the feed of a site: people know the address of a page, hardly ever that of its feed.

A page names its feeds in ``<link rel="alternate">`` (https://www.rssboard.org/rss-autodiscovery); where it does not,
its links are looked at, and then the paths that most publishing systems use. What is found counts only if it is a feed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin

from lxml import html

from openbeat.addresses import address_key, web_url
from openbeat.errors import FeedError, StepError
from openbeat.feedlist import make_feed
from openbeat.fetching import FEED_ACCEPT, Fetcher
from openbeat.polling.visit import ParseFeed
from openbeat.records import Fetched

MAX_CANDIDATES = 8
"""Addresses tried for one page; a blog has two or three feeds, a newspaper one for each section."""

USUAL_PATHS = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss")

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_FEED_WORDS = re.compile(r"(?:^|[/._?=-])(?:rss|atom|feeds?)(?:$|[/._?&=-]|\d)", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario", re.IGNORECASE)


FindLinks = Callable[[bytes, str], list[str]]


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that answered."""

    url: str
    title: str


def discover(
    url: str, fetcher: Fetcher, parse: ParseFeed, find_links: FindLinks, *, max_bytes: int
) -> tuple[FoundFeed, ...]:
    """The feeds at an address, the best first: itself if it is one, else those of the page there.

    Args:
        url: of a feed or of a page.
        fetcher: asks the web.
        parse: reads a feed, or raises FeedError.
        find_links: :func:`page_links`, in a process of its own say.
        max_bytes: the most bytes taken of each answer.

    Raises:
        StepError: the address itself can't be had or read, or none of the feeds that its page names.
    """
    ask = partial(fetcher.get, max_bytes=max_bytes, accept=FEED_ACCEPT)
    fetched = ask(url)
    if feed := _feed(fetched, parse):
        return (feed,)
    named: dict[str | None, FoundFeed] = {}
    trouble: StepError | None = None
    for candidate in find_links(fetched.body, fetched.final_url):
        try:
            fetched_candidate = ask(candidate)
        except StepError as error:
            trouble = trouble or error
            continue
        if feed := _feed(fetched_candidate, parse):
            named.setdefault(address_key(fetched_candidate.final_url), feed)
    if named:
        return tuple(named.values())
    for path in USUAL_PATHS:
        with suppress(StepError):
            if feed := _feed(ask(urljoin(fetched.final_url, path)), parse):
                return (feed,)
    if trouble:
        raise trouble
    return ()


def page_links(body: bytes, url: str) -> list[str]:
    """Addresses that a page names as feeds, those of its comments last; or else its links that look like feeds."""
    try:
        tree = html.fromstring(body, base_url=url)
    except (ValueError, html.etree.LxmlError):
        return []
    element = tree.find(".//base")
    base = (web_url(element.get("href"), url) if element is not None else None) or url
    named = [
        (link.get("href"), f"{link.get('title')} {link.get('href')}")
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split() and _media_type(link.get("type")) in _FEED_TYPES
    ]
    named.sort(key=lambda link: bool(_COMMENTS.search(link[1])))
    linked = (link.get("href") for link in tree.iter("a") if _FEED_WORDS.search(link.get("href") or ""))
    found: dict[str | None, str] = {}
    for href in [href for href, _ in named] or linked:
        if len(found) == MAX_CANDIDATES:
            break
        if address := web_url(href, base):
            found.setdefault(address_key(address), address)
    return list(found.values())


def _feed(fetched: Fetched, parse: ParseFeed) -> FoundFeed | None:
    # Where 301 and 308 led for good is the address to follow; another redirect may lead elsewhere tomorrow.
    url = fetched.permanent_url or fetched.url
    try:
        parsed = parse(fetched.body, fetched.final_url, make_feed(url), 1, fetched.content_type)
    except FeedError:
        return None
    return FoundFeed(url, parsed.title)


def _media_type(value: str | None) -> str:
    return (value or "").partition(";")[0].strip().lower()
