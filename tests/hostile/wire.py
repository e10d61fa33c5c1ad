"""What goes over the wire: heads, pages, feeds and bombs."""

from __future__ import annotations

import gzip
import zlib
from functools import cache
from html import escape

import brotli
import zstandard

from tests.builders import words

BOMB_PIECES = 64
BOMB_PIECE_BYTES = 16 << 20
"""64 pieces of 16 MB are 1 GB."""

TOWN = (
    "The harbour council met on Tuesday evening and agreed to mend the old sea wall before winter, after three storms "
    "in a row had washed out the path below it. The works begin in October and cost less than was feared in spring. "
)
NEWS = (
    "The maintainers released the weights of their new open-source language model on Hugging Face under the Apache 2.0 "
    "licence, and anybody may download, run and fine-tune it. The training code and the data are open too, which few "
    "makers of open-weights models such as Llama and Mistral can say of theirs. "
)


def head(status: str = "200 OK", /, **fields: str | int) -> bytes:
    """The head of an answer; underscores in the fields' names stand for hyphens."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode("latin-1")


def answer(body: bytes = b"", status: str = "200 OK", /, **fields: str | int) -> bytes:
    """A whole answer, as well-behaved as its fields."""
    return head(status, **({"Content_Length": len(body)} | fields)) + body


def html(body: str | bytes, /, **fields: str | int) -> bytes:
    """An answer that is a page."""
    content = body if isinstance(body, bytes) else body.encode()
    return answer(content, **({"Content_Type": "text/html; charset=utf-8"} | fields))


def document(title: str, body: str, head_markup: str = "") -> str:
    """An HTML document whose article is ``body``; title and body are markup."""
    return (
        f"<!doctype html><html lang=en><head>{head_markup}<title>{title}</title></head>"
        f"<body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def story(seed: str, lead: str = TOWN) -> str:
    """Paragraphs that no other seed shares; on the beat with the lead ``NEWS``."""
    return f"<p>{lead}</p><p>The {seed} report goes on: {words(seed, 80)}.</p>"


def page(title: str, body: str, head_markup: str = "") -> bytes:
    """An answer that is an article."""
    return html(document(title, body, head_markup))


def article(seed: str) -> bytes:
    """An answer that is a plain good article."""
    return page(f"The {escape(seed)} report", story(seed))


def item(title: str, link: str, more: str = "") -> str:
    """An item of a feed; an empty link is left out, and everything is markup."""
    where = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{where}{more}</item>"


def rss(*items: str, title: str = "Hostile wire", prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """An RSS 2.0 document."""
    channel = f"<title>{title}</title><link>/</link><description>All that happens</description>{''.join(items)}"
    return f'{prolog}<rss version="2.0"><channel>{channel}</channel></rss>'


def feed(body: str | bytes, /, **fields: str | int) -> bytes:
    """An answer that is a feed."""
    content = body if isinstance(body, bytes) else body.encode()
    return answer(content, **({"Content_Type": "application/rss+xml"} | fields))


def bomb(coding: str) -> bytes:
    """An answer that is small, valid, and 1 GB when decompressed."""
    return answer(_bomb_body(coding), Content_Type="text/html", Content_Encoding=coding)


@cache
def _bomb_body(coding: str) -> bytes:
    piece = bytes(BOMB_PIECE_BYTES)
    if coding == "gzip":
        return gzip.compress(piece) * BOMB_PIECES
    if coding == "zstd":
        return zstandard.compress(piece) * BOMB_PIECES
    if coding == "deflate":
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return (deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH)) * BOMB_PIECES + b"\x03\x00"
    compressor = brotli.Compressor(quality=1)
    pieces: list[bytes] = [compressor.process(piece) for _ in range(BOMB_PIECES)]
    pieces.append(compressor.finish())
    return b"".join(pieces)


NOT_FOUND = answer(b"There is nothing here.", "404 Not Found", Content_Type="text/plain")
