"""The claim to be judged, editable."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.glossary import meaning
from sim.claim import Claim
from sim.errors import SimError

_SAID = (
    "The defaults are what was said of a startup's NPU: 100 times the compute of a GPU at "
    "10,000 times its energy efficiency, with no GPU, network or precision named."
)


def claim_form(claim: Claim) -> None:
    """Show the two factors of the claim."""
    st.session_state["claim_energy"], st.session_state["claim_speed"] = claim.energy, claim.speed
    energy, speed = st.columns(2, vertical_alignment="bottom")
    energy.number_input(
        "Claim: times less energy", format="%.6g",
        key="claim_energy", on_change=_changed,
        help=meaning("claim", meaning("energy ratio"), _SAID),
    )  # fmt: skip
    speed.number_input(
        "Claim: times faster", format="%.6g",
        key="claim_speed", on_change=_changed,
        help=meaning("claim", meaning("speed ratio"), _SAID),
    )  # fmt: skip


def _changed() -> None:
    try:
        claim = Claim(
            energy=st.session_state["claim_energy"], speed=st.session_state["claim_speed"]
        )
    except SimError as error:
        state.complain(str(error))
        return
    state.replace(claim=claim)
