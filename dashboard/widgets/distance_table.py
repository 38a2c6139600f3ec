"""How far the run on the chip is from the ideal run."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.jobs import Result
from dashboard.widgets.run_status import wanted_result
from sim.analysis import compare_activity
from sim.analysis.distance import ActivityComparison


def distance_table(result: Result) -> None:
    """Compare with the ideal run of the same network, which is simulated when it is not there."""
    ideal = state.project().model_copy(update={"on_chip": None})
    st.subheader("Distance from the ideal run")
    reference = wanted_result(ideal, "ideal_run")
    if reference is None:
        return
    comparison = _compare(reference.key, result.key, _ideal=reference, _held=result)
    distances = {d.population: d for d in comparison.distances}
    rows = []
    for error in comparison.rates:
        ideal_cv, held_cv = comparison.cv.get(error.population, (None, None))
        distance = distances.get(error.population)
        rows.append(
            {
                "Population": error.population,
                "Rate, ideal (Hz)": error.ideal_hz,
                "Rate, on chip (Hz)": error.held_hz,
                "CV, ideal": ideal_cv,
                "CV, on chip": held_cv,
                "van Rossum distance": distance and distance.median,
                "between neurons": distance and distance.reference_median,
                "neurons compared": distance and distance.n_sampled,
            }
        )
    number = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "Rate, ideal (Hz)": number,
            "Rate, on chip (Hz)": number,
            "CV, ideal": number,
            "CV, on chip": number,
            "van Rossum distance": st.column_config.NumberColumn(
                format="%.2f",
                help="Median over neurons, 10 ms time scale: 0 for identical spike trains. A chaotic "
                "network drifts apart from the smallest change, so compare with the next column.",
            ),
            "between neurons": st.column_config.NumberColumn(
                format="%.2f",
                help="The same distance between different neurons of the ideal run: what it comes "
                "to when only the rate is kept.",
            ),
        },
    )


@st.cache_data(max_entries=8, show_spinner="Comparing spike trains")
def _compare(ideal_key: str, held_key: str, *, _ideal: Result, _held: Result) -> ActivityComparison:
    return compare_activity(_ideal.activity, _held.activity)
