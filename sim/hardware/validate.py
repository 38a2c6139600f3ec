"""How far the chip model is from published measurements, row by row.

Each row gives the mean load of a measurement; a single mean tick of it is
counted and priced by the very functions that price a simulated run. Where a
publication leaves the load open, the range of the load enters the range of the
prediction: its lowest load at the lowest prices, its highest at the highest.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import sparse

from sim.errors import SpecError
from sim.estimate import Estimate
from sim.event_counts import EventCounts
from sim.hardware.changes import with_changes
from sim.hardware.measured import Load, MeasuredRow, SiliconTable, silicon_table
from sim.hardware.price import price
from sim.hardware.profile import ChipProfile, as_chip
from sim.hardware.profile_files import load_profile
from sim.hardware.terms import count_of, estimate_of
from sim.prediction import NotPredicted, Prediction

Bound = Literal["low", "nominal", "high"]


def validate_chips(table: SiliconTable | None = None) -> list[Prediction]:
    """Return the prediction of every published row beside its measurement.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    return [predict(row) for row in (table or silicon_table()).rows]


def unpredicted(table: SiliconTable | None = None) -> list[NotPredicted]:
    """Return the published rows that cannot be predicted, each with the reason."""
    return [
        NotPredicted(row.what, load_profile(row.profile).title, row.value, row.source, row.reason)
        for row in (table or silicon_table()).not_predicted
    ]


def predict(row: MeasuredRow) -> Prediction:
    """Return what the model says of one measured row.

    Raises
    ------
    SpecError
        If the profile prices nothing of it.
    """
    chip = as_chip(load_profile(row.profile), "predict a measurement on")
    if row.load.pace is not None:
        pace = row.load.pace.model_dump(exclude_none=True)
        chip = as_chip(with_changes(chip, {"tick.floor": pace}), "predict a measurement on")
    low, nominal, high = (_value(row, chip, bound) for bound in ("low", "nominal", "high"))
    predicted = Estimate(
        low.low, nominal.nominal, high.high, nominal.grade, nominal.sources, nominal.at_least
    )
    return Prediction(
        row.id, row.what, chip.name, chip.title, chip.family, row.quantity,
        row.measured.estimate(), predicted, row.role, row.boundary, row.measured.source,
        row.checked, row.note,
    )  # fmt: skip


def _value(row: MeasuredRow, chip: ChipProfile, bound: Bound) -> Estimate:
    """Return the predicted quantity of a row at one bound of its load."""
    load = row.load
    report = price(mean_tick(load, chip, bound), chip)
    energy, time = report.energy_j, report.latency_s
    if energy is None or time is None:
        raise SpecError(f"{row.id}: the profile {chip.name!r} gives no energy or no time for it")
    if load.pace is not None and not any(m.startswith("energy") for m in report.missing):
        # The time is the measured one, so that what the profile does not know of it is not missing.
        energy, time = replace(energy, at_least=False), replace(time, at_least=False)
    if row.quantity == "time":
        return time.scaled(1 / load.step)
    beyond = estimate_of(row.beyond)
    if beyond is not None:
        energy = energy + beyond.times(time)
    if row.quantity == "power":
        return _power(energy, time)
    if row.per == "event":
        return energy.scaled(row.times / report.synaptic_ops)
    if row.item_time is not None:
        return _power(energy, time).scaled(row.item_time)
    return energy


def _power(energy: Estimate, time: Estimate) -> Estimate:
    """Return mean power; energy and time of one bound belong together."""
    values = sorted(getattr(energy, b) / getattr(time, b) for b in ("low", "nominal", "high"))
    nominal = energy.nominal / time.nominal
    grade = energy.times(time).grade
    return Estimate(values[0], nominal, values[-1], grade, energy.sources, energy.at_least)


def mean_tick(load: Load, chip: ChipProfile, bound: Bound) -> EventCounts:
    """Return the events of one mean tick, spread evenly over the cores.

    Neurons with input are those of a Poisson process: with ``m`` events per
    neuron and tick a share ``1 - exp(-m)`` of them has at least one.
    """
    cores = max(1, round(getattr(load.cores, bound)))
    neurons = getattr(load.neurons, bound)
    events = getattr(load.synaptic_events_per_s, bound) * load.step
    spikes = getattr(load.spikes_per_s, bound) * load.step
    active = neurons * -math.expm1(-events / neurons) if neurons else 0.0
    messages = spikes * load.messages_per_spike
    reads = load.array_reads_per_s * load.step

    def over_cores(total: float) -> sparse.csr_array:
        return sparse.csr_array(np.full((1, cores), total / cores))

    crossbar = chip.structure.crossbar
    columns = count_of(crossbar.columns) if crossbar else None
    return EventCounts(
        device=chip.name, n_ticks=1, n_cores=cores, n_chips=load.chips,
        duration_s=load.step, dt_s=load.step,
        neurons_per_core=np.full(cores, neurons / cores if load.updates else 0.0),
        synops=over_cores(events), spikes_out=over_cores(spikes),
        updates_active=over_cores(active if load.updates else 0.0),
        messages_out=over_cores(messages), messages_in=over_cores(messages),
        hops_x=np.zeros(1), hops_y=np.zeros(1), chip_crossings=np.zeros(1),
        host_events_in=np.zeros(1), host_events_out=np.zeros(1),
        row_reads=over_cores(reads * load.rows_per_read) if crossbar else None,
        column_conversions=over_cores(reads * (columns or 0)) if crossbar else None,
        tile_activations=over_cores(reads) if crossbar else None,
    )  # fmt: skip
