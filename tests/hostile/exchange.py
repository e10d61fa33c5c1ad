"""The server's side of one request: what was asked, and the connection to misbehave on."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and the socket on which it is answered."""

    host: str
    path: str
    headers: dict[str, str]
    port: int
    """Of the server, for addresses that lead back to it."""
    socket: socket.socket
    closing: threading.Event
    """Set when the server closes, so that nothing endless outlives it."""

    def send(self, data: bytes) -> None:
        """Send these bytes."""
        self.socket.sendall(data)

    def flood(self, chunks: Iterable[bytes]) -> None:
        """Send all of them, or as many as the other side takes."""
        for chunk in chunks:
            if self.closing.is_set():
                return
            self.socket.sendall(chunk)

    def endless(self, piece: bytes) -> None:
        """Send the same piece for ever."""
        self.flood(itertools.repeat(piece))

    def drip(self, data: bytes, seconds: float = 1.0) -> None:
        """Send one byte after the other, so slowly that no wait for the next one is long."""
        for byte in data:
            self.socket.sendall(bytes([byte]))
            if self.closing.wait(seconds):
                return

    def silence(self) -> None:
        """Keep the connection and say nothing."""
        self.closing.wait()
