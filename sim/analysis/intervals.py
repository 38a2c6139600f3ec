"""Interspike intervals and how irregular they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.trains import ordered_spikes


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
    cv2, lv : float array, shape (n_cv,)
        The same from one interval to the next only, which a slow change of rate does not
        inflate (Holt and others 1996; local variation, Shinomoto and others 2003). Both
        are 0 for a clock and 1 for a Poisson process.
    n_cv, n_neurons : int
        Neurons with enough spikes for a CV, and all neurons.
    min_spikes : int
        Spikes a neuron must have had.
    """

    population: str
    isi_s: NDArray[np.float64]
    cv: NDArray[np.float64]
    cv2: NDArray[np.float64]
    lv: NDArray[np.float64]
    n_cv: int
    n_neurons: int
    min_spikes: int

    @property
    def mean_cv(self) -> float | None:
        """Mean over neurons; None when no neuron had enough spikes."""
        return float(self.cv.mean()) if len(self.cv) else None

    @property
    def mean_isi_s(self) -> float | None:
        return float(self.isi_s.mean()) if len(self.isi_s) else None


def interspike_intervals(activity: Activity, population: str, min_spikes: int = 5) -> Intervals:
    """Return the interspike intervals of a population and their irregularity.

    All neurons at once in NumPy; the definitions are those of Elephant's
    ``isi``, ``cv``, ``cv2`` and ``lv``, which take one train at a time.

    Parameters
    ----------
    min_spikes : int
        At least 3: two intervals are the least that can vary.

    References
    ----------
    .. [1] G. R. Holt and others, "Comparison of discharge variability in vitro
       and in vivo in cat visual cortex neurons", 1996, doi:10.1152/jn.1996.75.5.1806
    .. [2] S. Shinomoto and others, "Differences in spiking patterns among cortical
       neurons", 2003, doi:10.1162/089976603322518759
    """
    where = activity.population(population)
    min_spikes = max(3, min_spikes)
    neuron, time_s, offsets = ordered_spikes(activity, where)
    within = np.diff(neuron) == 0
    isi_s, owner = np.diff(time_s)[within], neuron[1:][within]
    enough = np.diff(offsets) >= min_spikes
    cv2, lv = _local_variation(isi_s, owner, where.size)
    return Intervals(
        population,
        isi_s,
        _cv(isi_s, owner, where.size)[enough],
        cv2[enough],
        lv[enough],
        int(enough.sum()),
        where.size,
        min_spikes,
    )


def _mean_by(values: NDArray[np.float64], owner: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return the mean of the values of each owner, 0 where it has none, shape (n,)."""
    counts = np.maximum(np.bincount(owner, minlength=n), 1)
    return np.asarray(np.bincount(owner, weights=values, minlength=n) / counts)


def _cv(isi_s: NDArray[np.float64], owner: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Standard deviation over mean of the intervals of each neuron."""
    mean = _mean_by(isi_s, owner, n)
    variance = _mean_by((isi_s - mean[owner]) ** 2, owner, n)
    return np.asarray(np.sqrt(variance) / np.where(mean > 0, mean, 1.0))


def _local_variation(
    isi_s: NDArray[np.float64], owner: NDArray[np.int64], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return CV2 and LV of each neuron: means over successive intervals ``I`` and ``I'``.

    CV2 is that of ``2 |I' - I| / (I' + I)``, equation 3 of [1]_; LV that of
    ``3 (I' - I)^2 / (I' + I)^2``, the definition in [2]_.
    """
    same = np.diff(owner) == 0
    both = (isi_s[1:] + isi_s[:-1])[same]
    ratio = np.abs(np.diff(isi_s))[same] / np.where(both > 0, both, 1.0)
    of = owner[1:][same]
    return _mean_by(2 * ratio, of, n), _mean_by(3 * ratio**2, of, n)
