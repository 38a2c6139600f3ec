"""How much the number of spikes varies from window to window: the Fano factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.counts import window_counts


@dataclass(frozen=True)
class FanoFactor:
    """Variance over mean of the spike count in consecutive windows, neuron by neuron.

    Parameters
    ----------
    population : str
    window_s : float
        Length of a window. [s]
    factors : float array, shape (n_counted,)
        Of each neuron that fired: 1 for a Poisson process, towards 0 for a clock.
    n_windows : int
        Windows that fit into the run; with fewer than two there is no variance, and no factor.
    n_counted, n_neurons : int
        Neurons with a factor, and all neurons.
    """

    population: str
    window_s: float
    factors: NDArray[np.float64]
    n_windows: int
    n_counted: int
    n_neurons: int

    @property
    def mean(self) -> float | None:
        """Mean over neurons; None when no neuron has a factor."""
        return float(self.factors.mean()) if len(self.factors) else None


def fano_factor(activity: Activity, population: str, window_s: float = 0.1) -> FanoFactor:
    """Return the Fano factor of every neuron of a population that fired.

    The variance is the unbiased one (divided by ``n - 1``): given the number of spikes of a
    Poisson process, the expected factor is then 1 for any number of windows. Elephant's
    ``fanofactor``, which takes a list of trains, divides by ``n``.

    Parameters
    ----------
    window_s : float
        Rounded to whole time steps. [s]

    References
    ----------
    .. [1] U. Fano, "Ionization yield of radiations. II. The fluctuations of the number of
       ions", 1947, doi:10.1103/PhysRev.72.26
    """
    where = activity.population(population)
    counts = window_counts(activity, where, window_s)
    n = counts.n_windows
    mean = counts.of_neurons() / max(1, n)
    fired = (mean > 0) & (n >= 2)
    factors = counts.variances()[fired] * (n / max(1, n - 1)) / mean[fired]
    return FanoFactor(population, counts.window_s, factors, n, int(fired.sum()), where.size)


def counting_windows(activity: Activity, n: int = 8) -> tuple[float, ...]:
    """Return window lengths from 2 ms to a tenth of the run, in equal ratios. [s]

    None when the run is too short for ten windows of 2 ms.
    """
    shortest, longest = max(2e-3, activity.dt_s), activity.duration_s / 10
    if longest < shortest:
        return ()
    steps = np.rint(np.geomspace(shortest, longest, n) / activity.dt_s).astype(int)
    return tuple(float(k) * activity.dt_s for k in dict.fromkeys(steps.tolist()))


def fano_curve(
    activity: Activity, population: str, windows_s: Sequence[float]
) -> tuple[FanoFactor, ...]:
    """Return the Fano factor over the length of the window."""
    return tuple(fano_factor(activity, population, window_s) for window_s in windows_s)
