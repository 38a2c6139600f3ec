"""Several networks side by side, for a reader who looks at one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.report.catalogue import Material
from dashboard.report.content import Table
from dashboard.report.tables import UNKNOWN, estimate_text
from sim.cost_report import CostReport
from sim.units import format_si

_NOTE = (
    f"Nominal values with their ranges; {UNKNOWN}: a price is not published; "
    "at least: some of it is not. What each energy includes stands below the bill of the device."
)


def overview_tables(runs: Sequence[tuple[str, Material]]) -> list[Table]:
    """Return the networks, and what each device needs for each of them."""
    tables = [_networks(runs)]
    if any(material.study.reports for _, material in runs):
        tables += [
            _devices(runs, "Energy of the run", lambda r: estimate_text(r.energy_j, "J")),
            _devices(runs, "Time for the run", lambda r: estimate_text(r.latency_s, "s"), _NOTE),
        ]
    return tables


def _networks(runs: Sequence[tuple[str, Material]]) -> Table:
    rows = []
    for name, m in runs:
        neurons = sum(p.size for p in m.activity.populations if not p.is_source)
        counts = m.activity.spikes_per_population()
        fired = sum(counts[p.name] for p in m.activity.populations if not p.is_source)
        rate = fired / neurons / m.activity.duration_s if neurons else 0.0
        rows.append(
            (name, m.network.title, f"{neurons:,}", f"{m.wiring.n_synapses:,}",
             format_si(m.activity.duration_s, "s"), f"{fired:,}", f"{rate:.3g} Hz")
        )  # fmt: skip
    columns = (
        "run",
        "network",
        "neurons",
        "synapses",
        "biological time",
        "their spikes",
        "mean rate",
    )
    return Table("The networks", columns, tuple(rows), "Sources of input are not counted.")


def _devices(
    runs: Sequence[tuple[str, Material]],
    title: str,
    cell: Callable[[CostReport], str],
    note: str = "",
) -> Table:
    by_run = {name: {r.device: r for r in m.study.reports} for name, m in runs}
    devices = {r.device: r.title for _, m in runs for r in m.study.reports}
    rows = tuple(
        (shown, *(cell(by_run[n][device]) if device in by_run[n] else "not priced" for n, _ in runs))
        for device, shown in devices.items()
    )  # fmt: skip
    return Table(title, ("device", *(name for name, _ in runs)), rows, note)
