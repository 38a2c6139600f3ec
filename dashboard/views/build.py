"""Build: the network on a canvas, the selected part beside it, and what the network does."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.canvas.editor import show_canvas
from dashboard.figures import fig_layout, fig_live_raster, fig_raster
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.results import context, context_of, wiring_of
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.raster_card import raster_card
from dashboard.widgets.run_status import current_result, show_engine
from dashboard.widgets.selection_panel import selection_panel
from dashboard.widgets.template_menu import template_menu
from sim.errors import SimError
from sim.network import Network

#: Height of the canvas; with what is above it, the page's first screen. [px]
_HEIGHT = 500
_DRAWN = "build_drawn"


def render() -> None:
    """Show the page."""
    title, menu = st.columns([5, 2], vertical_alignment="center")
    title.title("Build the network")
    with menu:
        template_menu()
    st.session_state[_DRAWN] = state.project().network
    _builder()
    project = state.project()
    left, right = st.columns(2, gap="medium")
    with left:
        _outcome(project)
    with right:
        _layout(project.network)


@st.fragment
def _builder() -> None:
    """Show canvas and panel; selecting and moving boxes draws these alone."""
    network = state.project().network
    if network is not st.session_state[_DRAWN]:
        st.rerun()  # the network is another one: the run and all figures follow
    sheet, panel = st.columns([8, 5], gap="small")
    with sheet:
        show_canvas(theme(), _HEIGHT)
    with panel:
        selection_panel(network, _HEIGHT - 56)


def _layout(network: Network) -> None:
    if not network.populations:
        return
    try:
        wiring = wiring_of(network)
    except SimError as error:
        st.error(plain(str(error)))
        return
    facts = context_of(network)
    title, view = st.columns([3, 1], vertical_alignment="bottom")
    title.subheader("Neurons in space")
    dims = view.segmented_control(
        "View", ["2D", "3D"], default="2D", key="layout_dims", label_visibility="collapsed"
    )
    figure = fig_layout(wiring, dims=3 if dims == "3D" else 2, theme=theme(), context=facts)
    figure_card(figure, "layout", height=380)
    size, synapses = f"{wiring.n_neurons:,}", f"{wiring.n_synapses:,}"
    st.caption(f"{size} neurons and {synapses} synapses, {wiring.nbytes / 1e6:.1f} MB of wiring.")


def _outcome(project: Project) -> None:
    st.subheader("What it does")
    result = current_result(project)
    if result is not None:
        with st.container(key="figures"):
            activity, look, facts = result.activity, theme(), context(result)
            raster_card(
                result, "build_raster", height=300,
                draw=lambda window: fig_live_raster(activity, look, window, facts),
                export=lambda: fig_raster(activity, look, context=facts),
            )  # fmt: skip
        show_engine(result)
