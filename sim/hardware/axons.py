"""Who feeds whom at the level of cores: input axons of a core, destination cores of a neuron.

An *axon* is what one spike sends out at one time: the pair of a neuron and one of
its delays. Where the delay belongs to the synapse, one axon serves all delays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.kept import kept
from sim.hardware.products import by_tick, membership
from sim.hardware.profile import ChipProfile
from sim.wiring import Synapses, Wiring

Ints = NDArray[np.int64]

#: Synapses handled at once while counting, to bound memory.
CHUNK_SYNAPSES = 20_000_000


@dataclass(frozen=True)
class Axons:
    """All axons of a wiring, those of one neuron side by side.

    Parameters
    ----------
    offsets : int array, shape (n_neurons + 1,)
        Axons of neuron ``i``: ``offsets[i]:offsets[i + 1]``.
    delay : int array, shape (n_axons,)
        [dt]
    targets : sparse matrix of True, shape (n_axons, n_neurons)
        Global index of every target; two synapses between a pair stand twice.
    """

    offsets: Ints
    delay: Ints
    targets: sparse.csr_array

    def __len__(self) -> int:
        return len(self.delay)

    @property
    def neuron(self) -> Ints:
        """Neuron of every axon, shape (n_axons,)."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    @property
    def nbytes(self) -> int:
        parts = (self.offsets, self.delay, self.targets.indices, self.targets.indptr)
        return sum(part.nbytes for part in parts) + int(self.targets.nnz)

    def arrivals(self, step: Ints, neuron: Ints, n_ticks: int) -> sparse.csr_array:
        """Return which axons deliver in which tick; what comes after the run is dropped.

        Parameters
        ----------
        step, neuron : int array, shape (n_spikes,)
            Spikes, in ascending steps.

        Returns
        -------
        sparse matrix of int32, shape (n_ticks, n_axons)
        """
        first = self.offsets[neuron]
        size = self.offsets[neuron + 1] - first
        before = np.cumsum(size) - size
        axon = np.arange(int(size.sum())) + np.repeat(first - before, size)
        tick = np.repeat(step, size) + self.delay[axon]
        within = tick < n_ticks
        if not within.all():
            axon, tick = axon[within], tick[within]
        return by_tick(tick, axon, (n_ticks, len(self)))


def distinct_delays(wiring: Wiring) -> Ints:
    """Return the delays that occur, ascending; a single 0 without synapses. [dt]"""
    return kept(wiring, "delays", lambda: _distinct_delays(wiring))


def _distinct_delays(wiring: Wiring) -> Ints:
    seen = [np.flatnonzero(np.bincount(s.delay_steps)) for s in wiring.projections if len(s)]
    return np.unique(np.concatenate(seen)) if seen else np.zeros(1, dtype=np.int64)


def in_degree(wiring: Wiring) -> Ints:
    """Return synapses per target neuron, shape (n_neurons,)."""
    return kept(wiring, "in_degree", wiring.in_degree)


def axon_delays(wiring: Wiring, profile: ChipProfile) -> Ints:
    """Return the delays that need an input axon of their own. [dt]

    Where the delay belongs to the synapse, one axon serves all delays of a
    source: the result is then the single value 0.
    """
    if profile.delay.per == "synapse":
        return np.zeros(1, dtype=np.int64)
    return distinct_delays(wiring)


def axons(wiring: Wiring) -> Axons:
    """Return the axons of a wiring, one for every delay of a neuron."""
    return kept(wiring, "axons", lambda: _all_axons(wiring), size=lambda found: found.nbytes)


def _all_axons(wiring: Wiring) -> Axons:
    parts = list(axon_parts(wiring, wiring.n_synapses))
    counts = np.zeros(wiring.n_neurons, dtype=np.int64)
    for neuron, _, _ in parts:
        counts += np.bincount(neuron, minlength=wiring.n_neurons)
    none = sparse.csr_array((0, wiring.n_neurons), dtype=bool)
    return Axons(
        np.concatenate(([0], np.cumsum(counts))),
        np.concatenate([delay for _, delay, _ in parts] or [np.zeros(0, dtype=np.int64)]),
        sparse.vstack([targets for _, _, targets in parts] or [none], format="csr"),
    )


