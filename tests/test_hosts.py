from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from openbeat.fetching import HostGate


class FakeTime:
    """A clock that only sleeping moves; threads may share it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lock = threading.Lock()

    def clock(self) -> float:
        with self.lock:
            return self.now

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds


def test_requests_to_one_host_start_at_least_the_spacing_apart() -> None:
    fake = FakeTime()
    gate = HostGate(2, 1.5, clock=fake.clock, sleep=fake.sleep)
    starts = []
    for _ in range(4):
        with gate.turn("example.org"):
            starts.append(fake.now)
    assert starts == [0.0, 1.5, 3.0, 4.5]


def test_another_host_does_not_wait() -> None:
    fake = FakeTime()
    gate = HostGate(2, 60, clock=fake.clock, sleep=fake.sleep)
    with gate.turn("example.org"):
        pass
    with gate.turn("example.com"):
        assert fake.now == 0.0


def test_spacing_counts_from_the_start_of_the_last_request() -> None:
    fake = FakeTime()
    gate = HostGate(2, 2, clock=fake.clock, sleep=fake.sleep)
    with gate.turn("example.org"):
        fake.now = 10.0
    with gate.turn("example.org"):
        assert fake.now == 10.0


def test_no_more_than_the_allowed_requests_are_under_way_at_once() -> None:
    gate = HostGate(3, 0)
    under_way, most = 0, 0
    lock = threading.Lock()

    def request(_number: int) -> None:
        nonlocal under_way, most
        with gate.turn("example.org"):
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.01)
            with lock:
                under_way -= 1

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(request, range(24)))
    assert most == 3


def test_threads_that_ask_together_are_spaced_out_in_real_time() -> None:
    gate = HostGate(8, 0.05)
    starts: list[float] = []

    def request(_number: int) -> None:
        with gate.turn("example.org"):
            starts.append(time.monotonic())

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(request, range(6)))
    starts.sort()
    assert starts[-1] - starts[0] >= 5 * 0.05 - 0.01


def test_a_failing_request_gives_its_place_back() -> None:
    gate = HostGate(1, 0)
    with pytest.raises(ZeroDivisionError), gate.turn("example.org"):
        _ = 1 / 0
    done = threading.Event()

    def again() -> None:
        with gate.turn("example.org"):
            done.set()

    threading.Thread(target=again, daemon=True).start()
    assert done.wait(2)
