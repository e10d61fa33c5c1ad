"""The picture that a page shows of its article in lists and on social networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from openbeat.reading.linked_data import addresses, pixels
from openbeat.reading.source import Source

MIN_WIDTH = 200
"""In pixels; narrower ones are icons."""
WIDE_ENOUGH = 600
"""In pixels; what social networks show large. A narrower one gives way to a wider one named later."""

_META = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnail", "image")
_NO_PICTURE = re.compile(
    r"(?:^|[^a-z])(?:logo|place-?holder|default|fallback|dummy|no-?(?:image|photo)|blank|spacer|avatar|favicon|icon)(?:[^a-z]|$)",
    re.IGNORECASE,
)
"""In a file's name: the site's sign, or what stands for a picture that is missing."""
_SIGN = re.compile(
    r"(?<![a-z])(?:place-?holder|(?:bl)?avatar|favicon)s?(?![a-z])|(?<![aio])logos?(?:web)?(?![a-z])", re.IGNORECASE
)
"""Likewise, anywhere in an address; also behind another word, as in ``shoplogo``, which ``catalogo`` is none of."""
_NESTED = re.compile(r"(?:^|&)url=([^&]+)")
"""The address of a picture that another server shrinks."""


def find_image(source: Source) -> str | None:
    """The address of the article's picture: OpenGraph's, JSON-LD's or the one for Twitter; None without one.

    Pictures that their addresses call a logo, an avatar or a placeholder are none, nor is the publisher's logo.
    """
    logos = {source.web_address(address) for address, _ in _logos(source)}
    found: list[tuple[str, int]] = []
    for raw, width in _images(source):
        address = source.web_address(raw)
        is_icon = width is not None and width < MIN_WIDTH
        if address and not is_icon and address not in logos and not _is_sign(address):
            found.append((address, min(width or WIDE_ENOUGH, WIDE_ENOUGH)))
    return max(found, key=lambda image: image[1], default=(None, 0))[0]


def _images(source: Source) -> Iterator[tuple[str, int | None]]:
    """The addresses of a page's pictures, most trusted first, each with its width where it is said."""
    width = pixels(source.first("og:image:width"))
    yield from ((source.first(name), width if name.startswith("og:") else None) for name in _META[:3])
    yield from addresses(source.node, "image")
    yield from ((source.first(name), None) for name in _META[3:])


def _logos(source: Source) -> Iterator[tuple[str, int | None]]:
    publisher = source.node.get("publisher")
    if isinstance(publisher, dict):
        yield from addresses(publisher, "logo")


def _is_sign(address: str) -> bool:
    parts = urlsplit(address)
    nested = _NESTED.search(parts.query)
    path = unquote(nested[1]).partition("?")[0] if nested else parts.path
    return bool(_NO_PICTURE.search(path.rpartition("/")[2]) or _SIGN.search(path))
