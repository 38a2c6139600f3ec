"""Realised wirings, kept for as long as nothing that they depend on changes.

A moved slider of a neuron leaves the synapses as they are, and so does a run on
another page; making them anew would take longer than the simulation.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from sim.network import Network, realise
from sim.provenance import wiring_fingerprint
from sim.wiring import Wiring

#: Wirings kept; a large one is hundreds of megabytes.
_KEPT = 3

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
    wiring = realise(network)
    with _lock:
        _wirings[key] = wiring
        while len(_wirings) > _KEPT:
            _wirings.popitem(last=False)
    return wiring
