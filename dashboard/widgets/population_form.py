"""The form of one population: size, neuron model, input, geometry, stimuli."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import state
from dashboard.widgets.choice import choice
from dashboard.widgets.neuron_form import neuron_form, spread_form
from dashboard.widgets.parameter_input import reset_button, sliders
from sim.network import (
    Network,
    Parameter,
    add_drive,
    add_population,
    change_model,
    duplicate_population,
    kinds,
    parameters,
    remove_drive,
    remove_population,
    rename_population,
    set_geometry,
)

_NONE = "none"


def population_form(network: Network) -> None:
    """Show a population to choose, its fields, and buttons to add or remove one."""
    name = _choose(network)
    population = network.populations[name]
    base = f"populations.{name}."
    found = [p for p in parameters(network) if p.path.startswith(base)]
    _naming(name)
    sliders(_under(found, base, "size"), "build")
    models = kinds("source") if population.is_source else kinds("neuron")
    choice("Model", models, population.neuron.model, "model",
           lambda kind: _change_model(name, kind))  # fmt: skip
    neuron_form(network, name)
    neuron = _under(found, base, "neuron.")
    sliders(neuron, "build", columns=2)
    reset_button(neuron, "build")
    spread_form(network, name)
    if not population.is_source:
        _drives(network, name, found)
    _geometry(network, name, found)
    with st.expander("Recording"):
        sliders(_under(found, base, "record."), "build")


def _choose(network: Network) -> str:
    pick, new = st.columns([3, 2], vertical_alignment="bottom")
    names = list(network.populations)
    if st.session_state.get("build_population") not in names:
        st.session_state["build_population"] = names[0]
    chosen: str = pick.selectbox("Population", names, key="build_population")
    with new.popover("Add or remove", icon=":material/add:", width="stretch"):
        for kind, help_text in {**kinds("neuron"), **kinds("source")}.items():
            st.button(
                f"Add {kind.replace('_', ' ')}", key=f"add_{kind}", help=help_text, width="stretch",
                on_click=_add, args=(add_population, kind),
            )  # fmt: skip
        st.divider()
        st.button("Duplicate this one", key="duplicate", width="stretch",
                  on_click=_add, args=(duplicate_population, chosen))  # fmt: skip
        st.button("Remove this one", key="remove", width="stretch", disabled=len(names) == 1,
                  help="Its projections go with it.",
                  on_click=state.edit, args=(remove_population, chosen))  # fmt: skip
    return chosen


def _add(change: Callable[..., Network], argument: str) -> None:
    """Add a population and choose it, so that the form is about the new one."""
    before = set(state.project().network.populations)
    if state.edit(change, argument):
        new = [n for n in state.project().network.populations if n not in before]
        st.session_state["build_population"] = new[0]


def _change_model(name: str, model: str) -> None:
    """Change the model, and say so when the weights onto it had to change with it."""
    before = state.project().network.populations[name]
    if state.edit(change_model, name, model) and not before.is_source:
        after = state.project().network.populations[name]
        if after.weight_dimension != before.weight_dimension:
            st.toast(
                f"Weights and drives onto {name} are now a {after.weight_dimension}, "
                "set to usual values: look at the projections.",
                icon=":material/info:",
            )


def _naming(name: str) -> None:
    key = f"rename:{name}"

    def rename() -> None:
        new = st.session_state[key]
        if new != name and state.edit(rename_population, name, new):
            st.session_state["build_population"] = new

    st.text_input("Name", name, key=key, on_change=rename, max_chars=32,
                  help="Letters, digits and underscores; starts with a letter.")  # fmt: skip


def _drives(network: Network, name: str, found: list[Parameter]) -> None:
    drives = network.populations[name].drives
    with st.expander(f"Stimuli ({len(drives)})", expanded=bool(drives)):
        for i, drive in enumerate(drives):
            title, remove = st.columns([4, 1], vertical_alignment="center")
            title.markdown(f"**{drive.kind.capitalize()}**")
            remove.button("", icon=":material/delete:", key=f"remove_drive:{name}:{i}",
                          help="Remove this stimulus",
                          on_click=state.edit, args=(remove_drive, name, i))  # fmt: skip
            sliders(_under(found, f"populations.{name}.", f"drives.{i}."), "build", columns=2)
        for kind, help_text in kinds("drive", network.populations[name].neuron.model).items():
            st.button(f"Add {kind}", icon=":material/add:", key=f"add_drive:{name}:{kind}",
                      help=help_text, on_click=state.edit, args=(add_drive, name, kind))  # fmt: skip


def _geometry(network: Network, name: str, found: list[Parameter]) -> None:
    geometry = network.populations[name].geometry
    with st.expander("Geometry", expanded=geometry is not None):
        options = {
            _NONE: "No positions: connections cannot depend on distance.",
            **kinds("geometry"),
        }
        options.pop("free", None)  # positions one by one are written in YAML
        now = geometry.kind if geometry else _NONE
        if now == "free":
            options["free"] = "Given positions; edit them in YAML."
        choice("Shape", options, now, f"geometry:{name}",
               lambda kind: state.edit(set_geometry, name, None if kind == _NONE else kind))  # fmt: skip
        sliders(_under(found, f"populations.{name}.", "geometry."), "build", columns=2)


def _under(found: list[Parameter], base: str, inner: str) -> list[Parameter]:
    return [p for p in found if p.path[len(base) :].startswith(inner)]
