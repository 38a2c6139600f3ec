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


#: Key -> label.
_FIELDS = {"claim_energy": "Claim: times less energy", "claim_speed": "Claim: times faster"}


def claim_form(claim: Claim) -> None:
    """Show the two factors of the claim."""
    st.session_state["claim_energy"], st.session_state["claim_speed"] = claim.energy, claim.speed
    energy, speed = st.columns(2, vertical_alignment="bottom")
    energy.number_input(
        _FIELDS["claim_energy"], value=None, format="%.6g",  # None: an emptied field is no zero
        key="claim_energy", on_change=_changed,
        help=meaning("claim", meaning("energy ratio"), _SAID),
    )  # fmt: skip
    speed.number_input(
        _FIELDS["claim_speed"], value=None, format="%.6g",
        key="claim_speed", on_change=_changed,
        help=meaning("claim", meaning("speed ratio"), _SAID),
    )  # fmt: skip


def _changed() -> None:
    given = {key: st.session_state[key] for key in _FIELDS}
    empty = [label for key, label in _FIELDS.items() if given[key] is None]
    if empty:
        state.complain(
            f"{empty[0]}: the field is empty, so the claim stays as it was; "
            "a factor must be a positive, finite number such as 100"
        )
        return
    try:
        claim = Claim(energy=given["claim_energy"], speed=given["claim_speed"])
    except SimError as error:
        state.complain(str(error))
        return
    state.replace(claim=claim)
