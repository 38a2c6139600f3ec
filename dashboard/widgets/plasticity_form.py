"""The plasticity of one projection: which rule, from which paper, with which values."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.widgets.choice import choice
from dashboard.widgets.parameter_input import sliders
from sim.bibliography import cite
from sim.network import Network, Projection, kinds, parameters, set_plasticity
from sim.network.plasticity import PRESETS

_NONE = "none"
_PAIRINGS = {
    "all_to_all": "Every earlier spike of the other side counts.",
    "nearest": "Only the last spike of the other side counts.",
}


def plasticity_form(network: Network, projection: Projection) -> None:
    """Show the rule and its values; a static projection offers the rules alone."""
    name, rule = projection.name, projection.plasticity
    with st.expander("Plasticity", expanded=rule is not None):
        options = {_NONE: "The synapses stay as they are.", **kinds("plasticity")}
        choice("Rule of change", options, rule.kind if rule else _NONE, f"plasticity:{name}",
               lambda kind: state.edit(set_plasticity, name, None if kind == _NONE else kind),
               help_="How the synapses change during a run.")  # fmt: skip
        if rule is None:
            return
        _presets(name, rule.kind)
        base = f"projections.{name}.plasticity."
        if rule.learns:
            choice("Pairing of spikes", _PAIRINGS, rule.pairing, f"pairing:{name}",
                   lambda pairing: state.set_values({f"{base}pairing": pairing}),
                   help_="Which earlier spikes a new one is held against.")  # fmt: skip
        sliders([p for p in parameters(network) if p.path.startswith(base)], "build", columns=2)


def _presets(projection: str, kind: str) -> None:
    presets = PRESETS[kind]
    key = f"preset:{projection}"
    st.session_state[key] = None  # a preset fills the values in and is then forgotten

    def fill() -> None:
        if chosen := st.session_state[key]:
            state.edit(set_plasticity, projection, kind, chosen)

    st.selectbox(
        "Published values",
        list(presets),
        index=None,
        key=key,
        format_func=lambda preset: (
            f"{presets[preset].title} ({cite(presets[preset].source).short})"
        ),
        placeholder="fill in the values of a paper",
        help="Each of them can be changed afterwards.",
        on_change=fill,
    )
