"""Pinned parameters: the ones a person wants at hand on every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from dashboard import state
from dashboard.project import MAX_PINNED
from sim.network import Parameter

_CHOSEN = "pins"


def pin_menu(found: Iterable[Parameter]) -> None:
    """Show the menu of what is pinned: one for the panel, which is sent with every run of a page."""
    labels = {p.path: _with_owner(p).label for p in found}
    st.session_state[_CHOSEN] = list(state.project().pinned)
    with st.popover("Pin parameters", icon=":material/keep:", width="stretch"):
        st.multiselect(
            "At the top of the panel, on every page",
            list(labels),
            format_func=labels.get,
            key=_CHOSEN,
            max_selections=MAX_PINNED,
            placeholder="Search by name",
            on_change=lambda: state.replace(pinned=tuple(st.session_state[_CHOSEN])),
        )


def pin_button(parameter: Parameter, where: str) -> None:
    """Show the button that pins a parameter to the live panel, or takes it from there."""
    pinned = parameter.path in state.project().pinned
    full = not pinned and len(state.project().pinned) >= MAX_PINNED
    st.button(
        "Unpin" if pinned else "Pin",
        icon=":material/keep_off:" if pinned else ":material/keep:",
        key=f"{where}:{parameter.path}:pin",
        type="tertiary",
        disabled=full,
        help=f"At most {MAX_PINNED} parameters can be pinned; unpin another one first."
        if full
        else "Take it out of the pinned parameters."
        if pinned
        else "Keep this parameter at the top of the panel, on every page.",
        on_click=_toggle,
        args=(parameter.path,),
    )


def _toggle(path: str) -> None:
    now = state.project().pinned
    state.replace(pinned=tuple(p for p in now if p != path) if path in now else (*now, path))


def pinned_parameters(found: Iterable[Parameter]) -> list[Parameter]:
    """Return the pinned parameters that the network has, and forget the pins of the others."""
    by_path = {p.path: p for p in found}
    pins = state.project().pinned
    left = tuple(path for path in pins if path in by_path)
    if left != pins:
        state.replace(pinned=left)
    return [_with_owner(by_path[path]) for path in left]


def _with_owner(parameter: Parameter) -> Parameter:
    """Return a parameter that says in its label what it belongs to."""
    kind, _, rest = parameter.path.partition(".")
    if kind not in ("populations", "projections"):
        return parameter
    return replace(parameter, label=f"{rest.partition('.')[0]}: {parameter.label}")
