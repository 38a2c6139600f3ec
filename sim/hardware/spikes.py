"""The spikes of a run as the chip sees them: one row per tick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.activity import Activity


@dataclass(frozen=True)
class Spikes:
    """Every spike of a run, in ascending ticks.

    Parameters
    ----------
    step, neuron : int array, shape (n_spikes,)
    n_ticks, n_neurons : int
    spread : int
        Spikes that were counted but not stored; spread evenly over the ticks
        after the last stored one.
    """

    step: NDArray[np.int64]
    neuron: NDArray[np.int64]
    n_ticks: int
    n_neurons: int
    spread: int = 0

    @classmethod
    def of(cls, activity: Activity) -> Spikes:
        """Take the spikes of a run; totals per neuron are exact in any case."""
        step = activity.spike_step.astype(np.int64)
        neuron = activity.spike_neuron.astype(np.int64)
        missing = activity.spike_count - np.bincount(neuron, minlength=activity.n_neurons)
        lost = int(missing.clip(min=0).sum())
        if lost:
            start = int(step[-1]) + 1 if len(step) else 0
            start = start if start < activity.n_steps else 0
            ticks = start + (np.arange(lost) * (activity.n_steps - start)) // lost
            late = np.repeat(np.arange(activity.n_neurons), missing.clip(min=0))
            # Neurons in turn, so that no tick holds the spikes of one population only.
            late = late[np.random.default_rng(0).permutation(lost)]
            step, neuron = np.concatenate([step, ticks]), np.concatenate([neuron, late])
            order = np.argsort(step, kind="stable")
            step, neuron = step[order], neuron[order]
        return cls(step, neuron, activity.n_steps, activity.n_neurons, lost)

    def matrix(self) -> sparse.csr_array:
        """Return spikes by tick and neuron, shape (n_ticks, n_neurons)."""
        offsets = np.concatenate(([0], np.cumsum(np.bincount(self.step, minlength=self.n_ticks))))
        ones = np.ones(len(self.step), dtype=np.int32)
        return sparse.csr_array((ones, self.neuron, offsets), shape=(self.n_ticks, self.n_neurons))

    def per_neuron(self) -> NDArray[np.int64]:
        """Return spikes by neuron, shape (n_neurons,)."""
        return np.bincount(self.neuron, minlength=self.n_neurons)

    def per_tick(self, weight: NDArray[np.generic]) -> NDArray[np.float64]:
        """Return the sum over spikes of a weight per neuron, shape (n_ticks,)."""
        summed = np.bincount(self.step, weights=weight[self.neuron], minlength=self.n_ticks)
        return np.asarray(summed, dtype=np.float64)

    def longest(self, value: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the largest over spikes of a value per neuron, shape (n_ticks,)."""
        result = np.zeros(self.n_ticks)
        np.maximum.at(result, self.step, value[self.neuron].astype(np.float64))
        return result

    def at_core(
        self, core_of_neuron: NDArray[np.int32], n_cores: int, weight: NDArray[np.int64]
    ) -> sparse.csr_array:
        """Return the sum of a weight per neuron by tick and own core, shape (n_ticks, n_cores)."""
        core = core_of_neuron[self.neuron]
        here = core >= 0
        values = (weight[self.neuron[here]], (self.step[here], core[here]))
        return sparse.csr_array(values, shape=(self.n_ticks, n_cores))