def axon_parts(
    wiring: Wiring, at_once: int = CHUNK_SYNAPSES
) -> Iterator[tuple[Ints, Ints, sparse.csr_array]]:
    """Yield neuron, delay and targets of the axons, some source neurons at a time.

    Parameters
    ----------
    at_once : int
        Synapses in one part, about.
    """
    delays = distinct_delays(wiring)
    number = np.zeros(int(delays.max()) + 1, dtype=np.int32)
    number[delays] = np.arange(len(delays), dtype=np.int32)
    for population in wiring.populations:
        sent = [s for s in wiring.projections if s.source == population.name and len(s)]
        if not sent:
            continue
        offsets = np.sum([s.offsets for s in sent], axis=0)
        for first, last in _row_chunks(offsets, at_once):
            row, column = _ends(wiring, sent, first, last, number, len(delays))
            shape = ((last - first) * len(delays), wiring.n_neurons)
            ones = np.ones(len(row), dtype=bool)
            cells = sparse.coo_array((ones, (row, column)), shape=shape)
            cells.has_canonical_format = True  # keeps two synapses between one pair apart
            table = cells.tocsr()
            used = np.flatnonzero(np.diff(table.indptr))
            starts = np.append(table.indptr[used], table.indptr[-1])
            kept_rows = (table.data, table.indices, starts)
            targets = sparse.csr_array(kept_rows, shape=(len(used), wiring.n_neurons))
            neuron, which = np.divmod(used, len(delays))
            yield neuron + first + population.start, delays[which], targets


def _ends(
    wiring: Wiring,
    sent: list[Synapses],
    first: int,
    last: int,
    number: NDArray[np.int32],
    n_delays: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return row (source and delay) and target of every synapse of some sources."""
    rows, columns = [], []
    for synapses in sent:
        part = slice(int(synapses.offsets[first]), int(synapses.offsets[last]))
        count = np.diff(synapses.offsets[first : last + 1])
        row = np.repeat(np.arange(last - first, dtype=np.int32) * n_delays, count)
        if n_delays > 1:
            row += number[synapses.delay_steps[part]]
        rows.append(row)
        columns.append(synapses.targets[part] + np.int32(wiring.population(synapses.target).start))
    return np.concatenate(rows), np.concatenate(columns)


def synapse_table(
    wiring: Wiring, column_of_neuron: NDArray[np.int32], n_columns: int
) -> sparse.csr_array:
    """Count the synapses of every neuron by the column of their target.

    Parameters
    ----------
    column_of_neuron : int array, shape (n_neurons,)
        A core, or any other group; targets of column -1 are left out.
    n_columns : int

    Returns
    -------
    sparse matrix of int32, shape (n_neurons, n_columns)
        Indices ascend.
    """
    blocks = []
    for population in wiring.populations:
        block = sparse.csr_array((population.size, n_columns), dtype=np.int32)
        for synapses in wiring.projections:
            if synapses.source == population.name and len(synapses):
                target = wiring.population(synapses.target)
                member = membership(column_of_neuron[target.start : target.stop], n_columns)
                found = sparse.vstack(list(_counted(synapses, member)), format="csr")
                block = found if block.nnz == 0 else block + found
        blocks.append(block)
    table = sparse.vstack(blocks, format="csr")
    table.sort_indices()
    return table


def _counted(synapses: Synapses, member: sparse.csr_array) -> Iterator[sparse.csr_array]:
    """Yield the table of one projection, some rows at a time."""
    for first, last in _row_chunks(synapses.offsets, CHUNK_SYNAPSES):
        start, stop = int(synapses.offsets[first]), int(synapses.offsets[last])
        offsets = synapses.offsets[first : last + 1] - start
        ones = np.ones(stop - start, dtype=np.int32)
        rows = sparse.csr_array(
            (ones, synapses.targets[start:stop], offsets), shape=(last - first, member.shape[0])
        )
        yield rows @ member


def axon_table(
    wiring: Wiring, column_of_neuron: NDArray[np.int32], n_columns: int
) -> tuple[Ints, Ints, sparse.csr_array]:
    """Count the synapses of every axon by the column of their target.

    Returns
    -------
    neuron, delay : int array, shape (n_axons,)
    table : sparse matrix of int32, shape (n_axons, n_columns)
        Indices ascend.
    """
    member = membership(column_of_neuron, n_columns)
    parts = list(axon_parts(wiring))
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, sparse.csr_array((0, n_columns), dtype=np.int32)
    table = sparse.vstack([targets @ member for _, _, targets in parts], format="csr")
    table.sort_indices()
    neurons, delays, _ = zip(*parts, strict=True)
    return np.concatenate(neurons), np.concatenate(delays), table


def _row_chunks(offsets: Ints, at_once: int) -> Iterator[tuple[int, int]]:
    n_rows, first = len(offsets) - 1, 0
    while first < n_rows:
        last = int(np.searchsorted(offsets, offsets[first] + at_once, side="right")) - 1
        last = min(max(last, first + 1), n_rows)
        yield first, last
        first = last
