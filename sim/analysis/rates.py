"""Firing rates of populations and neurons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.counts import steps_of
from sim.wiring import PopulationSlice


@dataclass(frozen=True)
class PopulationRate:
    """Mean rate of the neurons of one population over time.

    Parameters
    ----------
    population : str
    bin_s : float
        Width of a bin, a whole number of time steps.
    edges_s : float array, shape (n_bins + 1,)
        The last bin may be shorter than the others; its rate allows for it.
    rate_hz : float array, shape (n_bins,)
        Spikes per neuron and second, from the stored spikes.
    mean_hz : float
        Over the whole run, from the exact counts.
    complete : bool
        False when some spikes were not stored, so that ``rate_hz`` is too low.
    """

    population: str
    bin_s: float
    edges_s: NDArray[np.float64]
    rate_hz: NDArray[np.float64]
    mean_hz: float
    complete: bool

    @property
    def centres_s(self) -> NDArray[np.float64]:
        """Return the middle of each bin. [s]"""
        return 0.5 * (self.edges_s[:-1] + self.edges_s[1:])


def population_rates(activity: Activity, bin_s: float = 5e-3) -> tuple[PopulationRate, ...]:
    """Return the rate of every population over time.

    Parameters
    ----------
    bin_s : float
        Bin width; rounded to whole time steps. [s]

    Raises
    ------
    SpecError
        If the bin is not longer than zero.
    """
    width = steps_of(activity, bin_s, "bin width")
    edges = np.append(np.arange(0, activity.n_steps, width), activity.n_steps)
    bin_of_spike = activity.spike_step // width
    mean_hz = activity.mean_rate_hz()
    return tuple(_rate_of(activity, p, bin_of_spike, edges, width, mean_hz[p.name])
                 for p in activity.populations)  # fmt: skip


def _rate_of(
    activity: Activity,
    population: PopulationSlice,
    bin_of_spike: NDArray[np.int32],
    edges: NDArray[np.int64],
    width: int,
    mean_hz: float,
) -> PopulationRate:
    inside = (activity.spike_neuron >= population.start) & (activity.spike_neuron < population.stop)
    counts = np.bincount(bin_of_spike[inside], minlength=len(edges) - 1)
    seconds = np.diff(edges) * activity.dt_s
    exact = int(activity.spike_count[population.start : population.stop].sum())
    return PopulationRate(
        population.name,
        width * activity.dt_s,
        (edges * activity.dt_s).astype(np.float64),
        (counts / (seconds * max(1, population.size))).astype(np.float64),
        mean_hz,
        int(inside.sum()) == exact,
    )


def neuron_rates_hz(activity: Activity) -> NDArray[np.float64]:
    """Return the mean rate of every neuron from the exact counts, shape (n_neurons,). [Hz]"""
    return activity.spike_count / activity.duration_s
