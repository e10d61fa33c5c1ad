"""Pages of other kinds than articles: lists of articles, and players or slideshows with a description."""

from __future__ import annotations

from collections.abc import Sequence

from openbeat.reading.declared import Declared, declared_kind
from openbeat.reading.listings import Listing, listing
from openbeat.reading.markup import key
from openbeat.reading.media import has_player, has_slideshow
from openbeat.reading.source import Source
from openbeat.records import Completeness
from openbeat.text import count_words

MAX_DESCRIPTION_WORDS = 250
"""What a page that declares itself a player or a slideshow may say of it; more is a transcript or an article."""
MAX_LABELLED_WORDS = 120
"""The same where only the address or the title calls it one."""
MAX_LONE_WORDS = 60
"""The same where nothing but the player itself speaks for it."""
MIN_PARAGRAPH_WORDS = 8
"""Shorter lines of a film's page are labels and names."""
DESCRIPTION_CHARACTERS = 80
"""Letters by which a paragraph is found in a description, which may be cut short."""

MIN_LISTED = 4
"""Cards of a kind on a page that calls itself a list by its markup, its template or its address."""
MIN_LISTED_UNDECLARED = 6
"""Cards of a kind on a page that says nothing of itself."""
MIN_TOLD = 3
"""Cards that the text of such a page tells of at least; with fewer it is an article in the container of the cards."""
MAX_DISCUSSED_SHARE = 0.75
"""Of these, those with a paragraph of prose; with more it is a round-up that an editor wrote."""
MAX_INTRODUCTION_LETTERS = 700
"""What the front of a section says of its subject before it lists the articles: some hundred words."""
LISTED_FOR_INTRODUCTION = 3
"""How many times longer than its introduction a list is, at least."""
MIN_LISTED_SHARE = 0.6
"""Share of the text that is within cards, from which on the text of a page that calls itself a list is the list."""
MIN_LISTED_SHARE_UNDECLARED = 0.85
"""The same for a page that says nothing of itself: stories with cards of products have less."""


def page_kind(source: Source, lines: Sequence[str], title: str) -> Completeness | None:
    """``VIDEO`` for a page that is a player or slideshow, ``LIST`` for one that lists articles, None for any other.

    An article with a film on top, a live blog, a listicle and a digest that an editor wrote are articles.

    Args:
        source: the page.
        lines: what was taken for its body.
        title: its title.
    """
    words = count_words(" ".join(lines))
    if words > MAX_DESCRIPTION_WORDS and source.first("article:published_time"):
        return None
    declared = declared_kind(source, title)
    if words <= MAX_DESCRIPTION_WORDS and _is_media(declared, source, lines, title, words):
        return Completeness.VIDEO
    if declared.article and not declared.listing:
        return None
    if _is_list(declared, listing(source.tree, source.page.url, lines, flat=declared.listing)):
        return Completeness.LIST
    return None


def _is_media(declared: Declared, source: Source, lines: Sequence[str], title: str, words: int) -> bool:
    if declared.media:
        return True
    if words > MAX_LABELLED_WORDS:
        return False
    plays = has_player(source.tree)
    if declared.labelled_media and (plays or declared.shows_media or has_slideshow(source.tree)):
        return True
    if declared.shows_media and _is_description(lines, (title, *declared.descriptions)):
        return True
    return words <= MAX_LONE_WORDS and plays and not declared.listing


def _is_description(lines: Sequence[str], descriptions: Sequence[str]) -> bool:
    """Whether all paragraphs of the text are what the page says of its film."""
    known = [key(text) for text in descriptions]
    paragraphs = [key(line)[:DESCRIPTION_CHARACTERS] for line in lines if count_words(line) >= MIN_PARAGRAPH_WORDS]
    return bool(paragraphs) and all(any(paragraph in text for text in known) for paragraph in paragraphs)


def _is_list(declared: Declared, found: Listing) -> bool:
    if found.cards < (MIN_LISTED if declared.listing else MIN_LISTED_UNDECLARED):
        return False
    if not declared.listing and (found.told < MIN_TOLD or found.discussed > MAX_DISCUSSED_SHARE * found.told):
        return False
    if found.outside > MAX_INTRODUCTION_LETTERS:
        return False
    least = MIN_LISTED_SHARE if declared.listing else MIN_LISTED_SHARE_UNDECLARED
    if found.inside >= least * (found.inside + found.outside):
        return True
    return declared.listing and found.on_cards >= LISTED_FOR_INTRODUCTION * found.outside
