"""The rows of a sweep as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.sweep.row import PointResult, Span
from sim.sweep.spec import SweepSpec, split_quantity

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SweepResult:
    """What a sweep has brought so far.

    Parameters
    ----------
    spec : SweepSpec
    folder : Path
        Where ``points.jsonl`` and ``points.csv`` lie.
    rows : tuple of PointResult
        In the order of the plan; points that were not reached are not there.
    n_points : int
        Points of the plan.
    n_reused : int
        Rows that were there already.
    cancelled : bool
        True when it was stopped before the end.
    """

    spec: SweepSpec
    folder: Path
    rows: tuple[PointResult, ...]
    n_points: int
    n_reused: int
    cancelled: bool

    @property
    def failed(self) -> tuple[PointResult, ...]:
        """The rows of points that failed."""
        return tuple(row for row in self.rows if not row.ok)

    def axis_columns(self) -> dict[str, str]:
        """Return the column of each varied path: ``path [unit]`` where the unit is one."""
        found = {}
        for path, values in self.spec.axes().items():
            unit = _common_unit(values)
            found[path] = f"{path} [{unit}]" if unit else path
        return found

    def table(self) -> pd.DataFrame:
        """Return one row per point; what is not known is missing, never 0.

        Columns: ``point``, ``seed``, the varied values (as numbers where they
        are in one unit), ``error``, sizes, ``rate_hz.<population>``, then for
        every device ``<device>.energy_j.low`` and so on, and for every pair
        ``<chip>/<baseline>.energy_ratio.nominal`` and so on.
        """
        import pandas as pd

        columns = self.axis_columns()
        return pd.DataFrame([dict(_cells(row, columns)) for row in self.rows])

    def write_csv(self, path: str | Path | None = None) -> Path:
        """Write the table; to ``points.csv`` in the sweep's folder unless told otherwise."""
        target = self.folder / "points.csv" if path is None else Path(path)
        self.table().to_csv(target, index=False)
        return target


def _common_unit(values: tuple[Any, ...]) -> str:
    """Return the unit of texts such as ``10 ms`` when all have the same one, else nothing."""
    units = {_unit(value) for value in values}
    unit = units.pop()
    return unit if not units and unit else ""


def _unit(value: Any) -> str | None:
    split = split_quantity(value) if isinstance(value, str) else None
    return None if split is None else split[1]


def _cells(row: PointResult, columns: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield "point", row.index
    yield "seed", row.seed
    for path, column in columns.items():
        value = row.values.get(path)
        split = split_quantity(value) if column != path and isinstance(value, str) else None
        yield column, value if split is None else split[0]
    yield "error", row.error
    yield "n_neurons", row.n_neurons
    yield "n_synapses", row.n_synapses
    yield "duration_s", row.duration_s
    yield "n_spikes", sum(row.spikes.values()) if row.ok else None
    for population, rate in row.rate_hz.items():
        yield f"rate_hz.{population}", rate
    yield from _device_cells(row)
    yield from _ratio_cells(row)
    yield "wall_s", row.wall_s


def _device_cells(row: PointResult) -> Iterator[tuple[str, Any]]:
    for cost in row.devices:
        yield f"{cost.device}.basis", cost.basis
        yield f"{cost.device}.boundary", cost.boundary
        for name, span in (("energy_j", cost.energy_j), ("latency_s", cost.latency_s)):
            yield from _span_cells(f"{cost.device}.{name}", span)
            yield f"{cost.device}.{name}.at_least", None if span is None else span.at_least
        yield f"{cost.device}.fits", cost.fits
        yield f"{cost.device}.chips_needed", cost.chips_needed
    for device, reason in row.skipped.items():
        yield f"{device}.error", reason


def _ratio_cells(row: PointResult) -> Iterator[tuple[str, Any]]:
    for pair in row.ratios:
        name = f"{pair.chip}/{pair.baseline}"
        yield f"{name}.evidence", pair.evidence
        yield from _span_cells(f"{name}.energy_ratio", pair.energy)
        yield f"{name}.energy_ratio.bound", pair.energy_bound if pair.energy else None
        yield from _span_cells(f"{name}.speed_ratio", pair.speed)
        yield f"{name}.speed_ratio.bound", pair.speed_bound if pair.speed else None


def _span_cells(name: str, span: Span | None) -> Iterator[tuple[str, float | None]]:
    for end in ("low", "nominal", "high"):
        yield f"{name}.{end}", None if span is None else getattr(span, end)
