"""What a page says of itself: title, authors, times, site, address, image, section, language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from openbeat.languages import language_code
from openbeat.reading.authors import find_authors
from openbeat.reading.linked_data import first, is_paywalled, values
from openbeat.reading.markup import clean_value, element_text
from openbeat.reading.publication import modified, published
from openbeat.reading.source import Source, source_of
from openbeat.reading.titles import HeadTitles, choose_title
from openbeat.records import Claimed, Page

_LANGUAGES = ("content-language", "language", "dc.language", "dcterms.language", "og:locale")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; absent fields are None or empty."""

    title: str
    authors: tuple[str, ...]
    published: Claimed | None
    modified: Claimed | None
    site_name: str | None
    canonical_url: str | None
    image_url: str | None
    section: str | None
    declared_language: str | None
    origin_url: str | None
    """What a ``syndication-source`` or ``original-source`` element says."""
    paywalled: bool


def read_metadata(tree: HtmlElement, page: Page) -> Metadata:
    """Read all of it from one tree, which stays as it is."""
    source = source_of(tree, page)
    node = source.node
    language = _language(source)
    site_name = source.first("og:site_name") or first(node, "publisher") or source.first("application-name") or None
    title = choose_title(tree, _head_titles(source), page.entry_title, site_name, page.url)
    return Metadata(
        title=title,
        authors=find_authors(source, site_name),
        published=published(source, title, language),
        modified=modified(source),
        site_name=site_name,
        canonical_url=_canonical(source),
        image_url=_address(page.url, source.first("og:image", "twitter:image") or first(node, "image")),
        section=source.first("article:section") or first(node, "articleSection") or None,
        declared_language=language,
        origin_url=source.first("syndication-source", "original-source") or None,
        paywalled=is_paywalled(node),
    )


def _head_titles(source: Source) -> HeadTitles:
    tab = next(source.tree.iter("title"), None)
    return HeadTitles(
        headline=first(source.node, "headline") or source.first("headline"),
        social=source.first("og:title", "twitter:title"),
        tab=clean_value(element_text(tab)) if tab is not None else "",
    )


def _canonical(source: Source) -> str | None:
    url = source.page.url
    for element in source.tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return _address(url, element.get("href") or "")
    return _address(url, source.first("og:url"))


def _address(base: str, address: str) -> str | None:
    """The address made absolute, if it leads to the web and has no name and password in it."""
    try:
        joined = urljoin(base, clean_value(address)) if address else ""
        parts = urlsplit(joined)
        usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return joined if usable else None


def _language(source: Source) -> str | None:
    root = source.tree.getroottree().getroot()
    tags = [
        root.get("lang") or root.get("xml:lang") or "",
        *values(source.node, "inLanguage"),
        *(source.first(name) for name in _LANGUAGES),
    ]
    return next(filter(None, map(language_code, tags)), None)
