"""Who is connected to whom, how strongly, and what plasticity made of it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.figures import fig_connectivity, fig_connectivity_bins, fig_weights
from dashboard.figures.connectivity import Quantity
from dashboard.glossary import meaning
from dashboard.report.catalogue import drawing
from dashboard.report.view import MATRIX_BINS, USUAL_MATRIX_BINS
from dashboard.report_picks import pick_of_weights
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.plasticity_card import plasticity_card
from sim.network import weight_units

_HEIGHT = 400
_QUANTITIES: dict[Quantity, str] = {
    "in_degree": "per target neuron", "density": "per pair", "synapses": "number",
}  # fmt: skip


def activity_connections(shown: Shown) -> None:
    """Show the connectivity matrices, the weights and what changed them."""
    wiring, look = shown.result.wiring, theme()
    if not wiring.n_synapses:
        st.info("This network has no synapses.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Between populations")
        quantity = st.segmented_control(
            "Synapses", list(_QUANTITIES), default="in_degree", required=True, key="connectivity",
            persist_state="session",
            format_func=_QUANTITIES.get, help=meaning("fan-in", "Here: per target neuron."),
        )  # fmt: skip
        between = shown.drawn(
            "connectivity", lambda: fig_connectivity(wiring, quantity, look, shown.run), quantity
        )
        figure_card(
            between, "connectivity", height=_HEIGHT,
            pick=shown.pick("connectivity", quantity=quantity),
        )  # fmt: skip
    with right:
        st.subheader("Between neurons")
        bins = st.select_slider(
            "Bins", MATRIX_BINS, USUAL_MATRIX_BINS, key="connectivity_bins",
            persist_state="session",
            help="Neurons that share a row or a column; of small networks each has its own.",
        )  # fmt: skip
        neurons = shown.drawn(
            "connectivity_bins",
            lambda: fig_connectivity_bins(wiring, shown.populations, bins, look, shown.whole),
            bins,
        )
        figure_card(
            neurons, "connectivity_bins", height=_HEIGHT,
            pick=shown.pick("connectivity_bins", matrix_bins=bins),
        )  # fmt: skip
    _weights(shown)
    plasticity_card(shown)


def _weights(shown: Shown) -> None:
    result = shown.result
    units = weight_units(result.network)
    names: list[str | None] = list(units)
    if len(set(units.values())) == 1:
        names.insert(0, None)  # weights of one unit can share an axis
    title, which = st.columns([3, 1], vertical_alignment="bottom")
    title.subheader("Weights")
    name = which.selectbox(
        "Projection", names, format_func=lambda n: n or "all", key="activity_weights_of",
        label_visibility="collapsed",
    )  # fmt: skip
    held = None if result.ideal is result.wiring else result.wiring
    figure = shown.drawn(
        "weights",
        lambda: fig_weights(result.ideal, held, units, name, theme=theme(), context=shown.run),
        name,
    )
    pick = pick_of_weights(name, units)
    pick = replace(pick, draw=drawing(shown.material, pick.figure))
    figure_card(figure, "weights", height=320, pick=pick)
