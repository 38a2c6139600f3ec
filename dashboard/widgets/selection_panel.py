"""The panel beside the canvas: the fields of what is selected, the run, and the YAML."""

from __future__ import annotations

import streamlit as st

from dashboard.canvas import editor
from dashboard.canvas.parts import index_of, kind_of, name_of, parts_of
from dashboard.plain_text import plain
from dashboard.widgets.drive_form import drive_form
from dashboard.widgets.parameter_input import exact, slider
from dashboard.widgets.population_form import population_form
from dashboard.widgets.projection_form import projection_form
from dashboard.widgets.text_field import text_fields
from dashboard.widgets.yaml_form import yaml_form
from sim.network import Network, parameters, plain_fields

_KEY = "selected_part"
_RUN = ("seed", "duration", "dt")


def selection_panel(network: Network, height: int) -> None:
    """Show the panel."""
    chosen, run, text = st.tabs(["Selected", "Run", "YAML"])
    with chosen, st.container(height=height, border=False, key="selection"):
        _selection(network)
    with run, st.container(height=height, border=False):
        _run_form(network)
    with text, st.container(height=height, border=False):
        yaml_form(network)


def _selection(network: Network) -> None:
    parts = parts_of(network)
    if not parts:
        st.info("Nothing to select yet. Add neurons on the left.", icon=":material/left_click:")
        return
    now = editor.selected()
    st.session_state[_KEY] = now[0] if len(now) == 1 else None
    st.selectbox(
        "Selected", parts, key=_KEY, format_func=_called, index=None,
        label_visibility="collapsed",
        placeholder=f"{len(now)} parts are selected" if now else "Click a box or an arrow",
        on_change=lambda: editor.select(*filter(None, [st.session_state[_KEY]])),
    )  # fmt: skip
    if len(now) != 1:
        st.caption(
            "Drag boxes to move them; drag from the dot on the right of a box to another box to "
            "connect them. Del deletes, Ctrl+D duplicates, Ctrl+Z undoes; Shift selects several. "
            "By keyboard: Tab goes from box to box, Enter selects, arrows move, C on one box and "
            "then on another connects them."
        )
        return
    part = now[0]
    match kind_of(part):
        case "population":
            population_form(network, name_of(part))
        case "drive":
            drive_form(network, name_of(part), index_of(part))
        case _:
            projection_form(network, name_of(part))


def _called(part: str) -> str:
    """Return what a part is called in the list."""
    match kind_of(part):
        case "population":
            return f"Population {name_of(part)}"
        case "drive":
            return f"Stimulus {index_of(part) + 1} of {name_of(part)}"
        case _:
            return f"Projection {name_of(part)}"


def _run_form(network: Network) -> None:
    """Show seed, duration and time step, and what the network is called."""
    for parameter in parameters(network):
        if parameter.path in _RUN:
            wide, narrow = st.columns([3, 2], vertical_alignment="bottom")
            with wide:
                slider(parameter, "run")
            with narrow:
                exact(parameter, "run")
    text_fields(plain_fields(network, ""), "run")
    if network.variants:
        _variants(network)


def _variants(network: Network) -> None:
    """Say which named regimes the network file holds."""
    with st.expander(f"Variants ({len(network.variants)})"):
        st.caption("Named regimes of this network; they are written in the network file, see the tab YAML.")  # fmt: skip
        for name, variant in network.variants.items():
            sets = ", ".join(variant.set) or "nothing, it is the network as it is"
            st.markdown(f"**{plain(name)}**: {plain(variant.title)}  \nsets {plain(sets)}")
