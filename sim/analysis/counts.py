"""Spikes counted in consecutive windows, without the windows that hold none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.errors import SpecError
from sim.wiring import PopulationSlice


@dataclass(frozen=True)
class WindowCounts:
    """Spike counts of the neurons of one population in windows of one length.

    A sparse matrix, neurons by windows: a run of ten thousand neurons has millions of
    windows of a millisecond, most of them empty.

    Parameters
    ----------
    neuron, window : int64 array, shape (k,)
        Index within the population, ascending, and window of each count above 0.
    count : int64 array, shape (k,)
    n_neurons, n_windows : int
        A stretch at the end that fills no window is left out.
    window_s : float
        Length of a window, a whole number of time steps. [s]
    """

    neuron: NDArray[np.int64]
    window: NDArray[np.int64]
    count: NDArray[np.int64]
    n_neurons: int
    n_windows: int
    window_s: float

    def of_population(self) -> NDArray[np.float64]:
        """Return the spikes of all neurons in each window, shape (n_windows,)."""
        counts = np.bincount(self.window, self.count, self.n_windows)
        return np.asarray(counts, dtype=np.float64)

    def of_neurons(self) -> NDArray[np.float64]:
        """Return the spikes of each neuron in all windows, shape (n_neurons,)."""
        counts = np.bincount(self.neuron, self.count, self.n_neurons)
        return np.asarray(counts, dtype=np.float64)

    def variances(self) -> NDArray[np.float64]:
        """Return the variance of each neuron's count over the windows, shape (n_neurons,).

        That of the sample (divided by ``n_windows``), empty windows included.
        """
        squares = np.bincount(
            self.neuron, weights=self.count.astype(np.float64) ** 2, minlength=self.n_neurons
        )
        n = max(1, self.n_windows)
        # Both terms are whole numbers over n: equal counts give 0 to the last bit or nearly so.
        return np.maximum(squares / n - (self.of_neurons() / n) ** 2, 0.0)


def steps_of(activity: Activity, window_s: float, what: str = "window") -> int:
    """Return a length of time in whole time steps, at least one.

    Raises
    ------
    SpecError
        If it is not above 0.
    """
    if not window_s > 0:
        raise SpecError(f"{what} {window_s} s: must be above 0, such as 0.005 s")
    return max(1, round(window_s / activity.dt_s))


def window_counts(activity: Activity, population: PopulationSlice, window_s: float) -> WindowCounts:
    """Count the stored spikes of a population, by neuron and window.

    Parameters
    ----------
    window_s : float
        Rounded to whole time steps. [s]
    """
    width = steps_of(activity, window_s)
    n_windows = activity.n_steps // width
    inside = (activity.spike_neuron >= population.start) & (activity.spike_neuron < population.stop)
    inside &= activity.spike_step < n_windows * width
    neuron = activity.spike_neuron[inside].astype(np.int64) - population.start
    cell = np.sort(neuron * max(1, n_windows) + activity.spike_step[inside] // width)
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    count = np.diff(first, append=len(cell))
    neuron, window = np.divmod(cell[first], max(1, n_windows))
    return WindowCounts(neuron, window, count, population.size, n_windows, width * activity.dt_s)
