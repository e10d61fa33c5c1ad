"""Connections to public addresses only, checked on the very address that is connected to.

The names are resolved here and the connection is made to the address that was checked, so a name that answers
differently the second time (DNS rebinding) gains nothing. TLS still verifies the certificate against the name.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from openbeat.errors import FetchError
from openbeat.fetching.budget import capped

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

# Written out rather than left to ``ipaddress.is_global``, whose answers changed between patch releases of Python
# (CVE-2024-4032). From the IANA special-purpose registries (RFC 6890); multicast and the reserved block besides.
NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by number, but inside Azure the platform's own service
        "169.254.0.0/16",  # link-local, with the clouds' metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, with broadcast
        "2001::/23",  # protocol assignments, with Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
# All of IPv6 that is handed out as global unicast (RFC 4291 section 2.4, IANA); whatever lies outside is not public.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# An IPv6-only network reaches IPv4 through this prefix (RFC 6052); the address inside is the one that counts.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Loopback by definition, without asking anybody (RFC 6761 section 6.3); IPv4 first, where most local servers listen.
LOOPBACK = ("127.0.0.1", "::1")

_NUMERIC_LABEL = re.compile(r"(0x[0-9a-f]*|[0-9]+)\Z", re.IGNORECASE)


def meant(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped or NAT64 address; any other address as it is."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet."""
    address = meant(address)
    if isinstance(address, ipaddress.IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return not any(address in network for network in NOT_PUBLIC)


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses the operating system knows for a name, best first.

    Raises:
        OSError: the name can't be resolved.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class GuardedBackend(httpcore.NetworkBackend):
    """The network as httpcore sees it, reduced to the addresses that may be visited.

    Args:
        allow_networks: networks in CIDR notation that may be visited although they are not public.
        resolver: turns a name and a port into addresses.
    """

    def __init__(self, allow_networks: Iterable[str] = (), *, resolver: Resolver = system_resolver) -> None:
        self._allowed = tuple(ipaddress.ip_network(network) for network in allow_networks)
        self._resolver = resolver
        self._network = httpcore.SyncBackend()

    def permits(self, address: Address) -> bool:
        """Whether a connection to this address may be made."""
        return is_public(address) or self._is_allowed(address)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first permitted address of a host that answers; all tries share the timeout in seconds.

        Raises:
            FetchError: ``dns_failure``, ``address_refused``, ``bad_address`` or ``timeout``.
            httpcore.ConnectError, httpcore.ConnectTimeout: no permitted address answered.
        """
        timeout = capped(timeout)
        started = time.monotonic()
        addresses = self._permitted(host, port, timeout)
        trouble: Exception | None = None
        for position, address in enumerate(addresses):
            share = None
            if timeout is not None:
                left = timeout - (time.monotonic() - started)
                share = max(left / (len(addresses) - position), 0.001)
            try:
                stream = self._network.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return TimedStream(stream)
        assert trouble is not None
        raise trouble

    def _is_allowed(self, address: Address) -> bool:
        return any(meant(address) in network for network in self._allowed)

    def _permitted(self, host: str, port: int, timeout: float | None) -> list[Address]:
        addresses = self._addresses(host.rstrip(".").lower(), port, timeout)
        permitted = [address for address in addresses if self.permits(address)]
        if not permitted:
            raise _refused(host, f"it leads to {addresses[0]}, which is not a public address")
        return permitted

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[Address]:
        if host == "localhost" or host.endswith(".localhost"):
            return [ipaddress.ip_address(address) for address in LOOPBACK]
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            pass
        if _NUMERIC_LABEL.match(host.rpartition(".")[2]):
            return [self._from_odd_spelling(host)]
        return [ipaddress.ip_address(address) for address in _resolve_in_time(self._resolver, host, port, timeout)]

    def _from_odd_spelling(self, host: str) -> Address:
        """The address behind a decimal, octal, hexadecimal or shortened spelling: nobody's site is called that."""
        try:
            address = ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            raise FetchError("bad_address", f"{host!r} is neither a name nor an address.", transient=False) from None
        if not self._is_allowed(address):
            raise _refused(host, f"it is a disguised spelling of {address}")
        return address


class TimedStream(httpcore.NetworkStream):
    """A connection whose every wait is shortened to what the running time budget leaves."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, at most so many bytes."""
        return self._stream.read(max_bytes, capped(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write it all."""
        self._stream.write(buffer, capped(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted, the certificate verified against the name that was asked for."""
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, capped(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about the connection."""
        return self._stream.get_extra_info(info)


def _refused(host: str, why: str) -> FetchError:
    return FetchError(
        "address_refused",
        f"{host!r} is not visited: {why}. If it is yours, add its network to fetch.allow_networks.",
        transient=False,
    )


def _resolve_in_time(resolver: Resolver, host: str, port: int, timeout: float | None) -> list[str]:
    """Resolve a name in a thread of its own, because the system takes no timeout and can hang for minutes."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as error:  # noqa: BLE001 - handed over to the thread that waits
            answers.put(error)

    threading.Thread(target=resolve, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        problem = f"The name {host!r} could not be looked up within {timeout:g} seconds."
        raise FetchError("dns_failure", problem, transient=True) from None
    if isinstance(answer, UnicodeError):
        raise FetchError("bad_address", f"{host!r} can't be a host's name: {answer}.", transient=False) from answer
    if isinstance(answer, OSError):
        problem = f"The name {host!r} could not be looked up: {answer.strerror or answer}."
        raise FetchError("dns_failure", problem, transient=True) from answer
    if isinstance(answer, Exception):
        raise answer
    if not answer:
        raise FetchError("dns_failure", f"The name {host!r} has no address.", transient=True)
    return answer
