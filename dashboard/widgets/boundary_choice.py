"""What every energy on the page includes: chip, board, wall socket, or as each device states it."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.glossary import meaning
from dashboard.project import Project
from sim.boundary import BOUNDARIES, MEANING

_OWN = "own"
_LABELS = {_OWN: "as each states it", "chip": "chip", "board": "board", "wall": "wall socket"}
_HELP = (
    meaning("boundary")
    + " "
    + " ".join(f"**{_LABELS[b].capitalize()}**: {MEANING[b]}." for b in BOUNDARIES)
    + " Where nobody has published what lies between, a total becomes a lower bound; where the parts "
    "are not known apart, it is unknown. **As each states it** compares unlike things, and says so."
)


def boundary_choice(project: Project) -> None:
    """Let a person choose the boundary; the verdict follows."""
    st.session_state["boundary"] = project.boundary or _OWN
    st.segmented_control(
        "Energy includes", [_OWN, *BOUNDARIES], key="boundary", format_func=_LABELS.get,
        required=True, help=_HELP, on_change=_changed,
    )  # fmt: skip


def _changed() -> None:
    chosen = st.session_state["boundary"]
    state.replace(boundary=None if chosen == _OWN else chosen)
