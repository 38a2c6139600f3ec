"""Several networks side by side, for a reader who looks at one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.report.content import Table
from dashboard.report.material import Material
from dashboard.report.run_names import called
from dashboard.report.tables import UNKNOWN, estimate_text
from sim.activity import Activity
from sim.cost_report import CostReport
from sim.network import fields_that_differ
from sim.units import format_si

_NOTE = (
    f"Nominal values with their ranges; {UNKNOWN}: a price is not published; "
    "at least: some of it is not. What each energy includes stands below the bill of the device."
)

#: Fields that a page still shows well; the networks themselves go with the archive.
_MOST_ROWS = 40


def overview_tables(runs: Sequence[tuple[str, Material]]) -> list[Table]:
    """Return the networks, and what each device needs for each of them."""
    tables = [_networks(runs)]
    if any(material.study.reports for _, material in runs):
        tables += [
            _devices(runs, "Energy of the run", lambda r: estimate_text(r.energy_j, "J")),
            _devices(runs, "Time for the run", lambda r: estimate_text(r.latency_s, "s"), _NOTE),
        ]
    return tables


def neurons_and_spikes(activity: Activity, of_sources: bool) -> tuple[int, int]:
    """Return how many the sources of input of a run are and their spikes, or those of all others."""
    counts = activity.spikes_per_population()
    counted = [p for p in activity.populations if p.is_source == of_sources]
    return sum(p.size for p in counted), sum(counts[p.name] for p in counted)


def change_tables(runs: Sequence[tuple[str, Material]]) -> list[Table]:
    """Return, for each network with several runs, the fields in which these differ."""
    alike: dict[str, list[tuple[str, Material]]] = {}
    for name, material in runs:
        alike.setdefault(material.network.name, []).append((name, material))
    several = [group for group in alike.values() if len(group) > 1]
    return [_changes(group, f": {group[0][1].network.title}" if len(several) > 1 else "") for group in several]  # fmt: skip


def _changes(runs: Sequence[tuple[str, Material]], of: str) -> Table:
    rows = fields_that_differ({called(name): m.network for name, m in runs})
    if len({m.on_chip for _, m in runs}) > 1:
        rows["simulated as held by"] = {called(name): m.chip_title or "ideal" for name, m in runs}
    names = [called(name) for name, _ in runs]
    shown = list(rows)[:_MOST_ROWS]
    note = "" if rows else f"{', '.join(names)} are of the same network, seed and chip."
    if len(rows) > len(shown):
        note = f"The first {len(shown)} of {len(rows)} fields."
    return Table(
        f"What differs between the runs{of}",
        ("field", *names),
        tuple((path, *(rows[path][name] for name in names)) for path in shown),
        note,
    )


def _networks(runs: Sequence[tuple[str, Material]]) -> Table:
    rows = []
    for name, m in runs:
        neurons, fired = neurons_and_spikes(m.activity, of_sources=False)
        rate = fired / neurons / m.activity.duration_s if neurons else 0.0
        rows.append(
            (called(name), m.network.title, f"{neurons:,}", f"{m.wiring.n_synapses:,}",
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
    return Table(title, ("device", *(called(name) for name, _ in runs)), rows, note)
