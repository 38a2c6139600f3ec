"""The panel beside the canvas: the selected part, the network itself, the run, and the YAML."""

from __future__ import annotations

import streamlit as st

from dashboard.canvas import editor
from dashboard.canvas.parts import index_of, kind_of, name_of, parts_of
from dashboard.late_words import is_late, show
from dashboard.widgets.drive_form import drive_form
from dashboard.widgets.network_form import network_form
from dashboard.widgets.parameter_input import exact, slider
from dashboard.widgets.population_form import population_form
from dashboard.widgets.projection_form import projection_form
from dashboard.widgets.yaml_form import yaml_form
from sim.network import Network, parameters

_KEY = "selected_part"
_TAB = "build_tab"
_RUN = ("seed", "duration", "dt")


def selection_panel(network: Network, height: int) -> None:
    """Show the panel."""
    chosen, whole, run, text = st.tabs(
        ["Selected", "Network", "Run", "YAML"], key=_TAB, on_change="rerun"
    )
    with chosen, st.container(height=height, border=False, key="selection"):
        _selection(network)
    with whole, st.container(height=height, border=False):
        if whole.open:  # many fields, which no other tab needs
            network_form(network)
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
    show(_KEY, now[0] if len(now) == 1 else None, of=now, grace_s=1.0)
    st.selectbox(
        "Selected", parts, key=_KEY, format_func=_called, index=None,
        label_visibility="collapsed",
        placeholder=f"{len(now)} parts are selected" if now else "Click a box or an arrow",
        on_change=_part_chosen,
    )  # fmt: skip
    if len(now) != 1:
        st.caption(
            "Drag boxes to move them; drag from the dot on the right of a box to another box to "
            "connect them. Del deletes, Ctrl+D duplicates, Ctrl+Z undoes; Shift selects several. "
            "By keyboard: Tab goes from box to box, Enter selects, arrows move, C on one box and "
            "then on another connects them. Title, paper, variants, order and size of the network are under "
            "**Network**."
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


def _part_chosen() -> None:
    if not is_late(_KEY):
        editor.select(*filter(None, [st.session_state[_KEY]]))


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
    """Show seed, duration and time step."""
    for parameter in parameters(network):
        if parameter.path in _RUN:
            wide, narrow = st.columns([3, 2], vertical_alignment="bottom")
            with wide:
                slider(parameter, "run")
            with narrow:
                exact(parameter, "run")
