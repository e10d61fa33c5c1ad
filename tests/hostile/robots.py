"""What sites say of robots (RFC 9309), and how; behind each of these files lies a good article."""

from __future__ import annotations

from tests.hostile import wire
from tests.hostile.case import Answer, Case, Kind
from tests.hostile.exchange import Exchange


def _file(text: str) -> bytes:
    return wire.answer(text.encode(), Content_Type="text/plain")


def _endless(exchange: Exchange) -> None:
    exchange.send(wire.head(Content_Type="text/plain") + b"User-agent: *\nDisallow: /private/\n")
    exchange.endless(b"# and on\n" * 1000)


def _slow(exchange: Exchange) -> None:
    exchange.send(wire.head(Content_Type="text/plain"))
    exchange.drip(b"User-agent: *\nAllow: /\n" * 100)


def _loop(exchange: Exchange) -> None:
    exchange.send(wire.answer(b"", "302 Found", Location="/robots.txt"))


def _denied(name: str, served: str, robots: Answer, reason: str = "robots_denied") -> Case:
    return Case(
        name=f"robots-{name}",
        kind=Kind.PAGE,
        served=served,
        answer=wire.article(f"robots {name}"),
        robots=robots,
        reason=reason,
    )


def _let(name: str, served: str, robots: Answer) -> Case:
    return Case(
        name=f"robots-{name}",
        kind=Kind.PAGE,
        served=served,
        answer=wire.article(f"robots {name}"),
        robots=robots,
        kept="stored: the article may be read",
        has=(f"The robots {name} report goes on",),
    )


CASES = (
    _denied("denied", "a robots.txt that keeps everybody out", _file("User-agent: *\nDisallow: /\n")),
    _denied("denied-us", "a robots.txt that keeps openbeat out", _file("User-agent: OpenBeat\nDisallow: /\n")),
    _denied(
        "broken",
        "a robots.txt whose server fails (HTTP 503)",
        wire.answer(b"", "503 Service Unavailable"),
        "robots_unreachable",
    ),
    _denied("slow", "a robots.txt at one byte a second", _slow, "robots_unreachable"),
    _let("endless", "a robots.txt that never ends and forbids other pages", _endless),
    _let("loop", "a robots.txt that redirects to itself", _loop),
    _let("html", "a web page as robots.txt", wire.article("robots")),
    _let("noise", "random bytes as robots.txt", wire.answer(bytes(range(256)) * 50, Content_Type="text/plain")),
    _let("locked", "a robots.txt that is locked (HTTP 403)", wire.answer(b"", "403 Forbidden")),
    _let(
        "patterns",
        "a robots.txt with patterns that take for ever to match",
        _file("User-agent: *\nDisallow: /" + "*a" * 500 + "$\n"),
    ),
    _let("delay", "`Crawl-delay: 86400`", _file("User-agent: *\nCrawl-delay: 86400\n")),
)
