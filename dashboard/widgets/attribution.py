"""Who the energy goes to: by population and by core, each adding up to the total."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.jobs import Result
from dashboard.results import chip_of
from sim.cost_report import SHARED
from sim.hardware import ChipProfile
from sim.units import format_si

#: Rows of the table of cores.
MOST_CORES = 200

_SHARE = st.column_config.NumberColumn(format="percent")


def attribution_table(result: Result, profile: ChipProfile, method: str) -> None:
    """Show the energy of populations and cores, with its sum."""
    report = chip_of(result, profile, method).report
    if report.energy_j is None or not report.population_energy_j:
        return
    total = report.energy_j.nominal
    words = "at least " if report.energy_j.at_least else ""
    st.subheader("Where the energy goes")
    st.caption(
        f"Both tables add up to {words}{format_si(total, 'J')}, the nominal energy of the run. "
        "Synaptic operations and messages count for the population that fired, updates for the "
        "one updated. Static power and what belongs to no single population is shared."
    )
    left, right = st.columns(2, gap="medium")
    labels = {name: p.label or name for name, p in result.network.populations.items()}
    labels[SHARED] = "shared (static power, barriers)"
    rows = sorted(report.population_energy_j.items(), key=lambda item: -item[1])
    _table(left, "Population", [labels.get(n, n) for n, _ in rows], [e for _, e in rows], total)
    if report.core_energy_j is not None:
        order = np.argsort(-report.core_energy_j, kind="stable")[:MOST_CORES]
        energies = report.core_energy_j[order].tolist()
        names = [f"core {core}" for core in order.tolist()]
        if len(report.core_energy_j) > MOST_CORES:
            names.append(f"{len(report.core_energy_j) - MOST_CORES:,} other cores")
            energies.append(float(report.core_energy_j.sum()) - sum(energies))
        _table(right, "Core", names, energies, total)


def _table(
    place: st.delta_generator.DeltaGenerator,
    what: str,
    names: list[str],
    energies: list[float],
    total: float,
) -> None:
    share = [energy / total if total else 0.0 for energy in energies]
    frame = pd.DataFrame(
        {what: names, "Energy": [format_si(e, "J") for e in energies], "Share": share}
    )
    place.dataframe(frame, hide_index=True, width="stretch", column_config={"Share": _SHARE})
