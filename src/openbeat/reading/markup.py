"""Text to a tree, parsed once for all that read from it, and strings to clean ones."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, selectors
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero widths, bidi marks and overrides
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"  # surrogates, non-characters, tags
)
_SPACES = re.compile(r"[\s\u2028\u2029]+")


def parse(text: str) -> HtmlElement | None:
    """The page's tree, without comments; None where nothing can be made of it."""
    clean = _NOT_XML.sub("", text)
    try:
        # as bytes, since lxml refuses a str with an encoding declaration
        parser = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
        tree = document_fromstring(clean.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return cast("HtmlElement", tree)


def clean_line(text: str) -> str:
    """One line in NFC: spaces joined, soft hyphens, zero-width characters, controls and bidi overrides removed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def clean_value(value: str) -> str:
    """A metadata value: entities that were escaped twice are undone, then as :func:`clean_line`."""
    return clean_line(html.unescape(value))


def element_text(element: HtmlElement) -> str:
    """An element's text as one clean line, words of neighbouring blocks kept apart."""
    return clean_line(" ".join(str(part) for part in element.itertext()))


def key(text: str) -> str:
    """What two spellings of one heading share: letters and digits, case-folded."""
    return "".join(char for char in unicodedata.normalize("NFKC", html.unescape(text)).casefold() if char.isalnum())
