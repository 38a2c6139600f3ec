"""Activity: who fired when, how fast, and what the potentials did."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.figures import fig_isi, fig_live_raster_and_rates, fig_raster_and_rates, fig_traces
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.results import context, rates_of
from dashboard.widgets.activity_table import activity_table
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.plasticity_card import plasticity_card
from dashboard.widgets.raster_card import raster_card
from dashboard.widgets.run_status import current_result, show_engine
from dashboard.widgets.verification import verification
from sim.network.neurons import IntegrateAndFire, Lif


def render() -> None:
    """Show the page."""
    project = state.project()
    title, setting = st.columns([3, 1], vertical_alignment="bottom")
    title.title(plain(project.network.title))
    bin_ms = setting.slider(
        "Bin of the rate (ms)", 1, 50, 5, key="rate_bin_ms",
        help="Spikes are counted in windows of this length to give the population rate.",
    )  # fmt: skip
    result = current_result(project)
    if result is None:
        return
    with st.container(key="figures"):
        _figures(result, bin_ms * 1e-3)


def _figures(result: Result, bin_s: float) -> None:
    show_engine(result)
    facts = context(result)
    look, activity, rates = theme(), result.activity, rates_of(result, bin_s)
    raster_card(
        result, "raster_and_rates", height=560,
        draw=lambda window: fig_live_raster_and_rates(
            activity, bin_s, look, window, facts, rates=rates
        ),
        export=lambda: fig_raster_and_rates(activity, bin_s, look, context=facts),
    )  # fmt: skip
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader("Potentials of recorded neurons")
        figure_card(
            fig_traces(
                result.activity, threshold_v=_thresholds(result), theme=theme(), context=facts
            ),
            "traces",
            height=420,
        )
    with right:
        st.subheader("Intervals between spikes")
        figure_card(fig_isi(result.activity, theme=theme(), context=facts), "isi", height=420)
    plasticity_card(result, facts)
    st.subheader("Populations")
    activity_table(result.activity)
    verification(result)


def _thresholds(result: Result) -> dict[str, float]:
    """Return the threshold of populations that have one, the same for all their neurons."""
    found = {}
    for name, population in result.network.populations.items():
        neuron = population.neuron
        if isinstance(neuron, (Lif, IntegrateAndFire)) and isinstance(neuron.v_threshold, float):
            found[name] = neuron.v_threshold
    return found
