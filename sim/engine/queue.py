"""A queue in front of the machine: a few runs at a time, fair between those who ask.

A run takes a processor and memory. When more are asked for than the machine has
room for, the rest wait: in turn between the owners, so that ten runs of one
person do not hold up the one run of another, and first come, first served within
an owner. Memory is divided: each run gets a share, a large one more, and it waits
until so much is free. Knows nothing of what it runs.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable

from sim.engine.limits import RunLimits
from sim.errors import EngineError
from sim.machine import processors

#: Number of runs at a time, where it is set for this machine.
WORKERS = "NPU_EXPLORER_WORKERS"

#: Memory given to a run over what it is estimated to need.
_MARGIN = 1.5


class Ticket:
    """The place of one piece of work in a `RunQueue`. All methods return at once."""

    def __init__(
        self, queue: RunQueue, owner: str, work: Callable[[Ticket], None], need_bytes: float
    ):
        self.owner, self.work, self.need_bytes = owner, work, need_bytes
        self.granted_bytes = 0
        #: Set by `cancel`; the work looks at it.
        self.cancelled = threading.Event()
        #: Set when the work has ended, or was taken out of the queue before it began.
        self.ended = threading.Event()
        self._queue = queue

    def position(self) -> int | None:
        """Return how many are served before this one, or None when it no longer waits."""
        return self._queue.position(self)

    def limits(self) -> RunLimits:
        """Return what this run may take of the machine."""
        return RunLimits(memory_bytes=self.granted_bytes)

    def cancel(self) -> None:
        """Leave the queue, or ask the work to stop."""
        self.cancelled.set()
        self._queue.leave(self)


class RunQueue:
    """Work that waits for a processor and for memory.

    Parameters
    ----------
    workers : int or None
        Runs at a time; None for `default_workers`.
    room : callable
        Returns the memory that all runs together may take; asked when none runs. [bytes]
    """

    def __init__(self, workers: int | None = None, room: Callable[[], int] | None = None):
        self.workers = default_workers() if workers is None else workers
        if self.workers < 1:
            raise ValueError(f"workers is {self.workers}, must be at least 1")
        self._room = room or RunLimits().memory
        self._budget = 0
        self._lock = threading.Lock()
        self._waiting: list[Ticket] = []
        self._running: list[Ticket] = []
        self._served: list[str] = []  # owners, the one served last at the end

    def submit(self, owner: str, work: Callable[[Ticket], None], need_bytes: float = 0.0) -> Ticket:
        """Queue a piece of work and return its ticket.

        Parameters
        ----------
        owner : str
            Who asks; owners are served in turn.
        work : callable
            Called with the ticket, in a thread of its own, when its turn comes. It
            keeps its place until it returns, and should return soon after
            ``ticket.cancelled`` is set.
        need_bytes : float
            Memory it is estimated to need. [bytes]
        """
        ticket = Ticket(self, owner, work, need_bytes)
        with self._lock:
            self._waiting.append(ticket)
            self._admit()
        return ticket

    def position(self, ticket: Ticket) -> int | None:
        """Return how many waiting ones are served before a ticket; None when it does not wait."""
        with self._lock:
            order = self._order()
        return order.index(ticket) if ticket in order else None

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket out of the queue, if it still waits."""
        with self._lock:
            if ticket not in self._waiting:
                return
            self._waiting.remove(ticket)
            self._admit()
        ticket.ended.set()

    def _order(self) -> list[Ticket]:
        """Return the waiting tickets in the order in which they will be served."""
        left, order = list(self._waiting), []
        busy = Counter(ticket.owner for ticket in self._running)
        served = list(self._served)
        while left:
            # The owner with the fewest runs; of equals the one that has waited longest for a turn.
            first = min(left, key=lambda t: (busy[t.owner], _last_turn(served, t.owner)))
            left.remove(first)
            order.append(first)
            busy[first.owner] += 1
            served.append(first.owner)
        return order

    def _admit(self) -> None:
        """Start what may start now; the lock is held."""
        while self._waiting and len(self._running) < self.workers:
            if not self._running:
                self._budget = self._room()
            ticket = self._order()[0]
            left = self._budget - sum(t.granted_bytes for t in self._running)
            # None overtakes one that needs more, or that one would wait for ever.
            if self._running and left < min(ticket.need_bytes, self._budget):
                return
            wanted = max(self._budget / self.workers, _MARGIN * ticket.need_bytes)
            ticket.granted_bytes = int(min(wanted, left))
            self._waiting.remove(ticket)
            self._running.append(ticket)
            self._served = [o for o in self._served if o != ticket.owner] + [ticket.owner]
            threading.Thread(
                target=self._carry_out, args=(ticket,), name="queued-run", daemon=True
            ).start()
        if not self._waiting and not self._running:
            self._served.clear()

    def _carry_out(self, ticket: Ticket) -> None:
        try:
            ticket.work(ticket)
        finally:
            with self._lock:
                self._running.remove(ticket)
                self._admit()
            ticket.ended.set()


def default_workers() -> int:
    """Return how many runs this machine carries at a time: as set, or one per processor.

    Raises
    ------
    EngineError
        If the environment variable is not a whole number above zero.
    """
    text = os.environ.get(WORKERS, "").strip()
    if not text:
        return processors()
    if not text.isdigit() or int(text) < 1:
        raise EngineError(
            f"{WORKERS} is {text!r}; set it to a whole number above zero, or unset it"
        )
    return int(text)


def _last_turn(served: list[str], owner: str) -> int:
    """Return when an owner was served last; -1 for never."""
    return len(served) - 1 - served[::-1].index(owner) if owner in served else -1
