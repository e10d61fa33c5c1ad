"""Addresses of the web: which spellings mean the same page, and whose page it is.

An *address key* is for comparing only; what is fetched is always the address as it was given.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from tld import get_fld
from url_normalize import url_normalize

MAX_URL_CHARACTERS = 2048
"""Longer addresses are not the web's: browsers and sitemaps.org stop there too."""


def web_url(url: str | None, base: str | None = None) -> str | None:
    """The absolute http or https URL that a link means, or None if it means none (``javascript:``, ``urn:``, …)."""
    if not url:
        return None
    cleaned = re.sub(r"[\t\r\n]", "", url.strip()).replace(" ", "%20")  # as browsers do: url.spec.whatwg.org
    try:
        joined = urljoin(base, cleaned) if base else cleaned
        parts = urlsplit(joined)
        host = parts.hostname
        _ = parts.port  # raises ValueError if it is no number
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or len(joined) > MAX_URL_CHARACTERS:
        return None
    return joined


def address_key(url: str | None) -> str | None:
    """What all spellings of one address have in common, or None for what is no web address.

    Left out: the scheme (http and https twins are one page), the fragment, tracking parameters, a trailing slash. The
    rest is normalised as RFC 3986 section 6.2 allows. Idempotent: the key of ``https://`` + key is the key.
    """
    absolute = web_url(url)
    if absolute is None:
        return None
    try:
        parts = urlsplit(url_normalize(absolute) or absolute)
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port not in {None, 80, 443}:
        netloc += f":{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracking().match(pair.partition("=")[0]))
    return urlunsplit(SplitResult("", netloc, parts.path.rstrip("/"), query, "")).removeprefix("//")


def host_of(url: str) -> str:
    """The host of an address in lower case, with its port where it is not the default; empty for none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return host if port in {None, 80, 443} else f"{host}:{port}"


def publisher_of(url: str) -> str:
    """The host that stands for the publisher: without ``www.`` and without a port."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def registrable_domain(url: str) -> str:
    """The part of the host that somebody registered, by the public suffix list: ``bbc.co.uk`` of ``news.bbc.co.uk``.

    An IP address stands for itself; under a top level that the list lacks (``.localhost``, ``.example``), the last
    two labels.
    """
    host = publisher_of(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        found = get_fld(f"https://{host}/", fail_silently=True)
        return str(found) if found else ".".join(host.split(".")[-2:])
    return host


@cache
def _tracking() -> re.Pattern[str]:
    lines = (files("openbeat") / "data" / "tracking_parameters.txt").read_text(encoding="utf-8").splitlines()
    names = [re.escape(line).replace(r"\*", ".*") for line in lines if line and not line.startswith("#")]
    return re.compile(f"(?:{'|'.join(names)})$", re.IGNORECASE)
