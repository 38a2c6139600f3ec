"""The animation of a run: its spikes on the map of the neurons."""

from __future__ import annotations

import streamlit as st

from dashboard.animation.component import player
from dashboard.animation.payload import animation
from dashboard.figures.theme import Theme
from dashboard.jobs import Result
from dashboard.widgets.figure_card import theme

#: Of the player with its buttons and its legend. [px]
_HEIGHT = 500


def spike_player(result: Result) -> None:
    """Show the player; it draws in the browser and runs nothing here."""
    message, note = _message(result.key, theme(), _result=result)
    if not player(message, "spike_player", _HEIGHT):
        st.info("This version of Streamlit cannot show the animation.")
        return
    hint = (
        "A neuron lights up at its spike and fades within some 20 ms of the run. Speed is against "
        "biological time. On the picture: Space plays and pauses, the arrow keys step by 1 ms."
    )
    st.caption(f"{note} {hint}".strip())


@st.cache_resource(max_entries=4, show_spinner=False)
def _message(key: str, look: Theme, *, _result: Result) -> tuple[bytes, str]:
    return animation(_result.wiring, _result.activity, look)
