"""The animation of a run: its spikes on the map of the neurons."""

from __future__ import annotations

import streamlit as st

from dashboard.animation.component import player
from dashboard.animation.payload import animation
from dashboard.figures.theme import Theme
from dashboard.jobs import Result
from dashboard.shown import Shown
from dashboard.widgets.figure_card import theme

#: Of the player with its buttons and its legend. [px]
_HEIGHT = 500


def spike_player(shown: Shown) -> None:
    """Show the player; it draws in the browser and runs nothing here."""
    result = shown.result
    message, note = _message(result.key, theme(), shown.populations, _result=result)
    if not player(message, "spike_player", _HEIGHT):
        st.info("This version of Streamlit cannot show the animation.")
        return
    hint = (
        "A neuron lights up at its spike and fades within some 20 ms of the run; a line in the "
        "charts follows. What is played is the time window and the populations chosen above. "
        "Speed is against biological time. On the picture: Space plays and pauses, the arrow keys "
        "step by 1 ms; in 3D, drag to turn it."
    )
    st.caption(f"{note} {hint}".strip())


@st.cache_resource(max_entries=4, show_spinner=False)
def _message(
    key: str, look: Theme, populations: tuple[str, ...], *, _result: Result
) -> tuple[bytes, str]:
    return animation(_result.wiring, _result.activity, look, populations)
