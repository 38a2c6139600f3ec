"""Where the state variables of a population start."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.widgets.choice import choice
from dashboard.widgets.parameter_input import sliders
from dashboard.widgets.text_field import text_fields
from sim.network import (
    Network,
    Parameter,
    initial_kind,
    initial_variables,
    plain_fields,
    set_initial,
    spread_kinds,
)

_REST, _VALUE = "at rest", "one value"


def initial_form(network: Network, name: str, found: list[Parameter]) -> None:
    """Show how each state variable starts: at rest, at a value, or spread over the neurons."""
    variables = initial_variables(network, name)
    given = network.populations[name].initial
    with st.expander(f"Initial values ({len(given)})", key=f"initial_box:{name}"):
        for variable in variables:
            options = {
                _REST: "Where the model rests.",
                _VALUE: "The same for every neuron.",
                **spread_kinds(),
            }
            now = initial_kind(network, name, variable)
            shown = {None: _REST, "value": _VALUE}.get(now, now)
            choice(f"Start of {variable}", options, shown or _REST, f"initial:{name}:{variable}",
                   lambda kind, variable=variable: state.edit(
                       set_initial, name, variable, {_REST: None, _VALUE: "value"}.get(kind, kind)
                   ), help_="What the neurons begin a run with.")  # fmt: skip
            base = f"populations.{name}.initial.{variable}"
            bounds = [] if now is None else plain_fields(network, f"{base}.")
            typed = {b.path for b in bounds}
            sliders([p for p in found if p.path not in typed and f"{p.path}.".startswith(f"{base}.")],
                    "build", columns=2)  # fmt: skip
            text_fields(bounds, "build", columns=2)
