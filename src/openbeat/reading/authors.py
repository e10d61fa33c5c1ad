"""Who wrote the article, as its page says.

How often each place names just the authors, where it names any, on pages with known answers:

    ==========================  ======  ======  ========
    place                       fundus  wcxb    trafeval
    ==========================  ======  ======  ========
    JSON-LD                       .911    .876      .822
    meta element "author"         .740    .835      .675
    label on a card               .800    .873      .778
    marked as the author          .714    .816      .800
    byline or author's link       .722    .763      .803
    what looks like one           .663    .612      .693
    ==========================  ======  ======  ========
"""

from __future__ import annotations

from collections.abc import Iterator

from trafilatura.metadata import extract_author

from openbeat.reading.bylines import names_in, signed
from openbeat.reading.linked_data import is_organisation, values
from openbeat.reading.markup import key
from openbeat.reading.names import guessed_name, split_authors
from openbeat.reading.phrases import any_of, compiled
from openbeat.reading.sitenames import site_names
from openbeat.reading.source import Source

_AUTHORS = ("author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
            "dcterms.creator", "byl", "citation_author")  # fmt: skip
_BYLINE = compiled(any_of("byline"))


def find_authors(source: Source, site_name: str | None) -> tuple[str, ...]:
    """The article's authors, in order, each once; the site itself where nobody else signs.

    Orders of trust are those that scored best on pages with known answers: JSON-LD, meta elements, the feed, the byline
    that readers see, and what looks like one. Nothing is guessed where JSON-LD names an organisation: it would be an
    agency's abbreviation.
    """
    # people whose site bears their name sign as its host does, so that only the name and its initials are the site's
    names = site_names(site_name, "")
    site: tuple[str, ...] = ()
    for raw in _candidates(source):
        found = split_authors(raw, site_name)
        if found and not {key(name) for name in found} <= names:
            return found
        site = site or found
    return site


def _candidates(source: Source) -> Iterator[list[str]]:
    yield values(source.node, "author") or values(source.node, "creator")
    for name in _AUTHORS:
        yield source.meta.get(name, [])
    yield _labelled(source)
    yield list(source.page.entry_authors)
    yield names_in(source.marked.get("author", []))
    yield signed(source.tree)
    if not is_organisation(source.node, "author"):
        guessed = split_authors([extract_author(source.tree) or ""], None)
        yield [name for name in map(guessed_name, guessed) if name]


def _labelled(source: Source) -> list[str]:
    """What a card for social networks shows under a label such as "Written by"."""
    cards = ((source.first(f"twitter:label{at}"), source.first(f"twitter:data{at}")) for at in (1, 2))
    return [value for label, value in cards if _BYLINE.fullmatch(label)]
