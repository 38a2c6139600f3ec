"""Interspike intervals and how irregular they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.trains import evenly_spaced, ordered_spikes


@dataclass(frozen=True)
class Intervals:
    """Interspike intervals of one population.

    Parameters
    ----------
    population : str
    isi_s : float array, shape (k,)
        Every interval between successive stored spikes of one neuron. [s]
    cv : float array, shape (n_cv,)
        Coefficient of variation of each neuron with enough spikes: 0 for a
        clock, 1 for a Poisson process.
    cv2 : float array, shape (n_cv,)
        Local variation, which a slow change of rate does not inflate (Holt and
        others 1996).
    n_cv, n_eligible, n_neurons : int
        Neurons that entered ``cv``; neurons with enough spikes; all neurons.
    min_spikes : int
        Spikes a neuron must have had.
    """

    population: str
    isi_s: NDArray[np.float64]
    cv: NDArray[np.float64]
    cv2: NDArray[np.float64]
    n_cv: int
    n_eligible: int
    n_neurons: int
    min_spikes: int

    @property
    def mean_cv(self) -> float | None:
        """Mean over neurons; None when no neuron had enough spikes."""
        return float(self.cv.mean()) if len(self.cv) else None

    @property
    def mean_isi_s(self) -> float | None:
        return float(self.isi_s.mean()) if len(self.isi_s) else None


def interspike_intervals(
    activity: Activity, population: str, min_spikes: int = 5, n_sampled: int = 1000
) -> Intervals:
    """Return the interspike intervals of a population and their irregularity.

    Intervals are taken from all neurons; CV and CV2 (Elephant) from at most
    ``n_sampled`` neurons, evenly spaced among those with ``min_spikes``.

    Parameters
    ----------
    min_spikes : int
        At least 3: two intervals are the least that can vary.
    """
    from elephant.statistics import cv, cv2

    where = activity.population(population)
    min_spikes = max(3, min_spikes)
    neuron, time_s, offsets = ordered_spikes(activity, where)
    same_neuron = np.diff(neuron) == 0
    isi_s = np.diff(time_s)[same_neuron]
    eligible = np.flatnonzero(np.diff(offsets) >= min_spikes)
    chosen = eligible[evenly_spaced(len(eligible), n_sampled)]
    trains = [np.diff(time_s[offsets[i] : offsets[i + 1]]) for i in chosen]
    return Intervals(
        population,
        isi_s,
        np.array([cv(intervals) for intervals in trains], dtype=float),
        np.array([cv2(intervals) for intervals in trains], dtype=float),
        len(chosen),
        len(eligible),
        where.size,
        min_spikes,
    )
