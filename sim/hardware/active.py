"""Neurons that receive at least one synaptic event in a tick.

Exact: each event is marked at the tick of its spike plus its delay, in a
bitmap of ticks by neurons that moves along the run. For very many events the
expected number is used instead, see `expected_active`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.axons import distinct_delays
from sim.hardware.spikes import Spikes
from sim.wiring import PopulationSlice, Synapses, Wiring

#: Beyond so many synaptic events the marking would take longer than a few seconds.
EXACT_EVENTS = 200_000_000

#: Bytes of the bitmap and events expanded at once.
BITMAP_BYTES = 8_000_000
CHUNK_EVENTS = 4_000_000

#: Cores with fewer neurons than this are counted from the list of marks, not from the bitmap.
NEURONS_PER_CORE_DENSE = 32

Ints = NDArray[np.int64]


def active_updates(
    spikes: Spikes, wiring: Wiring, core_of_neuron: NDArray[np.int32], n_cores: int
) -> tuple[sparse.csr_array, Ints]:
    """Count neurons with input by tick and core, and ticks with input by neuron.

    Returns
    -------
    per_core : sparse matrix of int32, shape (n_ticks, n_cores)
    per_neuron : int array, shape (n_neurons,)
    """
    marks = _Marks(wiring, core_of_neuron, n_cores)
    longest = int(distinct_delays(wiring)[-1])
    block = max(1, min(spikes.n_ticks, BITMAP_BYTES // (marks.width + 1)))
    bitmap = np.zeros((block + longest, marks.width), dtype=bool)
    bounds = np.searchsorted(spikes.step, np.arange(0, spikes.n_ticks + block, block))
    counts, per_column = [], np.zeros(marks.width, dtype=np.int64)
    for number, start in enumerate(range(0, spikes.n_ticks, block)):
        part = slice(bounds[number], bounds[number + 1])
        marks.mark(bitmap, spikes.step[part] - start, spikes.neuron[part])
        done = bitmap[: min(block, spikes.n_ticks - start)]
        counts.append(marks.per_core(done))
        per_column += done.sum(axis=0)
        bitmap[:longest] = bitmap[block : block + longest].copy()
        bitmap[longest:] = False
    per_core = sparse.vstack(counts, format="csr") if counts else _nothing(spikes, n_cores)
    return per_core, marks.per_neuron(per_column)


def expected_active(
    events: sparse.csr_array, neurons_per_core: Ints, spread: NDArray[np.float64]
) -> sparse.csr_array:
    """Return the expected number of neurons with input, if events fell on neurons at random.

    n (1 - (1 - 1/n)^k) of n neurons are hit by k events.

    Parameters
    ----------
    events : sparse matrix, shape (n_ticks, n_cores)
        Synaptic operations.
    spread : float array, shape (n_delays,)
        Share of synapses by delay (index in steps); moves events to their arrival.
    """
    n_ticks, n_cores = events.shape
    arriving = sparse.csr_array((n_ticks, n_cores))
    for delay in np.flatnonzero(spread):
        shifted = sparse.csr_array((min(delay, n_ticks), n_cores))
        rows = sparse.vstack([shifted, events[: max(0, n_ticks - delay)]], format="csr")
        arriving = arriving + rows * spread[delay]
    found = arriving.tocoo()
    n = np.maximum(neurons_per_core[found.col], 1)
    hit = np.where(n == 1, np.minimum(found.data, 1), n * -np.expm1(found.data * np.log1p(-1 / np.maximum(n, 2))))  # fmt: skip
    return sparse.csr_array((hit, (found.row, found.col)), shape=events.shape)


def delay_shares(wiring: Wiring) -> NDArray[np.float64]:
    """Return the share of synapses with each delay, shape (longest + 1,)."""
    longest = int(distinct_delays(wiring)[-1])
    totals = np.zeros(longest + 1)
    for synapses in wiring.projections:
        totals += np.bincount(synapses.delay_steps, minlength=longest + 1)
    return np.asarray(totals / max(totals.sum(), 1.0), dtype=np.float64)


def _nothing(spikes: Spikes, n_cores: int) -> sparse.csr_array:
    return sparse.csr_array((spikes.n_ticks, n_cores), dtype=np.int32)


class _Marks:
    """Neurons in the order of their cores, so that a core is a range of columns."""

    def __init__(self, wiring: Wiring, core_of_neuron: NDArray[np.int32], n_cores: int) -> None:
        self.neurons = np.argsort(core_of_neuron, kind="stable")
        self.neurons = self.neurons[core_of_neuron[self.neurons] >= 0]
        self.width = len(self.neurons) + 1  # the last column takes what is off the chip
        self.column = np.full(wiring.n_neurons, self.width - 1, dtype=np.int32)
        self.column[self.neurons] = np.arange(len(self.neurons), dtype=np.int32)
        sizes = np.bincount(core_of_neuron[self.neurons], minlength=n_cores)
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.core_of_column = np.append(core_of_neuron[self.neurons], -1)
        self.n_cores = n_cores
        self.n_neurons = wiring.n_neurons
        self.blocks = [(_by_source(s, t), p) for s, p, t in wiring.blocks() if len(s)]
        self.target_column = [
            self.column[t.start : t.stop] for s, _, t in wiring.blocks() if len(s)
        ]

    def mark(self, bitmap: NDArray[np.bool_], tick: Ints, neuron: Ints) -> None:
        """Set the cells (tick + delay, target) of all synapses of the given spikes."""
        flat = bitmap.reshape(-1)
        for (rows, source), column in zip(self.blocks, self.target_column, strict=True):
            inside = (neuron >= source.start) & (neuron < source.stop)
            for some in _chunks(np.flatnonzero(inside), rows, neuron - source.start):
                events = rows[neuron[some] - source.start]
                when = np.repeat(tick[some], np.diff(events.indptr))
                when += events.data
                when *= self.width
                when += column[events.indices]
                flat[when] = True

    def per_core(self, bitmap: NDArray[np.bool_]) -> sparse.csr_array:
        """Count marked neurons by core, shape (n_ticks, n_cores)."""
        shape = (len(bitmap), self.n_cores)
        if self.n_cores * NEURONS_PER_CORE_DENSE < self.width:
            filled = np.flatnonzero(np.diff(self.starts))
            counts = np.zeros(shape, dtype=np.int32)
            marked = bitmap[:, :-1].view(np.uint8)
            counts[:, filled] = np.add.reduceat(marked, self.starts[filled], axis=1, dtype=np.int32)
            return sparse.csr_array(counts)
        tick, column = np.divmod(np.flatnonzero(bitmap).astype(np.int32), np.int32(self.width))
        core = self.core_of_column[column]
        inside = core >= 0
        cell = tick[inside].astype(np.int64) * self.n_cores + core[inside]
        first = np.flatnonzero(np.diff(cell, prepend=-1))  # marks come in ascending order
        rows, columns = np.divmod(cell[first], self.n_cores)
        size = np.diff(first, append=len(cell)).astype(np.int32)
        offsets = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(bitmap)))))
        return sparse.csr_array((size, columns, offsets), shape=shape)

    def per_neuron(self, per_column: Ints) -> Ints:
        result = np.zeros(self.n_neurons, dtype=np.int64)
        result[self.neurons] = per_column[:-1]
        return result


def _by_source(synapses: Synapses, target: PopulationSlice) -> sparse.csr_array:
    shape = (len(synapses.offsets) - 1, target.size)
    return sparse.csr_array((synapses.delay_steps, synapses.targets, synapses.offsets), shape=shape)


def _chunks(spikes: Ints, rows: sparse.csr_array, source: Ints) -> Iterator[Ints]:
    """Split spikes so that each part expands to a bounded number of events."""
    if len(spikes) == 0:
        return
    events = np.cumsum(np.diff(rows.indptr)[source[spikes]], dtype=np.int64)
    cuts = np.searchsorted(events, np.arange(CHUNK_EVENTS, int(events[-1]), CHUNK_EVENTS))
    yield from (part for part in np.split(spikes, cuts) if len(part))
