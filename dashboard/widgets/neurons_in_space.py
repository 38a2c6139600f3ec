"""The map of the neurons: geometry beside it, and what to do with neurons picked on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.chart.component import chart, picked
from dashboard.figures import fig_layout
from dashboard.plain_text import plain
from dashboard.report_picks import Pick
from dashboard.results import context_of, wiring_of
from dashboard.widgets.figure_card import keep, save_menu, theme
from dashboard.widgets.parameter_input import sliders
from sim.errors import SimError
from sim.network import Network, parameters
from sim.network.choose import Chosen, recording_of, silence_of, stimulus_of
from sim.wiring import Wiring

_KEY = "figure:layout"
_CHOSEN, _CHOSEN_OF = "layout_chosen", "layout_chosen_of"

#: Names of neurons listed in the panel before it says "and more".
_NAMED = 6


def neurons_in_space(network: Network, height: int = 420) -> None:
    """Show the neurons at their positions, with the tools for those that are picked."""
    if not network.populations:
        return
    try:
        wiring = wiring_of(network)
    except SimError:
        st.caption("The map of the neurons appears when what the run says is wrong is mended.")
        return
    title, view = st.columns([3, 1], vertical_alignment="top")
    title.subheader("Neurons in space")
    dims = view.segmented_control(
        "View", ["2D", "3D"], default="2D", key="layout_dims", label_visibility="collapsed"
    )
    chosen = _chosen(wiring)
    figure = fig_layout(
        wiring, dims=3 if dims == "3D" else 2, theme=theme(), context=context_of(network),
        picked=chosen[0] if len(chosen) == 1 else None,
        chosen=chosen if len(chosen) > 1 else (), silenced=_silenced(network, wiring),
    )  # fmt: skip
    # A new choice takes the lasso's outline away, a rerun for another reason does not.
    figure.update_layout(height=height, dragmode="lasso", selectionrevision=hash(tuple(chosen)))
    chart(figure, _KEY, keep=keep(), on_pick=_pick)
    plainly = "in 2D, with no neuron chosen" if chosen or dims == "3D" else ""
    save_menu(figure, "layout", Pick("layout", own=plainly))
    _tools(network, wiring, chosen, flat=dims != "3D")
    geometry = [p for p in parameters(network) if ".geometry." in p.path]
    if geometry:
        with st.expander("Geometry", expanded=False):
            sliders(geometry, "layout", columns=2)
    size, synapses = f"{wiring.n_neurons:,}", f"{wiring.n_synapses:,}"
    st.caption(f"{size} neurons and {synapses} synapses, {wiring.nbytes / 1e6:.1f} MB of wiring.")


def _pick() -> None:
    st.session_state[_CHOSEN] = picked(_KEY)[1]
    st.session_state[_CHOSEN_OF] = keep()


def _clear() -> None:
    st.session_state[_CHOSEN] = []


def _chosen(wiring: Wiring) -> list[int]:
    """Return the chosen neurons; a choice in another network is none in this one."""
    if st.session_state.get(_CHOSEN_OF) != keep():
        return []
    return sorted(n for n in st.session_state.get(_CHOSEN, []) if 0 <= n < wiring.n_neurons)


def _silenced(network: Network, wiring: Wiring) -> list[int]:
    return [
        wiring.population(name).start + n
        for name, population in network.populations.items()
        for n in population.silenced or ()
        if n < wiring.population(name).size
    ]


def _by_population(wiring: Wiring, chosen: list[int]) -> Chosen:
    found = {
        p.name: [n - p.start for n in chosen if p.start <= n < p.stop] for p in wiring.populations
    }
    return {name: neurons for name, neurons in found.items() if neurons}


def _tools(network: Network, wiring: Wiring, chosen: list[int], flat: bool) -> None:
    """Show what is chosen and what can be done with it."""
    if not chosen:
        st.caption(
            "Click a neuron to see its connections; draw a lasso around some to record, "
            f"stimulate or silence them{'' if flat else ' (in 2D)'}."
        )
        return
    parts = _by_population(wiring, chosen)
    st.markdown("Chosen: " + "; ".join(_named(name, ns) for name, ns in parts.items()))
    with st.container(horizontal=True, vertical_alignment="bottom", key="layout_tools"):
        st.button("Record", icon=":material/monitoring:", key="layout_record",
                  help="Keep their potentials over time; see Traces on the Activity page.",
                  on_click=_do, args=(recording_of, parts))  # fmt: skip
        st.button("Stimulate", icon=":material/bolt:", key="layout_stimulate",
                  help="A steady current into each of them, on top of what they get.",
                  on_click=_stimulate, args=(parts,))  # fmt: skip
        st.button("Silence", icon=":material/volume_off:", key="layout_silence",
                  help="They send no spikes and lose their synapses; their place and number stay.",
                  on_click=_do, args=(silence_of, parts))  # fmt: skip
        if any(set(ns) & set(network.populations[n].silenced or ()) for n, ns in parts.items()):
            st.button("Let live", icon=":material/volume_up:", key="layout_revive",
                      on_click=_do, args=(silence_of, parts, False))  # fmt: skip
        st.button("Clear choice", icon=":material/close:", key="layout_clear", on_click=_clear)
        st.number_input(
            "Current (pA)", -10_000.0, 10_000.0, 300.0, 10.0, key="layout_amplitude", width=160
        )


def _named(name: str, neurons: list[int]) -> str:
    few = ", ".join(str(n) for n in neurons[:_NAMED])
    return f"**{plain(name)}** {len(neurons):,} ({few}{', …' if len(neurons) > _NAMED else ''})"


def _do(values_of: Callable[..., dict[str, Any]], parts: Chosen, *more: Any) -> None:
    try:
        values = values_of(state.project().network, parts, *more)
    except SimError as error:
        state.complain(str(error))
        return
    state.set_values(values)


def _stimulate(parts: Chosen) -> None:
    _do(stimulus_of, parts, f"{st.session_state['layout_amplitude']:g} pA")
