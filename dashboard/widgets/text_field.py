"""A line of text for one field of the network that no slider turns."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext

import streamlit as st

from dashboard import state
from dashboard.late_words import is_late, show
from sim.errors import SimError
from sim.network import PlainField


def text_field(field: PlainField, where: str) -> None:
    """Show a field as text that changes the network; what is wrong with it is said below.

    Parameters
    ----------
    where : str
        Part of the page.
    """
    key = f"{where}:{field.path}:text"
    # The project is the one truth: a text that was refused does not stay.
    show(key, field.text, drawn_as=(field.lines,))
    draw = st.text_input if field.lines == 1 else st.text_area
    with st.container():  # directly in a panel of fixed height, a text area shrinks to nothing
        draw(field.label, key=key, on_change=_typed, args=(field, key, state.revision()),
             help=f"{field.help}  \nIn the network file: `{field.path}`".strip())  # fmt: skip
    state.show_complaint_at(key)


def text_fields(fields: Iterable[PlainField], where: str, columns: int = 1) -> None:
    """Show fields in one or more columns."""
    places = st.columns(columns) if columns > 1 else [nullcontext()]
    for i, field in enumerate(fields):
        with places[i % columns]:
            text_field(field, where)


def _typed(field: PlainField, key: str, revision: int) -> None:
    if revision != state.revision() or is_late(key):
        return  # a late word of a field whose network is no longer on the page
    with state.complaints_at(key):
        try:
            value = field.read(st.session_state[key])
        except SimError as error:
            state.complain(f"{field.path}: {error}")
            return
        state.set_values({field.path: value})
