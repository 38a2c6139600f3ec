"""Who caused an event: totals of each count by population."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.event_counts import EventCounts
from sim.wiring import PopulationSlice


def by_population(
    counts: EventCounts,
    weights: Mapping[str, NDArray[np.float64]],
    populations: tuple[PopulationSlice, ...],
    core_of_neuron: NDArray[np.int32],
    drive_events: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """Return every count by population; each sums to its total.

    Synaptic operations, messages and reads belong to the population that
    fired; updates to the population that was updated; a read that several
    populations share is split by the rows they drive.

    Parameters
    ----------
    weights : mapping of str to float array, shape (n_populations,)
        By count; scaled to its total, which lacks events after the end of the run.
    """
    shares: dict[str, dict[str, float]] = {}
    for name, values in weights.items():
        total = counts.total(name)
        if name == "host_events_in":
            total -= sum(drive_events.values())
        summed = {p.name: float(value) for p, value in zip(populations, values, strict=True)}
        whole = sum(summed.values())
        factor = total / whole if whole else 0.0
        shares[name] = {key: value * factor for key, value in summed.items()}
    for name, events in drive_events.items():
        shares["host_events_in"][name] = shares["host_events_in"].get(name, 0.0) + events
    held = {
        p.name: int((core_of_neuron[p.start : p.stop] >= 0).sum()) * counts.n_ticks
        for p in populations
    }
    shares["updates_idle"] = {
        name: ticks - shares["updates_active"][name] for name, ticks in held.items()
    }
    return shares
