"""What a neuron model has besides numbers: choices, equations, and neurons that differ."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.widgets.choice import choice
from dashboard.widgets.custom_form import custom_form
from dashboard.widgets.text_field import text_fields
from sim.network import (
    Network,
    change_input,
    kinds,
    neuron_choices,
    plain_fields,
    set_spread,
    spread_kinds,
    spread_of,
    spreadable,
)

_SAME = "the same for all"


def neuron_form(network: Network, name: str) -> None:
    """Show how spikes act on the neurons of a population, its choices and its equations."""
    neuron = network.populations[name].neuron
    inputs = kinds("input", neuron.model)
    received = getattr(neuron, "input", None)
    if received is not None and len(inputs) > 1:
        choice("Synaptic input", inputs, received.kind, "input",
               lambda kind: state.edit(change_input, name, kind),
               help_="How an arriving spike acts on the neuron.")  # fmt: skip
    if neuron.model == "custom":
        with st.expander("Equations", expanded=True):
            custom_form(network, name)
    for path, found in neuron_choices(network, name).items():
        choice(found.label, found.options, found.value, f"{name}:{path}",
               lambda kind, path=path: state.set_values({path: kind}))  # fmt: skip


def spread_form(network: Network, name: str) -> None:
    """Show which parameters differ from neuron to neuron, and let the user choose."""
    paths = spreadable(network, name)
    if not paths:
        return
    varied = [path for path in paths if spread_of(network, name, path)]
    with st.expander(
        f"Differences between neurons ({len(varied)})", bool(varied), key=f"spread_box:{name}"
    ):
        key = f"spread:{name}"
        if st.session_state.get(key) not in paths:
            st.session_state[key] = varied[0] if varied else next(iter(paths))
        path = st.selectbox(
            "Parameter", list(paths), key=key, format_func=lambda p: _label(p, paths, varied),
            help="Each neuron draws its own value from the seed; a mark shows which do.",
        )  # fmt: skip
        now = spread_of(network, name, path) or _SAME
        options = {_SAME: "One value for every neuron of the population.", **spread_kinds()}
        choice("Distribution", options, now, f"spread_kind:{name}:{path}",
               lambda kind: state.edit(set_spread, name, path, None if kind == _SAME else kind),
               help_="Where each neuron draws its own value from, fixed by the seed.")  # fmt: skip
        if now != _SAME:
            text_fields(plain_fields(network, f"populations.{name}.{path}."), "build", columns=2)


def _label(path: str, paths: dict[str, str], varied: list[str]) -> str:
    return f"● {paths[path]}" if path in varied else paths[path]
