"""Beginnings of articles are told from whole ones; what is to be paid for stays behind its wall."""

from __future__ import annotations

import json

import pytest

from openbeat.reading.feed_text import feed_is_better, is_summary
from openbeat.reading.markup import parse
from openbeat.reading.source import Source, source_of
from openbeat.reading.teasers import free_text, is_locked, shows_beginning
from openbeat.records import Completeness, Page

SENTENCE = "The city council opened its archive to everyone on Monday, after nine hours of debate about what it costs."
LINES = [f"{number}. {SENTENCE}" for number in range(1, 5)]


def source(lines: list[str], *, below: str = "", node: dict[str, object] | None = None, meta: str = "") -> Source:
    data = json.dumps({"@type": "NewsArticle", "headline": "Archive", "datePublished": "2026-03-05", **(node or {})})
    script = f'<script type="application/ld+json">{data}</script>'
    text = "".join(f"<p>{line}</p>" for line in lines)
    tree = parse(
        f"<html><head>{script}{meta}</head><body><article><h1>Archive</h1>{text}{below}</article></body></html>"
    )
    assert tree is not None
    return source_of(tree, Page(url="https://news.example.org/archive", body=b""))


INVITATIONS = [
    "Subscribe to continue reading", "Sign in to read the full story", "This article is for subscribers only",
    "Already a subscriber? Log in", "You have reached your article limit", "Continue reading",
    "Jetzt weiterlesen", "Dieser Artikel ist kostenpflichtig", "Weiterlesen mit F+ – Artikel freischalten",
    "Il vous reste 70 % de cet article à lire.", "La suite est réservée aux abonnés", "Lire la suite",
    "Contenido exclusivo para suscriptores", "Sigue leyendo", "Conteúdo exclusivo para assinantes",
    "Continue lendo", "Contenuto riservato agli abbonati", "Continua a leggere", "Exclusief voor abonnees",
    "Lees verder", "Läs hela artikeln", "Logga in för att läsa", "Læs hele artiklen", "Les hele saken",
    "Lue koko juttu", "Czytaj dalej", "Tylko dla prenumeratorów", "Pokračovat ve čtení", "Olvassa tovább",
    "Citește mai departe", "Διαβάστε τη συνέχεια", "Читать далее", "Доступ только по подписке", "Читати далі",
    "Devamını oku", "Abonelere özel", "Lanjutkan membaca", "Đọc tiếp", "登录后继续阅读", "阅读全文",
    "この記事は会員限定です", "続きを読む", "残り1,234文字", "구독자 전용 기사",
    "로그인 후 읽을 수 있습니다", "أكمل القراءة", "للمشتركين فقط", "ادامه مطلب",
    "למנויים בלבד", "आगे पढ़ें", "อ่านต่อ",
]  # fmt: skip


@pytest.mark.parametrize("invitation", INVITATIONS)
def test_an_invitation_at_the_end_of_the_text(invitation: str) -> None:
    lines = [*LINES[:2], invitation]
    assert shows_beginning(source(lines), lines)


@pytest.mark.parametrize("invitation", INVITATIONS)
def test_an_invitation_below_the_text(invitation: str) -> None:
    page = source(LINES[:2], below=f"<script>var a = 1;</script><div class=x> <div><b>{invitation}</b></div></div>")
    assert shows_beginning(page, LINES[:2])


@pytest.mark.parametrize(
    "below",
    [
        "",
        "<h2>Read more</h2><a href=/b>Another archive</a>",
        "<h3>Mehr zum Thema</h3>",
        "<p>Subscribe to our newsletter.</p>",
        f"<p>{'Another story. ' * 15}</p><p>Continue reading</p>",
        "<p>Our archive article is about subscribers, members and readers.</p>",
    ],
)
def test_a_short_article_is_none(below: str) -> None:
    assert not shows_beginning(source(LINES, below=below), LINES)


@pytest.mark.parametrize("end", ["The rest of it is here …", "The rest of it is here [...]", "What came of it (…)"])
def test_a_short_text_that_breaks_off(end: str) -> None:
    lines = [*LINES[:2], f"{SENTENCE} {end}"]
    assert shows_beginning(source(lines), lines)


def test_a_quotation_that_trails_away_is_an_end() -> None:
    lines = [*LINES, "“I do not know what to say about the council and its archive …”"]
    assert not shows_beginning(source(lines), lines)


@pytest.mark.parametrize(
    ("node", "meta"),
    [
        ({"isAccessibleForFree": False}, ""),
        ({"isAccessibleForFree": "False"}, ""),
        ({}, '<meta property="article:content_tier" content="locked">'),
    ],
)
def test_a_short_text_that_is_to_be_paid_for(node: dict[str, object], meta: str) -> None:
    page = source(LINES, node=node, meta=meta)
    assert is_locked(page)
    assert shows_beginning(page, LINES)
    assert not shows_beginning(source(LINES * 5, node=node, meta=meta), LINES * 5)


