from __future__ import annotations

import gzip
import inspect
import ipaddress
import pickle
import random
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import httpcore
import httpx
import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from openbeat.errors import FetchError
from openbeat.fetching import FEED_ACCEPT, Fetcher
from openbeat.fetching.body import PIECE_BYTES, Inflate, decoder_for, read_body
from openbeat.fetching.budget import TimeBudget
from openbeat.fetching.failures import from_exception, retry_after_seconds
from openbeat.settings import FetchSettings
from tests.rawsite import Request, Route, Site, answer, redirect

MAX_BYTES = 100_000
COMPRESSED = ["gzip", "deflate", "br", "zstd"]
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def settings(**changes: Any) -> FetchSettings:
    values: dict[str, Any] = {
        "allow_networks": ["127.0.0.0/8", "::1/128"],
        "per_host_spacing_seconds": 0,
        "per_host_concurrency": 16,
        "connect_seconds": 2,
        "read_seconds": 2,
        "total_seconds": 4,
    }
    return FetchSettings(**(values | changes))


def fetcher_with(**changes: Any) -> Fetcher:
    return Fetcher(settings(**changes), version="1.2", now=lambda: NOW)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with fetcher_with() as ready:
        yield ready


def failure(fetcher: Fetcher, url: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, **({"max_bytes": MAX_BYTES} | options))
    error = caught.value
    assert str(error).startswith(url[:500]), "the message says which address it is about"
    assert str(error).endswith((".", ").")), "the message is a sentence"
    return error


# What is asked and what comes back


