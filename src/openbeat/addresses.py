"""Addresses of the web: which spellings mean the same page, and whose page it is.

An *address key* is for comparing only; what is fetched is always the address as it was given.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit, urlunsplit

from tld import get_fld
from url_normalize import url_normalize

MAX_URL_CHARACTERS = 2048
"""Longer addresses are not the web's: browsers and sitemaps.org stop there too."""

MAX_WRAPPINGS = 3
"""A counter behind a counter is seen now and then."""

# The cache's paths are described at https://developers.google.com/amp/cache/overview.
_AMP_CACHE = re.compile(r"[\w.-]+\.cdn\.ampproject\.org/(?:c|v|wp|i)/(?P<secure>s/)?(?P<rest>[\w-]+\.[\w.-]+/.*)")
_AMP_VIEWER = re.compile(r"google\.[a-z.]{2,6}/amp/(?P<secure>s/)?(?P<rest>[\w-]+\.[\w.-]+/.*)")


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
    """The part of the host that is one publisher's, by the public suffix list: ``bbc.co.uk`` of ``news.bbc.co.uk``.

    On hosts that many publishers share (``someone.substack.com``) it is the publisher's own part. An IP address stands
    for itself; under a top level that the list lacks (``.localhost``, ``.example``), the last two labels.
    """
    host = publisher_of(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        found = get_fld(f"https://{host}/", fail_silently=True)
        domain = str(found) if found else ".".join(host.split(".")[-2:])
        if domain in _shared_hosts() and host != domain:
            return f"{host.removesuffix(f'.{domain}').rpartition('.')[2]}.{domain}"
        return domain
    return host


def destination(url: str) -> str:
    """Where a link leads that only passes through somebody else's counter, as far as the link itself says so.

    Google's alerts, AMP viewers and caches, and the redirects of feed proxies carry the address of the page in their
    own. Any other link is its own destination.
    """
    for _ in range(MAX_WRAPPINGS):
        inner = _unwrapped(url)
        if inner is None:
            return url
        url = inner
    return url


def _unwrapped(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parameters := _wrappers().get(f"{host}{parts.path.rstrip('/')}"):
        values = dict(parse_qsl(parts.query))
        return next((inner for name in parameters if (inner := web_url(values.get(name)))), None)
    amp = _AMP_CACHE.match(f"{host}{parts.path}") or _AMP_VIEWER.match(f"{host}{parts.path}")
    if amp is None:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return web_url(f"{'https' if amp['secure'] else 'http'}://{amp['rest']}{query}")


@cache
def _tracking() -> re.Pattern[str]:
    names = [re.escape(line).replace(r"\*", ".*") for line in _data_lines("tracking_parameters.txt")]
    return re.compile(f"(?:{'|'.join(names)})$", re.IGNORECASE)


@cache
def _shared_hosts() -> frozenset[str]:
    return frozenset(_data_lines("shared_hosts.txt"))


@cache
def _wrappers() -> dict[str, list[str]]:
    """Host and path of each known link wrapper, to the query parameters that may hold the destination."""
    return {place: parameters for place, *parameters in map(str.split, _data_lines("link_wrappers.txt"))}


def _data_lines(name: str) -> list[str]:
    lines = (files("openbeat") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
