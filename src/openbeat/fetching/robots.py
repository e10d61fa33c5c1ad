"""What sites let programs read: robots.txt (RFC 9309), and the Crawl-delay that many of them add.

Feeds are there for programs and are not looked up here; article pages are, at every redirect.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
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
        known: files fetched earlier.
        keep: told each file that was fetched anew.
        now: the time in UTC.
    """

    def __init__(
        self,
        ask: Callable[[str], Fetched],
        slow_down: Callable[[str, float], None],
        *,
        known: Iterable[RobotsFile] = (),
        keep: Callable[[RobotsFile], None] | None = None,
        now: Callable[[], datetime],
    ) -> None:
        self._ask = ask
        self._slow_down = slow_down
        self._keep = keep
        self._now = now
        self._files = {file.origin: file for file in known}
        self._rules: dict[str, Protego] = {}
        self._lock = threading.Lock()
        self._origin_locks = defaultdict[str, threading.Lock](threading.Lock)

    def check(self, url: httpx.URL, host: str) -> None:
        """Make sure that an address may be read.

        Raises:
            FetchError: ``robots_denied``; ``robots_unreachable`` where the site did not let us know.
        """
        parts = urlsplit(str(url))
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules_of(origin, host)
        if rules is None:
            problem = f"{origin}/robots.txt can't be had, so nothing is read there for now (RFC 9309)."
            wait = UNREACHABLE_KEPT.total_seconds()
            raise FetchError("robots_unreachable", problem, transient=True, retry_after_seconds=wait)
        if not rules.can_fetch(str(url), PRODUCT_TOKEN):
            problem = f"{origin}/robots.txt asks programs to leave this address alone."
            raise FetchError("robots_denied", problem, transient=False)

    def _rules_of(self, origin: str, host: str) -> Protego | None:
        with self._lock:
            origin_lock = self._origin_locks[origin]
        with origin_lock:  # one thread asks, the others wait for what it learns
            file = self._files.get(origin)
            if file is None or file.expires_at <= self._now():
                file = self._fetch(origin, file)
                self._files[origin] = file
                self._rules.pop(origin, None)
                if self._keep:
                    self._keep(file)
            if file.text is None:
                return None
            if origin not in self._rules:
                self._rules[origin] = rules = Protego.parse(file.text)
                if delay := rules.crawl_delay(PRODUCT_TOKEN):
                    self._slow_down(host, delay)
            return self._rules[origin]

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


def _is_absent(error: FetchError) -> bool:
    """Whether the site has no robots.txt: RFC 9309 section 2.3.1.3, with all that leads to no file of this site."""
    client_error = error.reason.startswith("http_4") and error.reason != f"http_{HTTPStatus.REQUEST_TIMEOUT}"
    return client_error or error.reason in {"blocked", "bad_redirect", "too_many_redirects", "address_refused"}
