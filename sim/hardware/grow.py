"""Traffic-aware placement: fill each core with neurons that listen to the same spikes.

A spike sends one message to every core that holds one of its targets, so a core
that takes a neuron all of whose inputs it already receives costs no message
more. Each core is grown greedily by the open neuron with the largest share of
its incoming spikes already arriving there: the greedy growing of hypergraph
partitioners, on the connectivity metric.

References
----------
.. [1] U. V. Catalyurek, C. Aykanat, "Hypergraph-partitioning-based decomposition
   for parallel sparse-matrix vector multiplication", 1999, doi:10.1109/71.780863
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hardware.fill import Capacity
from sim.hardware.nets import Nets


def grow(nets: Nets, capacity: Capacity) -> NDArray[np.int32]:
    """Assign neurons to cores; a neuron that no core can hold gets one of its own.

    Returns
    -------
    int32 array, shape (n_neurons,)
        -1 for sources.
    """
    growing = _Growing(nets, capacity)
    while growing.open.any():
        growing.fill_core()
    return growing.core_of_neuron


class _Growing:
    def __init__(self, nets: Nets, capacity: Capacity) -> None:
        self.nets = nets
        self.capacity = capacity
        self.open = nets.movable.copy()
        self.core_of_neuron = np.full(len(self.open), -1, dtype=np.int32)
        self.per_input = 1.0 / np.maximum(nets.heard @ nets.spikes, 1e-300)
        self.next_core = 0

    def fill_core(self) -> None:
        """Grow one core until it is full or nobody is left."""
        nets = self.nets
        arrives = np.zeros(len(nets.source), dtype=bool)
        # Share of the spikes a neuron hears that arrive at this core; minus infinity once placed.
        share = np.where(self.open, 0.0, -np.inf)
        neurons = synapses = axons = 0
        # The first open one: neighbours in the network's own order start together.
        neuron = int(self.open.argmax())
        while self.open[neuron]:
            onto = slice(nets.heard.indptr[neuron], nets.heard.indptr[neuron + 1])
            new = nets.heard.indices[onto]
            new = new[~arrives[new]]
            more_synapses = synapses + int(nets.synapses_in[neuron])
            more_axons = axons + len(new)
            if neurons and not self.capacity.holds_one(neurons + 1, more_synapses, more_axons):
                break
            neurons, synapses, axons = neurons + 1, more_synapses, more_axons
            self.core_of_neuron[neuron] = self.next_core
            self.open[neuron] = False
            share[neuron] = -np.inf
            arrives[new] = True
            for net in new.tolist():
                start, stop = nets.targets.indptr[net], nets.targets.indptr[net + 1]
                who = nets.targets.indices[start:stop]
                share[who] += nets.spikes[net] * self.per_input[who]
            neuron = int(share.argmax())
        self.next_core += 1
