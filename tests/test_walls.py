"""What a page shows instead of its article, and where a redirect leads that leads away from it."""

from __future__ import annotations

import pytest

from openbeat.errors import ReadingError
from openbeat.reading import extract
from openbeat.reading.walls import detour, wall
from openbeat.records import Page

ASKED = "https://news.example.org/2026/03/05/open-weights"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://news.example.org/", "soft_404"),
        ("https://www.example.com", "soft_404"),
        ("https://news.example.org/?utm_source=gone", "soft_404"),
        ("https://news.example.org/index.html", "soft_404"),
        ("https://news.example.org/de/", "soft_404"),
        ("https://news.example.org/pt-br/home", "soft_404"),
        ("https://news.example.org/404", "soft_404"),
        ("https://news.example.org/page-not-found.html", "soft_404"),
        ("https://news.example.org/login?next=%2F2026%2F03%2F05", "login_wall"),
        ("https://news.example.org/wp-login.php", "login_wall"),
        ("https://login.example.org/start", "login_wall"),
        ("https://news.example.org/account/sign-in", "login_wall"),
        ("https://consent.example.org/collect?session=1", "consent_wall"),
        ("https://news.example.org/cookie-wall", "consent_wall"),
        ("https://myprivacy.example.net/consent", "consent_wall"),
    ],
)
def test_a_redirect_away_from_the_article_is_told(url: str, reason: str) -> None:
    assert detour(ASKED, url) == reason


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        (ASKED, ASKED),
        (ASKED, "http://news.example.org/2026/03/05/open-weights/?utm_source=feed"),
        (ASKED, "https://www.example.org/news/open-weights"),
        (ASKED, "https://news.example.org/?p=123"),
        (ASKED, "https://news.example.org/how-to-login"),
        (ASKED, "https://news.example.org/on/consent-and-cookies"),
        ("https://news.example.org/", "https://news.example.org/en/"),
        ("https://login.example.org/blog/a", "https://login.example.org/blog/b"),
        ("https://news.example.org/error/1", "https://news.example.org/error/2"),
        (None, "https://news.example.org/"),
        ("", "https://news.example.org/"),
    ],
)
def test_a_redirect_to_the_article_is_none(asked: str | None, url: str) -> None:
    assert detour(asked, url) is None


def test_the_feeds_text_is_not_taken_where_the_link_leads_away() -> None:
    """Every article of a site that ends at its front page would be the same one."""
    text = "<p>" + "A paragraph that the feed carries in full, as long as any article. " * 9 + "</p>"
    with pytest.raises(ReadingError, match=r"leads to https://news\.example\.org/") as raised:
        extract(Page("https://news.example.org/", b"<html><p>Home</p></html>", asked_url=ASKED, entry_content=text))
    assert (raised.value.reason, raised.value.transient) == ("soft_404", False)


@pytest.mark.parametrize(
    ("title", "page_text", "reason"),
    [
        ("Just a moment...", "", "blocked"),
        ("The Daily", "Please verify you are human to go on.", "blocked"),
        ("The Daily", "Please enable JavaScript.", "javascript_required"),
        ("The Daily", "We value your privacy.", "consent_wall"),
        ("The Daily", "The page you are looking for does not exist.", "soft_404"),
        ("The Daily", "This article has been removed.", "soft_404"),
        ("The Daily", "Log in to continue reading.", "login_wall"),
        ("Die Zeitung", "Bitte melden Sie sich an.", "login_wall"),
        ("The Daily", "All about town.", None),
    ],
)
def test_a_page_without_an_article_says_what_it_is(title: str, page_text: str, reason: str | None) -> None:
    assert wall(title, [], page_text) == reason


def test_a_field_for_a_password_makes_a_login_wall_where_there_is_no_text() -> None:
    form = b"<html><body><form><input name=u><input type=Password name=p></form><p>Welcome</p></body></html>"
    with pytest.raises(ReadingError) as raised:
        extract(Page(ASKED, form))
    assert raised.value.reason == "login_wall"
    article = b"<p>" + b"The council met again on Monday and talked about the wall by the old harbour. " * 9 + b"</p>"
    assert extract(Page(ASKED, form.replace(b"<p>Welcome</p>", b"<main>" + article + b"</main>")))


LONG_NOTICES = {
    "en": [
        "We value your privacy",
        (
            "We and our 842 partners store and/or access information on a device, such as unique IDs in "
            "cookies, to process personal data for personalised ads and content."
        ),
        (
            "You may accept or manage your choices, including your right to object where legitimate interest"
            " is used, and you can withdraw your consent at any time on this page."
        ),
        (
            "Consent or pay: with a subscription for 3.99 a month you read all pages without tracking, and "
            "you can leave it again whenever you like, with four weeks' notice."
        ),
    ],
    "de": [
        "Mit Werbung und Cookies weiterlesen oder mit dem Pur-Abo werbefrei nutzen",
        (
            "Wir und unsere 217 Partner möchten Informationen auf einem Gerät speichern, um Ihnen passende "
            "Werbung zu zeigen und ihre Wirkung zu messen."
        ),
        (
            "Ihre Einwilligung können Sie jederzeit widerrufen; wo wir ein berechtigtes Interesse haben, "
            "können Sie widersprechen, auf der Seite für den Datenschutz."
        ),
        (
            "Das Pur-Abo kostet 3,99 Euro im Monat und lässt sich monatlich kündigen; wer es hat, liest ohne"
            " Tracking und ohne Werbung auf allen Geräten."
        ),
    ],
    "fr": [
        "Nous et nos 512 partenaires respectons votre vie privée",
        (
            "Avec votre accord, nous utilisons des traceurs pour stocker et/ou accéder à des informations "
            "sur votre terminal, et mesurer la publicité."
        ),
        (
            "Vous pouvez tout accepter, continuer sans accepter, ou retirer votre consentement à tout "
            "moment, et vous opposer à l'intérêt légitime."
        ),
        (
            "S'abonner et refuser les traceurs coûte deux euros par mois, sans engagement, sur tous vos "
            "appareils et pour tous nos titres."
        ),
    ],
    "ja": [
        "プライバシーを尊重します。すべて同意するか、設定を選んでください。",
        "当社と842社のパートナーはクッキーを使い、端末に情報を保存して広告を表示します。" * 4,
        "同意するを押すと記事に進みます。クッキーの設定はあとから変えられます。" * 4,
    ],
}


@pytest.mark.parametrize("language", LONG_NOTICES)
def test_a_long_notice_is_a_consent_wall(language: str) -> None:
    notice = LONG_NOTICES[language]
    lines = notice if language == "ja" else [*notice, *notice[1:]]
    assert wall("The Daily", lines, "") == "consent_wall"


def test_an_article_below_a_notice_is_an_article() -> None:
    article = [
        "The council met for nine hours on Monday, and nobody left before the vote on the archive was done."
    ] * 15
    assert wall("The Daily", [*LONG_NOTICES["en"], *article], "") is None
    assert (
        wall("Cookies", ["We use cookies, most sites say; to accept all is quicker than to reject all.", *article], "")
        is None
    )


def test_a_page_for_logging_in_may_say_more() -> None:
    lines = [
        "Please log in",
        "Your e-mail address and the password that you chose",
        "Forgot it? We send you another one by e-mail.",
    ]
    assert wall("The Daily", lines, "", asks_password=True) == "login_wall"
    assert wall("The Daily", lines, "") is None
    assert wall("The Daily", [*lines[1:], *lines[1:], lines[0]], "", asks_password=True) is None
