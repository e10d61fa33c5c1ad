"""The GET itself: one address in, bytes and what was said of them out, or a FetchError with a reason."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Self

import certifi
import httpcore
import httpx

from openbeat.errors import FetchError
from openbeat.fetching import failures
from openbeat.fetching.body import ACCEPT_ENCODING, decoder_for, read_body, read_start
from openbeat.fetching.budget import TimeBudget
from openbeat.fetching.freshness import fresh_seconds
from openbeat.fetching.guard import GuardedBackend, Resolver, system_resolver
from openbeat.fetching.hosts import HostGate
from openbeat.fetching.robots import MAX_ROBOTS_BYTES, Robots
from openbeat.fetching.targets import host_of, redirect_target, target
from openbeat.records import Fetched, HostRest, RobotsFile
from openbeat.settings import FetchSettings

FEED_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
PAGE_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5"
_ROBOTS_ACCEPT = "text/plain, */*;q=0.5"

_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_TEMPORARY = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
# Real answers have a few dozen; h11 bounds their size (100 kB) but not their number.
_MAX_HEADERS = 500
# Shorter than servers keep idle connections (5 s and more), so that we don't write into one that is just closing.
_KEEP_ALIVE_SECONDS = 4.0
# Challenge pages show what they are in their first few kilobytes.
_LOOK_BYTES = 65_536


class Fetcher:
    """Asks the web politely and within bounds, and only machines with public addresses. Threads may share one.

    No proxy, password or certificate is taken from the environment, and nothing is remembered from one address to the
    next: cookies last for one chain of redirects, which many sites never end without them.

    Args:
        settings: times, sizes, politeness and the networks that may be visited although they are not public.
        version: of openbeat, for the User-Agent.
        recall_robots: a site's robots.txt as it was kept, so that it is not asked for again while it holds.
        known_rests: hosts that want to be left alone since an earlier run.
        keep_robots: told each robots.txt that was fetched anew.
        keep_rest: told each host that begins to rest.
        resolver: turns a name and a port into addresses.
        tls: which certificates are trusted; the usual public authorities by default.
        clock: seconds that only ever grow.
        sleep: waits for so many seconds.
        now: the time in UTC, for a Retry-After that names a date.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        version: str,
        recall_robots: Callable[[str], RobotsFile | None] | None = None,
        known_rests: Iterable[HostRest] = (),
        keep_robots: Callable[[RobotsFile], None] | None = None,
        keep_rest: Callable[[HostRest], None] | None = None,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._now = now
        self._keep_rest = keep_rest
        self._gate = HostGate(
            settings.per_host_concurrency,
            settings.per_host_spacing_seconds,
            on_rest=self._rest_begins,
            clock=clock,
            sleep=sleep,
        )
        self._robots = Robots(self._ask_robots, self._gate.slow_down, recall=recall_robots, keep=keep_robots, now=now)
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._user_agent = f"openbeat/{version}{contact}"
        self._timeouts = {
            "connect": settings.connect_seconds,
            "read": settings.read_seconds,
            "write": settings.read_seconds,
            "pool": settings.connect_seconds,
        }
        self._transport = _GuardedTransport(
            GuardedBackend(settings.allow_networks, resolver=resolver),
            tls or ssl.create_default_context(cafile=certifi.where()),
            kept_alive=settings.concurrency,
        )
        for rest in known_rests:
            self._gate.rest(rest.host, (rest.until - now()).total_seconds(), rest.why)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def stop(self) -> None:
        """Ask for nothing more: requests under way end as they end, all others with ``run_ended``."""
        self._gate.close()

    def close(self) -> None:
        """Stop, and close the connections that are kept."""
        self.stop()
        self._transport.close()

    def get(
        self,
        url: str,
        *,
        max_bytes: int,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = PAGE_ACCEPT,
        obey_robots: bool = False,
    ) -> Fetched:
        """Ask for one address, following redirects.

        Args:
            url: an http or https address.
            max_bytes: the most bytes of body taken, on the wire and after decompression.
            etag: of what we have, as received; with it or ``last_modified`` the server may answer 304.
            last_modified: of what we have, as received.
            accept: the Accept header.
            obey_robots: ask only what the robots.txt of each site on the way lets programs read.

        Returns:
            An answer with a status from 200 to 299, or a 304. A 304 that repeats no validators has those given.

        Raises:
            FetchError: nothing usable came back; its reason is one of those in :mod:`openbeat.fetching.failures`.
        """
        trail = [url]
        try:
            take = _Take(max_bytes, may_be_304=bool(etag or last_modified))
            headers = self._headers(accept, etag or None, last_modified or None)
            heed = self._robots.check if obey_robots else self._robots.remember
            fetched = self._follow(trail, headers, take, heed)
        except FetchError as error:
            raise _told(error, trail) from error
        if not fetched.not_modified:
            return fetched
        # A 304 may leave the validators out; what we have still holds then.
        return replace(fetched, etag=fetched.etag or etag, last_modified=fetched.last_modified or last_modified)

    def _ask_robots(self, url: str) -> Fetched:
        headers = self._headers(_ROBOTS_ACCEPT, None, None)
        return self._follow([url], headers, _Take(MAX_ROBOTS_BYTES, start_will_do=True), lambda _url, _host: None)

    def _rest_begins(self, host: str, seconds: float, why: str) -> None:
        if self._keep_rest:
            self._keep_rest(HostRest(host, self._now() + timedelta(seconds=seconds), why))

    def _follow(
        self, trail: list[str], headers: httpx.Headers, take: _Take, heed: Callable[[httpx.URL, str], None]
    ) -> Fetched:
        """Ask, and ask again where redirects lead; the trail keeps every address asked.

        What a site's robots.txt says is heeded before each request; for the file itself, that would be to wait for it.
        """
        budget = TimeBudget(self._settings.total_seconds, self._clock)
        cookies = httpx.Cookies()
        start = here = permanent = target(trail[0])
        still_permanent = True
        for _ in range(self._settings.max_redirects + 1):
            host = host_of(here)
            heed(here, host)
            with (
                self._gate.turn(host, under_way=here != start),
                self._answer(here, headers, cookies, budget) as response,
            ):
                status = response.status_code
                if status not in _PERMANENT | _TEMPORARY:
                    body, wire_bytes = self._body(response, take, budget)
                    return Fetched(
                        url=trail[0],
                        final_url=str(here),
                        status=status,
                        body=body,
                        content_type=_text(response, b"content-type"),
                        etag=_text(response, b"etag"),
                        last_modified=_text(response, b"last-modified"),
                        permanent_url=str(permanent) if permanent != start else None,
                        seconds=budget.spent,
                        wire_bytes=wire_bytes,
                        fresh_seconds=fresh_seconds(response.headers, self._now()),
                    )
                cookies.extract_cookies(response)
                here = redirect_target(here, _raw(response, b"location"))
            trail.append(str(here))
            still_permanent = still_permanent and status in _PERMANENT
            permanent = here if still_permanent else permanent
        problem = f"It redirects more than {self._settings.max_redirects} times (fetch.max_redirects)."
        raise FetchError("too_many_redirects", problem, transient=False)

    @contextmanager
    def _answer(
        self, url: httpx.URL, headers: httpx.Headers, cookies: httpx.Cookies, budget: TimeBudget
    ) -> Iterator[httpx.Response]:
        """One request and its answer, its body still unread; whatever the network raises becomes a FetchError."""
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": self._timeouts})
        cookies.set_cookie_header(request)
        with budget.running():
            try:
                response = self._send(request)
                try:
                    _check_headers(response)
                    yield response
                finally:
                    response.close()
            except failures.NETWORK_EXCEPTIONS as error:
                budget.check()
                raise failures.from_exception(error) from error

    def _send(self, request: httpx.Request) -> httpx.Response:
        """Send a request, again if the kept connection it went into was just being closed (RFC 9112 section 9.3.1)."""
        while True:
            events: set[str] = set()
            request.extensions["trace"] = lambda event, _info, seen=events: seen.add(event)
            try:
                response = self._transport.handle_request(request)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                kept = (
                    "http11.send_request_headers.started" in events and "connection.connect_tcp.started" not in events
                )
                if not kept:
                    raise
            else:
                response.request = request
                return response

    def _body(self, response: httpx.Response, take: _Take, budget: TimeBudget) -> tuple[bytes, int]:
        """The decoded body of a usable answer, with its bytes on the wire; other answers end here."""
        status = response.status_code
        if status == HTTPStatus.NOT_MODIFIED and take.may_be_304:
            return b"", 0
        if status == HTTPStatus.NOT_MODIFIED:
            problem = "The server says that nothing has changed (HTTP 304) although we have nothing yet."
            raise FetchError("bad_response", problem, transient=True)
        if status == HTTPStatus.PARTIAL_CONTENT:
            problem = "The server sends a part of it (HTTP 206) although all was asked for."
            raise FetchError("bad_response", problem, transient=True)
        coding = response.headers.get("content-encoding", "")
        if not response.is_success or failures.is_challenge(status, response.headers, b""):
            start = b""
            if status in failures.CHALLENGE_STATUSES:
                start = _start(response, coding, budget)
            raise failures.from_status(status, response.headers, start, self._now())
        if take.start_will_do:
            start = read_start(response.iter_raw(), decoder_for(coding), max_bytes=take.max_bytes, budget=budget)
            return start, len(start)
        announced = response.headers.get("content-length", "")
        return read_body(
            response.iter_raw(),
            decoder_for(coding),
            max_bytes=take.max_bytes,
            budget=budget,
            announced=int(announced) if announced.isdecimal() else None,
        )

    def _headers(self, accept: str, etag: str | None, last_modified: str | None) -> httpx.Headers:
        fields = {
            "User-Agent": self._user_agent.encode(),
            "Accept": accept.encode(),
            "Accept-Encoding": ACCEPT_ENCODING.encode(),
        }
        # As received, byte for byte: latin-1 is how they were read.
        if etag:
            fields["If-None-Match"] = etag.encode("latin-1", "replace")
        if last_modified:
            fields["If-Modified-Since"] = last_modified.encode("latin-1", "replace")
        return httpx.Headers([(name.encode(), value) for name, value in fields.items()])


