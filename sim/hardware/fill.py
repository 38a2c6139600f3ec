"""Fill cores one after the other, each up to its tightest capacity."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.axons import axon_delays, in_degree
from sim.hardware.profile import ChipProfile
from sim.hardware.terms import count_of
from sim.wiring import PopulationSlice, Wiring


@dataclass(frozen=True)
class Capacity:
    """What one core holds; infinity where there is no such wall.

    Parameters
    ----------
    neurons, synapses, axons, arrays : float
        ``synapses`` is the smaller of the count and the memory limit.
    rows, columns, neurons_per_array : int
        Crossbars: inputs, columns and neurons of one array; 0 for digital cores.
    """

    neurons: float
    synapses: float
    axons: float
    arrays: float = math.inf
    rows: int = 0
    columns: int = 0
    neurons_per_array: int = 0

    @classmethod
    def of(cls, profile: ChipProfile) -> Capacity:
        """Read the capacities of one core from a profile, at their nominal values."""
        limits, shape = profile.limits, profile.structure.crossbar
        memory, bits = count_of(limits.synapse_memory_per_core), count_of(limits.synapse_bits)
        by_memory = math.inf if memory is None or not bits else 8 * memory // bits
        synapses = min(_or_inf(count_of(limits.synapses_per_core)), by_memory)
        neurons = _or_inf(count_of(limits.neurons_per_core))
        axons = _or_inf(count_of(limits.axons_in_per_core))
        if shape is None:
            return cls(neurons, synapses, axons)
        rows = int(shape.rows.estimate().nominal)
        columns = int(shape.columns.estimate().nominal)
        per_array = columns // int(shape.cells_per_weight.estimate().nominal)
        arrays = shape.arrays_per_core.estimate().nominal
        return cls(neurons, synapses, axons, arrays, rows, columns, per_array)

    @property
    def counts_axons(self) -> bool:
        return math.isfinite(self.axons) or self.rows > 0

    def arrays_used(
        self, neurons: NDArray[np.int64], axons: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the arrays that hold so many neurons with so many input axons."""
        if not self.rows:
            return np.zeros_like(neurons)
        return -(-axons // self.rows) * -(-neurons // self.neurons_per_array)

    def holds(
        self, neurons: NDArray[np.int64], synapses: NDArray[np.int64], axons: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Say for each load whether one core holds it."""
        return (
            (neurons <= self.neurons)
            & (synapses <= self.synapses)
            & (axons <= self.axons)
            & (self.arrays_used(neurons, axons) <= self.arrays)
        )

    def holds_one(self, neurons: int, synapses: int, axons: int) -> bool:
        """Say whether one core holds one load."""
        if neurons > self.neurons or synapses > self.synapses or axons > self.axons:
            return False
        if not self.rows:
            return True
        return -(-axons // self.rows) * -(-neurons // self.neurons_per_array) <= self.arrays


def _or_inf(value: float | None) -> float:
    return math.inf if value is None else value


def fill(
    wiring: Wiring,
    profile: ChipProfile,
    capacity: Capacity,
    by_population: bool,
    order: NDArray[np.int64] | None = None,
) -> NDArray[np.int32]:
    """Assign neurons to cores in the order of their index, or in one that is given.

    A core is closed when the next neuron would break any capacity; a neuron
    that no core can hold gets one of its own. Sources stay at -1.

    Parameters
    ----------
    by_population : bool
        Start a new core with every population.
    order : int array, optional
        All neurons of the chip.

    Returns
    -------
    int32 array, shape (n_neurons,)
    """
    core_of_neuron = np.full(wiring.n_neurons, -1, dtype=np.int32)
    delays = axon_delays(wiring, profile)
    n_axons = wiring.n_neurons * len(delays) if capacity.counts_axons else 0
    degree = in_degree(wiring)
    filling = _Filling(capacity, np.full(n_axons, -1, dtype=np.int32))
    if order is not None:
        turned = [_turned(wiring, order, delays)] if capacity.counts_axons else []
        core_of_neuron[order] = filling.add(degree[order], turned)
        return core_of_neuron
    for population in wiring.populations:
        if population.is_source or population.size == 0:
            continue
        if by_population:
            filling.close()
        inputs = list(_inputs(wiring, population, delays)) if capacity.counts_axons else []
        place = slice(population.start, population.stop)
        core_of_neuron[place] = filling.add(degree[place], inputs)
    return core_of_neuron


@dataclass
class _Inputs:
    """Input axons of a population, one row per neuron (from one projection)."""

    offsets: NDArray[np.int64]
    axons: NDArray[np.int64]


def _inputs(
    wiring: Wiring, population: PopulationSlice, delays: NDArray[np.int64]
) -> Iterator[_Inputs]:
    for synapses, source, target in wiring.blocks():
        if target.name != population.name or not len(synapses):
            continue
        data = synapses.delay_steps if len(delays) > 1 else np.zeros(len(synapses), np.int8)
        shape = (source.size, target.size)
        by_target = sparse.csr_array((data, synapses.targets, synapses.offsets), shape=shape)
        by_target = by_target.tocsc()
        axons = (by_target.indices + source.start) * len(delays)
        if len(delays) > 1:
            axons = axons + np.searchsorted(delays, by_target.data)
        yield _Inputs(by_target.indptr, axons)


def _turned(wiring: Wiring, order: NDArray[np.int64], delays: NDArray[np.int64]) -> _Inputs:
    """Return the input axons of all neurons of the chip, in a given order."""
    parts = []
    for population in wiring.populations:
        if population.is_source or not population.size:
            continue
        found = [
            sparse.csr_array(
                (np.ones(len(i.axons), dtype=bool), i.axons, i.offsets),
                shape=(population.size, wiring.n_neurons * len(delays)),
            )
            for i in _inputs(wiring, population, delays)
        ]
        none = sparse.csr_array((population.size, wiring.n_neurons * len(delays)), dtype=bool)
        parts.append((population, sum(found[1:], start=found[0]) if found else none))
    every = sparse.vstack([part for _, part in parts], format="csr")
    row = np.zeros(wiring.n_neurons, dtype=np.int64)
    row[np.concatenate([np.arange(p.start, p.stop) for p, _ in parts])] = np.arange(every.shape[0])
    turned = every[row[order]]
    return _Inputs(turned.indptr.astype(np.int64), turned.indices.astype(np.int64))


@dataclass
class _Filling:
    """The core being filled; ``stamp`` holds, per axon, the last core it enters."""

    capacity: Capacity
    stamp: NDArray[np.int32]
    core: int = 0
    neurons: int = 0
    synapses: int = 0
    axons: int = 0
    ahead: int = 64
    first_seen: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.first_seen = np.zeros(len(self.stamp), dtype=np.int64)

    def close(self) -> None:
        if self.neurons:
            self.core += 1
            self.neurons = self.synapses = self.axons = 0

    def add(self, degree: NDArray[np.int64], inputs: list[_Inputs]) -> NDArray[np.int32]:
        """Add a population; return the core of each of its neurons."""
        result = np.empty(len(degree), dtype=np.int32)
        first = 0
        while first < len(degree):
            last = min(len(degree), first + self.ahead)
            axon, local = self._new_axons(inputs, first, last)
            neurons = self.neurons + np.arange(1, last - first + 1)
            synapses = self.synapses + np.cumsum(degree[first:last])
            axons = self.axons + np.cumsum(np.bincount(local, minlength=last - first))
            held = self.capacity.holds(neurons, synapses, axons)
            count = len(held) if held.all() else int(np.argmin(held))
            full = count < len(held)
            if count == 0 and self.neurons == 0:
                count = 1  # no core can hold this neuron: alone it strains the least
            if count:
                result[first : first + count] = self.core
                self.neurons, self.synapses, self.axons = (
                    int(neurons[count - 1]), int(synapses[count - 1]), int(axons[count - 1])
                )  # fmt: skip
                self.stamp[axon[local < count]] = self.core
                first += count
            if full:
                # Neighbouring cores hold about as many; looking further ahead is thrown away.
                self.ahead = self.neurons + self.neurons // 4 + 1
                self.close()
            else:
                self.ahead *= 2
        return result

    def _new_axons(
        self, inputs: list[_Inputs], first: int, last: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the axons that neurons ``first:last`` add to the core, with who adds each."""
        if not inputs:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        axon = np.concatenate([i.axons[i.offsets[first] : i.offsets[last]] for i in inputs])
        local = np.concatenate(
            [np.repeat(np.arange(last - first), np.diff(i.offsets[first : last + 1])) for i in inputs]
        )  # fmt: skip
        new = self.stamp[axon] != self.core
        axon, local = axon[new], local[new]
        if len(inputs) > 1:
            order = np.argsort(local, kind="stable")
            axon, local = axon[order], local[order]
        # The last of equal indices stays in an assignment, so going backwards keeps the first.
        position = np.arange(len(axon))
        self.first_seen[axon[::-1]] = position[::-1]
        is_first = self.first_seen[axon] == position
        return axon[is_first], local[is_first]
