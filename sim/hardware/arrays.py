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

from sim.hardware.axons import Axons, axon_table
from sim.hardware.distinct import Distinct
from sim.hardware.fill import Capacity
from sim.hardware.products import membership, product, with_data
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


@dataclass(frozen=True)
class Arrays:
    """Which arrays every axon drives; made once for a placed wiring.

    Parameters
    ----------
    axons : Axons
        Without their targets.
    rows : sparse matrix of int32, shape (n_axons, n_cores)
        Rows that a spike drives: one in every array of the core that it reaches.
    reads : Distinct
        The arrays, by core.
    rows_per_spike : int array, shape (n_neurons,)
    columns : int
        Converted in one read.
    """

    axons: Axons
    rows: sparse.csr_array
    reads: Distinct
    rows_per_spike: Ints
    columns: int

    @property
    def nbytes(self) -> int:
        return self.axons.nbytes + int(self.rows.nnz) * 8 + self.reads.nbytes

    def events(self, step: Ints, neuron: Ints, n_ticks: int) -> ArrayEvents:
        """Count the events of all arrays for spikes in ascending steps."""
        arrivals = self.axons.arrivals(step, neuron, n_ticks)
        reads = self.reads.count(arrivals)
        conversions = with_data(reads, reads.data * self.columns)
        return ArrayEvents(product(arrivals, self.rows), reads, conversions, self.rows_per_spike)


def arrays(wiring: Wiring, placement: Placement, capacity: Capacity) -> Arrays:
    """Lay the synapses of every core out on its arrays."""
    n_cores = placement.n_cores
    block, n_blocks = _column_blocks(placement, capacity)
    core = placement.core_of_neuron
    group = np.where(core >= 0, core * n_blocks + block, -1)
    neuron, delay, table = axon_table(wiring, group.astype(np.int32), n_cores * n_blocks)
    # One hit per axon and column block; a row per axon and core, the same for all its blocks.
    axon = np.repeat(np.arange(len(neuron)), np.diff(table.indptr))
    of_core = table.indices // n_blocks
    new_row = (np.diff(axon, prepend=-1) != 0) | (np.diff(of_core, prepend=-1) != 0)
    row_of_hit = np.cumsum(new_row) - 1
    row_block = _place_in_core(of_core[new_row], n_cores)[row_of_hit] // capacity.rows
    array, core_of_array = _numbered(table.indices, row_block, n_cores * n_blocks, n_blocks)
    ones = np.ones(len(array), dtype=bool)
    touches = sparse.csr_array((ones, array, table.indptr), shape=(len(neuron), len(core_of_array)))
    counted = np.bincount(neuron, minlength=wiring.n_neurons)
    bare = sparse.csr_array((len(neuron), 0), dtype=bool)
    return Arrays(
        Axons(np.concatenate(([0], np.cumsum(counted))), delay, bare),
        touches.astype(np.int32) @ membership(core_of_array, n_cores),
        Distinct(touches, core_of_array, n_cores),
        np.bincount(
            neuron, weights=np.diff(table.indptr), minlength=wiring.n_neurons
        ).astype(np.int64),
        capacity.columns,
    )  # fmt: skip


def _column_blocks(placement: Placement, capacity: Capacity) -> tuple[Ints, int]:
    """Return the column block of every neuron within its core, and the blocks per core."""
    core = placement.core_of_neuron
    on_chip = np.flatnonzero(core >= 0)
    block = np.zeros(len(core), dtype=np.int64)
    block[on_chip] = _place_in_core(core[on_chip], placement.n_cores) // capacity.neurons_per_array
    return block, int(block[on_chip].max(initial=0)) + 1


def _place_in_core(core: NDArray[np.integer], n_cores: int) -> Ints:
    """Number the entries of each core from 0, in the order in which they stand."""
    order = np.argsort(core, kind="stable")
    sizes = np.bincount(core, minlength=n_cores)
    place = np.empty(len(core), dtype=np.int64)
    place[order] = np.arange(len(core)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return place


def _numbered(
    group: NDArray[np.integer], row_block: Ints, n_groups: int, n_blocks: int
) -> tuple[Ints, Ints]:
    """Number the arrays in use, by core; return the array of every hit and the core of every array."""
    n_rows = int(row_block.max(initial=0)) + 1
    place = group.astype(np.int64) * n_rows + row_block
    in_use = np.zeros(n_groups * n_rows, dtype=bool)
    in_use[place] = True
    number = np.cumsum(in_use) - 1
    return number[place], np.flatnonzero(in_use) // (n_rows * n_blocks)
