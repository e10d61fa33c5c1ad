"""A page's bytes to the cleaned article: the step that puts the parts of this package together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement

from openbeat.errors import ReadingError
from openbeat.reading.body import article_lines
from openbeat.reading.boilerplate import trim
from openbeat.reading.decoding import decode
from openbeat.reading.embedded import embedded_lines
from openbeat.reading.evidence import About
from openbeat.reading.feed_text import feed_is_better, is_summary
from openbeat.reading.kinds import page_kind
from openbeat.reading.lines import Line, laid_out
from openbeat.reading.linked_data import first
from openbeat.reading.markup import parse
from openbeat.reading.metadata import Metadata, read_metadata
from openbeat.reading.origin import foreign_host, take_origin
from openbeat.reading.source import Source, source_of
from openbeat.reading.teasers import free_text, is_invitation, is_locked, shows_beginning
from openbeat.reading.text import EXTRACTOR_VERSION, body_lines, fragment_lines
from openbeat.reading.walls import detour, wall
from openbeat.records import Completeness, Extracted, Page
from openbeat.text import count_words

MIN_WORDS = 25
"""Fewer words are a caption or an error message, not an article."""
_BRIEF = frozenset({Completeness.VIDEO, Completeness.LIST})
"""What may be shorter than an article."""

_MESSAGES = {
    "soft_404": "The page says that the article does not exist, or is another page than the one asked for.",
    "blocked": "The page shows a challenge that tells people from programs instead of the article.",
    "login_wall": "The page asks to log in instead of showing the article.",
    "javascript_required": "The page shows its text only to browsers that run scripts.",
    "consent_wall": "The page shows a consent notice instead of the article.",
    "too_short": "The page has too little text to be an article.",
    "unreadable": "The page's markup defeats the extractor.",
}


def extract(page: Page, min_words: int = MIN_WORDS) -> Extracted:
    """The article a page holds.

    The text in the page's scripts is taken where the page shows none, and the feed's own where the page shows only a
    teaser or a wall, or far less than the feed.

    Args:
        page: the bytes, with what the feed says of them.
        min_words: least words of an article; two Chinese or Japanese characters count as a word.

    Raises:
        ReadingError: with the reason ``not_html``, ``empty_page``, ``too_complex``, ``too_short``, ``soft_404``,
            ``blocked``, ``consent_wall``, ``login_wall``, ``javascript_required`` or ``unreadable``. Nothing else is
            raised, whatever the bytes, as long as there is memory.
    """
    led_away = detour(page.asked_url, page.url)
    if led_away is not None:
        # Not even the feed's text is taken then: all the articles that end there would be one.
        raise ReadingError(led_away, f"{page.asked_url} leads to {page.url}. {_MESSAGES[led_away]}", transient=False)
    try:
        return _read(page, min_words)
    except (ReadingError, MemoryError):
        raise
    except Exception as error:  # extractors fail on hostile markup in ways that they don't document
        raise ReadingError(
            "unreadable", f"{_MESSAGES['unreadable']} ({type(error).__name__})", transient=False
        ) from error


@dataclass(slots=True)
class _Found:
    """What was found of an article."""

    lines: list[Line]
    origin: str | None
    """The one it declares."""
    shown: Completeness
    reason: str | None = None
    """Why it is no article; None where it is one."""


def about(source: Source, metadata: Metadata) -> About:
    """What a page says of its article that speaks for and against blocks of it."""
    description = source.first("og:description", "description")
    return About(metadata.title, description, first(source.node, "articleBody"))


def _read(page: Page, min_words: int) -> Extracted:
    tree = parse(decode(page.body, page.content_type))
    if tree is None:
        raise ReadingError("empty_page", "The page has no content.", transient=True)
    source = source_of(tree, page)
    metadata = read_metadata(source)
    found = _on_page(source, metadata, min_words)
    if found.reason in {"too_short", "javascript_required"}:
        found = _in_scripts(source, metadata, min_words) or found
    found = _in_feed(page, metadata, found, min_words) or found
    if found.reason is not None:
        raise ReadingError(found.reason, _MESSAGES[found.reason], transient=False)
    text, layout = laid_out(found.lines)
    return Extracted(
        title=metadata.title,
        text=text,
        layout=layout,
        authors=metadata.authors,
        site_name=metadata.site_name,
        canonical_url=metadata.canonical_url,
        published=metadata.published,
        modified=metadata.modified,
        declared_language=metadata.declared_language,
        declared_origin=found.origin
        or foreign_host(metadata.origin_url, page.url)
        or foreign_host(metadata.canonical_url, page.url),
        image_url=metadata.image_url,
        licence=metadata.licence,
        section=metadata.section,
        completeness=found.shown,
        extractor=EXTRACTOR_VERSION,
    )


def _on_page(source: Source, metadata: Metadata, min_words: int) -> _Found:
    """What the page shows."""
    tree, page = source.tree, source.page
    taken = body_lines(tree, page.url)
    lines, origin = _clean(article_lines(tree, taken, about(source, metadata)), metadata, page)
    if origin is None:  # the choice may have left the attribution out
        _, origin = take_origin(taken, page.url, metadata.site_name)
    found = _Found(lines, origin, Completeness.FULL, _wall(tree, metadata.title, taken, lines, min_words))
    if found.reason is not None:
        return found
    found.shown = page_kind(source, taken, metadata.title) or Completeness.FULL
    if found.shown is Completeness.VIDEO and not lines:
        found.lines = [Line(text) for text in (source.first("og:description", "description"),) if text]
    elif found.shown is Completeness.FULL and shows_beginning(source, taken):
        whole = free_text(source, taken)
        if whole is None:
            found.shown = Completeness.TEASER
        else:
            found.lines, whole_origin = _clean(whole, metadata, page)
            found.origin = origin or whole_origin
    if _is_too_short(found.lines, 1 if found.shown in _BRIEF else min_words):
        found.reason = "too_short"
    return found


def _in_scripts(source: Source, metadata: Metadata, min_words: int) -> _Found | None:
    """What the page's scripts hold, unless it is to be paid for."""
    if is_locked(source):
        return None
    lines, origin = _clean(embedded_lines(source.tree), metadata, source.page)
    return None if _is_too_short(lines, min_words) else _Found(lines, origin, Completeness.FULL)


