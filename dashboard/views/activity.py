"""Activity: who fired when, how fast, how regularly, how much together, and why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import state
from dashboard.figures import fig_live_raster_and_rates
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.results import rates_of
from dashboard.shown import Shown, follow_zoom
from dashboard.widgets.activity_connections import activity_connections
from dashboard.widgets.activity_filter import activity_filter
from dashboard.widgets.activity_intervals import activity_intervals
from dashboard.widgets.activity_on_chip import activity_on_chip
from dashboard.widgets.activity_rhythm import activity_rhythm
from dashboard.widgets.activity_table import activity_table
from dashboard.widgets.activity_together import activity_together
from dashboard.widgets.activity_traces import activity_traces
from dashboard.widgets.figure_card import theme
from dashboard.widgets.raster_card import raster_card
from dashboard.widgets.run_status import current_result, show_engine
from dashboard.widgets.spike_player import spike_player
from dashboard.widgets.verification import verification
from sim.units import format_quantity


def _numbers(shown: Shown) -> None:
    activity_table(shown)
    verification(shown.result)


#: What is below the raster: the title of each tab, and what it shows. Only the open one runs.
_TABS: dict[str, Callable[[Shown], None]] = {
    "Numbers": _numbers,
    "Animation": spike_player,
    "Traces": activity_traces,
    "Rates and intervals": activity_intervals,
    "Rhythm": activity_rhythm,
    "Together": activity_together,
    "Connections": activity_connections,
    "Ideal and on chip": activity_on_chip,
}


def render() -> None:
    """Show the page."""
    project = state.project()
    st.title(plain(project.network.title))
    result = current_result(project)
    if result is None:
        return
    with st.container(key="figures"):
        show_engine(result)
        _explore(result)


@st.fragment
def _explore(result: Result) -> None:
    """Show the figures; a filter runs only them again, a zoom the raster first."""
    shown, bin_s = activity_filter(result)
    look, activity, rates, rows = theme(), result.activity, rates_of(result, bin_s), shown.rows()
    raster_card(
        result, "raster_and_rates", height=460,
        draw=lambda window: shown.drawn(
            "live_raster_and_rates",
            lambda: fig_live_raster_and_rates(
                activity, bin_s, look, window, shown.whole, rates=rates, arrangement=rows
            ),
            window, bin_s, shown.order,
        ),
        keep_zoom=f"{shown.order}:{'|'.join(shown.populations)}",
        link=shown.link(),
        pick=shown.pick("raster", bin=format_quantity(bin_s, "ms")),
    )  # fmt: skip
    follow_zoom(shown)
    tabs = st.tabs(list(_TABS), key="activity_tab", on_change="rerun")
    for tab, show in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                show(shown)
