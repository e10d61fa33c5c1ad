"""Feeds that are none, that attack their parser, or that say impossible things of their entries."""

from __future__ import annotations

import codecs

from tests.hostile import wire
from tests.hostile.case import Answer, Case, Kind
from tests.hostile.claims import OVERRIDES
from tests.hostile.exchange import Exchange

_PROLOG = '<?xml version="1.0" encoding="utf-8"?>'
_GOOD = (wire.item("The first report", "/a.html"), wire.item("The second report", "/b.html"))
_LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 11)) + "]>"
)
_QUADRATIC = f"<!DOCTYPE rss [<!ENTITY big '{'x' * 100_000}'>]>"


def newsroom(body: bytes, **fields: str | int) -> Answer:
    """A feed, beside articles under every other path of its host."""

    def respond(exchange: Exchange) -> None:
        is_feed = exchange.path == "/feed.xml"
        exchange.send(wire.feed(body, **fields) if is_feed else wire.article(exchange.host + exchange.path))

    return respond


def _entity(declaration: str) -> Answer:
    """A feed whose title is an entity that lies outside; the port stands for ``PORT``."""
    text = wire.rss(*_GOOD, wire.item("secret: &outside;", "/c.html"), prolog=_PROLOG + declaration)

    def respond(exchange: Exchange) -> None:
        if exchange.path == "/feed.xml":
            exchange.send(wire.feed(text.replace("PORT", str(exchange.port))))
        else:
            exchange.send(wire.article(exchange.host + exchange.path))

    return respond


def _endless(exchange: Exchange) -> None:
    exchange.send(wire.head(Content_Type="application/rss+xml"))
    exchange.send(b"<rss version='2.0'><channel><title>Endless</title>")
    exchange.endless(wire.item("More", "/more.html").encode() * 100)


def _slow(exchange: Exchange) -> None:
    exchange.send(wire.head(Content_Type="application/rss+xml"))
    exchange.drip(wire.rss(*_GOOD).encode())


def _loop(exchange: Exchange) -> None:
    there = "/feed.xml" if exchange.path != "/feed.xml" else "/moved.xml"
    exchange.send(wire.answer(b"", "301 Moved Permanently", Location=there))


def _not_a_feed(name: str, served: str, answer: Answer, reason: str = "not_a_feed", within_seconds: float = 8) -> Case:
    return Case(
        name=f"feed-{name}", kind=Kind.FEED, served=served, answer=answer, reason=reason, within_seconds=within_seconds
    )


def _read(
    name: str,
    served: str,
    answer: Answer,
    kept: str,
    entries: dict[str, int],
    *,
    has: tuple[str, ...] = (),
    lacks: tuple[str, ...] = (),
    is_noted: bool = False,
    within_seconds: float = 8,
) -> Case:
    return Case(
        name=f"feed-{name}",
        kind=Kind.FEED,
        served=served,
        answer=answer,
        kept=kept,
        entries=entries,
        has=has,
        lacks=lacks,
        columns={"is_noted": True} if is_noted else {},
        within_seconds=within_seconds,
    )


