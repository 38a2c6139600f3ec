"""A button that holds the run on screen against plain Brian2, spike by spike."""

from __future__ import annotations

import streamlit as st

from dashboard.jobs import Result
from sim.engine import Verification, verify
from sim.errors import SimError


def verification(result: Result) -> None:
    """Show the button, and what came of it for this very run."""
    key = f"verified:{result.key}"
    if st.button(
        "Check against plain Brian2",
        icon=":material/verified:",
        key="verify",
        help="Simulates the first 100 ms once more in Brian2's own runtime, with the same synapses, "
        "and compares every spike. Takes some seconds.",
    ):
        with st.spinner("Plain Brian2 is simulating the same synapses"):
            st.session_state[key] = _outcome(result)
    outcome = st.session_state.get(key)
    if isinstance(outcome, str):
        st.warning(f"Not checked: {outcome}")
    elif outcome is not None:
        show = st.success if outcome.identical else st.error
        show(outcome.text)


def _outcome(result: Result) -> Verification | str:
    try:
        return verify(result.network, result.wiring)
    except SimError as error:
        return str(error)