def test_an_answer_comes_back_with_what_was_said_of_it(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = answer(
        b"<p>hi</p>", ETag='"v1"', Last_Modified="Sun, 01 Mar 2026 10:00:00 GMT", Content_Type="text/html; charset=x"
    )
    fetched = fetcher.get(site.url("/a#part"), max_bytes=MAX_BYTES)
    assert fetched.body == b"<p>hi</p>"
    assert (fetched.status, fetched.content_type) == (200, "text/html; charset=x")
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Sun, 01 Mar 2026 10:00:00 GMT")
    assert (fetched.url, fetched.final_url, fetched.permanent_url) == (site.url("/a#part"), site.url("/a"), None)
    assert fetched.wire_bytes == len(fetched.body)
    assert 0 < fetched.seconds < 2


def test_the_request_says_who_asks_and_what_is_taken(site: Site) -> None:
    site.routes["/"] = answer(b"x")
    with fetcher_with(contact="mailto:réd@example.org") as fetcher:
        fetcher.get(site.url(), max_bytes=MAX_BYTES, accept=FEED_ACCEPT)
    headers = site.asked[0].headers
    assert headers["user-agent"].encode("latin-1").decode() == "openbeat/1.2 (+mailto:réd@example.org)"
    assert headers["accept"] == FEED_ACCEPT
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert not {"cookie", "authorization", "if-none-match", "if-modified-since"} & headers.keys()


def test_without_a_contact_the_user_agent_has_none(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(b"x")
    fetcher.get(site.url(), max_bytes=MAX_BYTES)
    assert site.asked[0].headers["user-agent"] == "openbeat/1.2"


@pytest.mark.parametrize("etag", ['W/"abc"', "not-even-quoted", '"\xe9\xff"'])
def test_validators_go_back_as_received_and_a_304_keeps_them(site: Site, fetcher: Fetcher, etag: str) -> None:
    date = "yesterday, sort of"

    def conditional(connection: socket.socket, request: Request) -> None:
        same = (request.headers.get("if-none-match"), request.headers.get("if-modified-since")) == (etag, date)
        reply = b"HTTP/1.1 304 Not Modified\r\n\r\n" if same else answer(b"new", ETag=etag, Last_Modified=date)
        connection.sendall(reply)

    site.routes["/feed"] = conditional
    first = fetcher.get(site.url("/feed"), max_bytes=MAX_BYTES)
    assert (first.etag, first.last_modified) == (etag, date)
    again = fetcher.get(site.url("/feed"), max_bytes=MAX_BYTES, etag=first.etag, last_modified=first.last_modified)
    assert again.not_modified
    assert (again.body, again.etag, again.last_modified) == (b"", etag, date)


def test_validators_that_a_304_renews_are_the_new_ones(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = b'HTTP/1.1 304 Not Modified\r\nETag: "new"\r\n\r\n'
    assert fetcher.get(site.url(), max_bytes=MAX_BYTES, etag='"old"').etag == '"new"'


def test_a_304_nobody_asked_for_is_a_bad_response(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    assert failure(fetcher, site.url(), etag="").reason == "bad_response"


def test_a_part_of_a_page_is_no_page(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(b"<p>The first", "206 Partial Content", Content_Range="bytes 0-11/900")
    assert failure(fetcher, site.url()).reason == "bad_response"


def test_a_validator_that_can_not_be_sent_is_a_failure_and_no_crash(site: Site, fetcher: Fetcher) -> None:
    assert failure(fetcher, site.url(), etag="a\r\nX-Injected: 1").reason == "bad_response"
    assert all("x-injected" not in request.headers for request in site.asked)


def test_connections_are_kept_for_the_next_page_of_a_host(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(b"x")
    for _ in range(3):
        fetcher.get(site.url(), max_bytes=MAX_BYTES)
    assert site.connections == 1


def test_no_cookie_is_remembered_from_one_address_to_the_next(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(b"x", Set_Cookie="who=you; Path=/")
    fetcher.get(site.url(), max_bytes=MAX_BYTES)
    fetcher.get(site.url(), max_bytes=MAX_BYTES)
    assert "cookie" not in site.asked[1].headers


def test_no_proxy_is_taken_from_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.routes["/"] = answer(b"direct")
    with fetcher_with() as fetcher:
        assert fetcher.get(site.url(), max_bytes=MAX_BYTES).body == b"direct"


def test_threads_share_a_fetcher_and_the_host_gate_holds(site: Site) -> None:
    under_way, most = Counter[str](), 0
    lock = threading.Lock()

    def counted(connection: socket.socket, _request: Request) -> None:
        nonlocal most
        with lock:
            under_way["now"] += 1
            most = max(most, under_way["now"])
        time.sleep(0.02)
        with lock:
            under_way["now"] -= 1
        connection.sendall(answer(b"x"))

    site.routes["/"] = counted
    with fetcher_with(per_host_concurrency=2) as fetcher, ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(lambda _: fetcher.get(site.url(), max_bytes=MAX_BYTES).body, range(16)))
    assert bodies == [b"x"] * 16
    assert most == 2


def test_waiting_for_a_turn_does_not_count_as_time_of_the_answer(site: Site) -> None:
    site.routes |= {"/": redirect("/b"), "/b": answer(b"x")}
    with fetcher_with(per_host_spacing_seconds=0.6, total_seconds=0.5) as fetcher:
        started = time.monotonic()
        fetched = fetcher.get(site.url(), max_bytes=MAX_BYTES)
    assert time.monotonic() - started >= 0.6
    assert fetched.seconds < 0.5


# Redirects


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(site: Site, fetcher: Fetcher, status: str) -> None:
    site.routes |= {"/a/b": redirect("../c?d=ü#e", status), "/c?d=%C3%BC": answer(b"there")}
    # Location as bytes beyond ASCII, as servers send it.
    site.routes["/a/b"] = site.routes["/a/b"].decode("latin-1").encode("utf-8")  # type: ignore[union-attr]
    fetched = fetcher.get(site.url("/a/b"), max_bytes=MAX_BYTES)
    assert (fetched.body, fetched.final_url) == (b"there", site.url("/c?d=%C3%BC"))
    permanent = status[:3] in {"301", "308"}
    assert fetched.permanent_url == (fetched.final_url if permanent else None)


def test_the_permanent_address_is_where_permanent_redirects_alone_led(site: Site, fetcher: Fetcher) -> None:
    site.routes |= {
        "/1": redirect("/2", "301 Moved"),
        "/2": redirect("/3", "308 Permanent"),
        "/3": redirect("/4", "302 Found"),
        "/4": redirect("/5", "301 Moved"),
        "/5": answer(b"x"),
    }
    fetched = fetcher.get(site.url("/1"), max_bytes=MAX_BYTES)
    assert (fetched.permanent_url, fetched.final_url) == (site.url("/3"), site.url("/5"))


def test_a_redirect_loop_ends(site: Site, fetcher: Fetcher) -> None:
    site.routes |= {"/a": redirect("/b"), "/b": redirect("/a")}
    error = failure(fetcher, site.url("/a"))
    assert (error.reason, error.transient) == ("too_many_redirects", False)
    assert len(site.asked) == 6


def test_a_redirect_that_needs_its_cookie_ends_well(site: Site, fetcher: Fetcher) -> None:
    def wants_cookie(connection: socket.socket, request: Request) -> None:
        known = request.headers.get("cookie") == "seen=1"
        connection.sendall(answer(b"welcome") if known else redirect("/", "301 Moved", Set_Cookie="seen=1; Path=/"))

    site.routes["/"] = wants_cookie
    fetched = fetcher.get(site.url(), max_bytes=MAX_BYTES)
    assert (fetched.body, fetched.permanent_url) == (b"welcome", None)


@pytest.mark.parametrize(
    "location",
    [
        "ftp://example.org/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://u:p@example.org/",
        "http://h:99999/",
        "http://h:x/",
        "data:,x",
        "http://",
    ],
)
def test_redirects_that_lead_nowhere_are_bad(site: Site, fetcher: Fetcher, location: str) -> None:
    site.routes["/"] = redirect(location)
    error = failure(fetcher, site.url())
    # "http://" joined to an http address is that very address, as in browsers.
    assert error.reason == ("too_many_redirects" if location == "http://" else "bad_redirect")
    assert not error.transient


def test_a_redirect_without_a_location_is_bad(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(b"", "302 Found")
    assert failure(fetcher, site.url()).reason == "bad_redirect"


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "//192.168.0.1/",
        "http://[fd00::1]/",
        "http://167772161/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    site.routes["/"] = redirect(location)
    error = failure(fetcher, site.url())
    assert (error.reason, error.transient) == ("address_refused", False)
    assert "redirected to" in str(error)


def test_a_name_that_is_rebound_between_two_redirects_is_refused(site: Site) -> None:
    """The first lookup gives an allowed address, later ones a forbidden one: neither reaches the forbidden one."""
    lookups = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])
    site.routes["/"] = lambda connection, _request: connection.sendall(redirect("/secret"))
    site.routes["/secret"] = answer(b"secret")
    asked_for = settings(allow_networks=["127.0.0.1/32"])
    with Fetcher(asked_for, version="1", resolver=lambda _host, _port: next(lookups)) as fetcher:
        assert failure(fetcher, site.url(host="rebind.example")).reason == "address_refused"
    assert [request.path for request in site.asked] == ["/"]


def test_a_name_that_answers_publicly_first_and_with_loopback_afterwards_never_reaches_loopback(site: Site) -> None:
    answers = iter([["192.0.2.1"], ["127.0.0.1"]])
    public = settings(allow_networks=["192.0.2.0/24"], connect_seconds=0.3)
    with Fetcher(public, version="1", resolver=lambda _host, _port: next(answers)) as fetcher:
        first = failure(fetcher, site.url(host="rebind.example"))
        second = failure(fetcher, site.url(host="rebind.example"))
    assert first.reason in {"timeout", "connection_failed"}, "the address that was checked is the one connected to"
    assert second.reason == "address_refused"
    assert site.connections == 0


def test_a_fetcher_does_not_visit_its_own_machine_by_default(site: Site) -> None:
    with fetcher_with(allow_networks=[]) as fetcher:
        for host in ("127.0.0.1", "localhost", "site.localhost", "[::ffff:127.0.0.1]", "2130706433"):
            assert failure(fetcher, site.url(host=host)).reason == "address_refused"
    assert site.connections == 0


def test_localhost_names_need_no_lookup(site: Site) -> None:
    site.routes["/"] = answer(b"x")
    with Fetcher(settings(), version="1", resolver=lambda host, _port: pytest.fail(host)) as fetcher:
        assert fetcher.get(site.url(host="news.localhost"), max_bytes=MAX_BYTES).body == b"x"
    assert site.asked[0].headers["host"] == f"news.localhost:{site.port}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:a@b",
        "http://",
        "http:///path",
        "http://u:p@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://a b/",
        "http://[",
        "http://[::1%25lo]/",
        "http://%31%32%37.0.0.1/",
        "http://exa\nmple.org/",
        "http://①②⑦.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1\\@example.org/",
        "http://" + "a" * 70_000,
    ],
)
def test_what_is_no_address_is_not_asked(fetcher: Fetcher, url: str) -> None:
    error = failure(fetcher, url)
    assert (error.reason, error.transient) == ("bad_address", False)


# Statuses


@pytest.mark.parametrize(
    ("status", "reason", "transient"),
    [
        (400, "http_400", False),
        (401, "http_401", False),
        (403, "http_403", False),
        (404, "http_404", False),
        (408, "http_408", True),
        (410, "http_410", False),
        (425, "http_425", True),
        (429, "rate_limited", True),
        (451, "http_451", False),
        (500, "http_500", True),
        (502, "http_502", True),
        (503, "http_503", True),
        (522, "http_522", True),
        (300, "http_300", False),
        (305, "http_305", False),
        (999, "http_999", True),
    ],
)
def test_statuses_have_reasons(site: Site, fetcher: Fetcher, status: int, reason: str, transient: bool) -> None:
    site.routes["/"] = answer(b"sorry", f"{status} Whatever")
    error = failure(fetcher, site.url())
    assert (error.reason, error.transient) == (reason, transient)
    assert str(status) in str(error)
    assert pickle.loads(pickle.dumps(error)).reason == reason


def test_503_that_says_when_is_rate_limited(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(b"", "503 Unavailable", Retry_After="120")
    error = failure(fetcher, site.url())
    assert (error.reason, error.transient, error.retry_after_seconds) == ("rate_limited", True, 120.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("3600", 3600.0),
        (" 5 ", 5.0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sunday, 01-Mar-26 12:01:30 GMT", 90.0),
        ("Sun Mar  1 12:01:30 2026", 90.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 5000, None),
        ("Sun, 99 Mar 2026 12:01:30 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_crashes(value: str) -> None:
    wait = retry_after_seconds(value, NOW)
    assert wait is None or wait >= 0


@given(st.integers(0, 10**7))
def test_a_date_means_the_seconds_until_then(seconds: int) -> None:
    date = (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert retry_after_seconds(date, NOW) == seconds


@pytest.mark.parametrize(
    "challenge",
    [
        answer(b"x", "403 Forbidden", cf_mitigated="challenge"),
        answer(b"x", "429 Too Many", cf_mitigated="challenge"),
        answer(b"", "202 Accepted", x_amzn_waf_action="challenge"),
        answer(b"<html><head><title>Just a moment...</title>", "503 Unavailable", Retry_After="5"),
        answer(b"<script>window._cf_chl_opt={}</script>", "403 Forbidden"),
        answer(
            gzip.compress(b"x" * 9000 + b"https://geo.captcha-delivery.com/c.js"), "403 No", Content_Encoding="gzip"
        ),
    ],
)
def test_bot_challenges_are_told_from_other_refusals(site: Site, fetcher: Fetcher, challenge: bytes) -> None:
    site.routes["/"] = challenge
    error = failure(fetcher, site.url())
    assert (error.reason, error.transient) == ("blocked", False)


def test_a_cloudflare_script_alone_is_no_challenge(site: Site, fetcher: Fetcher) -> None:
    page = b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    site.routes["/"] = answer(page, "503 Unavailable")
    assert failure(fetcher, site.url()).reason == "http_503"


@pytest.mark.parametrize("coding", [*COMPRESSED, "compress"])
def test_an_error_whose_body_can_not_be_read_keeps_its_status(site: Site, fetcher: Fetcher, coding: str) -> None:
    site.routes["/"] = answer(b"garbage", "403 Forbidden", Content_Encoding=coding)
    assert failure(fetcher, site.url()).reason == "http_403"


# Bodies


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "identity, gzip": gzip.compress,
    "deflate": zlib.compress,
    " deflate ": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
    "": bytes,
}


@pytest.mark.parametrize("coding", ENCODED)
def test_codings_are_undone(site: Site, fetcher: Fetcher, coding: str) -> None:
    text = b"open weights " * 5000
    sent = ENCODED[coding](text)
    site.routes["/"] = answer(sent, Content_Encoding=coding)
    fetched = fetcher.get(site.url(), max_bytes=MAX_BYTES)
    assert (fetched.body, fetched.wire_bytes) == (text, len(sent))


def decoded(coding: str, chunks: list[bytes], max_bytes: int = 10_000_000) -> bytes:
    return read_body(chunks, decoder_for(coding), max_bytes=max_bytes, budget=TimeBudget(60))[0]


@given(st.binary(max_size=5000), st.integers(1, 2000), st.sampled_from([*COMPRESSED, " deflate "]))
def test_a_body_decodes_the_same_however_it_is_cut(data: bytes, size: int, coding: str) -> None:
    sent = ENCODED[coding](data)
    assert decoded(coding, [sent[start : start + size] for start in range(0, len(sent), size)]) == data


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 50), st.sampled_from(["gzip", "zstd"]))
def test_several_members_or_frames_are_one_body(parts: list[bytes], size: int, coding: str) -> None:
    sent = b"".join(ENCODED[coding](part) for part in parts)
    assert decoded(coding, [sent[start : start + size] for start in range(0, len(sent), size)]) == b"".join(parts)


@given(st.binary(max_size=400), st.integers(1, 30), st.sampled_from(COMPRESSED))
def test_any_bytes_decode_or_fail_with_a_reason(data: bytes, size: int, coding: str) -> None:
    try:
        decoded(coding, [data[start : start + size] for start in range(0, len(data), size)])
    except FetchError as error:
        assert error.reason == "bad_encoding"  # noqa: PT017 - most bytes fail, a few don't


@pytest.mark.parametrize("size", [PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
@pytest.mark.parametrize("coding", COMPRESSED)
def test_pieces_end_where_they_must(size: int, coding: str) -> None:
    data = bytes(size)
    assert decoded(coding, [ENCODED[coding](data)]) == data
    assert decoded(coding, [bytes([byte]) for byte in ENCODED[coding](data)]) == data


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
def test_padding_after_the_end_is_passed_over(coding: str) -> None:
    assert decoded(coding, [ENCODED[coding](b"text") + b"\0\0junk", b"\x1f\x8bmore"]) == b"text"


def test_pieces_are_small_and_made_one_at_a_time() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    pieces = Inflate("gzip").feed(bomb)
    assert len(next(pieces)) <= PIECE_BYTES


@pytest.mark.parametrize("coding", COMPRESSED)
def test_an_empty_compressed_body_is_empty(site: Site, fetcher: Fetcher, coding: str) -> None:
    site.routes["/"] = answer(b"", Content_Encoding=coding)
    assert fetcher.get(site.url(), max_bytes=MAX_BYTES).body == b""


@pytest.mark.parametrize("coding", COMPRESSED)
def test_a_bomb_costs_neither_memory_nor_time(site: Site, fetcher: Fetcher, coding: str) -> None:
    bomb = ENCODED[coding](bytes(80_000_000))
    assert len(bomb) < MAX_BYTES, "small enough on the wire that only its size after decompression tells"
    site.routes["/"] = answer(bomb, Content_Encoding=coding)
    failure(fetcher, site.url())
    tracemalloc.start()
    error = failure(fetcher, site.url())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (error.reason, error.transient) == ("too_large", False)
    assert peak < 2_000_000


def test_bytes_on_the_wire_count_even_when_nothing_comes_out_of_them(site: Site, fetcher: Fetcher) -> None:
    def empty_members(connection: socket.socket, _request: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"") * 10_000)

    site.routes["/"] = empty_members
    assert failure(fetcher, site.url()).reason == "too_large"


@pytest.mark.parametrize("coding", ["compress", "gzip, gzip", "br, gzip", "utf-8"])
def test_other_codings_are_refused(site: Site, fetcher: Fetcher, coding: str) -> None:
    site.routes["/"] = answer(b"whatever", Content_Encoding=coding)
    error = failure(fetcher, site.url())
    assert (error.reason, error.transient) == ("unsupported_encoding", False)
    assert coding in str(error)


@pytest.mark.parametrize(
    ("sent", "coding", "transient"),
    [
        (b"<html>not compressed at all</html>", "gzip", False),
        (b"<html>not compressed at all</html>", "deflate", False),
        (b"<html>not compressed at all</html>", "br", False),
        (b"<html>not compressed at all</html>", "zstd", False),
        (brotli.compress(random.Random(1).randbytes(5000))[:3000], "br", True),
        (zstandard.compress(random.Random(1).randbytes(5000))[:3000], "zstd", True),
        (zstandard.compress(b"text")[:3], "zstd", True),
        (gzip.compress(b"text")[:-6] + b"\xff\xff\xff\xff\xff\xff", "gzip", False),
        (gzip.compress(random.Random(1).randbytes(5000))[:3000], "gzip", True),
        (zlib.compress(random.Random(1).randbytes(5000))[:3000], "deflate", True),
        (b"\x1f", "deflate", True),
    ],
)
def test_broken_compression_is_a_bad_encoding(
    site: Site, fetcher: Fetcher, sent: bytes, coding: str, transient: bool
) -> None:
    site.routes["/"] = answer(sent, Content_Encoding=coding)
    error = failure(fetcher, site.url())
    assert (error.reason, error.transient) == ("bad_encoding", transient)


def test_a_body_of_just_the_allowed_size_is_taken_and_one_byte_more_is_not(site: Site, fetcher: Fetcher) -> None:
    def closes(connection: socket.socket, _request: Request) -> None:
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + bytes(1000))

    site.routes |= {"/announced": answer(bytes(1000)), "/until-close": closes}
    for path in ("/announced", "/until-close"):
        assert len(fetcher.get(site.url(path), max_bytes=1000).body) == 1000
        assert failure(fetcher, site.url(path), max_bytes=999).reason == "too_large"


def test_an_announced_size_beyond_the_bound_is_not_read(site: Site, fetcher: Fetcher) -> None:
    def only_announces(connection: socket.socket, _request: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")
        site.closing.wait(5)

    site.routes["/"] = only_announces
    started = time.monotonic()
    assert failure(fetcher, site.url()).reason == "too_large"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"])
def test_an_endless_body_ends(site: Site, fetcher: Fetcher, head: bytes) -> None:
    def endless(connection: socket.socket, _request: Request) -> None:
        connection.sendall(head)
        while not site.closing.is_set():
            connection.sendall(b"1000\r\n" + bytes(0x1000) + b"\r\n")

    site.routes["/"] = endless
    assert failure(fetcher, site.url()).reason == "too_large"


# Time


def drip(start: bytes, repeated: bytes) -> Route:
    """Sends a start, and then the same few bytes every 20 ms for as long as anybody listens."""

    def route(connection: socket.socket, _request: Request) -> None:
        connection.sendall(start)
        for _ in range(500):
            connection.sendall(repeated)
            time.sleep(0.02)

    return route


REFUSAL = drip(b"HTTP/1.1 403 Forbidden\r\n\r\n", b"x")


@pytest.mark.parametrize(
    "route",
    [
        drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
        drip(b"HTTP/1.1 200 O", b"K"),
        drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        REFUSAL,
    ],
    ids=["body", "chunks", "gzip members", "headers", "status line", "interim answers", "error's body"],
)
def test_a_drip_ends_at_the_deadline(site: Site, route: Route) -> None:
    site.routes["/"] = route
    started = time.monotonic()
    with fetcher_with(total_seconds=0.3) as fetcher:
        error = failure(fetcher, site.url())
    assert time.monotonic() - started < 1.5
    # A refusal stays a refusal however slowly its page comes.
    assert error.reason == ("http_403" if site.routes["/"] is REFUSAL else "timeout")


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
def test_silence_ends_after_the_read_time(site: Site, start: bytes) -> None:
    def silent(connection: socket.socket, _request: Request) -> None:
        connection.sendall(start)
        site.closing.wait(5)

    site.routes["/"] = silent
    started = time.monotonic()
    with fetcher_with(read_seconds=0.2) as fetcher:
        error = failure(fetcher, site.url())
    assert time.monotonic() - started < 1.5
    assert (error.reason, error.transient) == ("timeout", True)


def test_the_deadline_holds_across_redirects(site: Site) -> None:
    def slow_redirect(connection: socket.socket, _request: Request) -> None:
        time.sleep(0.2)
        connection.sendall(redirect("/"))

    site.routes["/"] = slow_redirect
    with fetcher_with(total_seconds=0.5, max_redirects=20) as fetcher:
        error = failure(fetcher, site.url())
    assert error.reason == "timeout"
    assert "0.5 seconds as a whole" in str(error)
    assert len(site.asked) <= 3


# Broken HTTP and broken connections


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"garbage without end",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/9.9 banana\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header : x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntoo short",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nthis is no chunk\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffffffffff\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: banana\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nX-Flood: " + b"x" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Flood: x\r\n" * 30_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 501 + b"Content-Length: 1\r\n\r\nx",
        b"HTTP/1.1 " + b"200" * 100_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-Trailer: x\r\n" * 30_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 300_000,
    ],
)
def test_what_is_not_http_is_a_bad_response(site: Site, fetcher: Fetcher, sent: bytes) -> None:
    site.routes["/"] = lambda connection, _request: connection.sendall(sent)
    assert failure(fetcher, site.url()).reason in {"bad_response", "connection_failed"}


def test_more_bytes_than_announced_are_not_taken(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = lambda connection, _request: connection.sendall(answer(b"right") + b" and wrong")
    assert fetcher.get(site.url(), max_bytes=MAX_BYTES).body == b"right"


def test_a_reset_connection_is_a_failure_that_may_pass(site: Site, fetcher: Fetcher) -> None:
    def reset(connection: socket.socket, _request: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    site.routes["/"] = reset
    error = failure(fetcher, site.url())
    assert error.reason in {"connection_failed", "bad_response"}
    assert error.transient


def test_a_port_nobody_listens_on_is_a_failed_connection(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    error = failure(fetcher, f"http://127.0.0.1:{port}/")
    assert (error.reason, error.transient) == ("connection_failed", True)


def test_a_name_without_an_address_is_a_dns_failure() -> None:
    with Fetcher(settings(), version="1", resolver=lambda _host, _port: []) as fetcher:
        error = failure(fetcher, "http://nowhere.example/")
    assert (error.reason, error.transient) == ("dns_failure", True)


def test_a_kept_connection_that_the_server_closes_meanwhile_is_no_failure(site: Site, fetcher: Fetcher) -> None:
    def closes_after_each(connection: socket.socket, _request: Request) -> None:
        connection.sendall(answer(b"x"))
        connection.shutdown(socket.SHUT_RDWR)

    site.routes["/"] = closes_after_each
    for _ in range(30):
        assert fetcher.get(site.url(), max_bytes=MAX_BYTES).body == b"x"


def test_a_server_that_hangs_up_on_every_request_is_asked_once(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = lambda connection, _request: connection.close()
    assert failure(fetcher, site.url()).transient
    assert len(site.asked) == 1


def test_a_kept_connection_that_dies_is_replaced_once(site: Site, fetcher: Fetcher) -> None:
    site.routes |= {"/good": answer(b"x"), "/dies": lambda connection, _request: connection.close()}
    fetcher.get(site.url("/good"), max_bytes=MAX_BYTES)
    assert failure(fetcher, site.url("/dies")).transient
    assert [request.path for request in site.asked] == ["/good", "/dies", "/dies"]


def test_a_failed_fetch_leaves_the_fetcher_usable(site: Site, fetcher: Fetcher) -> None:
    site.routes["/bad"] = lambda connection, _request: connection.sendall(b"garbage\r\n\r\n")
    site.routes["/good"] = answer(b"good")
    for _ in range(20):
        failure(fetcher, site.url("/bad"))
        assert fetcher.get(site.url("/good"), max_bytes=MAX_BYTES).body == b"good"


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for secure.localhost, and a client that trusts it."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "secure.localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("secure.localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_tls_is_verified_against_the_name_although_the_address_is_connected_to(
    authority: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, client = authority
    with (
        Site(routes={"/": answer(b"secret")}, tls=server) as site,
        Fetcher(settings(), version="1", tls=client) as trusting,
    ):
        assert trusting.get(site.url(host="secure.localhost"), max_bytes=MAX_BYTES).body == b"secret"
        wrong_name = failure(trusting, site.url(host="other.localhost"))
        by_number = failure(trusting, site.url(host="127.0.0.1"))
    assert [error.reason for error in (wrong_name, by_number)] == ["tls_failure", "tls_failure"]
    assert "other.localhost" in str(wrong_name)


def test_a_certificate_nobody_vouches_for_is_a_tls_failure(
    authority: tuple[ssl.SSLContext, ssl.SSLContext], fetcher: Fetcher
) -> None:
    with Site(routes={"/": answer(b"secret")}, tls=authority[0]) as site:
        error = failure(fetcher, site.url(host="secure.localhost"))
    assert (error.reason, error.transient) == ("tls_failure", True)
    assert not site.asked


def test_plain_http_on_an_https_port_is_a_tls_failure(site: Site, fetcher: Fetcher) -> None:
    def not_tls(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    site.converse = not_tls  # type: ignore[method-assign]
    assert failure(fetcher, f"https://127.0.0.1:{site.port}/").reason == "tls_failure"


def test_a_handshake_that_never_ends_does(site: Site) -> None:
    with fetcher_with(connect_seconds=0.3) as fetcher:
        started = time.monotonic()
        error = failure(fetcher, f"https://127.0.0.1:{site.port}/")
    assert error.reason == "timeout"
    assert time.monotonic() - started < 1.5


# Exceptions


def exceptions_of(module: Any) -> list[type[Exception]]:
    return [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Exception) and kind is not Exception
    ]


@pytest.mark.parametrize(
    "kind", [*exceptions_of(httpx), *exceptions_of(httpcore)], ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_every_exception_of_the_libraries_has_a_meaning(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    error = kind.__new__(kind, "why")
    error.args = ("why",)
    meaning = from_exception(error)
    assert meaning.reason in {
        "timeout",
        "connection_failed",
        "bad_response",
        "bad_address",
        "bad_encoding",
        "too_many_redirects",
    }

    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    with fetcher_with() as fetcher:
        monkeypatch.setattr(fetcher._transport, "handle_request", fail)
        assert failure(fetcher, "http://example.org/").reason == meaning.reason


@pytest.mark.parametrize(
    ("error", "reason", "transient"),
    [
        (httpx.ReadTimeout("x"), "timeout", True),
        (httpx.PoolTimeout("x"), "timeout", True),
        (httpx.ConnectError("x"), "connection_failed", True),
        (httpx.RemoteProtocolError("x"), "bad_response", True),
        (httpx.InvalidURL("x"), "bad_address", False),
        (httpcore.ReadError("x"), "connection_failed", True),
        (ConnectionResetError(104, "reset"), "connection_failed", True),
        (ssl.SSLError(1, "bad record"), "tls_failure", True),
    ],
)
def test_exceptions_mean_what_they_say(error: Exception, reason: str, transient: bool) -> None:
    meaning = from_exception(error)
    assert (meaning.reason, meaning.transient) == (reason, transient)


@given(st.ip_addresses(v=4))
def test_no_spelling_of_an_address_outside_the_allowed_networks_is_visited(address: ipaddress.IPv4Address) -> None:
    """As one number in decimal, octal or hexadecimal, an address is refused even when it is public."""
    with Fetcher(settings(), version="1", resolver=lambda host, _port: pytest.fail(host)) as fetcher:
        for spelling in (str(int(address)), hex(int(address)), f"0{int(address):o}"):
            if not address.is_loopback:
                assert failure(fetcher, f"http://{spelling}/").reason == "address_refused"
