"""Who feeds whom at the level of cores: input axons of a core, destination cores of a neuron."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.profile import ChipProfile
from sim.wiring import PopulationSlice, Synapses, Wiring

#: Synapses handled at once while counting, to bound memory.
CHUNK_SYNAPSES = 20_000_000


def distinct_delays(wiring: Wiring) -> NDArray[np.int64]:
    """Return the delays that occur, ascending; a single 0 without synapses. [dt]"""
    seen = [np.flatnonzero(np.bincount(s.delay_steps)) for s in wiring.projections if len(s)]
    return np.unique(np.concatenate(seen)) if seen else np.zeros(1, dtype=np.int64)


def axon_delays(wiring: Wiring, profile: ChipProfile) -> NDArray[np.int64]:
    """Return the delays that need an input axon of their own. [dt]

    Where the delay belongs to the synapse, one axon serves all delays of a
    source: the result is then the single value 0.
    """
    if profile.delay.per == "synapse":
        return np.zeros(1, dtype=np.int64)
    return distinct_delays(wiring)


def synapse_table(
    wiring: Wiring,
    column_of_neuron: NDArray[np.int32],
    n_columns: int,
    delays: NDArray[np.int64] | None = None,
) -> sparse.csr_array:
    """Count the synapses of every neuron by the column of their target.

    Parameters
    ----------
    column_of_neuron : int array, shape (n_neurons,)
        A core, or any other group; targets of column -1 are left out.
    n_columns : int
    delays : int array or None
        When more than one is given, count each delay apart. [dt]

    Returns
    -------
    sparse matrix of int32, shape (n_neurons, n_delays * n_columns)
        Column ``d * n_columns + c`` for delay number ``d``; indices ascend.
    """
    index = _delay_index(delays)
    width = n_columns * (1 if delays is None else len(delays))
    blocks = []
    for population in wiring.populations:
        block = sparse.csr_array((population.size, width), dtype=np.int32)
        for synapses in wiring.projections:
            if synapses.source == population.name and len(synapses):
                target = wiring.population(synapses.target)
                parts = _rows(synapses, target, column_of_neuron, n_columns, width, index)
                found = sparse.vstack(list(parts), format="csr")
                block = found if block.nnz == 0 else block + found
        blocks.append(block)
    table = sparse.vstack(blocks, format="csr")
    table.sort_indices()
    return table


def arrivals(
    at_send: sparse.csr_array, delays: NDArray[np.int64], n_columns: int
) -> sparse.csr_array:
    """Move events from the tick of the spike to the tick of its arrival.

    Parameters
    ----------
    at_send : sparse matrix, shape (n_ticks, n_delays * n_columns)
        Columns as in `synapse_table`.
    delays : int array, shape (n_delays,)

    Returns
    -------
    sparse matrix, shape (n_ticks, n_columns)
        Events that would arrive after the run are dropped.
    """
    n_ticks = at_send.shape[0]
    if len(delays) == 1:
        return _later(at_send, int(delays[0]))
    events = at_send.tocoo()
    number, column = np.divmod(events.col, n_columns)
    tick = events.row + delays[number]
    within = tick < n_ticks
    shape = (n_ticks, n_columns)
    return sparse.csr_array((events.data[within], (tick[within], column[within])), shape=shape)


def _later(events: sparse.csr_array, ticks: int) -> sparse.csr_array:
    """Move all rows down by some ticks; what falls off the end is dropped."""
    n_ticks = events.shape[0]
    kept = events.indptr[: max(0, n_ticks - ticks) + 1]
    offsets = np.concatenate((np.zeros(min(ticks, n_ticks), dtype=kept.dtype), kept))
    stop = int(kept[-1])
    return sparse.csr_array((events.data[:stop], events.indices[:stop], offsets), events.shape)


def _delay_index(delays: NDArray[np.int64] | None) -> NDArray[np.int32] | None:
    """Return an array from delay to its number, or None when there is one delay only."""
    if delays is None or len(delays) == 1:
        return None
    index = np.zeros(int(delays.max()) + 1, dtype=np.int32)
    index[delays] = np.arange(len(delays), dtype=np.int32)
    return index


def _rows(
    synapses: Synapses,
    target: PopulationSlice,
    column_of_neuron: NDArray[np.int32],
    n_columns: int,
    width: int,
    delay_index: NDArray[np.int32] | None,
) -> Iterator[sparse.csr_array]:
    """Yield the table of one projection, some rows at a time."""
    column_of_target = column_of_neuron[target.start : target.stop]
    for first, last in _row_chunks(synapses.offsets):
        start, stop = synapses.offsets[first], synapses.offsets[last]
        offsets = synapses.offsets[first : last + 1] - start
        column = column_of_target[synapses.targets[start:stop]]
        keep = column >= 0
        if delay_index is not None:
            column = column + n_columns * delay_index[synapses.delay_steps[start:stop]]
        if not keep.all():
            column = column[keep]
            offsets = np.concatenate(([0], np.cumsum(keep)))[offsets]
        ones = np.ones(len(column), dtype=np.int32)
        block = sparse.csr_array((ones, column, offsets), shape=(last - first, width))
        block.sum_duplicates()
        yield block


def _row_chunks(offsets: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    n_rows, first = len(offsets) - 1, 0
    while first < n_rows:
        last = int(np.searchsorted(offsets, offsets[first] + CHUNK_SYNAPSES, side="right")) - 1
        last = min(max(last, first + 1), n_rows)
        yield first, last
        first = last
