"""A select box over the kinds of a thing, each with a line of explanation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import state
from dashboard.late_words import is_late, show


def choice(
    label: str,
    options: Mapping[str, str],
    now: str,
    key: str,
    on_choice: Callable[[str], object],
    *,
    help_: str | None = None,
    called: Callable[[str], str] = lambda kind: kind.replace("_", " "),
) -> None:
    """Show a select box that calls ``on_choice`` with the new kind.

    Parameters
    ----------
    options : mapping of str to str
        Kind to its explanation, shown below the box for the chosen one.
    now : str
        The kind in the project; the box always shows it.
    help_ : str, optional
        About the label.
    called : callable
        From a kind to what the box calls it.
    """
    widget = f"choice:{key}"
    show(widget, now)

    def chosen() -> None:
        if is_late(widget):
            return
        with state.complaints_at(widget):
            on_choice(st.session_state[widget])

    st.selectbox(
        label,
        list(options),
        key=widget,
        format_func=called,
        on_change=chosen,
        help=help_,
    )
    state.show_complaint_at(widget)
    if options.get(now):
        st.caption(options[now])
