"""Spikes, rate, regularity and togetherness of every population, as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures.context import in_words
from dashboard.glossary import meaning
from dashboard.plain_text import plain
from dashboard.shown import Shown
from sim.activity import Activity
from sim.analysis import fano_factor, interspike_intervals, pairwise_correlation, synchrony_index

_HELP = {
    "CV": meaning(
        "CV", "Empty: too few spikes. In short runs slow neurons do not count, which makes it look "
        "more regular than it is.",
    ),
    "CV2": meaning("CV2"),
    "LV": meaning("LV", "Differences count by their square (Shinomoto)."),
    "Neurons in these": "Neurons with at least 5 spikes, over which CV, CV2 and LV are averaged.",
    "Fano factor": meaning(
        "Fano factor", "Windows of 100 ms, mean over the neurons that fired. Empty: fewer than two "
        "windows.",
    ),
    "Correlation": meaning(
        "correlation of a pair",
        "Mean over the pairs of at most 100 neurons of this population that fired, bins of 5 ms. "
        "The figures on Together share one sample among all populations, fewer of each, so their "
        "means differ a little.",
    ),
    "Synchrony": meaning("synchrony index", "Windows of 5 ms."),
}  # fmt: skip


def activity_table(shown: Shown) -> None:
    """Show one row per population."""
    if shown.window_s is not None:
        st.caption(f"From {in_words(shown.window_s)}.")
    numbers = {n: st.column_config.NumberColumn(format="%.3g", help=h) for n, h in _HELP.items()}
    numbers["Mean rate (Hz)"] = st.column_config.NumberColumn(format="%.2f", help=meaning("rate"))
    rows = _rows(shown.result.key, shown.window_s, shown.populations, _part=shown.part)
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", column_config=numbers,
                 placeholder="–")  # fmt: skip
    if not shown.part.complete:
        st.caption(
            plain(f"{len(shown.part.spike_step):,} of {shown.part.n_spikes:,} spikes were stored; all but "
                  "their number and the mean rate rests on those.")
        )  # fmt: skip


@st.cache_data(max_entries=16, show_spinner=False)
def _rows(
    key: str,
    window: tuple[float, float] | None,
    populations: tuple[str, ...],
    *,
    _part: Activity,
) -> list[dict[str, object]]:
    counts, rates = _part.spikes_per_population(), _part.mean_rate_hz()
    rows: list[dict[str, object]] = []
    for name in populations:
        intervals = interspike_intervals(_part, name)
        measured = len(intervals.cv) > 0
        rows.append(
            {
                "Population": name,
                "Neurons": _part.population(name).size,
                "Spikes": counts[name],
                "Mean rate (Hz)": rates[name],
                "CV": intervals.mean_cv,
                "CV2": float(intervals.cv2.mean()) if measured else None,
                "LV": float(intervals.lv.mean()) if measured else None,
                "Neurons in these": intervals.n_cv,
                "Fano factor": fano_factor(_part, name).mean,
                "Correlation": pairwise_correlation(_part, name).mean,
                "Synchrony": synchrony_index(_part, name).index,
            }
        )
    return rows
