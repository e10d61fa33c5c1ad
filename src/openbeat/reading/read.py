"""A page's bytes to the cleaned article: the step that puts the parts of this package together."""

from __future__ import annotations

import trafilatura
from lxml.html import HtmlElement

from openbeat.errors import ReadingError
from openbeat.reading.boilerplate import trim
from openbeat.reading.decoding import decode
from openbeat.reading.markup import parse
from openbeat.reading.metadata import Metadata, read_metadata
from openbeat.reading.origin import foreign_host, take_origin
from openbeat.reading.text import EXTRACTOR_VERSION, body_lines, fragment_lines
from openbeat.reading.walls import detour, is_invitation, is_teaser, wall
from openbeat.records import Completeness, Extracted, Page
from openbeat.text import count_words

MIN_WORDS = 25
"""Fewer words are a caption or an error message, not an article."""
FEED_GAIN = 1.5
"""How many times longer the feed's text must be than the page's to be the better one: below that the page, which has
headings and lists in order, is."""

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

    The feed's own text is taken where the page shows only a teaser or a wall, or far less than the feed.

    Args:
        page: the bytes, with what the feed says of them.
        min_words: least words of an article; two Chinese or Japanese characters count as a word.

    Raises:
        ReadingError: with the reason ``not_html``, ``empty_page``, ``too_complex``, ``too_short``, ``soft_404``,
            ``blocked``, ``consent_wall``, ``login_wall``, ``javascript_required`` or ``unreadable``. Nothing else is
            raised, whatever the bytes.
    """
    led_away = detour(page.asked_url, page.url)
    if led_away is not None:
        # Not even the feed's text is taken then: all the articles that end there would be one.
        raise ReadingError(led_away, f"{page.asked_url} leads to {page.url}. {_MESSAGES[led_away]}", transient=False)
    text = decode(page.body, page.content_type)
    tree = parse(text)
    if tree is None:
        raise ReadingError("empty_page", "The page has no content.", transient=True)
    try:
        return _read(tree, page, min_words)
    except ReadingError:
        raise
    except Exception as error:  # extractors fail on hostile markup in ways that they don't document
        raise ReadingError(
            "unreadable", f"{_MESSAGES['unreadable']} ({type(error).__name__})", transient=False
        ) from error


def _read(tree: HtmlElement, page: Page, min_words: int) -> Extracted:
    metadata = read_metadata(tree, page)
    raw = body_lines(tree, page.url)
    lines, origin = _clean(raw, metadata, page)
    teaser = is_teaser(raw, paywalled=metadata.paywalled)
    reason = _refusal(tree, metadata.title, raw, lines, min_words)

    feed_lines, feed_origin = _clean(fragment_lines(page.entry_content), metadata, page)
    if _feed_is_better(feed_lines, lines, teaser=teaser or reason is not None, min_words=min_words):
        lines, origin, teaser, reason = feed_lines, origin or feed_origin, is_teaser(feed_lines, paywalled=False), None
    if reason is not None:
        raise ReadingError(reason, _MESSAGES[reason], transient=False)
    return Extracted(
        title=metadata.title,
        text="\n".join(lines),
        authors=metadata.authors,
        site_name=metadata.site_name,
        canonical_url=metadata.canonical_url,
        published=metadata.published,
        modified=metadata.modified,
        declared_language=metadata.declared_language,
        declared_origin=origin
        or foreign_host(metadata.origin_url, page.url)
        or foreign_host(metadata.canonical_url, page.url),
        image_url=metadata.image_url,
        section=metadata.section,
        completeness=Completeness.TEASER if teaser else Completeness.FULL,
        extractor=EXTRACTOR_VERSION,
    )


def _clean(raw: list[str], metadata: Metadata, page: Page) -> tuple[list[str], str | None]:
    """The body without attribution, invitations and what stands around it; and the declared origin."""
    lines, origin = take_origin(raw, page.url, metadata.site_name)
    while lines and is_invitation(lines[-1]):
        lines = lines[:-1]
    return trim(lines, metadata.title, metadata.authors, metadata.site_name), origin


def _refusal(tree: HtmlElement, title: str, raw: list[str], lines: list[str], min_words: int) -> str | None:
    too_short = count_words(" ".join(lines)) < min_words
    page_text = trafilatura.html2txt(tree) if too_short else ""
    asks_password = any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))
    shown = [] if too_short else raw
    return wall(title, shown, page_text, asks_password=asks_password) or ("too_short" if too_short else None)


def _feed_is_better(feed_lines: list[str], lines: list[str], *, teaser: bool, min_words: int) -> bool:
    feed_words, page_words = count_words(" ".join(feed_lines)), count_words(" ".join(lines))
    if feed_words < min_words:
        return False
    return feed_words > (page_words if teaser else FEED_GAIN * page_words)
