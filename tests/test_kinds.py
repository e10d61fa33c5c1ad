"""Lists, films, sounds and galleries are told from articles, in ten languages and many templates."""

from __future__ import annotations

import pytest

from openbeat.reading.kinds import page_kind
from openbeat.reading.markup import parse
from openbeat.reading.source import source_of
from openbeat.reading.text import body_lines
from openbeat.records import Completeness, Page
from tests.otherpages import ARTICLES, LANGUAGES, LISTS, MEDIA, Template, made


def kind(template: Template, language: str) -> Completeness | None:
    url, markup = made(template, language)
    tree = parse(markup)
    assert tree is not None
    return page_kind(source_of(tree, Page(url=url, body=b"")), body_lines(tree, url), LANGUAGES[language].headlines[0])


def named(templates: tuple[Template, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("template", templates, ids=lambda template: template.__name__)


@named(LISTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_lists(template: Template, language: str) -> None:
    assert kind(template, language) is Completeness.LIST


@named(MEDIA)
@pytest.mark.parametrize("language", LANGUAGES)
def test_films_sounds_and_galleries(template: Template, language: str) -> None:
    assert kind(template, language) is Completeness.VIDEO


@named(ARTICLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_that_look_like_them(template: Template, language: str) -> None:
    assert kind(template, language) is None


def test_cards_around_nothing_are_no_list() -> None:
    cards = "".join(
        f'<div class="card"><h3><a href="/s/{at}">Another story of the day</a></h3></div>' for at in range(8)
    )
    tree = parse(f"<html><body><main id=app></main><section>{cards}</section></body></html>")
    assert tree is not None
    source = source_of(tree, Page(url="https://news.example.org/2026/a-story-that-scripts-show", body=b""))
    assert page_kind(source, [], "A story") is None
