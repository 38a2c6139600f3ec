"""The equations of a custom neuron: text, checked when applied, the error beside its field."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.plain_text import plain
from sim.errors import SimError
from sim.network import Network, network_with_equations, neuron_texts

#: Field -> height of its box; one line where there is none.
_HEIGHTS = {"equations": 190, "reset": 90, "parameters": 190, "start": 70}


def custom_form(network: Network, population: str) -> None:
    """Show the texts of a custom neuron with a button that checks and takes them over."""
    texts = neuron_texts(network, population)
    shown = f"custom_of:{population}"
    if st.session_state.get(shown) != {f: t.value for f, t in texts.items()}:
        # The network was changed elsewhere, or the page was left: the boxes follow.
        st.session_state[shown] = {f: t.value for f, t in texts.items()}
        for field, text in texts.items():
            st.session_state[_key(population, field)] = text.value
        st.session_state.pop(_error_key(population), None)
    refused: str = st.session_state.get(_error_key(population), "")
    for field, text in texts.items():
        key, label = _key(population, field), text.label
        if field in _HEIGHTS:
            st.text_area(label, key=key, height=_HEIGHTS[field], help=text.help)
        else:
            st.text_input(label, key=key, help=text.help)
        _show(refused, f".neuron.{field}")
    if refused and not any(f".neuron.{field}" in refused for field in texts):
        st.error(plain(refused), icon=":material/error:")
    st.button("Check and use", icon=":material/check:", type="primary", width="stretch",
              key=f"custom_apply:{population}", on_click=_apply,
              args=(population, tuple(texts)),
              help="Nothing changes until the equations are right.")  # fmt: skip


def _key(population: str, field: str) -> str:
    return f"custom:{population}:{field}"


def _error_key(population: str) -> str:
    return f"custom_error:{population}"


def _show(refused: str, field: str) -> None:
    """Show the lines of an error that are about one field."""
    for line in refused.splitlines():
        _, found, words = line.partition(field)
        if found and words[:1] in (".", ":"):
            st.error(plain(words.lstrip(".: ")), icon=":material/error:")


def _apply(population: str, fields: tuple[str, ...]) -> None:
    texts = {field: st.session_state[_key(population, field)] for field in fields}
    try:
        network = network_with_equations(state.project().network, population, texts)
    except SimError as error:
        st.session_state[_error_key(population)] = str(error)
        return
    st.session_state.pop(_error_key(population), None)
    state.new_network(network, state.edited(state.project().origin))
