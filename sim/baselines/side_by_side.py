"""Modelled, published and measured, side by side, for one network.

Published rows are of the full network with its published rates, so the model is asked
for the same; a measurement brings the counts of its own run. A machine that
nobody has measured on the network stands there with the model alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.baselines.bill import price_workload
from sim.baselines.measure_files import AnyMeasurement, load_measurements
from sim.baselines.measure_gpu_record import GpuMeasurement, SpikingWork
from sim.baselines.measure_record import Measurement
from sim.baselines.profile import GpuBaseline, list_baselines, load_baseline
from sim.baselines.published import PublishedRow, PublishedTable, published_table
from sim.baselines.workload import Workload
from sim.cost_report import Boundary, CostReport
from sim.estimate import Estimate

#: Tables of published runs that come with the program.
TABLES = ("pd14_published",)


@dataclass(frozen=True)
class SideRow:
    """One machine with one program on the network.

    Parameters
    ----------
    system, program : str
        ``RTX 4090`` and ``GeNN 4.8``; the program of a row that is only modelled is
        that of the model.
    family : str
        ``gpu``, ``cpu`` or ``digital``; decides the colour.
    basis : {"published", "measured", "modelled"}
        Of what stands beside the model; ``modelled`` when nothing does.
    real_time_factor, energy_per_event_j : Estimate or None
        As published or measured. [1, J]
    modelled_factor, modelled_energy_j : Estimate or None
        What the model says of the same machine and run; None when no baseline
        describes it.
    boundary : Boundary
        Of the energies.
    held_out : bool
        False when a number of the model was taken from this row.
    source : str
        Bibliography key; empty for a measurement.
    """

    system: str
    program: str
    family: str
    basis: Literal["published", "measured", "modelled"]
    real_time_factor: Estimate | None
    energy_per_event_j: Estimate | None
    modelled_factor: Estimate | None
    modelled_energy_j: Estimate | None
    boundary: Boundary
    held_out: bool = True
    source: str = ""
    note: str = ""

    @property
    def time_error(self) -> float | None:
        """Model over measurement less one, in time; None when one is missing."""
        return _error(self.modelled_factor, self.real_time_factor)

    @property
    def energy_error(self) -> float | None:
        """Model over measurement less one, in energy; None when one is missing."""
        return _error(self.modelled_energy_j, self.energy_per_event_j)


def side_by_side(
    network: str, measurements: Sequence[AnyMeasurement] | None = None
) -> tuple[SideRow, ...]:
    """Return the rows of a network of the gallery; none when nobody has measured it.

    Parameters
    ----------
    network : str
        Name in the gallery.
    measurements : sequence of Measurement or GpuMeasurement, optional
        Those that come with the program and the user's own unless given.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    found: list[SideRow] = []
    done: set[str] = set()
    for table in (published_table(name) for name in TABLES):
        if table.scenario == network:
            found += [_published(row, table) for row in table.rows]
            done |= {row.device for row in table.rows if row.device is not None}
    if measurements is None:
        measurements = load_measurements(on_problem=lambda _: None)
    loads = []
    for m in measurements:
        load = _workload(m)
        if m.network == network and load is not None:
            loads.append(load)
            found.append(_measured(m, load))
    if found:
        load = _load_of(network, loads)
        found += [_modelled(name, load) for name in list_baselines() if name not in done]
    return tuple(found)


def recognised(reported: str) -> str | None:
    """Return the baseline that describes a card, by the name its driver gives it."""
    for name in list_baselines():
        profile = load_baseline(name)
        if isinstance(profile, GpuBaseline) and any(p in reported for p in profile.reported_as):
            return name
    return None


def _load_of(network: str, measured: Sequence[Workload]) -> Workload:
    """Return the run that machines without a row are modelled on."""
    for table in (published_table(name) for name in TABLES):
        if table.scenario == network:
            return table.network.workload("poisson")
    return measured[-1]


def _published(row: PublishedRow, table: PublishedTable) -> SideRow:
    report = None
    if row.device is not None:
        boundary: Literal["wall", "board"] = "board" if row.boundary == "board" else "wall"
        load = table.network.workload(row.drive)
        report = price_workload(load_baseline(row.device), load, boundary)
    energy = row.energy_per_event
    return SideRow(
        row.system,
        f"{row.platform}, {row.drive.upper() if row.drive == 'dc' else 'Poisson'} drive",
        row.kind if row.kind in ("gpu", "cpu") else "digital",
        "published",
        _exact(row.real_time_factor, row.source),
        None if energy is None else _exact(energy, row.source),
        *_of(report),
        row.boundary,
        row.role == "tests",
        row.source,
        row.note,
    )


def _measured(m: AnyMeasurement, load: Workload) -> SideRow:
    report = m.cost_report()
    system, program, family, model = m.machine.cpu, "", "cpu", None
    if isinstance(m, GpuMeasurement):
        system, program, family = m.gpu.name, m.launched, "gpu"
        name = recognised(m.gpu.name)
        if name is not None:
            model = price_workload(load_baseline(name), load, "board", graph=m.graph)
    else:
        program = m.backend
    return SideRow(
        system,
        f"npu-explorer measure, {program}, {m.date}",
        family,
        "measured",
        report.real_time_factor,
        report.energy_per_synaptic_op_j,
        *_of(model),
        report.boundary,
        note="; ".join((*report.missing, *report.notes)),
    )


def _workload(m: AnyMeasurement) -> Workload | None:
    """Return the counts of a measured spiking run; None of other work."""
    run = m.work if isinstance(m, GpuMeasurement) else m
    if not isinstance(run, Measurement | SpikingWork):
        return None
    return Workload(
        run.n_neurons, run.n_synapses, run.duration_s, run.dt_s, run.spikes, run.synaptic_events
    )


def _modelled(name: str, load: Workload) -> SideRow:
    profile = load_baseline(name)
    report = price_workload(profile, load)
    program = "NEST"
    if isinstance(profile, GpuBaseline):
        program = profile.simulator.title.partition(" (")[0]
    return SideRow(
        profile.title, program, profile.kind, "modelled", None, None, *_of(report), report.boundary
    )


def _of(report: CostReport | None) -> tuple[Estimate | None, Estimate | None]:
    if report is None:
        return None, None
    return report.real_time_factor, report.energy_per_synaptic_op_j


def _exact(value: float, source: str) -> Estimate:
    return Estimate(value, value, value, "measured", (source,))


def _error(modelled: Estimate | None, found: Estimate | None) -> float | None:
    if modelled is None or found is None:
        return None
    return modelled.nominal / found.nominal - 1
