"""What sites let programs read: robots.txt (RFC 9309), and the Crawl-delay that many of them add.

Feeds are there for programs and are not looked up here; article pages are, at every redirect.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx
from protego import Protego

from openbeat.errors import FetchError
from openbeat.records import Fetched, RobotsFile

PRODUCT_TOKEN = "openbeat"  # noqa: S105 - the name that robots.txt files know us by (RFC 9309 section 2.2.1)

MAX_ROBOTS_BYTES = 512 * 1024
"""The rest of a longer file is passed over; RFC 9309 section 2.5 asks for 500 KiB at least."""

KEPT = timedelta(hours=24)
"""RFC 9309 section 2.4."""

UNREACHABLE_KEPT = timedelta(hours=1)
"""How long a site whose robots.txt can't be had is not asked for it again."""

FORGIVEN_AFTER = timedelta(days=30)
"""A robots.txt that could not be had for this long counts as none: RFC 9309 section 2.3.1.4."""


class Robots:
    """Answers whether an address may be read, asking each site for its robots.txt once a day.

    Args:
        ask: fetches the start of an address's body; raises FetchError.
        slow_down: told a host and the seconds it wants between two requests.
        recall: a site's file as it was kept, if it was.
        keep: told each file that was fetched anew.
        now: the time in UTC.
    """

    def __init__(
        self,
        ask: Callable[[str], Fetched],
        slow_down: Callable[[str, float], None],
        *,
        recall: Callable[[str], RobotsFile | None] | None = None,
        keep: Callable[[RobotsFile], None] | None = None,
        now: Callable[[], datetime],
    ) -> None:
        self._ask = ask
        self._slow_down = slow_down
        self._keep = keep
        self._now = now
        self._recall = recall
        self._files: dict[str, RobotsFile | None] = {}
        self._rules: dict[str, Protego] = {}
        self._lock = threading.Lock()
        self._origin_locks = defaultdict[str, threading.Lock](threading.Lock)

    def check(self, url: httpx.URL, host: str) -> None:
        """Make sure that an address may be read.

        Raises:
            FetchError: ``robots_denied``; ``robots_unreachable`` where the site did not let us know.
        """
        origin = _origin(url)
        with self._lock_of(origin):  # one thread asks, the others wait for what it learns
            rules = self._rules_of(origin, host)
        if rules is None:
            problem = f"{origin}/robots.txt can't be had, so nothing is read there for now (RFC 9309)."
            wait = UNREACHABLE_KEPT.total_seconds()
            raise FetchError("robots_unreachable", problem, transient=True, retry_after_seconds=wait)
        if not rules.can_fetch(str(url), PRODUCT_TOKEN):
            problem = f"{origin}/robots.txt asks programs to leave this address alone."
            raise FetchError("robots_denied", problem, transient=False)

    def remember(self, url: httpx.URL, host: str) -> None:
        """Heed the Crawl-delay that a site asked for earlier, without asking for its file: what feeds owe it too."""
        origin = _origin(url)
        with self._lock_of(origin):
            file = self._known(origin)
            if file is not None and file.text:
                self._parsed(file, host)

    def _lock_of(self, origin: str) -> threading.Lock:
        with self._lock:
            return self._origin_locks[origin]

    def _known(self, origin: str) -> RobotsFile | None:
        if origin not in self._files:
            self._files[origin] = self._recall(origin) if self._recall else None
        return self._files[origin]

    def _rules_of(self, origin: str, host: str) -> Protego | None:
        file = self._known(origin)
        if file is None or file.expires_at <= self._now():
            file = self._files[origin] = self._fetch(origin, file)
            self._rules.pop(origin, None)
            if self._keep:
                self._keep(file)
        return None if file.text is None else self._parsed(file, host)

    def _parsed(self, file: RobotsFile, host: str) -> Protego:
        if file.origin not in self._rules:
            self._rules[file.origin] = rules = Protego.parse(file.text or "")
            if delay := rules.crawl_delay(PRODUCT_TOKEN):
                self._slow_down(host, delay)
        return self._rules[file.origin]

    def _fetch(self, origin: str, before: RobotsFile | None) -> RobotsFile:
        now = self._now()
        try:
            body = self._ask(f"{origin}/robots.txt").body
        except FetchError as error:
            if error.reason in {"host_resting", "run_ended"}:
                raise
            if _is_absent(error):
                return RobotsFile(origin, "", now, now + KEPT)
            since = before.unreachable_since or now if before else now
            # What it said last still holds; where it never said anything, everything is off limits for a while.
            said = before.text if before else None
            text = "" if said is None and now - since >= FORGIVEN_AFTER else said
            return RobotsFile(origin, text, now, now + UNREACHABLE_KEPT, since)
        return RobotsFile(origin, body.decode("utf-8-sig", "replace"), now, now + KEPT)


def _origin(url: httpx.URL) -> str:
    parts = urlsplit(str(url))
    return f"{parts.scheme}://{parts.netloc}"


def _is_absent(error: FetchError) -> bool:
    """Whether the site has no robots.txt: RFC 9309 section 2.3.1.3, with all that leads to no file of this site."""
    client_error = error.reason.startswith("http_4") and error.reason != f"http_{HTTPStatus.REQUEST_TIMEOUT}"
    return client_error or error.reason in {"blocked", "bad_redirect", "too_many_redirects", "address_refused"}
