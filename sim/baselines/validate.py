"""How far the baselines are from what was published, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.baselines.ann_bill import price_inferences
from sim.baselines.ann_devices import ann_machine
from sim.baselines.bill import price_workload
from sim.baselines.profile import load_baseline
from sim.baselines.published import (
    InferenceRow,
    InferenceTable,
    PublishedRow,
    RowRole,
    inference_table,
    published_table,
)
from sim.cost_report import CostReport
from sim.estimate import Estimate

RowQuantity = Literal[
    "real-time factor", "energy per event", "time of a batch", "energy per inference"
]


@dataclass(frozen=True)
class RowError:
    """One published number against the model's.

    Parameters
    ----------
    row, system, platform, device, source : str
    quantity : RowQuantity
        The first two of spiking networks, the others of ANNs.
    unit : str
    published : float
    predicted : Estimate
    role : RowRole
        ``tests`` rows were held out of the fit.
    """

    row: str
    system: str
    platform: str
    device: str
    source: str
    quantity: RowQuantity
    unit: str
    published: float
    predicted: Estimate
    role: RowRole

    @property
    def ratio(self) -> float:
        """Published over nominal prediction; above 1 the machine was slower or hungrier."""
        return self.published / self.predicted.nominal

    @property
    def inside(self) -> bool:
        """True when the published number lies in the predicted range."""
        return self.predicted.low <= self.published <= self.predicted.high


def validate_baselines(table: str = "pd14_published") -> list[RowError]:
    """Return the error of every published row that a baseline models.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    published = published_table(table)
    errors: list[RowError] = []
    for row in published.rows:
        if row.device is None:
            continue
        load = published.network.workload(row.drive)
        errors += _row_errors(row, price_workload(load_baseline(row.device), load))
    return errors


def validate_inferences(table: str = "kws_published") -> list[RowError]:
    """Return the error of every published row of an ANN that a baseline models.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    published = inference_table(table)
    errors: list[RowError] = []
    for row in published.rows:
        if row.device is not None:
            errors += _inference_errors(row, published)
    return errors


def _inference_errors(row: InferenceRow, table: InferenceTable) -> list[RowError]:
    machine = ann_machine(row.device or "")
    # Rows of 2018 launch kernels one by one.
    report = price_inferences(
        machine, table.matrices(row), row.batch, inferences=row.batch, graph=False
    )
    load = f"batch {row.batch}" if row.branches is None else f"{row.branches} branches"
    pairs: tuple[tuple[RowQuantity, str, float, Estimate | None], ...] = (
        ("time of a batch", "s", row.batch_time_s, report.latency_s),
        ("energy per inference", "J", row.total_energy_j,
         None if report.energy_j is None else report.energy_j.scaled(1 / row.batch)),
    )  # fmt: skip
    return [
        RowError(
            row.id, row.system, f"{machine.program.title}, {load}", machine.name, table.source,
            quantity, unit, value, predicted, row.role,
        )
        for quantity, unit, value, predicted in pairs
        if predicted is not None
    ]  # fmt: skip


def _row_errors(row: PublishedRow, report: CostReport) -> list[RowError]:
    found = []
    rtf, per_event = report.real_time_factor, report.energy_per_synaptic_op_j
    if rtf is not None:
        found.append(_error(row, report, "real-time factor", "", row.real_time_factor, rtf))
    if per_event is not None and row.energy_per_event is not None:
        found.append(_error(row, report, "energy per event", "J", row.energy_per_event, per_event))
    return found


def _error(
    row: PublishedRow,
    report: CostReport,
    quantity: RowQuantity,
    unit: str,
    published: float,
    predicted: Estimate,
) -> RowError:
    return RowError(
        row.id,
        row.system,
        row.platform,
        report.device,
        row.source,
        quantity,
        unit,
        published,
        predicted,
        row.role,
    )
