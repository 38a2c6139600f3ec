"""A stretch of a run as an activity of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.activity import Activity
from sim.errors import SpecError


def excerpt(activity: Activity, first_s: float, last_s: float) -> Activity:
    """Return the spikes of a stretch of time; its own time starts at 0.

    The stretch holds the time steps ``first <= k < last``, both rounded. Counts are those of the
    stretch. Where not every spike of the run was stored it ends with the last stored
    step, since what came later is known only in sum; of the whole run the activity itself
    is returned, whose counts are exact. Traces and courses of weights are left out.

    Parameters
    ----------
    first_s, last_s : float
        Cut to the run. [s]

    Raises
    ------
    SpecError
        If no whole time step lies between them, or none whose spikes were stored.
    """
    first = max(0, round(first_s / activity.dt_s))
    last = min(activity.n_steps, round(last_s / activity.dt_s))
    if (first, last) == (0, activity.n_steps):
        return activity
    if not activity.complete:
        stored = int(activity.spike_step[-1]) if len(activity.spike_step) else 0
        last = min(last, stored)  # that step itself may be cut off in its middle
    if last <= first:
        raise SpecError(
            f"time window {first_s:g} s to {last_s:g} s: must hold at least one time step of "
            f"{activity.dt_s:g} s whose spikes were stored, within 0 s and {activity.duration_s:g} s"
        )
    ends = np.array([first, last], activity.spike_step.dtype)
    a, b = np.searchsorted(activity.spike_step, ends)
    neuron = activity.spike_neuron[a:b]
    return replace(
        activity,
        duration_s=(last - first) * activity.dt_s,
        spike_step=activity.spike_step[a:b] - np.int32(first),
        spike_neuron=neuron,
        spike_count=np.bincount(neuron, minlength=activity.n_neurons).astype(np.int64),
        drive_events={},
        traces={},
        courses={},
    )