def test_a_metered_article_is_shown_whole() -> None:
    page = source(LINES, meta='<meta property="article:content_tier" content="metered">')
    assert not is_locked(page)
    assert not shows_beginning(page, LINES)


@pytest.mark.parametrize("selector", [".paid", "#paid"])
def test_the_part_that_is_to_be_paid_for_may_be_there(selector: str) -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}
    node: dict[str, object] = {"isAccessibleForFree": False, "hasPart": part}
    whole = [*LINES, f"5. {SENTENCE}", f"6. {SENTENCE}"]
    rest = "".join(f"<p>{line}</p>" for line in whole[4:])
    assert not shows_beginning(source(LINES, below=f'<div class="paid" id="paid">{rest}</div>', node=node), whole)
    assert shows_beginning(source(LINES, below='<div class="paid" id="paid"></div>', node=node), LINES)


def test_many_parts_that_are_to_be_paid_for() -> None:
    parts = [{"isAccessibleForFree": False, "cssSelector": f".part-{number}"} for number in range(3)]
    node: dict[str, object] = {"isAccessibleForFree": False, "hasPart": parts}
    rest = f'<div class="a part-2"><p>5. {SENTENCE}</p><p>6. {SENTENCE}</p></div>'
    assert not shows_beginning(source(LINES, below=rest, node=node), [*LINES, f"5. {SENTENCE}", f"6. {SENTENCE}"])
    assert shows_beginning(source(LINES, below=rest.replace("part-2", "part-3"), node=node), LINES)


def test_far_fewer_words_than_the_publisher_counts() -> None:
    lines = LINES * 6
    below = "<p>Already a subscriber?</p>"
    assert shows_beginning(source(lines, below=below, node={"wordCount": 2000}), lines)
    assert not shows_beginning(source(lines, below=below, node={"wordCount": 500}), lines)
    assert not shows_beginning(source(lines, node={"wordCount": 2000}), lines)


def test_a_page_without_text_begins_nothing() -> None:
    assert not shows_beginning(source([]), [])


def test_the_text_in_the_data_is_taken_where_it_is_free() -> None:
    whole = "\n".join(f"{number}. {SENTENCE}" for number in range(1, 9))
    assert free_text(source(LINES, node={"articleBody": whole}), LINES) == whole.split("\n")
    assert free_text(source(LINES, node={"articleBody": whole, "isAccessibleForFree": True}), LINES) == whole.split(
        "\n"
    )
    assert free_text(source(LINES, node={"articleBody": "\n".join(LINES)}), LINES) is None
    assert free_text(source(LINES, node={"articleBody": {"@value": whole}}), LINES) is None
    assert free_text(source(LINES, node={"articleBody": whole * 600}), LINES) is None


def test_the_text_in_the_data_stays_behind_its_paywall() -> None:
    whole = " ".join(LINES * 3)
    assert free_text(source(LINES, node={"articleBody": whole, "isAccessibleForFree": "false"}), LINES) is None
    tier = '<meta name="article:content_tier" content="locked">'
    assert free_text(source(LINES, node={"articleBody": whole}, meta=tier), LINES) is None


# What the feed carries.


@pytest.mark.parametrize(
    "end", ["and so on […]", "and so on …", "Read more…", "Continue reading", "Weiterlesen", "続きを読む"]
)
def test_a_summary_ends_before_its_article(end: str) -> None:
    assert is_summary([SENTENCE, f"{SENTENCE} {end}"])
    assert is_summary([SENTENCE, end])


def test_a_whole_text_may_name_where_it_appeared() -> None:
    assert not is_summary([*LINES, "The post Archive appeared first on Example News."])
    assert not is_summary([])


@pytest.mark.parametrize(
    ("feed", "page", "shown", "summary", "better"),
    [
        (8, 4, Completeness.FULL, False, True),
        (8, 4, Completeness.FULL, True, False),
        (5, 4, Completeness.FULL, False, False),
        (5, 4, Completeness.TEASER, False, True),
        (5, 4, Completeness.TEASER, True, True),
        (4, 4, Completeness.TEASER, False, False),
        (8, 1, Completeness.VIDEO, False, True),
        (8, 1, Completeness.VIDEO, True, False),
        (2, 1, Completeness.VIDEO, False, False),
        (2, 40, Completeness.LIST, False, True),
        (2, 40, Completeness.LIST, True, True),
        (2, 4, None, False, True),
        (1, 0, None, False, False),
        (0, 0, Completeness.TEASER, False, False),
    ],
)
def test_which_text_is_the_better(
    feed: int,
    page: int,
    shown: Completeness | None,
    summary: bool,
    better: bool,
) -> None:
    lines = [SENTENCE]
    assert feed_is_better(lines * feed, lines * page, shown, summary=summary, min_words=25) is better
