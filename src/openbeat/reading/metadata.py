"""What a page says of itself: title, authors, times, site, address, image, section, language.

Orders of trust are those that scored best on pages with known answers: for times and authors JSON-LD, then meta
elements, then the visible page; for the title the heading, checked against what the head of the page calls it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from openbeat.languages import language_code
from openbeat.reading.linked_data import Node, article_node, first, is_paywalled, values
from openbeat.reading.markup import clean_value, element_text, key
from openbeat.reading.names import split_authors
from openbeat.reading.times import claimed, claimed_by_url
from openbeat.reading.titles import choose_title
from openbeat.records import Claimed, Page

LAST_CLAIM = datetime(2099, 12, 31)  # noqa: DTZ001 - htmldate wants it naive
"""Upper bound for htmldate, whose own is the present day: a reading must not depend on when it is made."""

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "publishdate", "publish-date", "pubdate", "publication_date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "cxenseparse:recs:publishtime", "article.published", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "article.updated",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
            "dcterms.creator", "byl", "citation_author")  # fmt: skip
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
    node, meta = article_node(tree), _meta(tree)
    site_name = _first(meta, "og:site_name") or first(node, "publisher") or _first(meta, "application-name") or None
    return Metadata(
        title=choose_title(tree, _head_titles(tree, node, meta), page.entry_title, site_name, page.url),
        authors=_authors(tree, node, meta, page, site_name),
        published=_published(tree, node, meta, page),
        modified=_modified(tree, node, meta),
        site_name=site_name,
        canonical_url=_canonical(tree, meta, page.url),
        image_url=_address(page.url, _first(meta, "og:image", "twitter:image") or first(node, "image")),
        section=_first(meta, "article:section") or first(node, "articleSection") or None,
        declared_language=_language(tree, node, meta),
        origin_url=_first(meta, "syndication-source", "original-source") or None,
        paywalled=is_paywalled(node),
    )


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The meta elements' contents by lower-case name, property, itemprop or http-equiv."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = clean_value(element.get("content") or "")
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if content and name:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(meta: dict[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _head_titles(tree: HtmlElement, node: Node, meta: dict[str, list[str]]) -> list[str]:
    """The titles beside the visible one, the most trusted first."""
    element = next(tree.iter("title"), None)
    titles = [
        first(node, "headline"),
        *meta.get("og:title", []),
        *meta.get("twitter:title", []),
        *meta.get("headline", []),
    ]
    titles.append(element_text(element) if element is not None else "")
    return [title for title in dict.fromkeys(titles) if title]


def _authors(
    tree: HtmlElement, node: Node, meta: dict[str, list[str]], page: Page, site_name: str | None
) -> tuple[str, ...]:
    def candidates() -> Iterator[list[str]]:
        yield values(node, "author") or values(node, "creator")
        for name in _AUTHORS:
            yield meta.get(name, [])
        yield list(page.entry_authors)
        yield [extract_author(tree) or ""]

    found = (names for raw in candidates() if (names := split_authors(raw, site_name)))
    site: tuple[str, ...] = ()
    for names in found:
        if [key(name) for name in names] != [key(site_name or "")]:
            return names
        site = names
    return site


def _published(tree: HtmlElement, node: Node, meta: dict[str, list[str]], page: Page) -> Claimed | None:
    def claims() -> Iterator[Claimed | None]:
        for name in ("datePublished", "dateCreated", "uploadDate"):
            yield claimed(first(node, name), "json-ld")
        for name in _PUBLISHED:
            yield claimed(_first(meta, name), "meta")
        yield _time_element(tree)
        if page.entry_published_at is not None:
            yield Claimed(page.entry_published_at, "feed", page.entry_published_at.isoformat())
        yield claimed_by_url(page.url)
        found = find_date(tree, original_date=True, url=page.url or None, max_date=LAST_CLAIM)
        yield claimed(found or "", "text")

    return next(filter(None, claims()), None)


def _modified(tree: HtmlElement, node: Node, meta: dict[str, list[str]]) -> Claimed | None:
    claims = [
        claimed(first(node, "dateModified"), "json-ld"),
        *(claimed(_first(meta, name), "meta") for name in _MODIFIED),
    ]
    return next(filter(None, claims), None) or _time_element(tree, modified=True)


def _time_element(tree: HtmlElement, *, modified: bool = False) -> Claimed | None:
    """The first time element, if it is marked as the article's or is the page's only one."""
    elements = [element for element in tree.iter("time") if element.get("datetime")]
    wanted = ("modif", "updat") if modified else ("publi", "posted", "created", "entry-date")
    for element in elements:
        label = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        if any(word in label for word in wanted) or (not modified and element.get("pubdate") is not None):
            found = claimed(element.get("datetime") or "", "time")
            if found:
                return found
    if modified or len({element.get("datetime") for element in elements}) != 1:
        return None
    return claimed(elements[0].get("datetime") or "", "time")


def _canonical(tree: HtmlElement, meta: dict[str, list[str]], url: str) -> str | None:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return _address(url, element.get("href") or "")
    return _address(url, _first(meta, "og:url"))


def _address(base: str, address: str) -> str | None:
    """The address made absolute, if it leads to the web and has no name and password in it."""
    try:
        joined = urljoin(base, clean_value(address)) if address else ""
        parts = urlsplit(joined)
        usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return joined if usable else None


def _language(tree: HtmlElement, node: Node, meta: dict[str, list[str]]) -> str | None:
    root = tree.getroottree().getroot()
    tags = [
        root.get("lang") or root.get("xml:lang") or "",
        *values(node, "inLanguage"),
        *(_first(meta, name) for name in _LANGUAGES),
    ]
    return next(filter(None, map(language_code, tags)), None)
