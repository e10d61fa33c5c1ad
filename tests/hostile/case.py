"""One thing that the web does to who reads it, with what openbeat has to make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.hostile import wire
from tests.hostile.exchange import Exchange

Answer = bytes | Callable[[Exchange], None]
"""What goes over the wire: these bytes, or whatever the function does to the connection."""


class Kind(StrEnum):
    """What is asked for when the case is met."""

    FEED = "feed"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile answer, served under a host of its own, and what is expected of it."""

    name: str
    """Also the first label of its host."""
    kind: Kind
    served: str
    """For the table in docs: what comes over the wire."""
    answer: Answer
    robots: Answer = wire.NOT_FOUND
    """What its host says of robots."""
    reason: str | None = None
    """The reason recorded in its poll or entry; None for a feed that is read and a page that is stored."""
    kept: str = ""
    """For the table in docs, where there is no reason: what of it is kept."""
    columns: Mapping[str, object] = field(default_factory=dict)
    """What the columns of the stored article, or of the feed's poll, hold."""
    has: tuple[str, ...] = ()
    """Words of the stored article's text; of a feed: titles of its entries."""
    lacks: tuple[str, ...] = ()
    """What must stand nowhere in the article's title and text; of a feed: in no entry."""
    entries: Mapping[str, int] = field(default_factory=dict)
    """Of a feed: what becomes of its entries (``stored``, ``duplicate`` or a reason), and of how many."""
    title: str = ""
    """What the feed that announces a page calls it, escaped for XML; a plain title by default."""
    published: str = ""
    """When that feed says it was published; the day of the test by default."""
    within_seconds: float = 8.0
    """From asking to the committed outcome, on a busy machine."""

    @property
    def host(self) -> str:
        """The name under which it is served; everything below localhost is loopback (RFC 6761 section 6.3)."""
        return f"{self.name}.localhost"

    @property
    def path(self) -> str:
        """The path that is asked for."""
        return "/feed.xml" if self.kind is Kind.FEED else f"/news/{self.name}.html"

    @property
    def row(self) -> str:
        """The part of its row in the docs' table that does not depend on the machine."""
        recorded = f"`{self.reason}`" if self.reason else self.kept
        cells = (cell.replace("|", r"\|") for cell in (self.name, self.served, recorded))
        return f"| {' | '.join(cells)} |"
