"""Realised wirings, kept for as long as nothing that they depend on changes.

A moved slider of a neuron leaves the synapses as they are, and so does a run on
another page; making them anew would take longer than the simulation.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from sim.network import Network, realise, scaled
from sim.provenance import wiring_fingerprint
from sim.wiring import Wiring

#: Wirings kept, and the memory they may take together: a large one is gigabytes.
_KEPT, _MOST_BYTES = 3, 1e9

#: Of one synapse. [bytes]
_SYNAPSE = 10

_lock = threading.Lock()
_wirings: OrderedDict[str, Wiring] = OrderedDict()


def wiring_for(network: Network) -> Wiring:
    """Return the wiring of a network, made if it is not at hand.

    Raises
    ------
    SimError
        If it cannot be realised or is too large.
    """
    key = wiring_fingerprint(network)
    with _lock:
        wiring = _wirings.get(key)
        if wiring is not None:
            _wirings.move_to_end(key)
            return wiring
    _make_room(_SYNAPSE * sum(scaled(network).expected_synapses().values()))
    wiring = realise(network)
    with _lock:
        _wirings[key] = wiring
    _make_room(0)
    return wiring


def _make_room(coming_bytes: float) -> None:
    """Give up the wirings used longest ago; the newest goes only for one that is to come."""
    with _lock:
        least = 0 if coming_bytes else 1
        while len(_wirings) > least and (
            len(_wirings) > _KEPT
            or sum(w.nbytes for w in _wirings.values()) + coming_bytes > _MOST_BYTES
        ):
            _wirings.popitem(last=False)
