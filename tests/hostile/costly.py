"""Pages that a browser shows at once, made so that a reader that is careless with them works on them for ever."""

from __future__ import annotations

import json

from tests.builders import words
from tests.hostile import wire
from tests.hostile.case import Case, Kind
from tests.hostile.markup import stored

SECONDS = 3.0
"""What any of them may take."""
COMMONS = "<a href='https://creativecommons.org/licenses/by/4.0/'>licence</a>"
COMBINING_MARKS = "\u0301\u0327"
FILLER = "\u115f"


def _costly(name: str, served: str, more: str = "", head_markup: str = "") -> Case:
    """A page with a good article and more below it."""
    return stored(name, served, wire.story(name) + more, head_markup, within_seconds=SECONDS)


def _scripted(name: str, served: str, script: str) -> Case:
    """A page whose article, if it has one, can only be in its script."""
    return Case(
        name=name,
        kind=Kind.PAGE,
        served=served,
        answer=wire.html(f"<html><body><div id=app></div><script>var a={script};</script></body></html>"),
        reason="too_short",
        within_seconds=SECONDS,
    )


def _linked_data(**properties: object) -> str:
    about = {"@type": "NewsArticle", "headline": "A report", "datePublished": "2026-03-05"}
    return f'<script type="application/ld+json">{json.dumps(about | properties)}</script>'


def _headlines(count: int) -> str:
    return "".join(f"<li><a href='/n/{number}'>Another headline of the day</a></li>" for number in range(count))


def _letters(number: int) -> str:
    return "".join(chr(97 + number // power % 26) for power in (676, 26, 1))


def _looks(count: int) -> str:
    """Three cards of each look, all of them in one container."""
    card = "<div class='look-{look}'><a href='/n/{turn}-{look}'>Headline {look} of turn {turn}</a></div>"
    cards = (card.format(look=_letters(look), turn=turn) for turn in range(3) for look in range(count))
    return "".join(f"{one}{'<p>a few words below</p>' * 9}" for one in cards)


CASES = (
    _scripted("open-string", "a script whose string has 50,000 escaped quotes", "'<p" + '\\"' * 50_000 + "'"),
    _scripted("backslashes", "a script of 100 kB of backslashes", "\\" * 100_000),
    _costly(
        "class-names",
        "a list of 2,000 links with a million class names",
        f"<ul class='{'a1 ' * 900_000}'>{_headlines(2000)}</ul>",
    ),
    _costly(
        "class-names-commons",
        "60 links to a licence within 800,000 class names",
        f"<div class='{'zz ' * 800_000}'><p>{f'{COMMONS} and words ' * 60}</p></div>",
    ),
    _costly(
        "site-name",
        "the site's name in 1.8 MB, and 1,200 authors",
        head_markup=f"<meta property='og:site_name' content='{'of the news ' * 150_000}'>"
        + "".join(
            f"<meta name=author content='{'; '.join(f'Ada Ex{_letters(60 * meta + name)}' for name in range(60))}'>"
            for meta in range(20)
        ),
    ),
    _costly(
        "author-links",
        "links to 3,000 authors in the footer",
        "<footer>"
        + "".join(f"<a href='/author/{number}'>Ada Ex{_letters(number)}</a>" for number in range(3000))
        + "</footer>",
    ),
    Case(
        name="looks",
        kind=Kind.PAGE,
        served="a list of 1,800 headlines, three of each look",
        answer=wire.page("All the news", _looks(600), '<meta property="og:type" content="blog">'),
        kept="stored as a list",
        columns={"completeness": "list"},
        within_seconds=SECONDS,
    ),
    _costly(
        "paid-parts",
        "4,000 marks of what is to be paid for, and 20,000 elements",
        "<b class=a></b>" * 20_000,
        _linked_data(
            isAccessibleForFree=False,
            hasPart=[{"isAccessibleForFree": False, "cssSelector": f".x{number}"} for number in range(4000)],
        ),
    ),
    _costly(
        "spaces-in-data",
        "JSON-LD with 200,000 spaces after the end of a comment",
        head_markup=f'<script type="application/ld+json">--> {" " * 200_000}x</script>',
    ),
    _costly(
        "body-in-data",
        "an article of 2.5 MB in JSON-LD, beside 15,000 lines",
        "".join(f"<p>word {_letters(number)}</p>" for number in range(15_000)),
        _linked_data(articleBody=f"{words('body-in-data')} " * 4200),
    ),
    _costly("combining-marks", "120,000 combining marks on one letter", f"<p>a{COMBINING_MARKS * 60_000}</p>"),
    _costly("filler", "a paragraph of one invisible letter", f"<p>{FILLER}</p><p>And a line below it.</p>"),
    _costly(
        "row-in-row",
        "a table within a row of a table, outside its cells",
        "<table><tr><td>a1</td><td>b2</td><div><table><tr><td>x</td></tr></table><pre>code</pre></div></tr></table>",
    ),
)
