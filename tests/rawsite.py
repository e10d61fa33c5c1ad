"""A real server on loopback that sends exactly the bytes it is told to."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Request:
    path: str
    headers: dict[str, str]


Route = bytes | Callable[[socket.socket, Request], None]


@dataclass
class Site:
    """A real server on loopback that sends exactly the bytes its routes say, and keeps what it was asked."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    connections: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None
    port: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        site = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    site.converse(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 50

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def converse(self, connection: socket.socket) -> None:
        self.connections += 1
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True)
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                more = connection.recv(65_536)
                if not more:
                    return
                received += more
            head, _, received = received.partition(b"\r\n\r\n")
            first, *fields = head.decode("latin-1").split("\r\n")
            pairs = (field.partition(": ") for field in fields)
            request = Request(first.split(" ")[1], {name.lower(): value for name, _, value in pairs})
            self.asked.append(request)
            route = self.routes.get(request.path, answer(b"no such page", "404 Not Found"))
            if callable(route):
                route(connection, request)
                return
            connection.sendall(route)


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    fields = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


def redirect(location: str, status: str = "302 Found", **headers: str) -> bytes:
    return answer(b"", status, Location=location, **headers)
