"""Which addresses may be asked for at all: http and https, with a host, without a name and password in them."""

from __future__ import annotations

import httpx

from openbeat.errors import FetchError

_SCHEMES = ("http", "https")
_MAX_PORT = 65535


def target(url: str) -> httpx.URL:
    """The address to send a request to, without its fragment.

    Raises:
        FetchError: ``bad_address``.
    """
    return _checked(url, "bad_address")


def redirect_target(here: httpx.URL, location: bytes | None) -> httpx.URL:
    """Where a redirect leads, its Location (RFC 9110 section 10.2.2) read relative to where we are.

    Raises:
        FetchError: ``bad_redirect``.
    """
    if not location:
        raise FetchError("bad_redirect", "The answer is a redirect that doesn't say where to.", transient=False)
    try:
        there = location.decode("utf-8")
    except UnicodeDecodeError:
        there = location.decode("latin-1")
    try:
        joined = str(here.join(there))
    except (httpx.InvalidURL, ValueError) as error:
        problem = f"The answer is a redirect to a malformed address {there[:200]!r}: {error}."
        raise FetchError("bad_redirect", problem, transient=False) from error
    return _checked(joined, "bad_redirect")


def _checked(url: str, reason: str) -> httpx.URL:
    shown = url[:200]
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(reason, f"{shown!r} is not a web address: {error}.", transient=False) from error
    if parsed.scheme not in _SCHEMES:
        raise FetchError(reason, f"{shown!r} is not an http or https address.", transient=False)
    if not parsed.raw_host or b"%" in parsed.raw_host:
        raise FetchError(reason, f"{shown!r} has no usable host.", transient=False)
    if parsed.userinfo:
        raise FetchError(reason, "Addresses with a user name or password in them are not visited.", transient=False)
    if parsed.port is not None and not 0 < parsed.port <= _MAX_PORT:
        raise FetchError(reason, f"{shown!r} has an impossible port.", transient=False)
    return parsed.copy_with(fragment=None)


def host_of(url: httpx.URL) -> str:
    """The host as the network knows it: lower-case ASCII, without a final dot."""
    return url.raw_host.decode("ascii").rstrip(".").lower()
