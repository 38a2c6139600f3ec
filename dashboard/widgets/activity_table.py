"""Spikes, rate and regularity of every population, as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sim.activity import Activity
from sim.analysis import interspike_intervals


def activity_table(activity: Activity) -> None:
    """Show one row per population."""
    counts, rates = activity.spikes_per_population(), activity.mean_rate_hz()
    rows = []
    for population in activity.populations:
        name = population.name
        statistics = interspike_intervals(activity, name)
        rows.append(
            {
                "Population": name,
                "Neurons": population.size,
                "Spikes": counts[name],
                "Mean rate (Hz)": rates[name],
                "CV of intervals": statistics.mean_cv,
                "Neurons in the CV": statistics.n_cv,
            }
        )
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "Mean rate (Hz)": st.column_config.NumberColumn(format="%.2f"),
            "CV of intervals": st.column_config.NumberColumn(
                format="%.2f",
                help="Spread of the intervals between spikes over their mean: "
                "0 is a clock, 1 is a Poisson process. Empty: too few spikes. In short runs slow "
                "neurons do not count, which makes it look more regular than it is.",
            ),
        },
    )
