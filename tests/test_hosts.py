from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from openbeat.errors import FetchError
from openbeat.fetching import HostGate
from openbeat.fetching.hosts import LEAST_REST_SECONDS, MAX_REST_SECONDS, STRIKES, UNSPOKEN_REST_SECONDS


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


def failing(gate: HostGate, host: str, error: FetchError) -> None:
    with pytest.raises(FetchError), gate.turn(host):
        raise error


def refused(gate: HostGate, host: str) -> FetchError:
    with pytest.raises(FetchError) as caught, gate.turn(host):
        pass
    return caught.value


def test_a_host_that_asks_to_be_left_alone_is() -> None:
    fake, told = FakeTime(), []
    gate = HostGate(2, 0, clock=fake.clock, sleep=fake.sleep, on_rest=lambda *rest: told.append(rest))
    failing(gate, "busy.example", FetchError("rate_limited", "Later.", transient=True, retry_after_seconds=120))
    error = refused(gate, "busy.example")
    assert (error.reason, error.transient, error.retry_after_seconds) == ("host_resting", True, 120)
    with gate.turn("other.example"):
        pass
    fake.now = 120.0
    with gate.turn("busy.example"):
        pass
    assert told == [("busy.example", 120, "it asked to come back later.")]


def test_too_many_requests_without_a_time_rests_all_the_same() -> None:
    fake = FakeTime()
    gate = HostGate(2, 0, clock=fake.clock, sleep=fake.sleep)
    failing(gate, "busy.example", FetchError("rate_limited", "Later.", transient=True))
    assert refused(gate, "busy.example").retry_after_seconds == UNSPOKEN_REST_SECONDS


def test_a_rest_is_bounded_and_never_shortened() -> None:
    fake = FakeTime()
    gate = HostGate(2, 0, clock=fake.clock, sleep=fake.sleep)
    gate.rest("slow.example", 1e9, "it said so.")
    gate.rest("slow.example", 1, "it said so again.")
    assert refused(gate, "slow.example").retry_after_seconds == MAX_REST_SECONDS


def test_a_host_that_can_not_be_reached_three_times_in_a_row_rests() -> None:
    gate = HostGate(2, 0)
    down = FetchError("timeout", "Silence.", transient=True)
    failing(gate, "down.example", down)
    failing(gate, "down.example", FetchError("http_500", "It answers.", transient=True))
    failing(gate, "down.example", down)
    failing(gate, "down.example", down)
    with gate.turn("down.example"):
        pass
    for _ in range(STRIKES):
        failing(gate, "down.example", down)
    assert refused(gate, "down.example").reason == "host_resting"


def test_a_short_rest_is_waited_for_and_now_is_not_at_once() -> None:
    fake = FakeTime()
    gate = HostGate(1, 0, clock=fake.clock, sleep=fake.sleep)
    failing(gate, "busy.example", FetchError("rate_limited", "Later.", transient=True, retry_after_seconds=0))
    with gate.turn("busy.example"):
        assert fake.now == LEAST_REST_SECONDS


def test_a_host_that_answers_with_challenges_is_left_alone() -> None:
    gate = HostGate(1, 0)
    for _ in range(STRIKES):
        failing(gate, "guarded.example", FetchError("blocked", "Prove it.", transient=False))
    assert "challenges" in str(refused(gate, "guarded.example"))


def test_a_crawl_delay_spaces_requests_and_lets_one_through_at_a_time() -> None:
    fake = FakeTime()
    gate = HostGate(4, 1, clock=fake.clock, sleep=fake.sleep)
    gate.slow_down("slow.example", 20)
    gate.slow_down("slow.example", 2)
    starts = []
    for _ in range(3):
        with gate.turn("slow.example"):
            starts.append(fake.now)
    assert starts == [0, 20, 40]


def test_a_turn_that_is_too_far_away_is_left_to_a_later_run() -> None:
    fake = FakeTime()
    gate = HostGate(1, 1, clock=fake.clock, sleep=fake.sleep)
    gate.slow_down("shy.example", 3600)
    with gate.turn("shy.example"):
        pass
    error = refused(gate, "shy.example")
    assert (error.reason, error.retry_after_seconds, fake.now) == ("host_resting", 3600, 0)


def test_a_closed_gate_wakes_those_who_wait() -> None:
    gate = HostGate(1, 30)
    with gate.turn("example.org"):
        pass
    threading.Timer(0.1, gate.close).start()
    started = time.monotonic()
    assert refused(gate, "example.org").reason == "run_ended"
    assert time.monotonic() - started < 10
