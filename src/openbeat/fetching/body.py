"""Reading a body within bounds: bytes on the wire, bytes after decompression, time.

A compressed body is inflated piece by piece and never further than the bound, so a bomb costs no memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import brotli
import zstandard

from openbeat.errors import FetchError
from openbeat.fetching.budget import TimeBudget

PIECE_BYTES = 65_536
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WBITS = 16 + zlib.MAX_WBITS
_ZLIB_HEADER_BYTES = 2
_DEFLATE_METHOD = 8
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# Zstandard can't be told how much to put out, so it is fed little: a block of 4 bytes makes 128 kB at most (RFC 8878
# section 3.1.1.2), and this many bytes 1 MB.
_ZSTD_SLICE_BYTES = 32
_ZSTD_WINDOW_BYTES = 8 * 1024 * 1024  # the most that the coding allows: RFC 9659


class Decoder(Protocol):
    """Undoes one content coding (RFC 9110 section 8.4.1)."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decoded pieces of at most PIECE_BYTES each, made only as they are asked for.

        Raises:
            FetchError: ``bad_encoding``.
        """

    def finish(self) -> None:
        """Make sure that the data was complete.

        Raises:
            FetchError: ``bad_encoding``.
        """


class Identity:
    """No coding at all."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The bytes as they are."""
        yield chunk

    def finish(self) -> None:
        """Nothing can be missing."""


class Inflate:
    """gzip (RFC 1952), one member or several, and deflate (RFC 1950, and RFC 1951 as many servers send it)."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._inflater = zlib.decompressobj(_GZIP_WBITS) if coding == "gzip" else None
        self._waiting = b""
        self._started = False
        self._ended = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decoded pieces of at most PIECE_BYTES each."""
        self._started = self._started or bool(chunk)
        if self._ended:
            return  # padding after the end, which every browser passes over
        data, self._waiting = self._waiting + chunk, b""
        if self._inflater is None:
            if len(data) < _ZLIB_HEADER_BYTES:
                self._waiting = data
                return
            self._inflater = zlib.decompressobj(_deflate_wbits(data))
        more = True
        while more:
            if self._inflater.eof and not self._next_member(data):
                return
            try:
                piece = self._inflater.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise _undecodable(self._coding, error) from error
            data = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
            # A full piece means that more may be ready inside, even when all input is taken.
            more = bool(data) or len(piece) == PIECE_BYTES
            yield piece

    def finish(self) -> None:
        """Make sure that the end of the compressed data was seen, unless there was none at all."""
        if self._started and (self._inflater is None or not self._inflater.eof):
            raise _cut_short(self._coding)

    def _next_member(self, data: bytes) -> bool:
        """Whether another gzip member begins here; if so, go on with it."""
        if self._coding == "gzip" and data.startswith(_GZIP_MAGIC):
            self._inflater = zlib.decompressobj(_GZIP_WBITS)
            return True
        if self._coding == "gzip" and _GZIP_MAGIC.startswith(data):
            self._waiting = data  # too little to tell
        else:
            self._ended = True
        return False


class Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()
        self._started = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decoded pieces; the library takes the bound of PIECE_BYTES for a wish and puts out half as much again."""
        self._started = self._started or bool(chunk)
        if self._decompressor.is_finished():
            return  # padding after the end
        try:
            piece = self._decompressor.process(chunk, output_buffer_limit=PIECE_BYTES)
            while piece:
                yield piece
                # It asks for more data while it still holds some that is ready, so only an empty answer means none.
                piece = self._decompressor.process(b"", output_buffer_limit=PIECE_BYTES)
        except brotli.error as error:
            raise _undecodable("br", error) from error

    def finish(self) -> None:
        """Make sure that the end of the compressed data was seen, unless there was none at all."""
        if self._started and not self._decompressor.is_finished():
            raise _cut_short("br")


class Zstandard:
    """zstd (RFC 8878), one frame or several, with the window that RFC 9659 allows."""

    def __init__(self) -> None:
        self._frame = self._next_frame()
        self._waiting = b""
        self._within = False
        self._ended = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Decoded pieces of at most 1 MB each."""
        data, self._waiting = self._waiting + chunk, b""
        while data and not self._ended:
            if not self._within:
                if len(data) < len(_ZSTD_MAGIC):
                    self._waiting = data
                    return
                # What follows a frame and is none is padding; what begins no frame at all fails below.
                self._ended = self._frame.eof and not data.startswith(_ZSTD_MAGIC)
                if self._frame.eof:
                    self._frame = self._next_frame()
                self._within = True
                continue
            taken, data = data[:_ZSTD_SLICE_BYTES], data[_ZSTD_SLICE_BYTES:]
            try:
                piece = self._frame.decompress(taken)
            except zstandard.ZstdError as error:
                raise _undecodable("zstd", error) from error
            if self._frame.eof:
                data = self._frame.unused_data + data
                self._within = False
            yield piece

    def finish(self) -> None:
        """Make sure that the end of the compressed data was seen, unless there was none at all."""
        if (self._within and not self._ended) or (self._waiting and not self._frame.eof):
            raise _cut_short("zstd")

    @staticmethod
    def _next_frame() -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()


