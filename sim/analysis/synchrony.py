"""How far the neurons of a population fire together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.activity import Activity
from sim.analysis.counts import window_counts


@dataclass(frozen=True)
class Synchrony:
    """Synchrony index of a population at one time scale.

    Parameters
    ----------
    population : str
    window_s : float
        Spikes within a window count as together. [s]
    index : float or None
        1 when all neurons do the same, ``1 / sqrt(n_neurons)`` when they are independent;
        None when no count varies (silence, fewer than two windows).
    n_windows, n_neurons : int
        All neurons enter.
    """

    population: str
    window_s: float
    index: float | None
    n_windows: int
    n_neurons: int

    @property
    def independent(self) -> float:
        """The index of as many independent neurons."""
        return float(1 / np.sqrt(max(1, self.n_neurons)))


def synchrony_index(activity: Activity, population: str, window_s: float = 5e-3) -> Synchrony:
    """Return the synchrony index of spike counts in consecutive windows.

    ``chi = sqrt(var_t(mean_i n_i) / mean_i(var_t(n_i)))`` with the count ``n_i`` of neuron ``i``
    in a window: the measure of [1]_, on counts in the place of potentials.

    Parameters
    ----------
    window_s : float
        Rounded to whole time steps. [s]

    References
    ----------
    .. [1] D. Golomb, "Neuronal synchrony measures", Scholarpedia 2(1):1347, 2007,
       doi:10.4249/scholarpedia.1347
    """
    where = activity.population(population)
    counts = window_counts(activity, where, window_s)
    n = max(1, where.size)
    single = float(counts.variances().sum()) / n
    together = float(np.var(counts.of_population() / n)) if counts.n_windows else 0.0
    index = float(np.sqrt(together / single)) if single > 0 and counts.n_windows > 1 else None
    return Synchrony(population, counts.window_s, index, counts.n_windows, where.size)


def synchrony_curve(
    activity: Activity, population: str, windows_s: Sequence[float]
) -> tuple[Synchrony, ...]:
    """Return the synchrony index over the length of the window."""
    return tuple(synchrony_index(activity, population, window_s) for window_s in windows_s)
