"""What crossbar arrays do: rows driven, arrays read, columns converted.

A core is a tile of arrays. Its input axons (source and delay) take rows in
ascending order, ``rows`` to a block; its neurons take columns in ascending
order, ``columns / cells_per_weight`` to a block; each pair of a row block and
a column block is one array. A spike drives its row in those arrays of the
core in which the row holds a synapse. Every array with a driven row is read
once in the tick, and a read converts all of its columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.axons import arrivals, axon_delays, synapse_table
from sim.hardware.fill import Capacity
from sim.hardware.profile import ChipProfile
from sim.placement import Placement
from sim.wiring import Wiring

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ArrayEvents:
    """Events of the arrays by tick and core, shape (n_ticks, n_cores) each.

    ``rows_per_spike``, shape (n_neurons,), attributes the reads to their sources.
    """

    row_reads: sparse.csr_array
    array_reads: sparse.csr_array
    conversions: sparse.csr_array
    rows_per_spike: Ints


def array_events(
    spikes: sparse.csr_array, wiring: Wiring, placement: Placement, profile: ChipProfile
) -> ArrayEvents:
    """Count the events of all arrays.

    Parameters
    ----------
    spikes : sparse matrix, shape (n_ticks, n_neurons)
    """
    capacity = Capacity.of(profile)
    delays = axon_delays(wiring, profile)
    driven, core_of_array = _rows_by_array(wiring, placement, capacity, delays)
    n_arrays = len(core_of_array)
    reads = arrivals(spikes @ driven, delays, n_arrays)
    # Collecting arrays into their cores is a product with a matrix of one 1 per row.
    of_core = (np.ones(n_arrays, dtype=np.int32), (np.arange(n_arrays), core_of_array))
    collect = sparse.csr_array(of_core, shape=(n_arrays, placement.n_cores))
    touched = sparse.csr_array((np.ones_like(reads.data), reads.indices, reads.indptr), reads.shape)
    row_reads, array_reads = reads @ collect, touched @ collect
    return ArrayEvents(
        row_reads, array_reads, array_reads * capacity.columns, np.diff(driven.indptr)
    )


def _rows_by_array(
    wiring: Wiring, placement: Placement, capacity: Capacity, delays: Ints
) -> tuple[sparse.csr_array, Ints]:
    """Return which arrays each axon drives, and the core of every array.

    Returns
    -------
    driven : sparse matrix of ones, shape (n_neurons, n_delays * n_arrays)
    core_of_array : int array, shape (n_arrays,)
    """
    block, n_blocks = _column_blocks(placement, capacity)
    group = np.where(placement.core_of_neuron >= 0, placement.core_of_neuron * n_blocks + block, -1)
    n_groups = placement.n_cores * n_blocks
    table = synapse_table(wiring, group.astype(np.int32), n_groups, delays)
    neuron = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    delay, group_hit = np.divmod(table.indices.astype(np.int64), max(n_groups, 1))
    core = group_hit // n_blocks
    row_block = _row_number(neuron * len(delays) + delay, core) // capacity.rows
    array, index = np.unique(
        (group_hit * (int(row_block.max(initial=0)) + 1) + row_block), return_inverse=True
    )
    core_of_array = np.zeros(len(array), dtype=np.int64)
    core_of_array[index] = core
    ones = np.ones(len(index), dtype=np.int32)
    where = (neuron, delay * len(array) + index)
    driven = sparse.csr_array((ones, where), shape=(wiring.n_neurons, len(delays) * len(array)))
    return driven, core_of_array


def _column_blocks(placement: Placement, capacity: Capacity) -> tuple[Ints, int]:
    """Return the column block of every neuron within its core, and the blocks per core."""
    core = placement.core_of_neuron
    order = np.argsort(core, kind="stable")
    starts = np.searchsorted(core[order], core[order])
    within = np.empty(len(core), dtype=np.int64)
    within[order] = np.arange(len(core)) - starts
    block = within // capacity.neurons_per_array
    on_chip = core >= 0
    return block, int(block[on_chip].max(initial=0)) + 1


def _row_number(axon: Ints, core: Ints) -> Ints:
    """Number the distinct axons of each core from 0, in ascending order, for each entry."""
    order = np.lexsort((axon, core))
    axon, core = axon[order], core[order]
    new_core = np.diff(core, prepend=-1) != 0
    new_axon = new_core | (np.diff(axon, prepend=-1) != 0)
    count = np.cumsum(new_axon) - 1
    first_of_core = count[new_core][np.cumsum(new_core) - 1]
    result = np.empty(len(axon), dtype=np.int64)
    result[order] = count - first_of_core
    return result
