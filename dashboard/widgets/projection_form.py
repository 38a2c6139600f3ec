"""The form of one projection: from where to where, by which rule, weight and delay."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.widgets.choice import choice
from dashboard.widgets.parameter_input import sliders
from dashboard.widgets.plasticity_form import plasticity_form
from sim.network import (
    Network,
    Projection,
    add_projection,
    change_rule,
    kinds,
    parameters,
    remove_projection,
)


def projection_form(network: Network) -> None:
    """Show a projection to choose, its fields, and ways to add or remove one."""
    _add(network)
    names = [p.name for p in network.projections]
    if not names:
        st.info("No projections yet: choose a source and a target above, then add one.")
        return
    if st.session_state.get("build_projection") not in names:
        st.session_state["build_projection"] = names[0]
    pick, remove = st.columns([4, 1], vertical_alignment="bottom")
    name = pick.selectbox("Projection", names, key="build_projection")
    remove.button("", icon=":material/delete:", key="remove_projection", help="Remove this projection",
                  on_click=state.edit, args=(remove_projection, name))  # fmt: skip
    _fields(network, network.projections[names.index(name)])


def _add(network: Network) -> None:
    targets = [n for n, p in network.populations.items() if not p.is_source]
    if not targets:
        st.info("Add a population of neurons first: spike sources receive no synapses.")
        return
    source, target, button = st.columns([2, 2, 1], vertical_alignment="bottom")
    start = source.selectbox("New: from", list(network.populations), key="new_source")
    end = target.selectbox("to", targets, key="new_target")
    button.button("Add", icon=":material/add:", key="add_projection",
                  on_click=state.edit, args=(add_projection, start, end))  # fmt: skip


def _fields(network: Network, projection: Projection) -> None:
    name = projection.name
    st.caption(f"From **{projection.source}** to **{projection.target}**")
    options = kinds("rule")
    if projection.rule.kind != "explicit":
        options = {k: v for k, v in options.items() if k != "explicit"}
    choice("Rule", options, projection.rule.kind, f"rule:{name}",
           lambda kind: state.edit(change_rule, name, kind))  # fmt: skip
    base = f"projections.{name}."
    found = [p for p in parameters(network) if p.path.startswith(base)]
    sliders([p for p in found if not p.path.startswith(f"{base}plasticity.")], "build")
    for field in ("weight", "delay"):
        value = getattr(projection, field)
        if not isinstance(value, str):
            st.caption(f"{field.capitalize()}: {value.kind.replace('_', ' ')} (edit it in YAML)")
    plasticity_form(network, projection)