_LINKS = (
    ("script", "javascript:alert(document.cookie)"),
    ("data", "data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("file", "file:///etc/passwd"),
    ("private", "http://10.0.0.1/admin"),
    ("metadata", "http://169.254.169.254/latest/meta-data/"),
    ("password", "http://user:secret@example.org/"),
    ("broken", "http://[::1"),
    ("spaced", "http://exa mple.org/"),
)

CASES = (
    _not_a_feed("html", "a web page instead of a feed", wire.html(wire.document("Home", wire.story("home")))),
    _not_a_feed("json", "JSON instead of a feed", wire.answer(b'{"items": []}', Content_Type="application/json")),
    _not_a_feed("png", "an image instead of a feed", wire.feed(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)),
    _not_a_feed("empty", "an empty answer", wire.feed(b"")),
    _not_a_feed("path", "the name of a file (`/dev/zero`) as the answer", wire.feed(b"/dev/zero")),
    _not_a_feed("gone", "HTTP 410", wire.answer(b"", "410 Gone"), "http_410"),
    _not_a_feed("loop", "permanent redirects in a circle", _loop, "too_many_redirects"),
    _not_a_feed("endless", "a feed that never ends", _endless, "too_large"),
    _not_a_feed("slow", "a feed at one byte a second", _slow, "timeout"),
    _not_a_feed("wait", "HTTP 503 with Retry-After", wire.answer(b"", "503 Busy", Retry_After=3600), "rate_limited"),
    _not_a_feed(
        "bomb", "1 MB of gzip that decompresses to 1 GB", lambda exchange: exchange.send(wire.bomb("gzip")), "too_large"
    ),
    _read(
        "billion-laughs",
        "entities within entities, a billion in all",
        newsroom(wire.rss(*_GOOD, wire.item("&l10;", "/c.html"), prolog=_PROLOG + _LAUGHS).encode()),
        "read; nothing is expanded",
        {"stored": 3},
        lacks=("hahaha",),
    ),
    _read(
        "quadratic",
        "one entity of 100 kB, used 1,000 times",
        newsroom(wire.rss(*_GOOD, wire.item("&big;" * 1000, "/c.html"), prolog=_PROLOG + _QUADRATIC).encode()),
        "read; nothing is expanded",
        {"stored": 3},
        lacks=("xxxx",),
    ),
    _read(
        "entity-file",
        "an external entity: `file:///etc/passwd`",
        _entity('<!DOCTYPE rss [<!ENTITY outside SYSTEM "file:///etc/passwd">]>'),
        "read; the file is not opened",
        {"stored": 3},
        lacks=("root:",),
    ),
    _read(
        "entity-http",
        "an external entity on a web server",
        _entity('<!DOCTYPE rss [<!ENTITY outside SYSTEM "http://trap.localhost:PORT/entity">]>'),
        "read; the server is not asked",
        {"stored": 3},
        lacks=("trapped",),
    ),
    _read(
        "dtd",
        "an external DTD on a web server",
        _entity('<!DOCTYPE rss SYSTEM "http://trap.localhost:PORT/rss.dtd">'),
        "read; the server is not asked",
        {"stored": 3},
        lacks=("trapped",),
    ),
    _read(
        "xinclude",
        "XInclude of `/etc/passwd` and of a web page",
        newsroom(
            wire.rss(
                *_GOOD,
                wire.item(
                    "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>"
                    "included",
                    "/c.html",
                ),
            ).encode()
        ),
        "read; nothing is included",
        {"stored": 3},
        lacks=("root:",),
    ),
    _read(
        "many",
        "50,000 entries",
        newsroom(
            wire.rss(
                *(wire.item(f"Report {n}", "", f"<guid isPermaLink='false'>{n}</guid>") for n in range(50_000))
            ).encode()
        ),
        "the first 500 entries are taken, and a note says so",
        {"no_link": 500},
        is_noted=True,
        within_seconds=25,
    ),
    _read(
        "title",
        "a title of 1 MB",
        newsroom(wire.rss(*_GOOD, wire.item("Open models " * 83_000, "/c.html")).encode()),
        "read, the title cut",
        {"stored": 3},
        within_seconds=25,
    ),
    _read(
        "deep",
        "elements nested 100,000 deep",
        newsroom(wire.rss(*_GOOD, wire.item("Deep", "/c.html", "<a>" * 100_000 + "</a>" * 100_000)).encode()),
        "read",
        {"stored": 3},
        within_seconds=25,
    ),
    _read(
        "cut",
        "a feed that stops in the middle of an entry",
        newsroom(wire.rss(*_GOOD, wire.item("The third report", "/c.html")).encode()[:-60]),
        "read as far as it goes; the entry that is cut has no link",
        {"stored": 2, "no_link": 1},
        has=("The first report", "The second report"),
        is_noted=True,
    ),
    _read(
        "within",
        "a feed inside an entry of a feed",
        newsroom(
            wire.rss(*_GOOD, wire.item("Outer", "/c.html", wire.rss(wire.item("In", "/d.html"), prolog=""))).encode()
        ),
        "read",
        {"stored": 4},
    ),
    _read(
        "links",
        "links to scripts, data, files, private addresses and nowhere",
        newsroom(wire.rss(*_GOOD, *(wire.item(name, link) for name, link in _LINKS)).encode()),
        "the good entries are read; of the others each has its reason",
        {"stored": 2, "no_link": 4, "address_refused": 2, "bad_address": 2},
    ),
    _read(
        "guids",
        "one guid for every entry",
        newsroom(wire.rss(*(wire.item(f"Report {n}", f"/{n}.html", "<guid>same</guid>") for n in range(3))).encode()),
        "each address is an entry of its own",
        {"stored": 3},
    ),
    _read(
        "twice",
        "every entry twice",
        newsroom(wire.rss(*_GOOD, *_GOOD).encode()),
        "each is read once",
        {"stored": 2},
    ),
    _read(
        "bare",
        "entries with neither guid nor link",
        newsroom(wire.rss(*_GOOD, wire.item("No link", ""), wire.item("", "")).encode()),
        "the good entries are read, the others skipped with the reason",
        {"stored": 2, "no_link": 2},
    ),
    _read(
        "dates",
        "entries of 1970, 2099, `0000-00-00` and a Monday in Smarch",
        newsroom(
            wire.rss(
                *(
                    wire.item(f"The {n} report", f"/{n}.html", f"<pubDate>{date}</pubDate>")
                    for n, date in enumerate(
                        (
                            "Thu, 01 Jan 1970 00:00:00 GMT",
                            "Thu, 31 Dec 2099 23:59:59 GMT",
                            "0000-00-00 00:00:00",
                            "Mon, 32 Smarch 2026 25:61:00 +9999",
                        )
                    )
                )
            ).encode()
        ),
        "read; each counts for the day it was seen",
        {"stored": 4},
    ),
    _read(
        "titles",
        "overrides, controls and markup in titles",
        newsroom(
            wire.rss(
                *_GOOD,
                wire.item(f"Open {OVERRIDES}sledom{OVERRIDES} models", "/c.html"),
                wire.item("Open &lt;script&gt;alert(1)&lt;/script&gt; models", "/d.html"),
            ).encode()
        ),
        "read, the titles as plain text",
        {"stored": 4},
        has=("Open sledom models", "Open models"),
        lacks=("<script", *OVERRIDES),
    ),
    _read(
        "charset",
        "windows-1252 whose prolog says UTF-8",
        newsroom(wire.rss(wire.item("L’été du modèle libre", "/a.html")).encode("cp1252")),
        "read, every character right",
        {"stored": 1},
        has=("L’été du modèle libre",),
    ),
    _read(
        "utf-16",
        "UTF-16 without a declaration",
        newsroom(
            codecs.BOM_UTF16_LE + wire.rss(wire.item("Открытая модель", "/a.html"), prolog="").encode("utf-16-le")
        ),
        "read, every character right",
        {"stored": 1},
        has=("Открытая модель",),
    ),
)
