"""A newsroom that does to its readers whatever the web does, on sockets rather than on a well-behaved HTTP server."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from tests.hostile import wire
from tests.hostile.case import Answer, Case
from tests.hostile.exchange import Exchange

MAX_REQUEST_BYTES = 100_000
FORBIDDEN_ADDRESS = "127.0.0.2"
"""Loopback too, but outside the network that the tests allow: whoever connects here got past the guard."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for."""

    host: str
    path: str


class HostileNewsroom:
    """Serves each case under its own host, ``{case}.localhost``, and remembers what it was asked."""

    def __init__(self, cases: Sequence[Case], more: dict[str, Answer] | None = None) -> None:
        """Prepare it; ``more`` are hosts beside the cases', with what they answer."""
        self._answers: dict[str, Answer] = {case.host: case.answer for case in cases} | (more or {})
        self._robots: dict[str, Answer] = {case.host: case.robots for case in cases}
        self._closing = threading.Event()
        self.requests: list[Request] = []
        self.trespasses: list[Request] = []
        """Requests that reached the address nobody may visit."""

    def __enter__(self) -> Self:
        self._servers = [_serve("127.0.0.1", 0, self._converse)]
        self.port: int = self._servers[0].server_address[1]
        self._servers.append(_serve(FORBIDDEN_ADDRESS, self.port, self._trespass))
        return self

    def __exit__(self, *exception: object) -> None:
        self._closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def url(self, case: Case) -> str:
        """Where a case is met."""
        return self.address(case.host, case.path)

    def address(self, host: str, path: str = "/") -> str:
        """An address on this server."""
        return f"http://{host}:{self.port}{path}"

    def _converse(self, handler: socketserver.BaseRequestHandler) -> None:
        exchange = self._receive(handler)
        if exchange is None:
            return
        self.requests.append(Request(exchange.host, exchange.path))
        answers = self._robots if exchange.path == "/robots.txt" else self._answers
        answer = answers.get(exchange.host, wire.NOT_FOUND)
        if callable(answer):
            answer(exchange)
        else:
            exchange.send(answer)

    def _trespass(self, handler: socketserver.BaseRequestHandler) -> None:
        exchange = self._receive(handler)
        if exchange is not None:
            self.trespasses.append(Request(exchange.host, exchange.path))
            exchange.send(wire.page("Secret", wire.story("secret")))

    def _receive(self, handler: socketserver.BaseRequestHandler) -> Exchange | None:
        """The request that a connection begins with; each connection serves one."""
        received = b""
        while b"\r\n\r\n" not in received:
            more = handler.request.recv(65_536)
            received += more
            if not more or len(received) > MAX_REQUEST_BYTES:
                return None
        first, *lines = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        host = headers.get("host", "").partition(":")[0]
        return Exchange(host, first.split(" ")[1], headers, self.port, handler.request, self._closing)


def _serve(address: str, port: int, converse: object) -> socketserver.ThreadingTCPServer:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the other side had enough
                converse(self)  # type: ignore[operator]

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 100

    server = Server((address, port), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
