"""Redirects: without end, to where nobody may go, and away from the article."""

from __future__ import annotations

from tests.hostile import wire
from tests.hostile.case import Answer, Case, Kind
from tests.hostile.exchange import Exchange
from tests.hostile.server import FORBIDDEN_ADDRESS


def to(location: str, status: str = "302 Found") -> bytes:
    """An answer that redirects."""
    return wire.answer(b"", status, Location=location)


def _loop(exchange: Exchange) -> None:
    there = "/news/there.html" if exchange.path != "/news/there.html" else "/news/back.html"
    exchange.send(to(there))


def _chain(exchange: Exchange) -> None:
    step = int(exchange.path.rpartition("/")[2]) if exchange.path.startswith("/step/") else 0
    exchange.send(to(f"/step/{step + 1}"))


def _growing(exchange: Exchange) -> None:
    exchange.send(to(f"{exchange.path}/and/on"))


def _forbidden(host: str) -> Answer:
    return lambda exchange: exchange.send(to(f"http://{host}:{exchange.port}/secret"))


def _then(there: str, answer: bytes) -> Answer:
    """Redirect to a path of the same host, and answer there."""
    return lambda exchange: exchange.send(answer if exchange.path == there else to(there))


_FRONT_PAGE = wire.page("The Daily Hostile", "".join(f"<h2>Story {n}</h2>{wire.story(f'front {n}')}" for n in range(5)))
_LOGIN = wire.page("Welcome back", "<form>User <input name=user> Password <input type=password></form>")

_REFUSED = (
    ("redirect-to-loopback", FORBIDDEN_ADDRESS, "a redirect to another loopback address"),
    ("redirect-to-hex", "0x7f000002", "a redirect to the same address in hexadecimal (`0x7f000002`)"),
    ("redirect-to-number", "2130706434", "a redirect to the same address as one number (`2130706434`)"),
    ("redirect-to-mapped", "[::ffff:10.0.0.1]", "a redirect to a private address inside IPv6"),
    ("redirect-to-ipv6-loopback", "[::1]", "a redirect to `[::1]`"),
    ("redirect-to-nowhere", "0.0.0.0", "a redirect to `0.0.0.0`"),
)

CASES = (
    *(
        Case(name=name, kind=Kind.PAGE, served=served, answer=_forbidden(host), reason="address_refused")
        for name, host, served in _REFUSED
    ),
    Case(
        name="redirect-to-metadata",
        kind=Kind.PAGE,
        served="a redirect to a cloud's metadata service (169.254.169.254)",
        answer=to("http://169.254.169.254/latest/meta-data/iam/"),
        reason="address_refused",
    ),
    Case(
        name="redirect-to-file",
        kind=Kind.PAGE,
        served="a redirect to `file:///etc/passwd`",
        answer=to("file:///etc/passwd"),
        reason="bad_redirect",
    ),
    Case(
        name="redirect-to-script",
        kind=Kind.PAGE,
        served="a redirect to `javascript:`",
        answer=to("javascript:alert(1)"),
        reason="bad_redirect",
    ),
    Case(
        name="redirect-with-password",
        kind=Kind.PAGE,
        served="a redirect to an address with a name and password in it",
        answer=to("http://user:secret@example.org/"),
        reason="bad_redirect",
    ),
    Case(
        name="redirect-nowhere",
        kind=Kind.PAGE,
        served="a redirect without a Location",
        answer=wire.answer(b"", "302 Found"),
        reason="bad_redirect",
    ),
    Case(
        name="redirect-loop",
        kind=Kind.PAGE,
        served="two addresses that redirect to each other",
        answer=_loop,
        reason="too_many_redirects",
    ),
    Case(
        name="redirect-chain",
        kind=Kind.PAGE,
        served="redirects that never arrive",
        answer=_chain,
        reason="too_many_redirects",
    ),
    Case(
        name="redirect-growing",
        kind=Kind.PAGE,
        served="redirects to ever longer addresses",
        answer=_growing,
        reason="too_many_redirects",
    ),
    Case(
        name="redirect-to-front-page",
        kind=Kind.PAGE,
        served="an article's address that redirects to the front page",
        answer=_then("/", _FRONT_PAGE),
        reason="soft_404",
    ),
    Case(
        name="redirect-to-not-found",
        kind=Kind.PAGE,
        served="an article's address that redirects to `/404`, which answers 200",
        answer=_then("/404", _FRONT_PAGE),
        reason="soft_404",
    ),
    Case(
        name="redirect-to-login",
        kind=Kind.PAGE,
        served="an article's address that redirects to `/login?next=…`",
        answer=_then("/login?next=/news/redirect-to-login.html", _FRONT_PAGE),
        reason="login_wall",
    ),
    Case(
        name="redirect-to-consent",
        kind=Kind.PAGE,
        served="an article's address that redirects to `/consent?…`",
        answer=_then("/consent?return=/news/redirect-to-consent.html", _FRONT_PAGE),
        reason="consent_wall",
    ),
    Case(
        name="redirect-to-article",
        kind=Kind.PAGE,
        served="an honest redirect to the article's new address",
        answer=_then("/2026/the-report", wire.article("redirected")),
        kept="stored under its new address",
        has=("The redirected report goes on",),
    ),
)
