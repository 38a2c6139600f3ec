"""Who hears whose spikes, for placement: one net per axon, weighted by its spikes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.axons import axon_delays, axon_parts, in_degree, synapse_table
from sim.hardware.profile import ChipProfile
from sim.wiring import Wiring

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Weight of a silent neuron over the mean one, so that structure counts among silent ones too.
SILENT = 0.01


@dataclass(frozen=True)
class Nets:
    """The hypergraph of a wiring: a net joins one axon's source with all its targets.

    Parameters
    ----------
    source : int array, shape (n_nets,)
        Neuron of every net.
    spikes : float array, shape (n_nets,)
        Weight: spikes of the source in a run, or one.
    targets : sparse matrix, shape (n_nets, n_neurons)
        Each target once.
    movable : bool array, shape (n_neurons,)
        True for neurons of the chip, false for spike sources.
    synapses_in : int array, shape (n_neurons,)
    """

    source: Ints
    spikes: Floats
    targets: sparse.csr_array
    movable: NDArray[np.bool_]
    synapses_in: Ints

    @classmethod
    def of(cls, wiring: Wiring, profile: ChipProfile, spike_count: Ints | None) -> Nets:
        """Read the nets off a wiring.

        Parameters
        ----------
        spike_count : int array, shape (n_neurons,), or None
            Without it every neuron counts alike, so that only the structure matters.
        """
        n = wiring.n_neurons
        if len(axon_delays(wiring, profile)) > 1:
            parts = list(axon_parts(wiring))
            source = np.concatenate([neuron for neuron, _, _ in parts])
            targets = sparse.vstack([part for _, _, part in parts], format="csr")
            targets.sum_duplicates()
        else:
            every = np.arange(n, dtype=np.int32)
            source, targets = every.astype(np.int64), synapse_table(wiring, every, n)
        fired = np.ones(n) if spike_count is None else spike_count.astype(np.float64)
        mean = float(fired.mean()) if n else 0.0
        weight = fired + SILENT * mean if mean > 0 else np.ones(n)
        movable = np.ones(n, dtype=bool)
        for population in wiring.populations:
            movable[population.start : population.stop] = not population.is_source
        return cls(source, weight[source], targets, movable, in_degree(wiring))

    @cached_property
    def heard(self) -> sparse.csr_array:
        """The nets onto every neuron, shape (n_neurons, n_nets)."""
        return self.targets.T.tocsr()

    def traffic(self, core_of_neuron: NDArray[np.int32]) -> sparse.csr_array:
        """Return the weight of messages from core to core, shape (n_cores, n_cores)."""
        n_cores = int(core_of_neuron.max(initial=-1)) + 1
        net, core = self._reached(core_of_neuron, n_cores)
        home = core_of_neuron[self.source[net]]
        sent = home >= 0
        cells = (self.spikes[net[sent]], (home[sent], core[sent]))
        return sparse.csr_array(cells, shape=(n_cores, n_cores))

    def between_cores(self, core_of_neuron: NDArray[np.int32]) -> float:
        """Return the weight of all messages that leave their core."""
        traffic = self.traffic(core_of_neuron)
        return float(traffic.sum() - traffic.diagonal().sum())

    def _reached(
        self, core_of_neuron: NDArray[np.int32], n_cores: int
    ) -> tuple[Ints, NDArray[np.int32]]:
        """Return every pair of a net and a core that holds one of its targets."""
        columns = core_of_neuron[self.targets.indices]
        flags = np.ones(len(columns), dtype=np.int8)
        table = sparse.csr_array(
            (flags, columns, self.targets.indptr.copy()), shape=(len(self.source), n_cores)
        )
        table.sum_duplicates()
        return np.repeat(np.arange(len(self.source)), np.diff(table.indptr)), table.indices
