"""Potentials, currents and conductances of the neurons that were recorded."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.figures import fig_traces
from dashboard.figures.traces import USUAL_NEURONS, quantity_of
from dashboard.report.material import thresholds_v
from dashboard.report_picks import Pick
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme


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
    first = [
        pair for name in traces for pair in [p for p in recorded if p[0] == name][:USUAL_NEURONS]
    ]
    chosen = left.multiselect(
        "Neurons", recorded, default=first, format_func=lambda pair: f"{pair[0]} {pair[1]}",
        key=f"traced:{shown.result.network.name}:{'|'.join(shown.populations)}:{len(recorded)}",
        help="Those recorded; more are with *Traced neurons* of a population on the page Build.",
    )  # fmt: skip
    wanted = right.pills(
        "Variables", quantities, default=quantities, selection_mode="multi",
        key=f"traced_quantities:{'|'.join(quantities)}",
    )  # fmt: skip
    # Of the usual choice the report says nothing, and follows other populations with it.
    neurons = None if sorted(chosen) == sorted(first) else _by_population(chosen)
    variables = None if set(wanted) == set(quantities) else wanted
    figure = shown.drawn(
        "traces",
        lambda: fig_traces(
            shown.result.activity, shown.populations,
            threshold_v=thresholds_v(shown.result.network), theme=theme(), context=shown.whole,
            neurons=neurons, quantities=variables, window_s=shown.window_s,
        ),
        tuple(chosen), tuple(wanted),
    )  # fmt: skip
    if not (chosen and wanted):
        pick = Pick("traces", why_not="Choose a neuron and a variable to draw first.")
    else:
        pick = shown.pick("traces", neurons=neurons, variables=variables or ())
    figure_card(
        figure, "traces", height=int(figure.layout.height), link=shown.link(),
        pick=pick,
    )  # fmt: skip


def _by_population(chosen: Sequence[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    names = dict.fromkeys(name for name, _ in chosen)
    return {name: tuple(i for of, i in chosen if of == name) for name in names}
