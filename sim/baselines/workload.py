"""What a run asks of a clocked machine, in plain numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.errors import SpecError
from sim.wiring import Wiring, count_sources

#: Bytes a GPU moves per neuron and step. A million leaky integrate-and-fire neurons with a
#: noise source took 198 us per step at 87 % of a Titan RTX's 672 GB/s (the data beside
#: Knight and Nowotny 2021, key knight2021b): 116 bytes, most of it the generator's state.
NEURON_TRAFFIC_BYTES: Final = 116.0


@dataclass(frozen=True)
class Workload:
    """Counts of one run.

    Parameters
    ----------
    n_neurons, n_synapses : int
    duration_s, dt_s : float
    spikes : float
        Spikes of all neurons in the run.
    synaptic_events : float
        Sum over neurons of spikes times out-degree.
    drive_events : float
        External Poisson events in the run.
    state_bytes_per_neuron : float
        Bytes moved per neuron and step.
    n_projections : int
    n_sources : int
        Of the neurons, those that are sources of input.
    """

    n_neurons: int
    n_synapses: int
    duration_s: float
    dt_s: float
    spikes: float
    synaptic_events: float
    drive_events: float = 0.0
    state_bytes_per_neuron: float = NEURON_TRAFFIC_BYTES
    n_projections: int = 1
    n_sources: int = 0

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if not math.isfinite(value) or value < 0:
                raise SpecError(f"workload: {f.name} is {value}; need a finite number, 0 or more")
        if self.duration_s <= 0 or self.dt_s <= 0:
            raise SpecError(
                f"workload: duration_s is {self.duration_s} and dt_s is {self.dt_s}; "
                "both must be above 0"
            )

    @property
    def n_steps(self) -> int:
        """Time steps in the run; at least one."""
        return max(1, round(self.duration_s / self.dt_s))


def workload(
    activity: Activity, wiring: Wiring, state_bytes_per_neuron: float = NEURON_TRAFFIC_BYTES
) -> Workload:
    """Count what a run asks of a clocked machine.

    Synaptic events are exact: spike counts hold also for spikes not stored.

    Raises
    ------
    SpecError
        If activity and wiring are not of the same network.
    """
    if activity.n_neurons != wiring.n_neurons:
        raise SpecError(
            f"activity has {activity.n_neurons} neurons and wiring {wiring.n_neurons}; "
            "both must come from the same network"
        )
    return Workload(
        n_neurons=wiring.n_neurons,
        n_synapses=wiring.n_synapses,
        duration_s=activity.duration_s,
        dt_s=activity.dt_s,
        spikes=float(activity.n_spikes),
        synaptic_events=float(activity.spike_count @ wiring.out_degree()),
        drive_events=float(sum(activity.drive_events.values())),
        state_bytes_per_neuron=state_bytes_per_neuron,
        n_projections=len(wiring.projections),
        n_sources=count_sources(wiring.populations),
    )


def events_per_step(activity: Activity, wiring: Wiring) -> NDArray[np.float64]:
    """Return synaptic events by the step their spike was sent, shape (n_steps,).

    Where not every spike was stored, the events that are missing are spread evenly.
    """
    out_degree = wiring.out_degree()
    n_steps = max(1, activity.n_steps)
    stored = np.bincount(
        activity.spike_step, weights=out_degree[activity.spike_neuron], minlength=n_steps
    )[:n_steps]
    total = float(activity.spike_count @ out_degree)
    missing: float = total - float(stored.sum())
    return np.asarray(stored + missing / n_steps, dtype=np.float64)
