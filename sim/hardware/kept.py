"""What was derived from a wiring, for as long as the wiring lives.

A moved slider of a neuron leaves synapses and placement as they are; only the
spikes change. So what follows from the wiring alone is worked out once. Wirings
and placements are frozen; they are told apart by identity, and an entry goes when
its wiring is collected. What follows from the counts of a run is kept in the same
way, while it is priced again and again.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sim.event_counts import EventCounts
from sim.wiring import Wiring

Found = TypeVar("Found")


@dataclass
class _Entry:
    """A result, its size, and when it was last asked for."""

    found: Any
    n_bytes: int
    used: int


#: Entries per wiring; the one not used for the longest time goes first.
MAX_ENTRIES: Final = 32

#: A result larger than this is worked out anew each time. [bytes]
MAX_BYTES: Final = 200_000_000

#: All results of all wirings together; those not used for the longest time go first. [bytes]
MAX_TOTAL_BYTES: Final = 1_000_000_000

_lock = threading.Lock()
_entries: dict[int, OrderedDict[Hashable, _Entry]] = {}
_clock = itertools.count()


def kept(
    wiring: Wiring | EventCounts,
    key: Hashable,
    make: Callable[[], Found],
    size: Callable[[Found], int] | None = None,
) -> Found:
    """Return what was made for a wiring and a key before, or make and keep it.

    Parameters
    ----------
    make : callable
        Must depend on the wiring and the key only, and must not hold the wiring.
    size : callable, optional
        Memory of a result; one above ``MAX_BYTES`` is not kept. [bytes]
    """
    with _lock:
        entries = _entries.get(id(wiring))
        if entries is not None and key in entries:
            entries.move_to_end(key)
            entries[key].used = next(_clock)
            return entries[key].found  # type: ignore[no-any-return]
    found = make()
    n_bytes = 0 if size is None else size(found)
    if n_bytes > MAX_BYTES:
        return found
    with _lock:
        entries = _entries.get(id(wiring))
        if entries is None:
            entries = _entries[id(wiring)] = OrderedDict()
            weakref.finalize(wiring, _forget, id(wiring))
        entries[key] = _Entry(found, n_bytes, next(_clock))
        while len(entries) > MAX_ENTRIES:
            entries.popitem(last=False)
        _keep_within(MAX_TOTAL_BYTES)
    return found


def _keep_within(budget_bytes: int) -> None:
    """Drop the entries that were not used for the longest time, over all wirings."""
    # Copies: a wiring may be collected, and its entries go, while this looks at them.
    entries = [
        (entry.used, entry.n_bytes, of_wiring, key)
        for of_wiring in list(_entries.values())
        for key, entry in list(of_wiring.items())
        if entry.n_bytes > 0
    ]
    total = sum(n_bytes for _, n_bytes, _, _ in entries)
    for _, n_bytes, of_wiring, key in sorted(entries, key=lambda entry: entry[0]):
        if total <= budget_bytes:
            return
        of_wiring.pop(key, None)
        total -= n_bytes


def _forget(identity: int) -> None:
    # Runs at any point of any thread, also one that holds the lock; one dict operation is atomic.
    _entries.pop(identity, None)
