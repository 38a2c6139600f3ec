"""Which count each price of a profile applies to: the lines of the bill.

energy = sum over lines of count x price, plus power x time (priced elsewhere).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.cost_report import Component
from sim.event_counts import EventCounts
from sim.hardware.plastic import PLASTIC_TERMS
from sim.hardware.profile import ChipProfile
from sim.hardware.terms import Absent
from sim.record import Record, Unknown

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One kind of event of one run.

    Parameters
    ----------
    name : str
        Field of ``profile.energy``.
    component : Component
    unit : str
    per_tick : float array, shape (n_ticks,)
    per_core : float array, shape (n_cores,), or None
        None when the events belong to no core.
    per_population : mapping of str to float
        What can be attributed; the rest is shared.
    """

    name: str
    component: Component
    unit: str
    per_tick: Floats
    per_core: Floats | None
    per_population: Mapping[str, float]

    @property
    def count(self) -> float:
        return float(self.per_tick.sum())


@dataclass(frozen=True)
class _Kind:
    """How a line is read off the counts: the attribute, and what one of its events holds."""

    count: str
    component: Component
    unit: str


_KINDS: Final[dict[str, _Kind]] = {
    "synaptic_op": _Kind("synops", "synapses", "synaptic operations"),
    "neuron_update_active": _Kind("updates_active", "neurons", "neuron updates"),
    "spike_out": _Kind("spikes_out", "neurons", "spikes"),
    "message": _Kind("messages_out", "routing", "messages"),
    "message_in": _Kind("messages_in", "routing", "messages"),
    "hop_x": _Kind("hops_x", "routing", "hops"),
    "hop_y": _Kind("hops_y", "routing", "hops"),
    "chip_crossing": _Kind("chip_crossings", "routing", "crossings"),
    "learning_update": _Kind("learning_updates", "learning", "synaptic updates"),
    "short_term_update": _Kind("short_term_updates", "learning", "synaptic updates"),
    "host_event_in": _Kind("host_events_in", "host", "events"),
    "host_event_out": _Kind("host_events_out", "host", "events"),
    "row_drive": _Kind("row_reads", "conversion", "row drives"),
    "cell_op": _Kind("row_reads", "synapses", "cell operations"),
    "column_conversion": _Kind("column_conversions", "conversion", "conversions"),
    "array_read": _Kind("tile_activations", "conversion", "array reads"),
}


def lines(counts: EventCounts, profile: ChipProfile) -> Iterator[Line]:
    """Yield a line for every event that occurs and has a price, known or unknown.

    Plasticity on a chip without any counts as unknown: its cost is that of
    another chip, or of a host, and never zero.
    """
    shape = profile.structure.crossbar
    for name in LINE_NAMES:
        priced = (Record, Unknown, Absent) if name in PLASTIC_TERMS else (Record, Unknown)
        if not isinstance(getattr(profile.energy, name), priced):
            continue
        # A driven row reads every cell along it.
        factor = shape.columns.estimate().nominal if name == "cell_op" and shape else 1.0
        line = _line(counts, name, factor)
        if line.count > 0:
            yield line


def _line(counts: EventCounts, name: str, factor: float) -> Line:
    if name == "neuron_update_idle":
        return _idle(counts)
    if name == "barrier":
        return Line(name, "routing", "ticks", np.ones(counts.n_ticks), None, {})
    kind = _KINDS[name]
    value = getattr(counts, kind.count)
    shares = counts.by_population.get(kind.count, {})
    per_population = {key: share * factor for key, share in shares.items()}
    if value is None:
        return Line(name, kind.component, kind.unit, np.zeros(counts.n_ticks), None, {})
    if isinstance(value, np.ndarray):
        return Line(name, kind.component, kind.unit, value * factor, None, per_population)
    per_tick = np.asarray(value.sum(axis=1), dtype=np.float64) * factor
    per_core = np.asarray(value.sum(axis=0), dtype=np.float64) * factor
    return Line(name, kind.component, kind.unit, per_tick, per_core, per_population)


def _idle(counts: EventCounts) -> Line:
    """Return the updates of neurons without input: all that are not active."""
    active = counts.updates_active
    neurons = counts.neurons_per_core
    per_tick = np.asarray(neurons.sum() - active.sum(axis=1), dtype=np.float64)
    per_core = np.asarray(neurons * counts.n_ticks - active.sum(axis=0), dtype=np.float64)
    shares = counts.by_population.get("updates_idle", {})
    return Line("neuron_update_idle", "neurons", "neuron updates", per_tick, per_core, shares)


#: Every field of ``profile.energy`` that a line exists for.
LINE_NAMES: Final = (*_KINDS, "neuron_update_idle", "barrier")


def powered(counts: EventCounts) -> dict[str, tuple[Component, float]]:
    """Return, per field of ``profile.power``, its component and how many draw it."""
    cores = float(np.count_nonzero(counts.neurons_per_core))
    chips = float(counts.n_chips)
    return {
        "static_chip": ("static", chips),
        "static_core": ("static", cores),
        "static_link": ("static", chips if chips > 1 else 0.0),
        "host": ("host", chips),
    }
