"""How much pairs of neurons fire together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.counts import steps_of
from sim.analysis.trains import evenly_spaced
from sim.wiring import PopulationSlice


@dataclass(frozen=True)
class CorrelationMatrix:
    """Pearson correlation of binned spike counts between neurons of a sample.

    Parameters
    ----------
    populations : tuple of str
        Those sampled.
    bin_s : float
        Width of the counting bins. [s]
    neurons : int64 array, shape (n_sampled,)
        Global indices, ascending.
    owner : int64 array, shape (n_sampled,)
        Index into ``populations`` of each.
    matrix : float array, shape (n_sampled, n_sampled)
        NaN for a neuron whose count is the same in every bin.
    n_neurons : int
        Neurons of these populations, those that never fired included.
    """

    populations: tuple[str, ...]
    bin_s: float
    neurons: NDArray[np.int64]
    owner: NDArray[np.int64]
    matrix: NDArray[np.float64]
    n_neurons: int

    @property
    def n_sampled(self) -> int:
        return len(self.neurons)

    def within(self, population: str) -> NDArray[np.float64]:
        """Return the coefficient of every pair within one population."""
        mine = self.owner == self.populations.index(population)
        return self._finite(np.triu(mine[:, None] & mine[None, :], k=1))

    def between(self) -> NDArray[np.float64]:
        """Return the coefficient of every pair of neurons of different populations."""
        return self._finite(np.triu(self.owner[:, None] != self.owner[None, :], k=1))

    def _finite(self, pairs: NDArray[np.bool_]) -> NDArray[np.float64]:
        values = self.matrix[pairs]
        return np.asarray(values[np.isfinite(values)])


@dataclass(frozen=True)
class Correlation:
    """Correlation coefficients of the pairs of a sample of one population.

    Parameters
    ----------
    population : str
    bin_s : float
    coefficients : float array, shape (n_pairs,)
        Of every pair within the sample; neurons without a spike are left out.
    n_sampled, n_neurons : int
        Neurons that entered, and neurons of the population.
    """

    population: str
    bin_s: float
    coefficients: NDArray[np.float64]
    n_sampled: int
    n_neurons: int

    @property
    def mean(self) -> float | None:
        """Mean over pairs; None when there is no pair."""
        return float(self.coefficients.mean()) if len(self.coefficients) else None


def correlation_matrix(
    activity: Activity,
    populations: Sequence[str],
    bin_s: float = 5e-3,
    n_sampled: int = 100,
) -> CorrelationMatrix:
    """Return the correlation of spike counts between all pairs of a sample of neurons.

    In NumPy over all pairs at once; the definition is that of Elephant's
    ``correlation_coefficient``, for which a train object has to be made of every neuron.

    Parameters
    ----------
    bin_s : float
        Rounded to whole time steps; a last bin that is not full is left out. [s]
    n_sampled : int
        At most so many neurons, shared equally by the populations, and evenly spaced among
        those that fired.
    """
    width = steps_of(activity, bin_s, "bin width")
    n_bins = activity.n_steps // width
    slices = [activity.population(name) for name in populations]
    share = max(2, n_sampled // max(1, len(slices)))
    chosen = [_sample(activity, where, share) for where in slices]
    neurons = np.concatenate([np.empty(0, np.int64), *chosen])
    owner = np.repeat(np.arange(len(slices)), [len(c) for c in chosen])
    counts = np.zeros((len(neurons), n_bins))
    row = np.full(activity.n_neurons, -1)
    row[neurons] = np.arange(len(neurons))
    keep = (row[activity.spike_neuron] >= 0) & (activity.spike_step < n_bins * width)
    cell = row[activity.spike_neuron[keep]] * max(1, n_bins) + activity.spike_step[keep] // width
    counts += np.bincount(cell, minlength=counts.size).reshape(counts.shape)
    return CorrelationMatrix(
        tuple(populations), width * activity.dt_s, neurons, owner, _coefficients(counts),
        sum(where.size for where in slices),
    )  # fmt: skip


def pairwise_correlation(
    activity: Activity, population: str, bin_s: float = 5e-3, n_sampled: int = 100
) -> Correlation:
    """Return pairwise correlations within a population, see `correlation_matrix`."""
    found = correlation_matrix(activity, (population,), bin_s, n_sampled)
    return Correlation(
        population, found.bin_s, found.within(population), found.n_sampled, found.n_neurons
    )


def _sample(activity: Activity, where: PopulationSlice, n: int) -> NDArray[np.int64]:
    fired = np.flatnonzero(activity.spike_count[where.start : where.stop] > 0)
    return where.start + fired[evenly_spaced(len(fired), n)]


def _coefficients(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's coefficient of every pair of rows."""
    if not counts.size:
        return np.full((len(counts), len(counts)), np.nan)
    centred = counts - counts.mean(axis=1, keepdims=True)
    size = np.sqrt((centred**2).sum(axis=1))
    size[size == 0] = np.nan
    scaled = centred / size[:, None]
    return np.asarray(np.clip(scaled @ scaled.T, -1.0, 1.0))
