"""The parts of a network in the NumPy backend: neurons, sources, drives, projections.

Each does what its namesake in ``native/`` does, in the same order and with
the same sums. Imported in the worker process only.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.counter_random import random_bits


class Neurons:
    """A Brian2 group with its raw arrays."""

    def __init__(self, group: Any) -> None:
        self.group = group
        self.currents: list[tuple[str, int, int, int, int, float]] = []
        self.receptors: tuple[str, str, float] = ("v", "v", 1.0)
        self.delta = False

    def array(self, name: str) -> NDArray[Any]:
        values: NDArray[Any] = self.group.variables[name].get_value()
        return values

    def fired(self) -> NDArray[np.int32]:
        space = self.array("_spikespace")
        return space[: space[-1]]

    def receive(self, target: NDArray[Any], weight: NDArray[np.float64]) -> None:
        """Add weights one after the other, in the order given."""
        excitatory, inhibitory, sign = self.receptors
        if self.delta:
            if "not_refractory" in self.group.variables:
                active = self.array("not_refractory")[target]
                target, weight = target[active], weight[active]
            np.add.at(self.array(excitatory), target, weight)
            return
        up = weight >= 0
        np.add.at(self.array(excitatory), target[up], weight[up])
        np.add.at(self.array(inhibitory), target[~up], sign * weight[~up])

    def switch_currents(self, step: int) -> None:
        if not any(step in (c[3], c[4]) for c in self.currents):
            return
        total = self.array(self.currents[0][0])
        total[:] = 0.0
        for _, first, last, start, stop, amplitude in self.currents:
            if start <= step < stop:
                total[first : last + 1] += amplitude


class PoissonSource:
    def __init__(self, size: int, key: int, threshold: int, start: int, stop: int) -> None:
        self.key, self.threshold, self.start, self.stop = key, np.uint64(threshold), start, stop
        self.index = np.arange(size, dtype=np.uint64)
        self._fired = np.zeros(0, dtype=np.int32)

    def advance(self, step: int) -> None:
        self._fired = np.zeros(0, dtype=np.int32)
        if self.start <= step < self.stop:
            bits = random_bits(self.key, np.uint64(step * len(self.index)) + self.index)
            self._fired = np.nonzero(bits < self.threshold)[0].astype(np.int32)

    def fired(self) -> NDArray[np.int32]:
        return self._fired


class ListedSource:
    def __init__(self, neuron: NDArray[np.int32], step: NDArray[np.int32]) -> None:
        self.neuron, self.steps = neuron, step
        self._range = (0, 0)

    def advance(self, step: int) -> None:
        first, last = np.searchsorted(self.steps, [step, step + 1])
        self._range = (int(first), int(last))

    def fired(self) -> NDArray[np.int32]:
        return self.neuron[slice(*self._range)]


class PoissonDrive:
    def __init__(
        self, target: Neurons, key: int, offset: int, table: NDArray[np.uint64], weight: float
    ) -> None:
        self.target, self.key, self.offset, self.table = target, key, offset, table
        self.weight = weight
        self.index = np.arange(target.group.N, dtype=np.uint64)

    def deliver(self, step: int) -> None:
        bits = random_bits(self.key, np.uint64(step * len(self.index)) + self.index)
        events = self.offset + np.searchsorted(self.table, bits, side="right")
        hit = np.nonzero(events)[0]
        self.target.receive(hit, events[hit].astype(np.float64) * self.weight)


class Projection:
    def __init__(self, source: Any, target: Neurons, stem: Path) -> None:
        self.source, self.target = source, target
        self.offsets = np.fromfile(f"{stem}.offsets", dtype=np.int64)
        self.out_degree = np.diff(self.offsets)
        self.targets = np.fromfile(f"{stem}.targets", dtype=np.int32)
        self.weights = np.fromfile(f"{stem}.weights", dtype=np.float32)
        self.delays = np.fromfile(f"{stem}.delays", dtype=np.int16)
        self.due: dict[int, list[NDArray[np.int64]]] = defaultdict(list)

    def propagate(self, step: int) -> None:
        """Queue this step's spikes and deliver what arrives, earlier spikes first."""
        rows = self.source.fired()
        if self.out_degree[rows].any():
            self._push(rows, step)
        arriving = self.due.pop(step, None)
        if arriving:
            synapses = np.concatenate(arriving)
            weights = self.weights[synapses].astype(np.float64)
            self.target.receive(self.targets[synapses], weights)

    def _push(self, rows: NDArray[np.int32], step: int) -> None:
        first, length = self.offsets[rows], self.out_degree[rows]
        before = np.cumsum(length) - length
        synapses = np.repeat(first - before, length) + np.arange(length.sum())
        delays = self.delays[synapses]
        order = np.argsort(delays, kind="stable")
        values, starts = np.unique(delays[order], return_index=True)
        for delay, part in zip(values, np.split(synapses[order], starts[1:]), strict=True):
            self.due[step + int(delay)].append(part)
