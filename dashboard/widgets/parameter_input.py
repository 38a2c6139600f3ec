"""A slider, or a slider with an exact field, for one parameter of the network."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext

import streamlit as st

from dashboard import state
from dashboard.late_words import is_late, show
from dashboard.widgets.pins import pin_button
from sim.network import Parameter


def slider(parameter: Parameter, where: str, pin: bool = True) -> None:
    """Show one parameter as a slider that changes the network when it is moved.

    Parameters
    ----------
    where : str
        Part of the page, since the same parameter may stand on it twice.
    pin : bool
        With a button that pins it to the panel.
    """
    key = f"{where}:{parameter.path}"
    # The project is the one truth: a widget is set from it before it is drawn.
    ends = parameter.low, parameter.high, parameter.step
    show(key, _typed(parameter, parameter.value), drawn_as=ends)
    if pin:
        with st.container(horizontal=True, vertical_alignment="center", gap=None):
            _slider(parameter, key)
            pin_button(parameter, where)
    else:
        _slider(parameter, key)
    state.show_complaint_at(key)


def _slider(parameter: Parameter, key: str) -> None:
    st.slider(
        _label(parameter),
        _typed(parameter, parameter.low),
        _typed(parameter, parameter.high),
        step=_typed(parameter, parameter.step),
        key=key,
        help=_help(parameter),
        format="%d" if parameter.integer else "%.4g",
        on_change=_changed,
        args=(parameter, key, state.revision()),
    )


def exact(parameter: Parameter, where: str) -> None:
    """Show one parameter as a field for an exact value, also outside the slider's range."""
    key = f"{where}:{parameter.path}:exact"
    show(key, _typed(parameter, parameter.value), drawn_as=(parameter.step,))
    st.number_input(
        _label(parameter),
        step=_typed(parameter, parameter.step),
        key=key,
        help=_help(parameter),
        format="%d" if parameter.integer else "%.6g",
        on_change=_changed,
        args=(parameter, key, state.revision()),
    )
    state.show_complaint_at(key)


def exact_choice(parameters: Iterable[Parameter], where: str) -> None:
    """Show a field for the exact value of one of some parameters, to be chosen."""
    found = {p.path: p for p in parameters}
    if not found:
        return
    which, field = st.columns(2, vertical_alignment="bottom")
    path = which.selectbox(
        "Type a value of", list(found), key=f"{where}:exact_choice",
        format_func=lambda path: _label(found[path]),
        help="For a value that the slider does not hit, or beyond its ends.",
    )  # fmt: skip
    with field:
        exact(found[path], where)


def sliders(
    parameters: Iterable[Parameter], where: str, columns: int = 1, pin: bool = True
) -> None:
    """Show parameters as sliders in one or more columns."""
    places = st.columns(columns) if columns > 1 else [nullcontext()]
    for i, parameter in enumerate(parameters):
        with places[i % columns]:
            slider(parameter, where, pin)


def reset_button(parameters: Iterable[Parameter], where: str) -> None:
    """Offer to put parameters back to the reference values of their model."""
    moved = {p.path: p.text(p.default) for p in parameters if _moved(p)}
    st.button(
        "Reset to reference values",
        icon=":material/restart_alt:",
        key=f"{where}:reset",
        disabled=not moved,
        help="The values of the paper that the neuron model comes from; of a run, the usual ones.",
        on_click=state.set_values,
        args=(moved,),
    )


def _moved(parameter: Parameter) -> bool:
    return parameter.default is not None and parameter.default != parameter.value


def _changed(parameter: Parameter, key: str, revision: int) -> None:
    if revision != state.revision() or is_late(key):
        return  # a late word of a slider whose network is no longer on the page
    with state.complaints_at(key):
        state.set_values({parameter.path: parameter.text(st.session_state[key])})


def _typed(parameter: Parameter, value: float) -> float | int:
    return round(value) if parameter.integer else float(value)


def _label(parameter: Parameter) -> str:
    return f"{parameter.label} ({parameter.unit})" if parameter.unit else parameter.label


def _help(parameter: Parameter) -> str:
    lines = [parameter.help[:1].upper() + parameter.help[1:] if parameter.help else ""]
    bounds = [
        f"at least {parameter.minimum:g}" if parameter.minimum is not None else "",
        f"at most {parameter.maximum:g}" if parameter.maximum is not None else "",
    ]
    allowed = ", ".join(b for b in bounds if b)
    if allowed:
        lines.append(f"Allowed: {allowed} {parameter.unit}".rstrip())
    if parameter.default is not None:
        lines.append(f"Reference value: {parameter.default:g} {parameter.unit}".rstrip())
    lines.append(f"In the network file: `{parameter.path}`")
    return "  \n".join(line for line in lines if line)


def under(parameters: Iterable[Parameter], base: str) -> list[Parameter]:
    """Return the parameters whose path begins so."""
    return [p for p in parameters if p.path.startswith(base)]
