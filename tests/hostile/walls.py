"""Answers that are no article, however they are dressed: other types, nothing, walls, and "not found" with HTTP 200."""

from __future__ import annotations

import random
import zlib

from tests.hostile import wire
from tests.hostile.case import Case, Kind

_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 400
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + zlib.compress(bytes(5000))
_NOISE = random.Random(7).randbytes(50_000)
_COOKIES = (
    "<p>We value your privacy. We and our 817 partners store and access information on a device, such as cookies.</p>"
    "<button>Accept all</button><button>Manage preferences</button>"
)
_SCRIPTS = "<noscript><p>Please enable JavaScript to read this article.</p></noscript><div id=root></div>"
_MISSING = "<p>Sorry, the page you are looking for does not exist. It may have been moved or deleted.</p>"
_LOGIN = (
    "<form action=/login><label>E-mail <input name=email></label><label>Password <input type=password name=p></label>"
    "<button>Log in</button></form><p>No account yet? Join us.</p>"
)

CASES = (
    Case(name="pdf", kind=Kind.PAGE, served="a PDF behind `.html`", answer=wire.html(_PDF), reason="not_html"),
    Case(name="png", kind=Kind.PAGE, served="a PNG behind `.html`", answer=wire.html(_PNG), reason="not_html"),
    Case(name="noise", kind=Kind.PAGE, served="random bytes as HTML", answer=wire.html(_NOISE), reason="not_html"),
    Case(
        name="json",
        kind=Kind.PAGE,
        served="JSON instead of a page",
        answer=wire.answer(b'{"error": "no such article"}', Content_Type="application/json"),
        reason="not_html",
    ),
    Case(
        name="feed-as-page",
        kind=Kind.PAGE,
        served="a feed as HTML",
        answer=wire.html(wire.rss(wire.item("A", "/a"))),
        reason="not_html",
    ),
    Case(name="empty", kind=Kind.PAGE, served="HTTP 200 without a body", answer=wire.html(b""), reason="empty_page"),
    Case(
        name="blank",
        kind=Kind.PAGE,
        served="HTTP 200 with spaces and line ends",
        answer=wire.html(b" \r\n\t" * 5000),
        reason="empty_page",
    ),
    Case(
        name="empty-markup",
        kind=Kind.PAGE,
        served="markup around nothing",
        answer=wire.html("<html><head><title></title></head><body><div></div></body></html>"),
        reason="too_short",
    ),
    Case(
        name="cookie-wall",
        kind=Kind.PAGE,
        served="a consent notice in the article's place",
        answer=wire.page("The Daily Hostile", _COOKIES),
        reason="consent_wall",
    ),
    Case(
        name="script-wall",
        kind=Kind.PAGE,
        served='"Please enable JavaScript" in the article\'s place',
        answer=wire.page("The Daily Hostile", _SCRIPTS),
        reason="javascript_required",
    ),
    Case(
        name="login-wall",
        kind=Kind.PAGE,
        served="a login form in the article's place",
        answer=wire.page("The Daily Hostile", _LOGIN),
        reason="login_wall",
    ),
    Case(
        name="login-words",
        kind=Kind.PAGE,
        served='"Log in to continue reading" in the article\'s place',
        answer=wire.page(
            "The Daily Hostile", "<p>Log in to continue reading this article.</p><a href=/login>Log in</a>"
        ),
        reason="login_wall",
    ),
    Case(
        name="soft-404",
        kind=Kind.PAGE,
        served='HTTP 200 with "page not found"',
        answer=wire.page("Page not found", _MISSING),
        reason="soft_404",
    ),
    Case(
        name="soft-404-untitled",
        kind=Kind.PAGE,
        served="HTTP 200 with an apology under the site's usual title",
        answer=wire.page("The Daily Hostile", _MISSING),
        reason="soft_404",
    ),
)
