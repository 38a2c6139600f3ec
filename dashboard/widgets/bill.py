"""Every term of every device: count, price, energy, grade and source."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard.glossary import meaning
from dashboard.plain_text import plain
from sim.bibliography import cite
from sim.cost_report import CostReport, EnergyTerm
from sim.units import format_si

_HELP = {
    name: st.column_config.TextColumn(help=text)
    for name, text in {
        "Count": f"Synaptic operation: {meaning('SOP')} Hop: {meaning('hop')} Barrier: {meaning('barrier')}",
        "Price": meaning(
            "marginal energy", f"Of static power, the power: {meaning('static power')}"
        ),
        "Range": meaning("low"),
        "Grade": meaning("grade"),
    }.items()
}


def bill(reports: Iterable[CostReport]) -> None:
    """Show one table per device, with what it includes and what is missing."""
    for report in reports:
        with st.expander(f"{report.title} ({report.made}, {report.boundary})", expanded=False):
            st.dataframe(
                pd.DataFrame([_row(term) for term in report.terms]),
                hide_index=True,
                width="stretch",
                column_config=_HELP,
            )
            for missing in report.missing:
                st.markdown(f":material/help: No price for {plain(missing)}")
            for note in report.notes:
                st.caption(plain(note))


def _row(term: EnergyTerm) -> dict[str, str]:
    price, energy = term.price, term.energy_j
    unit = "W" if term.count_unit == "s" else "J"
    return {
        "Term": term.name.replace("_", " "),
        "Component": term.component,
        "Count": "unknown" if term.count is None else f"{term.count:,.4g} {term.count_unit}",
        "Price": "unknown" if price is None else format_si(price.nominal, unit),
        "Energy": "unknown" if energy is None else format_si(energy.nominal, "J"),
        "Range": ""
        if energy is None
        else f"{format_si(energy.low, 'J')} to {format_si(energy.high, 'J')}",
        "Grade": "" if price is None else price.grade,
        "Source": "" if price is None else ", ".join(cite(key).short for key in price.sources),
        "Note": term.note,
    }
