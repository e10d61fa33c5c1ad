"""What sites let programs read, asked of real servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from openbeat.errors import FetchError
from openbeat.fetching import Fetcher
from openbeat.fetching.robots import FORGIVEN_AFTER, KEPT, MAX_ROBOTS_BYTES, UNREACHABLE_KEPT
from openbeat.records import RobotsFile
from openbeat.settings import FetchSettings
from tests.rawsite import Site, answer, redirect

START = datetime(2026, 6, 10, 12, tzinfo=UTC)
PAGE = answer(b"<p>Text</p>", Content_Type="text/html")


@dataclass
class Visitor:
    """A fetcher whose clock is ours, with what it keeps."""

    now: datetime = START
    kept: list[RobotsFile] = field(default_factory=list)

    def fetcher(self, **more: Any) -> Fetcher:
        settings = FetchSettings(
            allow_networks=["127.0.0.1/32"], per_host_spacing_seconds=0, read_seconds=1, total_seconds=1
        )
        return Fetcher(settings, version="1", keep_robots=self.kept.append, now=lambda: self.now, **more)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.routes |= {"/news/a": PAGE, "/private/a": PAGE, "/news/": redirect("/private/a")}
        yield running


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def read(fetcher: Fetcher, url: str) -> str:
    """The body, or the reason why there is none."""
    try:
        return fetcher.get(url, max_bytes=10_000, obey_robots=True).body.decode()
    except FetchError as error:
        return error.reason


def robots(text: str, **headers: str) -> bytes:
    return answer(text.encode(), Content_Type="text/plain", **headers)


def asked(site: Site) -> list[str]:
    return [request.path for request in site.asked]


def test_what_robots_txt_forbids_is_not_asked_for(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\n")
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "<p>Text</p>"
        assert read(fetcher, site.url("/private/a")) == "robots_denied"
    assert asked(site) == ["/robots.txt", "/news/a"]


def test_a_redirect_into_the_forbidden_ends_there(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\n")
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/")) == "robots_denied"
    assert "/private/a" not in asked(site)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: openbeat\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: OpenBeat\nAllow: /\n", True),
        ("User-agent: *\nDisallow: /news\nAllow: /news/a\n", True),
        ("User-agent: *\nDisallow: /*a$\n", False),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\nDisallow:\n", True),
        ("<html><body>Not found</body></html>", True),
        ("", True),
    ],
)
def test_files_mean_what_rfc_9309_says(site: Site, visitor: Visitor, text: str, allowed: bool) -> None:
    site.routes["/robots.txt"] = robots(text)
    with visitor.fetcher() as fetcher:
        assert (read(fetcher, site.url("/news/a")) == "<p>Text</p>") is allowed


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone", "401 Unauthorized"])
def test_a_site_without_the_file_may_be_read(site: Site, visitor: Visitor, status: str) -> None:
    site.routes["/robots.txt"] = answer(b"", status)
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "<p>Text</p>"
    assert visitor.kept[0].text == ""


def silence(_connection: Any, _request: object) -> None:
    time.sleep(3)


@pytest.mark.parametrize("trouble", [answer(b"", "500 Oops"), answer(b"", "503 Busy"), silence, b"garbage\r\n\r\n"])
def test_while_the_file_can_not_be_had_nothing_is_read(
    site: Site, visitor: Visitor, trouble: bytes | Callable[..., None]
) -> None:
    site.routes["/robots.txt"] = trouble
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "robots_unreachable"
        assert read(fetcher, site.url("/news/a")) == "robots_unreachable"
        assert asked(site) == ["/robots.txt"], "not asked again for a while"
        site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\n")
        visitor.now += UNREACHABLE_KEPT + timedelta(seconds=1)
        assert read(fetcher, site.url("/news/a")) == "<p>Text</p>"


def test_what_was_said_before_holds_while_the_file_can_not_be_had(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\n")
    with visitor.fetcher() as fetcher:
        read(fetcher, site.url("/news/a"))
        site.routes["/robots.txt"] = answer(b"", "500 Oops")
        visitor.now += KEPT + timedelta(seconds=1)
        assert read(fetcher, site.url("/news/a")) == "<p>Text</p>"
        assert read(fetcher, site.url("/private/a")) == "robots_denied"


def test_a_file_that_can_not_be_had_for_a_month_counts_as_none(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = answer(b"", "500 Oops")
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "robots_unreachable"
    visitor.now += FORGIVEN_AFTER
    with visitor.fetcher(recall_robots=lambda _origin: visitor.kept[-1]) as fetcher:
        assert read(fetcher, site.url("/news/a")) == "<p>Text</p>"


def test_a_file_is_kept_for_a_day_and_from_run_to_run(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /private/\n")
    with visitor.fetcher() as fetcher:
        read(fetcher, site.url("/news/a"))
    with visitor.fetcher(recall_robots={file.origin: file for file in visitor.kept}.get) as fetcher:
        visitor.now += KEPT - timedelta(seconds=1)
        assert read(fetcher, site.url("/private/a")) == "robots_denied"
        visitor.now += timedelta(seconds=2)
        assert read(fetcher, site.url("/private/a")) == "robots_denied"
    assert asked(site).count("/robots.txt") == 2


def test_redirects_of_the_file_are_followed(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = redirect("/elsewhere.txt")
    site.routes["/elsewhere.txt"] = robots("User-agent: *\nDisallow: /news/\n")
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "robots_denied"


def test_a_file_that_redirects_without_end_is_none(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = redirect("/robots.txt")
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "<p>Text</p>"


def test_of_a_huge_file_the_beginning_counts(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /news/\n" + "# filler\n" * MAX_ROBOTS_BYTES)
    with visitor.fetcher() as fetcher:
        assert read(fetcher, site.url("/news/a")) == "robots_denied"
    assert len(visitor.kept[0].text or "") <= MAX_ROBOTS_BYTES


def test_a_crawl_delay_is_kept(site: Site) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 7\n")
    waits: list[float] = []
    settings = FetchSettings(allow_networks=["127.0.0.1/32"], per_host_spacing_seconds=0)
    with Fetcher(settings, version="1", sleep=waits.append) as fetcher:
        for _ in range(3):
            read(fetcher, site.url("/news/a"))
    assert [round(wait) for wait in waits] == [5, 12, 19], "the clock stands still while the sleeper only notes"


def test_a_crawl_delay_that_outlasts_any_run_rests_the_host(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 3600\n")
    with visitor.fetcher(sleep=lambda _seconds: None) as fetcher:
        assert [read(fetcher, site.url("/news/a")) for _ in range(2)] == ["<p>Text</p>", "host_resting"]


def test_sites_are_told_apart_by_host_and_port(site: Site, visitor: Visitor) -> None:
    with Site() as other:
        site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /\n")
        other.routes |= {"/robots.txt": robots(""), "/news/a": PAGE}
        with visitor.fetcher() as fetcher:
            assert read(fetcher, site.url("/news/a")) == "robots_denied"
            assert read(fetcher, other.url("/news/a")) == "<p>Text</p>"
            assert read(fetcher, site.url("/news/a", host="localhost")) == "robots_denied"


def test_pages_behind_redirects_are_reached_on_hosts_that_want_long_pauses(site: Site) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 3600\n")
    site.routes["/short"] = redirect("/news/a")
    settings = FetchSettings(allow_networks=["127.0.0.1/32"], per_host_spacing_seconds=0)
    waits: list[float] = []
    with Fetcher(settings, version="1", sleep=waits.append) as fetcher:
        assert read(fetcher, site.url("/short")) == "<p>Text</p>"
    assert [round(wait) for wait in waits] == [5, 60]


def test_a_crawl_delay_that_is_known_holds_for_feeds_too(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 7\n")
    with visitor.fetcher() as fetcher:
        read(fetcher, site.url("/news/a"))
    waits: list[float] = []
    settings = FetchSettings(allow_networks=["127.0.0.1/32"], per_host_spacing_seconds=0)
    kept = {file.origin: file for file in visitor.kept}
    with Fetcher(settings, version="1", sleep=waits.append, recall_robots=kept.get) as fetcher:
        for _ in range(2):
            fetcher.get(site.url("/news/a"), max_bytes=10_000)
    assert [round(wait) for wait in waits] == [7]
    assert asked(site).count("/robots.txt") == 1


def test_feeds_are_for_programs_and_are_read_all_the_same(site: Site, visitor: Visitor) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /\n")
    with visitor.fetcher() as fetcher:
        assert fetcher.get(site.url("/news/a"), max_bytes=10_000).status == 200
    assert asked(site) == ["/news/a"]


def test_a_hosts_rest_is_kept_from_run_to_run(site: Site, visitor: Visitor) -> None:
    site.routes |= {"/robots.txt": robots(""), "/busy": answer(b"", "429 Too Many Requests", Retry_After="600")}
    rests = []
    with visitor.fetcher(keep_rest=rests.append) as fetcher:
        assert read(fetcher, site.url("/busy")) == "rate_limited"
        assert read(fetcher, site.url("/news/a")) == "host_resting"
    assert [(rest.host, rest.until) for rest in rests] == [("127.0.0.1", START + timedelta(seconds=600))]
    before = len(site.asked)
    with visitor.fetcher(known_rests=rests) as fetcher:
        assert read(fetcher, site.url("/news/a")) == "host_resting"
    assert len(site.asked) == before
