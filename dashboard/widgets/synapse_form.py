"""The weight or the delay of a projection: one value, spread over its synapses, or of distance."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.glossary import meaning
from dashboard.late_words import is_late, show
from dashboard.widgets.choice import choice
from dashboard.widgets.parameter_input import sliders
from dashboard.widgets.text_field import text_fields
from sim.network import (
    Flag,
    Network,
    Parameter,
    plain_fields,
    rule_flags,
    set_synapse_value,
    synapse_kind,
    synapse_kinds,
)
from sim.network.edit_synapses import SynapseField

_ONE = "one value"


def synapse_form(
    network: Network, projection: str, field: SynapseField, found: list[Parameter]
) -> None:
    """Show what kind of value the synapses have, and its numbers.

    Parameters
    ----------
    found : list of Parameter
        Those of the projection.
    """
    kind = synapse_kind(network, projection, field)
    base = f"projections.{projection}.{field}"
    options = {_ONE: "The same for every synapse.", **synapse_kinds(field)}
    choice(field.capitalize(), options, kind or _ONE, f"{field}:{projection}",
           lambda chosen: state.edit(
               set_synapse_value, projection, field, None if chosen == _ONE else chosen
           ), help_="How its value comes about for each synapse.")  # fmt: skip
    if kind is None:
        sliders([p for p in found if p.path == base], "build")
        return
    bounds = plain_fields(network, f"{base}.")
    typed = {b.path for b in bounds}
    sliders([p for p in found if p.path.startswith(f"{base}.") and p.path not in typed],
            "build", columns=2)  # fmt: skip
    text_fields(bounds, "build", columns=2)


def flags_form(network: Network, projection: str) -> None:
    """Show which pairs the rule may draw besides the plain ones, as check boxes."""
    flags = rule_flags(network, projection)
    if not flags:
        return
    for place, flag in zip(st.columns(2), flags, strict=False):
        with place:
            _flag(flag)


def _flag(flag: Flag) -> None:
    key = f"build:{flag.path}"
    show(key, flag.value)

    def ticked() -> None:
        if is_late(key):
            return
        with state.complaints_at(key):
            state.set_values({flag.path: st.session_state[key]})

    about = {"autapses": meaning("autapses"), "multapses": meaning("multapses")}[flag.name]
    st.checkbox(flag.name.capitalize(), key=key, disabled=flag.fixed, on_change=ticked,
                help=f"{about} {flag.why}".strip())  # fmt: skip
    state.show_complaint_at(key)
