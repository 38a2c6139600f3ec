"""The form of one projection: from where to where, by which rule, weight and delay."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.canvas.parts import projection_id
from dashboard.widgets.choice import choice
from dashboard.widgets.listing_form import listing_form
from dashboard.widgets.name_field import name_field
from dashboard.widgets.parameter_input import sliders, under
from dashboard.widgets.plasticity_form import plasticity_form
from dashboard.widgets.synapse_form import flags_form, synapse_form
from sim.network import (
    Network,
    Projection,
    change_rule,
    inhibits,
    kinds,
    pair_listing,
    parameters,
    set_ends,
    set_pairs,
    set_sign,
)

_SIGNS = {
    "excites": "A spike makes the target more likely to fire.",
    "inhibits": "A spike makes the target less likely to fire.",
}


def projection_form(network: Network, name: str) -> None:
    """Show the fields of a projection."""
    projection = next(p for p in network.projections if p.name == name)
    _ends(network, projection)
    name_field(projection_id(name))
    now = "inhibits" if inhibits(projection) else "excites"
    choice("Effect", _SIGNS, now, f"sign:{name}",
           lambda sign: state.edit(set_sign, name, sign == "inhibits"),
           help_="The sign of the weight; among conductances, it picks the one that a spike opens.")  # fmt: skip
    choice("Rule", kinds("rule"), projection.rule.kind, f"rule:{name}",
           lambda kind: state.edit(change_rule, name, kind),
           help_="Which neuron of the one population connects to which of the other.")  # fmt: skip
    found = under(parameters(network), f"projections.{name}.")
    sliders(under(found, f"projections.{name}.rule."), "build")
    flags_form(network, name)
    if projection.rule.kind == "explicit":
        listing_form("Pairs", pair_listing(network, name), name, set_pairs)
    for field in ("weight", "delay"):
        synapse_form(network, name, field, found)
    plasticity_form(network, projection)


def _ends(network: Network, p: Projection) -> None:
    """Show between which populations the synapses are; the sources of spikes receive none."""
    receivers = [name for name, other in network.populations.items() if not other.is_source]
    left, right = st.columns(2)
    with left:
        choice("From", dict.fromkeys(network.populations, ""), p.source, f"source:{p.name}",
               lambda source: state.edit(set_ends, p.name, source, p.target), called=str,
               help_="Population whose spikes the synapses carry.")  # fmt: skip
    with right:
        choice("To", dict.fromkeys(receivers, ""), p.target, f"target:{p.name}",
               lambda target: state.edit(set_ends, p.name, p.source, target), called=str,
               help_="Population that the spikes act on.")  # fmt: skip
