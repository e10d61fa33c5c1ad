"""One visit to one feed, over real HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from openbeat.fetching import Fetcher
from openbeat.polling import parse_feed, poll_feed
from openbeat.records import Feed, Poll, PollOutcome
from openbeat.settings import FetchSettings
from tests.builders import NOW, make_feed

BODY = b"<rss version='2.0'><channel><title>News</title><item><title>A</title><link>/a</link></item></channel></rss>"


class Answers(BaseHTTPRequestHandler):
    """Answers ``/<status>``: 200 with a feed and an ETag, or 304 if it is the one asked with."""

    asked_with: dict[str, str | None]

    def do_GET(self) -> None:
        self.server.asked = dict(self.headers)  # type: ignore[attr-defined]
        name = self.path.strip("/")
        if name == "html":
            return self._answer(200, b"<html><body>Log in</body></html>")
        if name == "moved":
            return self._answer(301, location="/200")
        if name == "200" and self.headers.get("If-None-Match") == '"v1"':
            return self._answer(304)
        if name == "200":
            return self._answer(200, BODY)
        return self._answer(int(name), retry_after="120")

    def _answer(self, status: int, body: bytes = b"", location: str = "", retry_after: str = "") -> None:
        self.send_response(status)
        headers = {"ETag": '"v1"', "Location": location, "Retry-After": retry_after, "Content-Length": str(len(body))}
        for name, value in headers.items():
            if value and not (status == 304 and name == "Content-Length"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    settings = FetchSettings(allow_networks=["127.0.0.0/8"], per_host_spacing_seconds=0)
    with Fetcher(settings, version="test") as opened:
        yield opened


@pytest.fixture
def visit(server: ThreadingHTTPServer, fetcher: Fetcher) -> Callable[..., Poll]:
    def go(path: str, **more: Any) -> Poll:
        feed: Feed = make_feed(f"http://127.0.0.1:{server.server_address[1]}/{path}", **more)
        return poll_feed(feed, fetcher, parse_feed, now=NOW, max_bytes=10_000, max_entries=10)

    return go


def test_a_feed_is_read(visit: Callable[..., Poll]) -> None:
    poll = visit("200")
    assert (poll.outcome, poll.failure, poll.polled_at) == (PollOutcome.OK, None, NOW)
    assert [entry.title for entry in poll.entries] == ["A"]
    assert poll.entries[0].url
    assert poll.entries[0].url.endswith("/a")
    assert poll.parsed
    assert poll.fetched
    assert (poll.parsed.title, poll.fetched.etag) == ("News", '"v1"')


def test_what_we_have_already_is_not_read_again(visit: Callable[..., Poll], server: ThreadingHTTPServer) -> None:
    poll = visit("200", etag='"v1"', last_modified="Mon, 01 Jun 2026 00:00:00 GMT")
    assert (poll.outcome, poll.entries, poll.failure) == (PollOutcome.NOT_MODIFIED, (), None)
    asked = {name.lower(): value for name, value in server.asked.items()}  # type: ignore[attr-defined]
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Mon, 01 Jun 2026 00:00:00 GMT"
    assert "xml" in asked["accept"]


def test_a_permanent_redirect_is_followed_and_told(visit: Callable[..., Poll]) -> None:
    poll = visit("moved")
    assert poll.outcome is PollOutcome.OK
    assert poll.fetched
    assert poll.fetched.permanent_url
    assert poll.fetched.permanent_url.endswith("/200")


def test_gone_is_an_outcome_of_its_own(visit: Callable[..., Poll]) -> None:
    poll = visit("410")
    assert poll.outcome is PollOutcome.GONE
    assert poll.failure
    assert poll.failure.reason == "http_410"


@pytest.mark.parametrize(("status", "transient"), [(404, None), (503, True), (429, True)])
def test_a_failure_is_part_of_the_poll(visit: Callable[..., Poll], status: int, transient: bool | None) -> None:
    poll = visit(str(status))
    assert (poll.outcome, poll.entries) == (PollOutcome.FAILED, ())
    assert poll.failure
    assert poll.failure.stage == "poll"
    assert poll.failure.detail
    if transient is not None:
        assert poll.failure.transient is transient
        assert poll.failure.retry_after_seconds == 120


def test_a_page_that_is_no_feed_fails_with_what_was_fetched(visit: Callable[..., Poll]) -> None:
    poll = visit("html")
    assert poll.outcome is PollOutcome.FAILED
    assert poll.failure
    assert poll.fetched
    assert (poll.failure.reason, poll.fetched.status) == ("not_a_feed", 200)


def test_a_network_that_is_not_public_is_not_visited(server: ThreadingHTTPServer) -> None:
    with Fetcher(FetchSettings(per_host_spacing_seconds=0), version="test") as guarded:
        feed = make_feed(f"http://127.0.0.1:{server.server_address[1]}/200")
        poll = poll_feed(feed, guarded, parse_feed, now=NOW, max_bytes=10_000, max_entries=10)
    assert poll.outcome is PollOutcome.FAILED