CODINGS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: Inflate("gzip"),
    "deflate": lambda: Inflate("deflate"),
    "br": Brotli,
    "zstd": Zstandard,
}
ACCEPT_ENCODING = ", ".join(CODINGS)
_ALIASES = {"x-gzip": "gzip"}


def decoder_for(content_encoding: str) -> Decoder:
    """What undoes a Content-Encoding header; an empty one stands for no coding.

    Raises:
        FetchError: ``unsupported_encoding``.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [_ALIASES.get(name, name) for name in names if name not in {"", "identity"}]
    if not names:
        return Identity()
    # A coding on top of another is in no honest answer, but makes bombs of bombs.
    if len(names) > 1 or names[0] not in CODINGS:
        problem = f"The body comes as {content_encoding[:100]!r} although only {ACCEPT_ENCODING} were offered."
        raise FetchError("unsupported_encoding", problem, transient=False)
    return CODINGS[names[0]]()


def read_body(
    chunks: Iterable[bytes], decoder: Decoder, *, max_bytes: int, budget: TimeBudget, announced: int | None = None
) -> tuple[bytes, int]:
    """Read and decode a body.

    Args:
        chunks: the body as it comes off the wire.
        decoder: undoes its content coding.
        max_bytes: the most bytes taken, both on the wire and after decoding.
        budget: how long it may take.
        announced: the Content-Length; what is announced as too large is not read at all.

    Returns:
        The decoded body, and how many bytes it was on the wire.

    Raises:
        FetchError: ``too_large``, ``bad_encoding`` or ``timeout``.
    """
    if announced is not None and announced > max_bytes:
        raise _too_large(max_bytes)
    body = bytearray()  # and not a list of pieces: a body sent byte by byte would cost fifty times its size
    wire_bytes = 0
    for chunk in chunks:
        budget.check()
        wire_bytes += len(chunk)
        if wire_bytes > max_bytes:
            raise _too_large(max_bytes)
        for piece in decoder.feed(chunk):
            body += piece
            if len(body) > max_bytes:
                raise _too_large(max_bytes)
    decoder.finish()
    return bytes(body), wire_bytes


def read_start(chunks: Iterable[bytes], decoder: Decoder, *, max_bytes: int, budget: TimeBudget) -> bytes:
    """The first bytes of a decoded body, at most so many.

    Raises:
        FetchError: ``bad_encoding`` or ``timeout``.
    """
    start = bytearray()
    for chunk in chunks:
        budget.check()
        for piece in decoder.feed(chunk):
            start += piece
            if len(start) >= max_bytes:
                return bytes(start[:max_bytes])
    return bytes(start)


def _undecodable(coding: str, error: Exception) -> FetchError:
    problem = f"The body calls itself {coding} but can't be decompressed: {error}."
    return FetchError("bad_encoding", problem, transient=False)


def _cut_short(coding: str) -> FetchError:
    return FetchError("bad_encoding", f"The body's {coding} data stops before its end.", transient=True)


def _too_large(max_bytes: int) -> FetchError:
    problem = f"The body is larger than {max_bytes:,} bytes, the most that is taken."
    return FetchError("too_large", problem, transient=False)


def _deflate_wbits(start: bytes) -> int:
    """Whether "deflate" comes with the zlib header it should have (RFC 1950 section 2.2) or raw."""
    has_header = start[0] & 0x0F == _DEFLATE_METHOD and int.from_bytes(start[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
