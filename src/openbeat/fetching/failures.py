"""What went wrong with a fetch, as a FetchError whose reason code failures are counted by.

    answers                                             exceptions
    http_404, http_500, …  that status                  timeout            no connection, no bytes, or too slow
    rate_limited           429, or 503 saying when      connection_failed  refused, reset or closed
    blocked                a bot challenge              tls_failure        no certificate to trust
                                                        bad_response       not HTTP

The other modules add bad_address, bad_redirect, too_many_redirects (targets, client), address_refused, dns_failure
(guard), too_large, bad_encoding and unsupported_encoding (body), robots_denied and robots_unreachable (robots),
host_resting and run_ended (hosts).
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import httpcore
import httpx

from openbeat.errors import FetchError
from openbeat.fetching.freshness import http_date

# Reason and whether the same try may succeed later; the entry nearest to the exception's own class counts.
_MEANINGS: dict[type[Exception], tuple[str, bool]] = {
    httpx.HTTPError: ("connection_failed", True),
    httpx.TimeoutException: ("timeout", True),
    httpx.UnsupportedProtocol: ("bad_address", False),
    httpx.ProtocolError: ("bad_response", True),
    httpx.DecodingError: ("bad_encoding", False),
    httpx.TooManyRedirects: ("too_many_redirects", False),
    httpx.HTTPStatusError: ("bad_response", True),
    httpx.InvalidURL: ("bad_address", False),
    httpx.CookieConflict: ("bad_response", True),
    httpx.StreamError: ("bad_response", True),
    httpcore.TimeoutException: ("timeout", True),
    httpcore.NetworkError: ("connection_failed", True),
    httpcore.ConnectionNotAvailable: ("connection_failed", True),
    httpcore.ProxyError: ("connection_failed", True),
    httpcore.UnsupportedProtocol: ("bad_address", False),
    httpcore.ProtocolError: ("bad_response", True),
    OSError: ("connection_failed", True),
}
NETWORK_EXCEPTIONS: tuple[type[Exception], ...] = tuple(_MEANINGS)
"""Everything that httpx, httpcore and the sockets below them raise."""

_SENTENCES = {
    "timeout": "The server did not answer in time",
    "connection_failed": "The connection failed",
    "bad_response": "The answer is not valid HTTP",
    "bad_address": "The address can't be asked for",
    "bad_encoding": "The body can't be decompressed",
    "too_many_redirects": "The address redirects without end",
}

_TRANSIENT_STATUSES = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
CHALLENGE_STATUSES = {HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE}
"""Statuses that bot challenges come with, whose bodies are therefore worth a look."""
_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
# What only a challenge page has. Cloudflare also puts scripts into ordinary pages, so its path alone proves nothing.
_CHALLENGE_MARKS = (
    b"_cf_chl_",
    b"<title>just a moment...",
    b"<title>attention required! | cloudflare",
    b"captcha-delivery.com",
    b"_incapsula_resource",
    b"px-captcha",
    b"errors.edgesuite.net",
    b"sucuri website firewall",
    b"ddos-guard",
)
_DELTA_SECONDS = re.compile(r"[0-9]{1,10}")


def from_exception(error: Exception) -> FetchError:
    """What an exception of httpx, httpcore or a socket means."""
    causes = _with_causes(error)
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if tls is not None:
        why = getattr(tls, "verify_message", "") or str(tls)
        return FetchError("tls_failure", f"No trustworthy encrypted connection: {why.rstrip('.')}.", transient=True)
    reason, transient = next(_MEANINGS[kind] for kind in type(error).__mro__ if kind in _MEANINGS)
    detail = str(error).rstrip(".") or type(error).__name__
    return FetchError(reason, f"{_SENTENCES[reason]}: {detail}.", transient=transient)


def is_challenge(status: int, headers: Mapping[str, str], start: bytes) -> bool:
    """Whether an answer is a bot challenge: by its headers, or by the first bytes of its body."""
    if any(name in headers for name in _CHALLENGE_HEADERS):
        return True
    return status in CHALLENGE_STATUSES and any(mark in start.lower() for mark in _CHALLENGE_MARKS)


def from_status(status: int, headers: Mapping[str, str], start: bytes, now: datetime) -> FetchError:
    """What an answer means that is neither a success nor a redirect.

    Args:
        status: the status code.
        headers: the header fields, found by lower-case names.
        start: the first bytes of the decoded body.
        now: the time, in UTC.
    """
    wait = retry_after_seconds(headers.get("retry-after"), now)
    if is_challenge(status, headers, start):
        problem = "The site answers with a challenge that tells people from programs. Ask the publisher for access."
        return FetchError("blocked", problem, transient=False)
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
        told = "" if wait is None else f", in {_spoken(wait)} at the earliest"
        problem = f"The site asks to come back later{told} (HTTP {status})."
        return FetchError("rate_limited", problem, transient=True, retry_after_seconds=wait)
    transient = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _TRANSIENT_STATUSES
    outlook = "It is tried again later." if transient else "Trying again won't help; check the address."
    problem = f"The server answered HTTP {status}{_phrase(status)}. {outlook}"
    return FetchError(f"http_{status}", problem, transient=transient, retry_after_seconds=wait)


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """How long a Retry-After header asks to wait, in seconds; None without one that can be read.

    Both forms of RFC 9110 section 10.2.3 are read, a number of seconds and a date. A date gone by means 0.
    """
    text = (value or "").strip()
    if _DELTA_SECONDS.fullmatch(text):
        return float(text)
    at = http_date(text)
    return None if at is None else max((at - now).total_seconds(), 0.0)


def _spoken(seconds: float) -> str:
    if seconds < 120:  # noqa: PLR2004 - two minutes
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"  # noqa: PLR2004


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


def _with_causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain
