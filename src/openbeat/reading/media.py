"""The players and slideshows of a page."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

MIN_PICTURES = 4
"""Pictures of a slideshow; fewer illustrate a text."""

_PLAYERS = ("video", "audio", "amp-video", "amp-audio", "amp-youtube", "iframe", "object", "embed", "div")
_FRAMES = frozenset({"iframe", "object", "embed"})
_PLAYER_ADDRESS = re.compile(r"/embed\b|player|/video|podcast|audio|episode", re.IGNORECASE)
_PLAYER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:video|audio|media|podcast)?[_-]?player(?:$|[\s_-])|video-js|jw-?player", re.IGNORECASE
)
_GALLERY_CLASS = re.compile(r"gallery|galerie|galeria|slide-?show|lightbox|fotostrecke|diaporama", re.IGNORECASE)
_SIDES = frozenset({"aside", "nav", "footer", "header"})


def has_player(tree: HtmlElement) -> bool:
    """Whether a page's content plays a film or a sound; what stands at its sides doesn't count."""
    return any(_is_player(element) and not _is_beside(element) for element in tree.iter(*_PLAYERS))


def has_slideshow(tree: HtmlElement) -> bool:
    """Whether a page shows pictures one after the other."""
    return any(
        _GALLERY_CLASS.search(element.get("class") or "")
        and len(list(islice(element.iter("img"), MIN_PICTURES))) == MIN_PICTURES
        for element in tree.iter("div", "ul", "ol", "section", "figure")
    )


def _is_player(element: HtmlElement) -> bool:
    if element.tag == "div":
        return bool(_PLAYER_CLASS.search(element.get("class") or ""))
    if element.tag in _FRAMES:
        address = element.get("src") or element.get("data-src") or element.get("data") or ""
        return bool(_PLAYER_ADDRESS.search(address))
    return True


def _is_beside(element: HtmlElement) -> bool:
    return any(around.tag in _SIDES for around in element.iterancestors())
