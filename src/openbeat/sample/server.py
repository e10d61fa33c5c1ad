"""Serves the sample newsroom on loopback, one site per publisher.

The Host header chooses the site: names under ``.localhost`` always mean loopback (RFC 6761, section 6.3), so browsers
open ``http://<publisher>.localhost:<port>/`` without any set-up.
"""

from __future__ import annotations

import datetime as dt
import gzip
import threading
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self

from openbeat.errors import SampleError
from openbeat.identity import raw_hash
from openbeat.sample.content import Newsroom, Publisher, load_newsroom
from openbeat.sample.rendering import Document, Edition, Renderer

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8765
FEED_PATH = "/feed.xml"
MOVED_FEED_PATH = "/atom.xml"

_ROBOTS = b"User-agent: *\nDisallow: /private/\n"
_NOT_FOUND = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body><h1>404</h1></body></html>\n"
_GONE = b"<!DOCTYPE html>\n<html><head><title>410</title></head><body><h1>410</h1></body></html>\n"


class SampleFeed(NamedTuple):
    """A feed of the newsroom, as a feed list names it."""

    title: str
    url: str
    language: str
    country: str
    kind: str


class Request(NamedTuple):
    """A request that was answered."""

    host: str
    path: str
    status: int


class Answer(NamedTuple):
    """What a path leads to, before the request's conditions are looked at."""

    status: HTTPStatus
    document: Document
    location: str = ""


class SampleNewsroom:
    """A running sample newsroom, from entering the ``with`` block until leaving it.

    Attributes:
        port: the port it is served on.
        evening: whether corrections are out; may be set at any time.
        requests: what was asked so far, oldest first.
    """

    def __init__(
        self,
        port: int = DEFAULT_PORT,
        today: dt.date | None = None,
        *,
        evening: bool = False,
        now: dt.datetime | None = None,
        newsroom: Newsroom | None = None,
    ) -> None:
        """Prepare a newsroom.

        Args:
            port: the port to serve on; 0 for any free one.
            today: the newsroom's day, UTC; the day of ``now`` where it is left out.
            evening: whether corrections are out.
            now: no article is dated later than this; the current time where it is left out.
            newsroom: what to publish; what ships with openbeat where it is left out.

        Raises:
            SampleError: the content is wrong, or ``today`` begins after ``now``.
        """
        self.port = port
        self.evening = evening
        self.requests: list[Request] = []
        self._now = now or dt.datetime.now(dt.UTC)
        self._today = today or self._now.astimezone(dt.UTC).date()
        if dt.datetime.combine(self._today, dt.time(), dt.UTC) > self._now:
            raise SampleError(
                f"The sample newsroom's day {self._today} has not begun yet; choose today or a day before it"
            )
        self._newsroom = newsroom or load_newsroom()

    def __enter__(self) -> Self:
        """Start serving.

        Raises:
            SampleError: the port is taken or forbidden.
        """
        try:
            self._server = _Server(self, self.port)
        except OSError as error:
            raise SampleError(
                f"The sample newsroom can't use port {self.port} ({error.strerror}). "
                f"Choose another: openbeat demo --port {self.port + 1}"
            ) from error
        self.port = self._server.server_port
        self._renderer = Renderer(self._newsroom, self.port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="newsroom", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def edition(self) -> Edition:
        """What is published now."""
        return Edition(self._today, self.evening, self._now)

    @property
    def feeds(self) -> list[SampleFeed]:
        """The feed of every publisher."""
        return [
            SampleFeed(item.title, self._renderer.site(item.key) + FEED_PATH, item.language, item.country, item.kind)
            for item in self._newsroom.publishers.values()
        ]

    def url_of(self, publisher: str, slug: str) -> str:
        """The address of an article's page.

        Raises:
            KeyError: there is no such article.
        """
        return self._renderer.site(publisher) + self._renderer.path(self._newsroom.articles[f"{publisher}/{slug}"])

    def answer(self, host: str, path: str) -> Answer:
        """What a site gives for a path."""
        publisher = self._newsroom.publishers.get(host.partition(":")[0].removesuffix(".localhost"))
        if publisher is None:
            return _NO_SUCH_PAGE
        if path in (FEED_PATH, MOVED_FEED_PATH):
            return self._feed_answer(publisher, path)
        if path == "/robots.txt":
            return Answer(HTTPStatus.OK, Document(_ROBOTS, "text/plain", None))
        if path == "/":
            return Answer(HTTPStatus.OK, self._renderer.front_page(publisher, self.edition))
        for article in self._newsroom.articles_of(publisher.key):
            if path == self._renderer.path(article):
                return Answer(HTTPStatus.OK, self._renderer.page(article, self.edition))
        return _NO_SUCH_PAGE

    def _feed_answer(self, publisher: Publisher, path: str) -> Answer:
        if publisher.behaviour == "gone":
            return Answer(HTTPStatus.GONE, Document(_GONE, "text/html", None))
        home = MOVED_FEED_PATH if publisher.behaviour == "moved" else FEED_PATH
        if path == home:
            return Answer(HTTPStatus.OK, self._renderer.feed(publisher, self.edition, path))
        if path == FEED_PATH:
            location = self._renderer.site(publisher.key) + home
            return Answer(HTTPStatus.MOVED_PERMANENTLY, Document(b"", "text/html", None), location)
        return _NO_SUCH_PAGE


_NO_SUCH_PAGE = Answer(HTTPStatus.NOT_FOUND, Document(_NOT_FOUND, "text/html", None))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, owner: SampleNewsroom, port: int) -> None:
        self.owner = owner
        super().__init__((ADDRESS, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    sys_version = ""
    timeout = 30  # seconds an idle connection is kept
    wbufsize = -1  # headers and body leave together; apart, Nagle's algorithm delays each answer by some 40 ms

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing; what was asked is in ``requests``."""

    def _respond(self, *, with_body: bool) -> None:
        host, path = self.headers.get("Host", ""), self.path.partition("?")[0]
        answer = self.server.owner.answer(host, path)
        body, modified = answer.document.body, answer.document.modified
        # weak, since plain and compressed answers share it (RFC 9110, section 8.8.3)
        etag = f'W/"{raw_hash(body)}"'
        known = answer.status is HTTPStatus.OK and self._is_known(etag, modified)
        status = HTTPStatus.NOT_MODIFIED if known else answer.status
        self.server.owner.requests.append(Request(host, path, int(status)))

        self.send_response_only(status)
        if answer.status is HTTPStatus.OK:
            self.send_header("ETag", etag)
            self.send_header("Vary", "Accept-Encoding")
            self.send_header("Cache-Control", "no-cache")
            if modified:
                self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
        if known:
            self.end_headers()
            return
        if answer.location:
            self.send_header("Location", answer.location)
        if self._takes_gzip():
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", f"{answer.document.media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _is_known(self, etag: str, modified: dt.datetime | None) -> bool:
        """Whether the client has this content already (RFC 9110, sections 13.1.2 and 13.1.3)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or etag.removeprefix("W/") in {
                tag.strip().removeprefix("W/") for tag in tags.split(",")
            }
        since = self.headers.get("If-Modified-Since")
        if since is None or modified is None:
            return False
        try:
            return modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):  # an unreadable date, or one without a zone, is to be ignored
            return False

    def _takes_gzip(self) -> bool:
        for coding in self.headers.get("Accept-Encoding", "").split(","):
            name, _, quality = coding.replace(" ", "").partition(";q=")
            if name == "gzip":
                return quality not in {"0", "0.0", "0.00", "0.000"}
        return False
