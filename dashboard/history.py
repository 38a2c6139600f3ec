"""Undo and redo: what was before, as texts, one step at a time."""

from __future__ import annotations

import threading
import zlib
from collections import deque
from collections.abc import Callable

#: What one session may keep: tens of thousands of steps of a usual network (about 1 kB
#: each, compressed). Beyond it the oldest steps are forgotten.
MAX_BYTES = 32_000_000

#: Changes of the same thing within this time are one step: a slider under the arrow keys. [s]
SAME_STEP_S = 1.5


class History:
    """States to go back to and forth.

    Parameters
    ----------
    max_bytes : int
        Of all kept states, compressed.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._past: deque[bytes] = deque()
        self._future: list[bytes] = []
        self._bytes = 0
        self._step, self._until = "", 0.0

    def copy(self) -> History:
        """Return the same steps for another session; what either does then is its own."""
        found = History(self._max_bytes)
        found._past, found._future = self._past.copy(), self._future.copy()
        found._bytes = self._bytes
        return found

    @property
    def n_bytes(self) -> int:
        """What the kept states take, compressed."""
        return self._bytes

    @property
    def n_past(self) -> int:
        """How many steps can be undone."""
        return len(self._past)

    @property
    def n_future(self) -> int:
        """How many steps can be done again."""
        return len(self._future)

    def record(self, before: Callable[[], str], step: str, now_s: float) -> None:
        """Remember the state before a change.

        Parameters
        ----------
        before : callable
            Returns the state; not called where the change belongs to the step before.
        step : str
            What is changed; the same text soon after is the same step. Empty: always a new one.
        now_s : float
            Any clock that does not go back. [s]
        """
        self._bytes -= sum(map(len, self._future))
        self._future.clear()
        if not (step and step == self._step and now_s <= self._until and self._past):
            self._keep(before())
        self._step, self._until = step, now_s + SAME_STEP_S

    def undo(self, present: Callable[[], str]) -> str | None:
        """Return the state one step before, or None; the present one can be done again."""
        if not self._past:
            return None
        self._step = ""
        packed = zlib.compress(present().encode(), 1)
        self._future.append(packed)
        back = self._past.pop()
        self._bytes += len(packed) - len(back)
        return zlib.decompress(back).decode()

    def redo(self, present: Callable[[], str]) -> str | None:
        """Return the state that the last undo left, or None."""
        if not self._future:
            return None
        self._step = ""
        ahead = self._future.pop()
        self._bytes -= len(ahead)
        self._keep(present())
        return zlib.decompress(ahead).decode()

    def _keep(self, state: str) -> None:
        packed = zlib.compress(state.encode(), 1)
        self._past.append(packed)
        self._bytes += len(packed)
        while self._bytes > self._max_bytes and len(self._past) > 1:
            self._bytes -= len(self._past.popleft())


class KeptHistories:
    """What can be undone in projects, for sessions that come back to them.

    Parameters
    ----------
    most : int
        Projects whose history is kept.
    max_bytes : int
        Of all kept histories together; those asked for longest ago are forgotten first.
    """

    def __init__(self, most: int = 100, max_bytes: int = 2 * MAX_BYTES) -> None:
        self._most, self._max_bytes = most, max_bytes
        self._of: dict[str, History] = {}
        self._lock = threading.Lock()

    def taken_up(self, project_id: str) -> History:
        """Return the history of a project for a session that begins.

        It is a copy: a session of the same project that had lost its connection, and comes
        back after all, keeps its own.
        """
        with self._lock:
            before = self._of.pop(project_id, None)
            found = self._of[project_id] = before.copy() if before else History()
            while len(self._of) > 1 and (
                len(self._of) > self._most
                or sum(h.n_bytes for h in self._of.values()) > self._max_bytes
            ):
                del self._of[next(iter(self._of))]
            return found
