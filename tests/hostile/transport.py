"""What happens below the page: bombs, floods, drips, lies about lengths and codings, and no HTTP at all."""

from __future__ import annotations

import gzip
from functools import partial

import zstandard

from tests.hostile import wire
from tests.hostile.case import Case, Kind
from tests.hostile.exchange import Exchange

_HTML = {"Content_Type": "text/html; charset=utf-8"}


def _bomb(coding: str, exchange: Exchange) -> None:
    exchange.send(wire.bomb(coding))


def _endless(exchange: Exchange) -> None:
    exchange.send(wire.head(**_HTML, Transfer_Encoding="chunked"))
    exchange.endless(b"10000\r\n" + b"<p>and on  " * 5957 + b"and on it" + b"\r\n")


def _drip_body(exchange: Exchange) -> None:
    body = wire.document("Slow", wire.story("slow")).encode()
    exchange.send(wire.head(**_HTML, Content_Length=len(body)))
    exchange.drip(body)


def _drip_head(exchange: Exchange) -> None:
    exchange.drip(wire.article("slow"))


def _silence(exchange: Exchange) -> None:
    exchange.silence()


def _stop_half_way(exchange: Exchange) -> None:
    body = wire.document("Stuck", wire.story("stuck")).encode()
    exchange.send(wire.head(**_HTML, Content_Length=len(body)) + body[: len(body) // 2])
    exchange.silence()


def _endless_head(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\n")
    exchange.endless(b"X-Filler: " + b"x" * 1000 + b"\r\n")


def _hang_up(exchange: Exchange) -> None:
    """Say nothing and close."""


def _endless_continues(exchange: Exchange) -> None:
    exchange.endless(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")


def _zstd_window() -> bytes:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return compressor.compress(bytes(1 << 20)) + compressor.flush()


_PLAIN = wire.document("Plain", wire.story("plain")).encode()
_STACKED = gzip.compress(gzip.compress(gzip.compress(_PLAIN)))

BOMBS = tuple(
    Case(
        name=f"{coding}-bomb",
        kind=Kind.PAGE,
        served=f"{megabytes} of {coding} that decompresses to 1 GB",
        answer=partial(_bomb, coding),
        reason="too_large",
    )
    for coding, megabytes in (("gzip", "1 MB"), ("deflate", "1 MB"), ("br", "200 kB"), ("zstd", "34 kB"))
)

CASES = (
    *BOMBS,
    Case(
        name="zstd-window",
        kind=Kind.PAGE,
        served="zstd that asks for a window of 128 MB",
        answer=wire.answer(_zstd_window(), Content_Type="text/html", Content_Encoding="zstd"),
        reason="bad_encoding",
    ),
    Case(
        name="stacked-codings",
        kind=Kind.PAGE,
        served="a page compressed three times over, and saying so",
        answer=wire.html(_STACKED, Content_Encoding="gzip, gzip, gzip"),
        reason="unsupported_encoding",
    ),
    Case(
        name="unknown-coding",
        kind=Kind.PAGE,
        served="a coding that was not offered (`compress`)",
        answer=wire.html(_PLAIN, Content_Encoding="compress"),
        reason="unsupported_encoding",
    ),
    Case(
        name="coding-claimed",
        kind=Kind.PAGE,
        served="a plain page that calls itself gzip",
        answer=wire.html(_PLAIN, Content_Encoding="gzip"),
        reason="bad_encoding",
    ),
    Case(
        name="coding-concealed",
        kind=Kind.PAGE,
        served="a gzipped page that doesn't say so",
        answer=wire.html(gzip.compress(_PLAIN)),
        reason="not_html",
    ),
    Case(
        name="coding-cut",
        kind=Kind.PAGE,
        served="gzip that stops in the middle",
        answer=wire.html(gzip.compress(_PLAIN)[:200], Content_Encoding="gzip"),
        reason="bad_encoding",
    ),
    Case(
        name="endless-body",
        kind=Kind.PAGE,
        served="a page that never ends",
        answer=_endless,
        reason="too_large",
    ),
    Case(
        name="slow-body",
        kind=Kind.PAGE,
        served="a page at one byte a second",
        answer=_drip_body,
        reason="timeout",
    ),
    Case(
        name="slow-head",
        kind=Kind.PAGE,
        served="header fields at one byte a second",
        answer=_drip_head,
        reason="timeout",
    ),
    Case(
        name="silence",
        kind=Kind.PAGE,
        served="an open connection, and nothing",
        answer=_silence,
        reason="timeout",
    ),
    Case(
        name="stuck-body",
        kind=Kind.PAGE,
        served="half a page, then nothing",
        answer=_stop_half_way,
        reason="timeout",
    ),
    Case(
        name="early-hints",
        kind=Kind.PAGE,
        served="interim answers (103) without end",
        answer=_endless_continues,
        reason="timeout",
    ),
    Case(
        name="many-fields",
        kind=Kind.PAGE,
        served="2,000 header fields",
        answer=wire.html(_PLAIN, **{f"X_{number}": "x" for number in range(2000)}),
        reason="bad_response",
    ),
    Case(
        name="endless-fields",
        kind=Kind.PAGE,
        served="header fields without end",
        answer=_endless_head,
        reason="bad_response",
    ),
    Case(
        name="cut-short",
        kind=Kind.PAGE,
        served="a body shorter than its Content-Length",
        answer=wire.html(_PLAIN, Content_Length=len(_PLAIN) + 1000),
        reason="bad_response",
    ),
    Case(
        name="garbage",
        kind=Kind.PAGE,
        served="bytes that are no HTTP",
        answer=bytes(range(256)) * 16,
        reason="bad_response",
    ),
    Case(
        name="hang-up",
        kind=Kind.PAGE,
        served="a connection closed at once",
        answer=_hang_up,
        reason="bad_response",
    ),
    Case(
        name="negative-length",
        kind=Kind.PAGE,
        served="`Content-Length: -1`",
        answer=wire.html(_PLAIN, Content_Length=-1),
        reason="bad_response",
    ),
    Case(
        name="two-lengths",
        kind=Kind.PAGE,
        served="two Content-Lengths that differ",
        answer=wire.html(_PLAIN, content_length=len(_PLAIN) - 50),
        reason="bad_response",
    ),
    Case(
        name="huge-length",
        kind=Kind.PAGE,
        served="`Content-Length: 999999999999`",
        answer=wire.html(_PLAIN, Content_Length=999_999_999_999),
        reason="too_large",
    ),
)
