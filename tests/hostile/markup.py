"""Pages whose markup is meant, or happens, to defeat a parser."""

from __future__ import annotations

from tests.hostile import wire
from tests.hostile.case import Case, Kind


def stored(name: str, served: str, body: str, head_markup: str = "", *, within_seconds: float = 8) -> Case:
    """A page that is odd around a good article."""
    text = wire.document(f"The {name} report", body, head_markup)
    return Case(
        name=name,
        kind=Kind.PAGE,
        served=served,
        answer=wire.html(text),
        kept="stored with its text",
        columns={"title": f"The {name} report"},
        has=(f"The {name} report goes on",),
        within_seconds=within_seconds,
    )


def _links(count: int) -> str:
    return "<ul>" + "".join(f'<li><a href="/tag/{number}">tag {number}</a></li>' for number in range(count)) + "</ul>"


CASES = (
    Case(
        name="deep-divs",
        kind=Kind.PAGE,
        served="200,000 nested `div` elements around the text",
        answer=wire.html(f"<html><body>{'<div>' * 200_000}{wire.story('deep')}</body></html>"),
        reason="too_complex",
    ),
    Case(
        name="deep-formatting",
        kind=Kind.PAGE,
        served="100,000 nested `b`, `i` and `a` elements, none closed",
        answer=wire.html(f"<html><body>{'<b><i><a href=x>' * 33_000}{wire.story('formatted')}</body></html>"),
        reason="too_complex",
    ),
    Case(
        name="deep-tables",
        kind=Kind.PAGE,
        served="50,000 nested tables",
        answer=wire.html(f"<html><body>{'<table><tr><td>' * 50_000}{wire.story('tables')}</body></html>"),
        reason="too_complex",
    ),
    Case(
        name="only-tags",
        kind=Kind.PAGE,
        served="4 MB of empty elements",
        answer=wire.html(f"<html><body>{'<p></p>' * 570_000}</body></html>"),
        reason="too_complex",
        within_seconds=25,
    ),
    stored("one-line", "400 kB of text in one line", wire.story("one-line") + f"<p>{'word and word ' * 29_000}</p>"),
    stored("one-word", "a word of 400 kB", wire.story("one-word") + f"<p>{'x' * 400_000}</p>"),
    stored("many-links", "12,000 links below the text", wire.story("many-links") + _links(12_000), within_seconds=20),
    Case(
        name="too-many-links",
        kind=Kind.PAGE,
        served="100,000 links",
        answer=wire.page("All links", wire.story("too many links") + _links(100_000)),
        reason="too_complex",
    ),
    Case(
        name="too-much-text",
        kind=Kind.PAGE,
        served="4 MB of text in one paragraph",
        answer=wire.page("All words", f"<p>{'word and word ' * 290_000}</p>"),
        reason="too_complex",
    ),
    Case(
        name="many-attributes",
        kind=Kind.PAGE,
        served="an element with half a million attributes",
        answer=wire.html(f"<html><body {' '.join(f'a{n}' for n in range(500_000))}>{wire.story('attributes')}</body>"),
        reason="too_complex",
    ),
    stored(
        "data-uri",
        "an image of 3 MB written into the page",
        wire.story("data-uri") + f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 270_000}">',
    ),
    stored(
        "huge-linked-data",
        "2 MB of JSON-LD, nested 100,000 deep",
        wire.story("huge-linked-data"),
        f'<script type="application/ld+json">{"[" * 100_000}{"1" * 1_900_000}{"]" * 100_000}</script>',
    ),
    stored(
        "controls",
        "NULs and control characters in the text",
        wire.story("controls").replace(" ", " \0\x01\x0b\x1b\x7f", 4),
    ),
    Case(
        name="nuls",
        kind=Kind.PAGE,
        served="a NUL after every word",
        answer=wire.page("The NUL report", wire.story("nul").replace(" ", " \0")),
        reason="not_html",
    ),
    stored(
        "bad-entities",
        "character references that are none",
        wire.story("bad-entities") + "<p>&#x110000; &#0; &#xD800; &nosuch; &#99999999999; &amp;amp;lt;b&amp;gt;</p>",
    ),
    stored(
        "unclosed",
        "a comment, a script and a style that are never closed, after the text",
        wire.story("unclosed") + "</article></main><!-- and then <script>alert(1) <style>p{",
    ),
    stored(
        "open-comments",
        "20,000 times `<!--` after the text",
        wire.story("open-comments") + "<p>" + "<!-- " * 20_000,
    ),
    stored(
        "scripts-within",
        "scripts, event handlers and frames within the text",
        "<p onclick=steal() style='background:url(javascript:steal())'>An opening line.</p><script>steal()</script>"
        "<iframe src=javascript:steal()></iframe><svg onload=steal()></svg>" + wire.story("scripts-within"),
    ),
)
