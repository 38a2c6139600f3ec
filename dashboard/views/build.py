"""Build: populations, projections, geometry and stimuli of the network, and its YAML."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.figures import fig_layout, fig_live_raster, fig_network_graph, fig_raster
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.results import context, context_of, wiring_of
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.parameter_input import exact, slider
from dashboard.widgets.population_form import population_form
from dashboard.widgets.projection_form import projection_form
from dashboard.widgets.raster_card import raster_card
from dashboard.widgets.run_status import current_result, show_engine
from dashboard.widgets.yaml_form import yaml_form
from sim.errors import SimError
from sim.network import Network, parameters

_RUN = ("seed", "duration", "dt")


def render() -> None:
    """Show the page."""
    project = state.project()
    network = project.network
    st.title("Build the network")
    left, right = st.columns([5, 6], gap="medium")
    with left:
        tabs = st.tabs(["Populations", "Projections", "Run", "YAML"])
        with tabs[0]:
            population_form(network)
        with tabs[1]:
            projection_form(network)
        with tabs[2]:
            _run_form(network)
        with tabs[3]:
            yaml_form(network)
    with right:
        _preview(network)
        _outcome(project)


def _run_form(network: Network) -> None:
    for parameter in parameters(network):
        if parameter.path in _RUN:
            wide, narrow = st.columns([3, 2], vertical_alignment="bottom")
            with wide:
                slider(parameter, "run")
            with narrow:
                exact(parameter, "run")


def _preview(network: Network) -> None:
    try:
        wiring = wiring_of(network)
    except SimError as error:
        st.error(plain(str(error)))
        return
    facts = context_of(network)
    st.subheader("Populations and projections")
    figure_card(fig_network_graph(wiring, theme=theme(), context=facts), "network", height=300)
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
