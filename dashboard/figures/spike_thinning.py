"""Which spikes a raster draws when there are more than it can hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity

Window = tuple[float, float] | None


def thin(
    activity: Activity, max_points: int, window_s: Window = None
) -> tuple[NDArray[np.int64], int, str]:
    """Choose the spikes of one run to draw.

    Returns
    -------
    keep : int array
        Indices into the stored spikes, ascending in time.
    total : int
        Spikes there are: exact over the whole run, else the stored ones in the window.
    how : str
        How the shown ones were chosen; empty when all stored spikes are shown.
    """
    (keep,), total, how = thin_alike([activity], max_points, window_s)
    return keep, total, how


def thin_alike(
    runs: Sequence[Activity], max_points: int, window_s: Window = None
) -> tuple[list[NDArray[np.int64]], int, str]:
    """Choose the spikes of runs to draw, by one rule for all, so that densities compare.

    Parameters
    ----------
    max_points : int
        Most spikes of all together.

    Returns
    -------
    keep : list of int array
        For each run, indices into its stored spikes, ascending in time.
    total, how
        As of `thin`.
    """
    keep = [stored_within(run, window_s) for run in runs]
    stored = sum(map(len, keep))
    total = stored if window_s else sum(run.n_spikes for run in runs)
    if stored <= max_points:
        return keep, total, "" if all(r.complete for r in runs) else "those that were stored"
    local = [_local_index(run)[run.spike_neuron[k]] for run, k in zip(runs, keep, strict=True)]
    stride = _stride(np.concatenate(local), max_points)
    keep = [k[where % stride == 0] for k, where in zip(keep, local, strict=True)]
    how = f"every {ordinal(stride)} neuron"
    kept = sum(map(len, keep))
    if kept > max_points:
        every = -(-kept // max_points)
        keep = [k[::every] for k in keep]
        how += f", every {ordinal(every)} spike of it"
    return keep, total, how + (" in each run" if len(runs) > 1 else "")


def stored_within(activity: Activity, window_s: Window) -> NDArray[np.int64]:
    """Return the indices of the stored spikes of a stretch of time, None being the whole run."""
    if window_s is None:
        return np.arange(len(activity.spike_step))
    steps = np.rint(np.array(window_s) / activity.dt_s).astype(np.int64)
    return np.arange(*np.searchsorted(activity.spike_step, steps))


def _stride(local: NDArray[np.int64], max_points: int) -> int:
    """Return the smallest stride over neurons (a little more at a time) that is few enough."""
    stride = -(-len(local) // max_points)
    limit = int(local.max()) + 1
    while stride < limit and int((local % stride == 0).sum()) > max_points:
        stride = max(stride + 1, int(stride * 1.1))
    return stride


def _local_index(activity: Activity) -> NDArray[np.int64]:
    local = np.arange(activity.n_neurons)
    for population in activity.populations:
        local[population.start : population.stop] -= population.start
    return local


def ordinal(n: int) -> str:
    """Return ``2nd`` for 2, ``11th`` for 11."""
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"
