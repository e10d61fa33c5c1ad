"""Attributions are found in many languages, taken out of the text, and name their origin."""

from __future__ import annotations

import pytest

from openbeat.reading.origin import foreign_host, take_origin

URL = "https://copies.example.org/2024/a"
BODY = [f"Paragraph number {n} says something about models and licences, at some length." for n in range(12)]

ATTRIBUTIONS = [
    ("en", "The source of the article is from the blog models-daily.com", "models-daily.com"),
    ("en", "This article first appeared in Weights Weekly (www.weightsweekly.com).", "weightsweekly.com"),
    ("en", "This story was originally published by The Open Gazette and is reproduced here.", "The Open Gazette"),
    ("en", "Republished from The Commons under a Creative Commons license. Read the original.", "The Commons"),
    ("en", "Source: Weights Weekly", "Weights Weekly"),
    ("de", "Dieser Artikel ist ursprünglich bei Modellpost erschienen.", "Modellpost"),
    ("de", "Ursprünglich erschienen bei modellpost.de", "modellpost.de"),
    ("de", "Quelle: modellpost.de", "modellpost.de"),
    ("fr", "Article original publié sur Le Poids", "Le Poids"),
    ("fr", "Cet article a d’abord été publié par lepoids.fr.", "lepoids.fr"),
    ("es", "Este artículo fue publicado originalmente en El Modelo.", "El Modelo"),
    ("pt", "Este artigo foi publicado originalmente em O Modelo.", "O Modelo"),
    ("it", "L'articolo è stato pubblicato originariamente su Il Modello", "Il Modello"),
    ("nl", "Dit artikel is oorspronkelijk gepubliceerd op Modelblad.", "Modelblad"),
    ("sv", "Artikeln publicerades först i Modellbladet.", "Modellbladet"),
    ("no", "Artikkelen ble først publisert i Modellposten.", "Modellposten"),
    ("pl", "Artykuł pierwotnie opublikowany w Gazeta Modeli", "Gazeta Modeli"),
    ("cs", "Článek původně vyšel na Modelník", "Modelník"),
    ("ru", "Материал впервые опубликован на сайте Модели сегодня.", "Модели сегодня"),
    ("uk", "Стаття вперше опублікована на сайті Українські моделі", "Українські моделі"),
    ("tr", "Bu makale ilk olarak Modelci'de yayınlandı.", "Modelci"),
    ("id", "Artikel ini pertama kali diterbitkan di Harian Model", "Harian Model"),
    ("vi", "Bài viết này được đăng lần đầu trên Báo Mô Hình", "Báo Mô Hình"),
    ("zh", "本文转载自:模型日报", "模型日报"),
    ("zh", "本文首发于《模型周刊》", "模型周刊"),
    ("ja", "この記事は「モデル新聞」に最初に掲載されました。", "モデル新聞"),
    ("ko", "이 기사는 모델신문에 처음 게재되었습니다.", "모델신문"),
    ("ar", "نشر هذا المقال لأول مرة في النموذج", "النموذج"),
    ("hi", "यह लेख मूल रूप से मॉडल पत्रिका पर प्रकाशित हुआ था।", "मॉडल पत्रिका"),
]


@pytest.mark.parametrize(("language", "line", "origin"), ATTRIBUTIONS)
@pytest.mark.parametrize("at", [0, 12], ids=["first", "last"])
def test_an_attribution_is_taken_out_and_named(language, line, origin, at):
    del language
    lines = [*BODY[:at], line, *BODY[at:]]
    assert take_origin(lines, URL, None) == (BODY, origin)


def test_the_languages_are_at_least_twelve():
    assert len({language for language, _, _ in ATTRIBUTIONS}) >= 12


@pytest.mark.parametrize(
    "line",
    [
        "This article was published on March 5, 2024",
        "This story was published in partnership with the museum.",
        "The source of the problem is a bug in the loader.",
        "The company published its weights first on a public hub, and the press found out from there a week later.",
        "La fuente de este error es un programa antiguo.",
    ],
)
def test_other_lines_stay(line):
    assert take_origin([*BODY, line], URL, None) == ([*BODY, line], None)


def test_an_attribution_in_the_middle_is_the_articles_own_business():
    lines = [*BODY, "Source: Weights Weekly", *BODY]
    assert take_origin(lines, URL, None) == (lines, None)


@pytest.mark.parametrize(
    "line",
    [
        "The post On weights appeared first on Copy Cat.",
        "Originally published on www.copies.example.org",
        "Source: Copy Cat",
    ],
)
def test_the_page_itself_is_no_origin(line):
    assert take_origin([*BODY, line], "https://www.copies.example.org/a", "Copy Cat") == (BODY, None)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.models-daily.com/a", "models-daily.com"),
        ("https://example.org/2024/a", None),
        ("https://amp.example.co.uk/a", None),
        ("https://not a host/", None),
        ("http://[broken", None),
        ("/relative", None),
        (None, None),
    ],
)
def test_foreign_host_is_another_publishers(address, host):
    assert foreign_host(address, URL) == host
