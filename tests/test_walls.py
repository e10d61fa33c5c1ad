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
