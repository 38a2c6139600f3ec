"""How far the baselines are from what was published, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.baselines.bill import price_workload
from sim.baselines.profile import load_baseline
from sim.baselines.published import PublishedRow, RowRole, published_table
from sim.cost_report import CostReport
from sim.estimate import Estimate


@dataclass(frozen=True)
class RowError:
    """One published number against the model's.

    Parameters
    ----------
    row, system, device, source : str
    quantity : {"real-time factor", "energy per event"}
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
    quantity: Literal["real-time factor", "energy per event"]
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
    quantity: Literal["real-time factor", "energy per event"],
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
