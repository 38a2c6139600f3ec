"""The form of one population: name, size, neuron model, input, geometry, recording."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.canvas.parts import population_id
from dashboard.widgets.choice import choice
from dashboard.widgets.initial_form import initial_form
from dashboard.widgets.listing_form import listing_form
from dashboard.widgets.name_field import name_field
from dashboard.widgets.neuron_form import neuron_form, spread_form
from dashboard.widgets.neuron_glance import neuron_glance
from dashboard.widgets.parameter_input import exact_choice, reset_button, sliders, under
from dashboard.widgets.text_field import text_fields
from sim.network import (
    Network,
    Parameter,
    change_model,
    kinds,
    parameters,
    plain_fields,
    point_listing,
    set_geometry,
    set_points,
    set_spikes,
    spike_listing,
)

_NONE = "none"


def population_form(network: Network, name: str) -> None:
    """Show the fields of a population."""
    population = network.populations[name]
    base = f"populations.{name}."
    found = [p for p in parameters(network) if p.path.startswith(base)]
    name_field(population_id(name))
    sliders(under(found, f"{base}size"), "build")
    models = kinds("source") if population.is_source else kinds("neuron")
    choice("Model", models, population.neuron.model, "model",
           lambda kind: _change_model(name, kind),
           help_="When the source fires." if population.is_source
           else "The equations of the neurons; their parameters follow below.")  # fmt: skip
    neuron_form(network, name)
    neuron = under(found, f"{base}neuron.")
    sliders(neuron, "build", columns=2)
    exact_choice([*under(found, f"{base}size"), *neuron], f"build:{name}")
    text_fields(plain_fields(network, f"{base}neuron."), "build")
    if population.neuron.model == "spike_list":
        listing_form("Spikes", spike_listing(network, name), name, set_spikes)
    else:
        reset_button(neuron, "build")
    neuron_glance(network, name)
    spread_form(network, name)
    if not population.is_source:
        initial_form(network, name, under(found, f"{base}initial."))
    _geometry(network, name, found)
    with st.expander("Recording"):
        sliders(under(found, f"{base}record."), "build")
        text_fields(plain_fields(network, f"{base}record."), "build")
    with st.expander("Label and silenced neurons"):
        text_fields(plain_fields(network, base), "build")


def _change_model(name: str, model: str) -> None:
    """Change the model, and say so when the weights onto it had to change with it."""
    # A late choice may be about a population that has just been deleted.
    before = state.project().network.populations.get(name)
    if state.edit(change_model, name, model) and before and not before.is_source:
        after = state.project().network.populations[name]
        if after.weight_dimension != before.weight_dimension:
            st.toast(
                f"Weights and drives onto {name} are now a {after.weight_dimension}, "
                "set to usual values: look at the projections.",
                icon=":material/info:",
            )


def _geometry(network: Network, name: str, found: list[Parameter]) -> None:
    geometry = network.populations[name].geometry
    with st.expander("Geometry", expanded=geometry is not None):
        options = {
            _NONE: "No positions: connections cannot depend on distance.",
            **kinds("geometry"),
        }
        now = geometry.kind if geometry else _NONE
        choice("Shape", options, now, f"geometry:{name}",
               lambda kind: state.edit(set_geometry, name, None if kind == _NONE else kind),
               help_="Where the neurons lie, for rules and values that depend on distance.")  # fmt: skip
        base = f"populations.{name}.geometry."
        sliders(under(found, base), "build", columns=2)
        if geometry is not None:
            text_fields(plain_fields(network, base), "build")
        if now == "free":
            listing_form("Positions", point_listing(network, name), name, set_points)
