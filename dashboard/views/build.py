"""Build: the network on a canvas, the selected part beside it, and what the network does."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.canvas.editor import show_canvas
from dashboard.figures import fig_live_raster
from dashboard.project import Project
from dashboard.report.catalogue import drawing
from dashboard.report_picks import Pick
from dashboard.report_runs import unpriced
from dashboard.results import context
from dashboard.widgets.figure_card import theme
from dashboard.widgets.neurons_in_space import neurons_in_space
from dashboard.widgets.raster_card import raster_card
from dashboard.widgets.run_status import current_result, show_engine
from dashboard.widgets.selection_panel import selection_panel
from dashboard.widgets.template_menu import template_menu
from sim.network import without_boxes

#: Height of the canvas; with what is above it, the page's first screen. [px]
_HEIGHT = 500
_DRAWN = "build_drawn"
_TO_BUILD = "add neurons on the canvas above, begin with a template under **New network**"


def render() -> None:
    """Show the page."""
    title, menu = st.columns([5, 2], vertical_alignment="center")
    title.title("Build the network")
    with menu:
        template_menu()
    st.session_state[_DRAWN] = _around()
    _builder()
    project = state.project()
    left, right = st.columns(2, gap="medium")
    with left:
        _outcome(project)
    with right:
        neurons_in_space(project.network)


@st.fragment
def _builder() -> None:
    """Show canvas and panel; selecting and moving boxes draws these alone."""
    network = state.project().network
    if _around() != st.session_state[_DRAWN]:
        st.rerun()  # the network is another one, say: the run and all figures follow
    sheet, panel = st.columns([8, 5], gap="small")
    with sheet:
        show_canvas(theme(), _HEIGHT)
    with panel:
        selection_panel(network, _HEIGHT - 56)


def _around() -> tuple[Any, ...]:
    """Return what the page shows around the canvas: of the network no drawing, and what can be undone."""
    history = state.history()
    return without_boxes(state.project().network), history.n_past > 0, history.n_future > 0


def _outcome(project: Project) -> None:
    st.subheader("What it does")
    result = current_result(project, _TO_BUILD)
    if result is not None:
        with st.container(key="figures"):
            activity, look, facts = result.activity, theme(), context(result)
            raster_card(
                result, "build_raster", height=300,
                draw=lambda window: fig_live_raster(activity, look, window, facts),
                pick=Pick("spikes", draw=drawing(unpriced(project, result), "spikes")),
            )  # fmt: skip
        show_engine(result)
