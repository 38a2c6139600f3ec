"""Potentials, currents and conductances of the neurons that were recorded."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_traces
from dashboard.figures.traces import quantity_of
from dashboard.plain_text import plain
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme
from sim.network import Network
from sim.network.neurons import IntegrateAndFire, Lif

#: Neurons drawn of each population until somebody chooses.
_FIRST = 2


def activity_traces(shown: Shown) -> None:
    """Show the courses of chosen neurons on the linked time axis."""
    traces = {n: t for n, t in shown.result.activity.traces.items() if n in shown.populations}
    recorded = [(name, int(i)) for name, trace in traces.items() for i in trace.neurons]
    quantities = list(
        dict.fromkeys(quantity_of(unit) for t in traces.values() for unit in t.units.values())
    )
    if not recorded:
        st.info("No neuron of these populations was recorded. *Traced neurons* of a population on the page Build says how many are.")  # fmt: skip
        return
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    first = [pair for name in traces for pair in [p for p in recorded if p[0] == name][:_FIRST]]
    chosen = left.multiselect(
        "Neurons", recorded, default=first, format_func=lambda pair: plain(f"{pair[0]} {pair[1]}"),
        key=f"traced:{shown.result.network.name}:{'|'.join(shown.populations)}:{len(recorded)}",
        help="Those recorded; more are with *Traced neurons* of a population on the page Build.",
    )  # fmt: skip
    wanted = right.pills(
        "Variables", quantities, default=quantities, selection_mode="multi",
        key=f"traced_quantities:{'|'.join(quantities)}",
    )  # fmt: skip
    neurons = {n: tuple(i for name, i in chosen if name == n) for n in traces}
    figure = shown.drawn(
        "traces",
        lambda: fig_traces(
            shown.result.activity, shown.populations, threshold_v=_thresholds(shown.result.network),
            theme=theme(), context=shown.whole, neurons=neurons, quantities=wanted,
            window_s=shown.window_s,
        ),
        tuple(neurons.items()), tuple(wanted),
    )  # fmt: skip
    figure_card(
        figure, "traces", height=int(figure.layout.height), link=shown.link(),
        pick=shown.pick("traces", usual=False),
    )  # fmt: skip


def _thresholds(network: Network) -> dict[str, float]:
    """Return the threshold of populations that have one, the same for all their neurons."""
    found = {}
    for name, population in network.populations.items():
        neuron = population.neuron
        if isinstance(neuron, (Lif, IntegrateAndFire)) and isinstance(neuron.v_threshold, float):
            found[name] = neuron.v_threshold
    return found
