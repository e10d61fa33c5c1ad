from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.errors import FetchError
from openbeat.fetching.guard import GuardedBackend, is_public, meant, system_resolver

LOOPBACK = ["127.0.0.0/8", "::1/128"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that takes connections on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def refuse_to_resolve(host: str, port: int) -> list[str]:
    pytest.fail(f"{host}:{port} was looked up")


def reason_for(host: str, *, allow: list[str] | None = None, answers: list[str] | None = None) -> str:
    def resolver(_host: str, _port: int) -> list[str]:
        return answers or []

    backend = GuardedBackend(allow or [], resolver=resolver if answers is not None else refuse_to_resolve)
    with pytest.raises(FetchError) as caught:
        backend.connect_tcp(host, 9, timeout=2)
    return caught.value.reason


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "224.1.1.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert reason_for(address) == "address_refused"
    assert reason_for("innocent.example", answers=[address]) == "address_refused"


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "172.32.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_in_ipv6_changes_nothing(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    translated = ipaddress.IPv6Address(f"64:ff9b::{address}")
    assert is_public(address) == is_public(mapped) == is_public(translated)
    assert meant(mapped) == meant(translated) == address


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private_loopback_link_local_multicast_or_reserved(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(address):
        plain = meant(address)
        assert not (plain.is_private)
        assert not (plain.is_loopback)
        assert not (plain.is_link_local)
        assert not (plain.is_multicast)
        assert not (plain.is_reserved)
        assert not (plain.is_unspecified)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.1",
        "0x7F.0.0.0x1",
        "127.1.",
        "134744072",
    ],
)
def test_disguised_spellings_are_refused_without_a_lookup(host: str) -> None:
    assert reason_for(host) == "address_refused"


@pytest.mark.parametrize("host", ["1.2.3.4.5", "999999999999", "256.256.256.256", "example.0x", "foo.1"])
def test_numbers_that_are_no_address_are_bad_addresses(host: str) -> None:
    assert reason_for(host) == "bad_address"


def test_a_disguised_spelling_of_an_allowed_address_is_visited(listener: socket.socket) -> None:
    backend = GuardedBackend(LOOPBACK, resolver=refuse_to_resolve)
    backend.connect_tcp("2130706433", listener.getsockname()[1], timeout=2).close()


@pytest.mark.parametrize("host", ["localhost", "news.localhost", "LOCALHOST", "a.b.localhost."])
def test_localhost_names_are_loopback_without_a_lookup(host: str, listener: socket.socket) -> None:
    assert reason_for(host) == "address_refused"
    stream = GuardedBackend(LOOPBACK, resolver=refuse_to_resolve).connect_tcp(
        host, listener.getsockname()[1], timeout=2
    )
    assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
    stream.close()


@pytest.mark.parametrize("host", ["notlocalhost", "localhost.example.org"])
def test_only_the_last_label_makes_a_localhost_name(host: str) -> None:
    assert reason_for(host, answers=[]) == "dns_failure"


def test_mapped_loopback_is_allowed_with_loopback(listener: socket.socket) -> None:
    GuardedBackend(LOOPBACK).connect_tcp("::ffff:127.0.0.1", listener.getsockname()[1], timeout=2).close()


def test_an_allowed_network_opens_only_itself() -> None:
    assert reason_for("10.0.1.1", allow=["10.0.0.0/24"]) == "address_refused"
    assert GuardedBackend(["10.0.0.0/24"]).permits(ipaddress.ip_address("10.0.0.7"))


def test_the_refusal_says_which_host_why_and_what_to_do() -> None:
    with pytest.raises(FetchError, match=r"'intranet\.example'.*10\.0\.0\.1.*fetch\.allow_networks") as caught:
        GuardedBackend(resolver=lambda _host, _port: ["10.0.0.1"]).connect_tcp("intranet.example", 80)
    assert not caught.value.transient


def test_private_addresses_among_public_ones_are_passed_over(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    backend = GuardedBackend(LOOPBACK, resolver=lambda _host, _port: ["10.0.0.1", "169.254.169.254", "127.0.0.1"])
    stream = backend.connect_tcp("mixed.example", port, timeout=2)
    assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
    stream.close()


def test_the_next_address_is_tried_when_one_does_not_answer(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    backend = GuardedBackend(LOOPBACK, resolver=lambda _host, _port: ["::1", "127.0.0.9", "127.0.0.1"])
    backend.connect_tcp("several.example", port, timeout=2).close()


def test_a_refused_connection_is_an_error_of_httpcore(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend(LOOPBACK).connect_tcp("127.0.0.9", port, timeout=2)


def test_rebinding_gains_nothing_since_every_lookup_is_checked_and_the_checked_address_is_used(
    listener: socket.socket,
) -> None:
    lookups: list[list[str]] = [["127.0.0.1"], ["10.0.0.1"]]
    backend = GuardedBackend(LOOPBACK, resolver=lambda _host, _port: lookups.pop(0))
    backend.connect_tcp("rebind.example", listener.getsockname()[1], timeout=2).close()
    assert lookups == [["10.0.0.1"]], "one connection makes one lookup, so there is nothing to swap in between"
    with pytest.raises(FetchError, match="not a public address"):
        backend.connect_tcp("rebind.example", 80, timeout=2)


def test_a_name_that_does_not_exist_is_a_dns_failure() -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(FetchError, match=r"'nowhere\.example'.*not known") as caught:
        GuardedBackend(resolver=resolver).connect_tcp("nowhere.example", 80, timeout=2)
    assert (caught.value.reason, caught.value.transient) == ("dns_failure", True)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example"])
def test_a_name_that_can_not_be_one_is_a_bad_address(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        GuardedBackend(resolver=system_resolver).connect_tcp(host, 80, timeout=2)
    assert caught.value.reason == "bad_address"


def test_a_lookup_that_hangs_is_left_in_time() -> None:
    release = threading.Event()

    def resolver(_host: str, _port: int) -> list[str]:
        release.wait(10)
        return ["127.0.0.1"]

    started = time.monotonic()
    with pytest.raises(FetchError) as caught:
        GuardedBackend(LOOPBACK, resolver=resolver).connect_tcp("slow.example", 80, timeout=0.1)
    release.set()
    assert caught.value.reason == "dns_failure"
    assert time.monotonic() - started < 2


def test_a_bug_in_the_resolver_is_not_hidden() -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        GuardedBackend(resolver=resolver).connect_tcp("buggy.example", 80, timeout=2)
