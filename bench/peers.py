"""Other extractors, to read the same pages: each takes bytes and an address and returns what it found.

None of them reaches the network: connections are refused while they read. Those that want text get what our own
decoding makes of the bytes, so that none loses by an encoding.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Never
from unittest.mock import patch

import lxml.html
import trafilatura

from bench.scores import Row
from openbeat.languages import language_code, language_name
from openbeat.reading.decoding import decode

Reader = Callable[[bytes, str], Row]
"""Reads a page's bytes, given its address or an empty string: ``body``; ``title``, ``date``, ``authors`` if it can."""

BASELINE = "trafilatura bare, with metadata"
"""The peer whose time is the measure: the extractor that is underneath ours, with all that it tells."""

_LIBRARY = "trafilatura"
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "br", "tr", "td", "blockquote", "pre", "figcaption",
           "section", "article")  # fmt: skip
_LANGUAGE = re.compile(rb"<html[^>]*\slang=[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Peer:
    """An extractor that may be installed or not."""

    name: str
    package: str
    """Its distribution's name."""
    requirement: str
    """What to give to pip, with all that it needs to do its best."""
    make: Callable[[], Reader]
    """Imports it."""


def baseline(body: bytes, url: str) -> Row:
    """Read text and metadata with trafilatura, in one call."""
    document: Any = trafilatura.bare_extraction(body, url=url or None, with_metadata=True, include_comments=False)
    if document is None:
        return {}
    authors = [name for name in (document.author or "").split("; ") if name]
    return {"body": document.text, "title": document.title, "date": document.date, "authors": authors}


def installed() -> tuple[dict[str, Reader], list[str]]:
    """The peers that are installed, by name with version, and for the others a sentence on how to install them."""
    readers, missing = {}, []
    for peer in PEERS:
        try:
            name = f"{peer.name} {version(peer.package)}" if peer.package != _LIBRARY else peer.name
        except PackageNotFoundError:
            missing.append(f"{peer.name} is not installed: pip install '{peer.requirement}'")
            continue
        readers[name] = peer.make()
    return readers, missing


@contextmanager
def offline() -> Iterator[None]:
    """Refuses names of hosts, and with them all connections that an extractor may attempt; warns and logs nothing."""

    def refuse(*_: object, **__: object) -> Never:
        raise OSError("Measurements are made without a network.")

    with patch("socket.getaddrinfo", refuse), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable()
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def _trafilatura(**options: Any) -> Callable[[], Reader]:
    def read(body: bytes, url: str) -> Row:
        return {"body": trafilatura.extract(body, url=url or None, **options)}

    return lambda: read


def _newspaper() -> Reader:
    with warnings.catch_warnings():  # it asks for nltk at import, which only its summaries and some languages need
        warnings.simplefilter("ignore")
        newspaper = import_module("newspaper")

    def read(body: bytes, url: str) -> Row:
        article = newspaper.Article(url or "https://example.org/", fetch_images=False)
        article.download(input_html=decode(body, None))
        article.parse()
        date = article.publish_date
        return {"body": article.text, "title": article.title, "authors": article.authors,
                "date": date.isoformat() if date else None}  # fmt: skip

    return read


def _readability() -> Reader:
    document = import_module("readability").Document

    def read(body: bytes, url: str) -> Row:
        found = document(decode(body, None), url=url or None)
        text = _text(found.summary())  # before the title: it is told from the page as cleaned
        return {"body": text, "title": found.short_title()}

    return read


def _resiliparse() -> Reader:
    plain_text = import_module("resiliparse.extract.html2text").extract_plain_text
    without = {"comments": False, "post_meta": False, "list_bullets": False}

    def read(body: bytes, _: str) -> Row:
        return {"body": plain_text(decode(body, None), main_content=True, alt_texts=False, **without)}

    return read


def _justext() -> Reader:
    justext = import_module("justext")
    lists = {name: justext.get_stoplist(name) for name in justext.get_stoplists()}

    def read(body: bytes, _: str) -> Row:
        declared = _LANGUAGE.search(body)
        code = language_code(declared[1].decode()) if declared else None
        everyday = lists.get(language_name(code or "en"), lists["English"])
        return {"body": "\n\n".join(part.text for part in justext.justext(body, everyday) if not part.is_boilerplate)}

    return read


def _text(markup: str) -> str:
    """Text of a piece of HTML, a line for each block."""
    tree: Any = lxml.html.fromstring(markup)
    for element in tree.iter(*_BLOCKS):
        element.tail = f"\n{element.tail or ''}"
    return str(tree.text_content())


PEERS = (
    Peer("trafilatura default", _LIBRARY, _LIBRARY, _trafilatura()),
    Peer("trafilatura, no comments", _LIBRARY, _LIBRARY, _trafilatura(include_comments=False)),
    Peer("trafilatura, precision", _LIBRARY, _LIBRARY, _trafilatura(include_comments=False, favor_precision=True)),
    Peer("trafilatura, recall", _LIBRARY, _LIBRARY, _trafilatura(include_comments=False, favor_recall=True)),
    Peer("trafilatura, fast", _LIBRARY, _LIBRARY, _trafilatura(include_comments=False, fast=True)),
    Peer("readability-lxml", "readability-lxml", "readability-lxml", _readability),
    Peer("newspaper4k", "newspaper4k", "newspaper4k[ja,nlp,th,zh]", _newspaper),
    Peer("resiliparse", "resiliparse", "resiliparse", _resiliparse),
    Peer("justext", "justext", "justext", _justext),
)
