"""The queue of runs: a limit, fairness, places, cancelling, and memory divided."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.queue import WORKERS, RunQueue, Ticket, default_workers
from sim.errors import EngineError

GIGABYTE = 1_000_000_000


class Bench:
    """Work that lasts until it is let go, and notes in which order it began."""

    def __init__(self, workers: int, room: int = 16 * GIGABYTE):
        self.queue = RunQueue(workers, lambda: room)
        self.began: list[str] = []
        self.running = self.most = 0
        self.gates: dict[str, threading.Event] = {}
        self.lock = threading.Lock()

    def ask(self, owner: str, name: str, need: float = 0.0) -> Ticket:
        gate = self.gates[name] = threading.Event()

        def work(ticket: Ticket) -> None:
            with self.lock:
                self.began.append(name)
                self.running += 1
                self.most = max(self.most, self.running)
            while not gate.wait(0.005) and not ticket.cancelled.is_set():
                pass
            with self.lock:
                self.running -= 1

        return self.queue.submit(owner, work, need)

    def end(self, name: str) -> None:
        self.gates[name].set()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(*arguments: int) -> Bench:
        made.append(Bench(*arguments))
        return made[-1]

    yield make
    for one in made:
        for gate in one.gates.values():
            gate.set()


def test_no_more_run_at_a_time_than_there_are_workers(bench):
    b = bench(2)
    tickets = [b.ask("ann", str(i)) for i in range(6)]
    until(lambda: b.running == 2)
    assert [t.position() for t in tickets] == [None, None, 0, 1, 2, 3]
    for i in range(6):
        until(lambda i=i: str(i) in b.began)
        b.end(str(i))
    for ticket in tickets:
        assert ticket.ended.wait(5)
    assert b.most == 2


def test_owners_take_turns_and_one_owner_is_served_in_order(bench):
    b = bench(1)
    for i in range(4):
        b.ask("ann", f"a{i}")
    last = b.ask("bob", "b0")
    until(lambda: b.began == ["a0"])
    assert last.position() == 0  # ann's run is under way, so it is bob's turn
    for name in ("a0", "b0", "a1", "a2", "a3"):
        until(lambda name=name: b.began[-1] == name)
        b.end(name)
    assert b.began == ["a0", "b0", "a1", "a2", "a3"]


def test_a_cancelled_one_that_waits_never_begins_and_the_others_move_up(bench):
    b = bench(1)
    b.ask("ann", "first")
    gone, after = b.ask("ann", "gone"), b.ask("ann", "after")
    until(lambda: b.began == ["first"])
    gone.cancel()
    assert gone.ended.is_set()
    assert gone.position() is None
    assert after.position() == 0
    b.end("first")
    until(lambda: b.began == ["first", "after"])


def test_cancelling_a_running_one_makes_room_at_once(bench):
    b = bench(1)
    running, waiting = b.ask("ann", "running"), b.ask("bob", "waiting")
    until(lambda: b.began == ["running"])
    running.cancel()
    assert running.ended.wait(1)
    until(lambda: b.began == ["running", "waiting"])
    assert waiting.position() is None


def test_work_that_fails_gives_its_place_back():
    queue = RunQueue(1, lambda: GIGABYTE)
    seen: list[str] = []
    hook, threading.excepthook = threading.excepthook, lambda _: None
    try:
        broken = queue.submit("ann", lambda _: 1 / 0)  # type: ignore[arg-type,return-value]
        assert broken.ended.wait(5)
    finally:
        threading.excepthook = hook
    queue.submit("ann", lambda _: seen.append("next")).ended.wait(5)
    assert seen == ["next"]


def test_small_runs_share_the_memory(bench):
    b = bench(4)
    tickets = [b.ask("ann", str(i)) for i in range(4)]
    until(lambda: b.running == 4)
    assert [t.granted_bytes for t in tickets] == [4 * GIGABYTE] * 4
    assert tickets[0].limits().memory() == 4 * GIGABYTE


def test_a_large_run_gets_more_and_waits_until_so_much_is_free(bench):
    b = bench(4)
    b.ask("ann", "small")
    large = b.ask("bob", "large", 13 * GIGABYTE)
    behind = b.ask("ann", "behind")
    until(lambda: b.began == ["small"])
    assert large.position() == 0
    assert behind.position() == 1  # does not overtake, or the large one might wait for ever
    b.end("small")
    until(lambda: "large" in b.began)
    assert large.granted_bytes == 16 * GIGABYTE
    b.end("large")
    until(lambda: "behind" in b.began)


def test_a_run_larger_than_the_machine_is_let_in_alone_to_be_refused_with_numbers(bench):
    b = bench(2)
    huge = b.ask("ann", "huge", 100 * GIGABYTE)
    until(lambda: b.began == ["huge"])
    assert huge.granted_bytes == 16 * GIGABYTE


@settings(max_examples=30, deadline=None)
@given(
    workers=st.integers(1, 3),
    asked=st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0, 20 * GIGABYTE)), min_size=1, max_size=12
    ),
)
def test_everything_is_served_once_and_memory_is_never_promised_twice(workers, asked):
    lock = threading.Lock()
    promised, most, served = [0], [0], []

    def work(name: int, ticket: Ticket) -> None:
        with lock:
            promised[0] += ticket.granted_bytes
            most[0] = max(most[0], promised[0])
            served.append(name)
        time.sleep(0.001)
        with lock:
            promised[0] -= ticket.granted_bytes

    queue = RunQueue(workers, lambda: 16 * GIGABYTE)
    tickets = [
        queue.submit(owner, lambda t, i=i: work(i, t), need)
        for i, (owner, need) in enumerate(asked)
    ]
    for ticket in tickets:
        assert ticket.ended.wait(10)
    assert sorted(served) == list(range(len(asked)))
    assert most[0] <= 16 * GIGABYTE


def test_the_number_of_workers_is_set_by_the_environment(monkeypatch):
    monkeypatch.setenv(WORKERS, "3")
    assert default_workers() == RunQueue().workers == 3
    monkeypatch.setenv(WORKERS, "none")
    with pytest.raises(EngineError, match=WORKERS):
        default_workers()
    monkeypatch.delenv(WORKERS)
    assert default_workers() >= 1
    with pytest.raises(ValueError, match="at least 1"):
        RunQueue(0)
