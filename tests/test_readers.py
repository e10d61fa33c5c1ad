"""Processes in which untrusted bytes are read: whatever happens there costs one call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from openbeat.errors import FeedError, ReadingError
from openbeat.readers import ReaderPool
from openbeat.readers.process import GRACE_SECONDS
from tests import readers_calls as calls


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(1, deadline_seconds=10, memory_megabytes=512) as opened:
        yield opened


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_call_runs_in_another_process_and_the_next_in_the_same(pool: ReaderPool) -> None:
    assert pool.call(calls.add, 2, other=3) == 5
    first = pool.call(calls.process_id)
    assert first != os.getpid()
    assert pool.call(calls.process_id) == first


def test_large_answers_come_through(pool: ReaderPool) -> None:
    assert len(pool.call(calls.large, 20_000_000)) == 20_000_000


def test_a_step_error_comes_back_as_it_was(pool: ReaderPool) -> None:
    with pytest.raises(FeedError, match="This is no feed") as caught:
        pool.call(calls.refuse)
    error = caught.value
    assert (error.reason, error.transient, error.retry_after_seconds) == ("not_a_feed", True, 7.0)


@pytest.mark.parametrize(
    ("function", "reason", "told"),
    [
        (calls.fail, "reader_failed", "ZeroDivisionError: by nought"),
        (calls.sink, "reader_failed", "RecursionError"),
        (calls.eat_memory, "memory_exceeded", "512 MB"),
        (calls.kill_itself, "reader_died", "-9"),
        (calls.exit_quietly, "reader_died", "3"),
        (calls.unpicklable, "reader_failed", "lambda"),
    ],
)
def test_whatever_happens_there_is_the_failure_of_that_call_alone(
    pool: ReaderPool, function: Callable[[], object], reason: str, told: str
) -> None:
    with pytest.raises(ReadingError, match=told) as caught:
        pool.call(function)
    assert (caught.value.reason, caught.value.transient) == (
        reason,
        reason == "reader_died",
    )  # that may be the machine's fault
    assert pool.call(calls.add, 1) == 1


def test_a_call_that_takes_too_long_is_ended_with_its_process() -> None:
    with ReaderPool(1, deadline_seconds=0.3) as pool:
        stuck = pool.call(calls.process_id)
        started = time.monotonic()
        with pytest.raises(ReadingError) as caught:
            pool.call(calls.sleep, 60)
        assert caught.value.reason == "deadline_exceeded"
        assert time.monotonic() - started < 5
        assert not alive(stuck)
        assert pool.call(calls.process_id) != stuck


def test_a_process_is_replaced_after_so_many_calls() -> None:
    with ReaderPool(1, deadline_seconds=10, calls_per_reader=2) as pool:
        pids = [pool.call(calls.process_id) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert not any(map(alive, pids))


def test_each_process_is_warmed_up_before_its_first_call() -> None:
    with ReaderPool(1, deadline_seconds=10, calls_per_reader=1, warmup=(calls.warm, ("beat",))) as pool:
        assert pool.call(calls.warmed) == ["beat"]
        assert pool.call(calls.warmed) == ["beat"]


def test_threads_share_the_processes_and_no_more_are_started() -> None:
    with ReaderPool(2, deadline_seconds=20) as pool:

        def visit(_: int) -> int:
            pool.call(calls.sleep, 0.05)
            return pool.call(calls.process_id)

        with ThreadPoolExecutor(6) as threads:
            pids = set(threads.map(visit, range(12)))
    assert len(pids) == 2
    assert not any(map(alive, pids))


def test_an_interrupt_at_the_terminal_is_the_parents_business(pool: ReaderPool) -> None:
    pid = pool.call(calls.process_id)
    os.kill(pid, signal.SIGINT)
    assert pool.call(calls.process_id) == pid


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_when_the_parent_dies_the_processes_end(end: signal.Signals) -> None:
    script = (
        "import sys; from openbeat.readers import ReaderPool; from tests import readers_calls as calls;"
        "pool = ReaderPool(1, deadline_seconds=10);"
        "print(pool.call(calls.process_id), flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.send_signal(end)
        parent.wait()
        assert wait_until(lambda: not alive(child))


def test_a_process_stuck_in_a_call_outlives_its_dead_parent_by_the_deadline_at_most(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = (
        "import sys; from pathlib import Path; from openbeat.readers import ReaderPool;"
        "from tests import readers_calls as calls;"
        "ReaderPool(1, deadline_seconds=1).call(calls.get_stuck, Path(sys.argv[1]))"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(note)], cwd=Path(__file__).parents[1]) as parent:
        assert wait_until(lambda: note.exists() and note.read_text(encoding="ascii") != "", seconds=30)
        parent.kill()
    child = int(note.read_text(encoding="ascii"))
    assert wait_until(lambda: not alive(child), seconds=1 + GRACE_SECONDS + 5)


def test_a_closed_pool_takes_no_more_calls() -> None:
    closed = ReaderPool(1, deadline_seconds=5)
    closed.close()
    with pytest.raises(ReadingError) as caught:
        closed.call(calls.add, 1, other=1)
    assert (caught.value.reason, caught.value.transient) == ("readers_closed", True)


def test_readers_that_do_not_get_ready_cost_no_page_its_chance() -> None:
    with ReaderPool(1, deadline_seconds=5, warmup=(calls.fail, ())) as failing, pytest.raises(ReadingError) as caught:
        failing.call(calls.add, 1, other=1)
    assert (caught.value.reason, caught.value.transient) == ("reader_not_started", True)
