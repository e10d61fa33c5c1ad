"""Fields of what feedparser returns, which are of the kind one expects in all but hostile feeds.

feedparser keeps an element that it does not know, if it has attributes, as a dictionary under the element's name: so
``<authors x="">`` or ``<published_parsed x="">`` takes the place of what the name means otherwise.
"""

from __future__ import annotations

from typing import Any


def text(fields: Any, name: str) -> str:
    """A field that is text; empty if there is none."""
    # by dict's own get: asked for an update that is not there, feedparser's answers with the publication
    value = dict.get(fields, name)
    return value if isinstance(value, str) else ""


def parts(fields: Any, name: str) -> list[Any]:
    """A field that is a list of dictionaries; empty if there is none."""
    value = dict.get(fields, name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def time_tuple(fields: Any, name: str) -> tuple[int, ...] | None:
    """A field that is a time tuple in UTC."""
    value = dict.get(fields, name)
    return value if isinstance(value, tuple) else None
