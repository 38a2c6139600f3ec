"""Compare: runs that were kept, beside each other."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.figures import fig_run_energy, fig_run_rasters, fig_run_rates
from dashboard.jobs import Result
from dashboard.kept_runs import kept_run
from dashboard.plain_text import plain
from dashboard.report_picks import pick_of_runs
from dashboard.results import study_of
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.into_report import into_report
from dashboard.widgets.run_comparison import facts_of, rate_difference, statistics_table
from dashboard.widgets.run_history import (
    await_keeping,
    difference_table,
    run_card,
    run_history,
)
from dashboard.widgets.run_status import current_result
from sim.errors import SimError
from sim.store import RunInfo

_VIEWS = ["Spikes", "Rates", "Neuron by neuron", "Numbers", "Energy", "What differs"]


def render() -> None:
    """Show the page."""
    st.title("Compare runs")
    # What is on the sliders is simulated here too, and so becomes a run of the list.
    result = current_result(state.project())
    chosen = run_history()
    if result is not None and not result.preview:
        await_keeping(result)
    found = _read(chosen)
    if not found:
        return
    infos = {title: chosen[title] for title in found}
    pick, take = st.columns([7, 2], vertical_alignment="center")
    view = pick.segmented_control(
        "Show", _VIEWS, default="Spikes", key="compare_view", label_visibility="collapsed",
        persist_state="session", required=True,
    )  # fmt: skip
    with take:
        into_report(found, infos)
    with st.container(key="compared"):
        _show(view or "Spikes", list(found.items()), infos)
    st.subheader("Names, notes, and the way back")
    for column, title in zip(st.columns(max(2, len(found))), found, strict=False):
        with column:
            run_card(title, infos[title])


def _read(chosen: dict[str, RunInfo]) -> dict[str, Result]:
    found = {}
    for title, info in chosen.items():
        try:
            found[title] = kept_run(info.run_id)
        except SimError as error:
            st.error(plain(f"{title}: {error}"), icon=":material/error:")
    return found


def _show(view: str, runs: list[tuple[str, Result]], infos: dict[str, RunInfo]) -> None:
    look, facts = theme(), facts_of(runs)
    spikes = [(name, result.activity) for name, result in runs]
    ids = tuple(info.run_id for info in infos.values())
    if view == "Spikes":
        figure_card(
            fig_run_rasters(spikes, look, context=facts), "run_rasters",
            pick=pick_of_runs("run_rasters", ids),
        )  # fmt: skip
    elif view == "Rates":
        narrow, _ = st.columns([1, 2])
        bin_ms = narrow.slider("Bin of the rate (ms)", 1, 50, 10, key="compare_bin_ms")
        figure_card(
            fig_run_rates(spikes, bin_ms * 1e-3, look, facts), "run_rates",
            pick=pick_of_runs("run_rates", ids, usual=bin_ms == 10),
        )  # fmt: skip
    elif view == "Neuron by neuron":
        rate_difference(runs, infos)
    elif view == "Numbers":
        statistics_table(runs)
    elif view == "Energy":
        with st.spinner("Pricing the runs"):
            costs = [(name, study_of(state.project(), result).reports) for name, result in runs]
        figure_card(
            fig_run_energy(costs, look, facts), "run_energy", pick=pick_of_runs("run_energy", ids)
        )
        st.caption("On the devices chosen on **Energy & latency**.")
    elif len(infos) < 2:
        st.info("Choose a second run above to see what differs.")
    else:
        difference_table(infos)
