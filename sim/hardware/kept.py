"""What was derived from a wiring, for as long as the wiring lives.

A moved slider of a neuron leaves synapses and placement as they are; only the
spikes change. So what follows from the wiring alone is worked out once. Wirings
and placements are frozen; they are told apart by identity, and an entry goes when
its wiring is collected. What follows from the counts of a run is kept in the same
way, while it is priced again and again.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from sim.event_counts import EventCounts
from sim.wiring import Wiring

Found = TypeVar("Found")

#: Entries per wiring; the one not used for the longest time goes first.
MAX_ENTRIES: Final = 32

#: A result larger than this is worked out anew each time. [bytes]
MAX_BYTES: Final = 200_000_000

_lock = threading.Lock()
_entries: dict[int, OrderedDict[Hashable, Any]] = {}


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
            return entries[key]  # type: ignore[no-any-return]
    found = make()
    if size is not None and size(found) > MAX_BYTES:
        return found
    with _lock:
        entries = _entries.get(id(wiring))
        if entries is None:
            entries = _entries[id(wiring)] = OrderedDict()
            weakref.finalize(wiring, _forget, id(wiring))
        entries[key] = found
        while len(entries) > MAX_ENTRIES:
            entries.popitem(last=False)
    return found


def _forget(identity: int) -> None:
    # Runs at any point of any thread, also one that holds the lock; one dict operation is atomic.
    _entries.pop(identity, None)
