"""The name of a population or projection, to be changed."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.canvas.editor import do
from dashboard.canvas.edits import Rename
from dashboard.canvas.parts import name_of


def name_field(part: str) -> None:
    """Show the name of a part; what refers to it follows a change."""
    key = f"rename:{part}"
    # The project is the one truth: a name that was refused does not stay.
    st.session_state[key] = name_of(part)

    def rename() -> None:
        if st.session_state[key] != name_of(part):
            with state.complaints_at(key):
                do(Rename(do="rename", id=part, name=st.session_state[key]))

    st.text_input("Name", key=key, on_change=rename, max_chars=32,
                  help="Letters, digits and underscores; starts with a letter.")  # fmt: skip
    state.show_complaint_at(key)
