"""From an activity to single spike trains, as arrays and as Neo objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.wiring import PopulationSlice


def evenly_spaced(n: int, n_wanted: int) -> NDArray[np.int64]:
    """Return up to ``n_wanted`` of the indices ``0..n-1``, evenly spaced and ascending.

    Deterministic, so that the same neurons are compared in every run.
    """
    if n <= n_wanted:
        return np.arange(n, dtype=np.int64)
    return (np.arange(n_wanted, dtype=np.int64) * n) // n_wanted


def ordered_spikes(
    activity: Activity, population: PopulationSlice
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the spikes of one population grouped by neuron.

    Returns
    -------
    neuron : int64 array, shape (k,)
        Index within the population, ascending.
    time_s : float array, shape (k,)
        Ascending within a neuron. [s]
    offsets : int64 array, shape (population.size + 1,)
        Train ``i`` is ``time_s[offsets[i]:offsets[i + 1]]``.
    """
    inside = (activity.spike_neuron >= population.start) & (activity.spike_neuron < population.stop)
    neuron = activity.spike_neuron[inside].astype(np.int64) - population.start
    step = activity.spike_step[inside]
    # Steps ascend already. NumPy sorts integers of two bytes by radix, several times faster.
    short = neuron.astype(np.uint16) if population.size <= 0x10000 else neuron
    order = np.argsort(short, kind="stable")
    counts = np.bincount(neuron, minlength=population.size)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return neuron[order], step[order].astype(np.float64) * activity.dt_s, offsets


def spike_trains(
    activity: Activity, population: PopulationSlice, neurons: Iterable[int]
) -> list[Any]:
    """Return Neo spike trains of some neurons of a population.

    Parameters
    ----------
    neurons : iterable of int
        Indices within the population.

    Returns
    -------
    list of neo.SpikeTrain
        In milliseconds, from 0 to the duration of the run, one per neuron asked for.
    """
    import neo
    import quantities as pq

    _, time_s, offsets = ordered_spikes(activity, population)
    # Milliseconds, which Elephant advises for the precision of its van Rossum distance.
    stop_ms = activity.duration_s * 1e3
    return [
        neo.SpikeTrain(time_s[offsets[i] : offsets[i + 1]] * 1e3, units=pq.ms, t_stop=stop_ms)
        for i in neurons
    ]