def _in_feed(page: Page, metadata: Metadata, on_page: _Found, min_words: int) -> _Found | None:
    """What the feed carries, where that is better."""
    raw = fragment_lines(page.entry_content)
    lines, origin = _clean(raw, metadata, page)
    summary = is_summary(raw)
    shown = on_page.shown if on_page.reason is None else None
    if not feed_is_better(lines, on_page.lines, shown, summary=summary, min_words=min_words):
        return None
    return _Found(lines, on_page.origin or origin, Completeness.TEASER if summary else Completeness.FULL)


def _clean(raw: Sequence[Line], metadata: Metadata, page: Page) -> tuple[list[Line], str | None]:
    """The body without attribution, invitations and what stands around it; and the declared origin."""
    lines, origin = take_origin(raw, page.url, metadata.site_name)
    while lines and is_invitation(lines[-1]):
        lines = lines[:-1]
    return trim(lines, metadata.title, metadata.authors, metadata.site_name), origin


def _wall(tree: HtmlElement, title: str, taken: list[str], lines: list[Line], min_words: int) -> str | None:
    """The reason for which a page shows something else than an article; None where it may be one."""
    too_short = _is_too_short(lines, min_words)
    page_text = trafilatura.html2txt(tree) if too_short else ""
    asks_password = any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))
    return wall(title, [] if too_short else taken, page_text, asks_password=asks_password)


def _is_too_short(lines: Sequence[str], min_words: int) -> bool:
    words = 0
    for line in lines:  # the first few lines settle it for nearly every page
        words += count_words(line)
        if words >= min_words:
            return False
    return True
