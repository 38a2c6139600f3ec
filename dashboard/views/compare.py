"""Compare: runs that were kept, beside each other."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.figures import fig_run_energy, fig_run_rasters, fig_run_rates
from dashboard.jobs import Result
from dashboard.kept_runs import kept_run
from dashboard.plain_text import plain
from dashboard.results import bare_context, study_of
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.run_comparison import statistics_table
from dashboard.widgets.run_history import difference_table, run_card, run_history
from dashboard.widgets.run_status import current_result
from sim.errors import SimError
from sim.store import RunInfo

_VIEWS = ["Spikes", "Rates", "Numbers", "Energy", "What differs"]


def render() -> None:
    """Show the page."""
    st.title("Compare runs")
    # What is on the sliders is simulated here too, and so becomes a run of the list.
    current_result(state.project())
    chosen = run_history()
    found = _read(chosen)
    if not found:
        return
    view = st.segmented_control(
        "Show", _VIEWS, default="Spikes", key="compare_view", label_visibility="collapsed",
        persist_state="session",
    )  # fmt: skip
    with st.container(key="compared"):
        _show(view or "Spikes", list(found.items()), {title: chosen[title] for title in found})
    st.subheader("Names, notes, and the way back")
    for column, title in zip(st.columns(max(2, len(found))), found, strict=False):
        with column:
            run_card(title, chosen[title])


def _read(chosen: dict[str, RunInfo]) -> dict[str, Result]:
    found = {}
    for title, info in chosen.items():
        try:
            found[title] = kept_run(info.run_id)
        except SimError as error:
            st.error(plain(f"{title}: {error}"), icon=":material/error:")
    return found


def _show(view: str, runs: list[tuple[str, Result]], infos: dict[str, RunInfo]) -> None:
    look, facts = theme(), bare_context()
    spikes = [(name, result.activity) for name, result in runs]
    if view == "Spikes":
        figure_card(fig_run_rasters(spikes, look, context=facts), "run_rasters")
    elif view == "Rates":
        bin_ms = st.slider("Bin of the rate (ms)", 1, 50, 10, key="compare_bin_ms")
        figure_card(fig_run_rates(spikes, bin_ms * 1e-3, look, facts), "run_rates")
    elif view == "Numbers":
        statistics_table(runs)
    elif view == "Energy":
        with st.spinner("Pricing the runs"):
            costs = [(name, study_of(state.project(), result).reports) for name, result in runs]
        figure_card(fig_run_energy(costs, look, facts), "run_energy")
        st.caption("On the devices chosen on **Energy & latency**.")
    elif len(infos) < 2:
        st.info("Choose a second run above to see what differs.")
    else:
        difference_table(infos)