@dataclass(frozen=True, slots=True)
class _Take:
    """What is taken of an answer."""

    max_bytes: int
    start_will_do: bool = False
    """What is longer is cut off rather than refused."""
    may_be_304: bool = False


class _GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over a pool of connections that the guard makes."""

    def __init__(self, backend: GuardedBackend, tls: ssl.SSLContext, *, kept_alive: int) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx has no way to hand a network backend to its pool, so the pool is made here.
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=None,  # the host gate and the threads bound them
            max_keepalive_connections=kept_alive,
            keepalive_expiry=_KEEP_ALIVE_SECONDS,
            network_backend=backend,
        )


def _told(error: FetchError, trail: list[str]) -> FetchError:
    """The same error, its message opening with the address it is about and where that led."""
    about = trail[0][:500] if len(trail) == 1 else f"{trail[0][:500]} (redirected to {trail[-1][:500]})"
    return FetchError(
        error.reason, f"{about}: {error}", transient=error.transient, retry_after_seconds=error.retry_after_seconds
    )


def _check_headers(response: httpx.Response) -> None:
    if len(response.headers.raw) > _MAX_HEADERS:
        problem = f"The answer has more than {_MAX_HEADERS} header fields."
        raise FetchError("bad_response", problem, transient=True)


def _start(response: httpx.Response, coding: str, budget: TimeBudget) -> bytes:
    """The first bytes of an error's body, or none where it can't be read: the status says enough then."""
    with suppress(FetchError, *failures.NETWORK_EXCEPTIONS):
        return read_start(response.iter_raw(), decoder_for(coding), max_bytes=_LOOK_BYTES, budget=budget)
    return b""


def _raw(response: httpx.Response, name: bytes) -> bytes | None:
    """The first header field of that name, byte for byte."""
    return next((value for key, value in response.headers.raw if key.lower() == name), None)


def _text(response: httpx.Response, name: bytes) -> str | None:
    """The first header field of that name, a character for each byte, so that it can be sent back unchanged."""
    value = _raw(response, name)
    return None if value is None else value.decode("latin-1")
