"""The canvas in a session: edits are taken over into the project, and the selection is kept."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.canvas.component import canvas
from dashboard.canvas.drawing import graph_of, palette
from dashboard.canvas.edits import Drawing, Edit, Move, Tidy, carry_out
from dashboard.canvas.parts import parts_of
from dashboard.canvas.protocol import Taken, due
from dashboard.figures.theme import Theme
from sim.errors import SimError

#: Where errors of the canvas are shown, see `state.show_complaint_at`.
WHERE = "canvas"
_KEY = "canvas"
_TAKEN = "canvas_taken"
_SELECTED = "canvas_selected"
_CHOSEN = "canvas_chosen"
_HINT = (
    "An empty network",
    "Click a kind of neuron on the left, or drag it here.",
    "Then draw a line from the dot on its right side to connect.",
)


def selected() -> tuple[str, ...]:
    """Return the ids of the selected parts of the network."""
    known = set(parts_of(state.project().network))
    return tuple(part for part in st.session_state.get(_SELECTED, ()) if part in known)


def select(*parts: str) -> None:
    """Select parts; the canvas follows."""
    state.forget_complaint()
    st.session_state[_SELECTED] = parts
    st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, 0) + 1


def do(edit: Edit) -> bool:
    """Carry out an edit; on an error keep the network and say why."""
    project = state.project()
    try:
        drawing = carry_out(edit, Drawing(project.network, selected()))
    except SimError as error:
        state.complain(str(error))
        return False
    if isinstance(edit, Move | Tidy) or drawing.network == project.network:
        # Drawn otherwise, it is the same network: it keeps its name and its run.
        step = f"move {sorted(edit.places)}" if isinstance(edit, Move) else ""
        state.replace(network=drawing.network, step=step)
        return True
    state.new_network(drawing.network, state.edited(project.origin))
    select(*drawing.selected)
    return True


def show_canvas(theme: Theme, height: int) -> None:
    """Show the canvas of the project's network."""
    project = state.project()
    taken = _taken()
    data: dict[str, Any] = {
        "graph": graph_of(project.network, theme),
        "rev": state.revision(),
        "taken": {"token": taken.token, "n": taken.n},
        "select": list(selected()),
        "chosen": st.session_state.get(_CHOSEN, 0),
        "fit": state.original(project.origin),
        "palette": palette(),
        "hint": list(_HINT),
        "height": height,
    }
    if not canvas(data, _KEY, _take_edits, _take_selection):
        st.warning(
            "The canvas needs a newer Streamlit; the network can be changed as YAML.",
            icon=":material/warning:",
        )
    state.show_complaint_at(WHERE)


def _taken() -> Taken:
    found: Taken = st.session_state.get(_TAKEN, Taken())
    return found


def _take_edits() -> None:
    payload = st.session_state[_KEY].edits
    if payload is None:
        return
    taken, edits = due(payload, _taken(), state.revision())
    with state.complaints_at(WHERE):
        for one in edits:
            if one.edit is None:
                state.complain(one.why)
            else:
                do(one.edit)
    st.session_state[_TAKEN] = taken.at(state.revision())


def _take_selection() -> None:
    sent = st.session_state[_KEY].selection
    known = set(parts_of(state.project().network))
    ids = sent.get("ids") if isinstance(sent, dict) else None
    if isinstance(ids, list):
        state.forget_complaint()
        st.session_state[_SELECTED] = tuple(
            part for part in ids if isinstance(part, str) and part in known
        )
