"""What up to four kept runs did, as numbers beside each other."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.glossary import meaning
from dashboard.jobs import Result
from sim.analysis import interspike_intervals, pairwise_correlation, train_distance
from sim.errors import SimError

_HELP = {
    "Rate (Hz)": meaning("rate"),
    "CV": meaning("CV"),
    "Correlation": meaning("correlation of a pair", "Mean over pairs of at most 100 neurons, bins of 5 ms."),
    "Distance to the first": meaning(
        "van Rossum distance", "Median over at most 100 neurons, time scale 10 ms. Empty where "
        "populations or durations differ.",
    ),
}  # fmt: skip


def statistics_table(runs: list[tuple[str, Result]]) -> None:
    """Show rate, regularity, correlation and distance of every population of every run."""
    rows = [
        {"Run": name, **row}
        for name, result in runs
        for row in _statistics(result.key, runs[0][1].key, _result=result, _first=runs[0][1])
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch",
        column_config={
            name: st.column_config.NumberColumn(format="%.3g", help=text)
            for name, text in _HELP.items()
        },
    )  # fmt: skip


@st.cache_data(max_entries=32, show_spinner="Comparing runs")
def _statistics(
    key: str, first: str, *, _result: Result, _first: Result
) -> list[dict[str, object]]:
    activity = _result.activity
    rates, counts = activity.mean_rate_hz(), activity.spikes_per_population()
    rows: list[dict[str, object]] = []
    for population in activity.populations:
        name = population.name
        if population.is_source:
            continue
        rows.append({
            "Population": name,
            "Neurons": population.size,
            "Spikes": counts[name],
            "Rate (Hz)": rates[name],
            "CV": interspike_intervals(activity, name).mean_cv,
            "Correlation": pairwise_correlation(activity, name).mean,
            "Distance to the first": None if key == first else _distance(_first, _result, name),
        })  # fmt: skip
    return rows


def _distance(first: Result, other: Result, population: str) -> float | None:
    try:
        return train_distance(first.activity, other.activity, population).median
    except SimError:  # runs of different populations or durations
        return None
