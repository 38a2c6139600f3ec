"""How far can you trust this: the model's predictions against published measurements."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_validation, fig_validation_errors
from dashboard.results import bare_context
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.trust_table import not_predicted_table, prediction_table
from sim.validation import validation

_HOW = """
Each measurement comes with the load it was made under (neurons, spikes, events, time). One mean step of that
load is counted and priced by the same functions that price your network, with the numbers of the
**Hardware** page. A row from which a number was taken agrees by construction, so it is hollow in the plot
and never counted. Rows that fail stay in.
"""

_ELSE = """
- **Spikes**: *Check against plain Brian2* on the Activity page, or `npu-explorer verify cuba`, holds a run
  against plain Brian2, spike by spike.
- **Counting and pricing**: on random networks the energy of every component on Loihi is compared with
  SANA-FE, an independent simulator of that chip, in the tests of this program.
- **Not modelled**: supply voltage and temperature, congestion on the chip's network, and what lies outside
  the stated boundary. The bill of every device says what is inside.
"""


def render() -> None:
    """Show the page."""
    st.title("How far can you trust this?")
    found = validation()
    st.markdown(found.summary)
    against, by_row, numbers = st.tabs(["Predicted against measured", "Row by row", "In numbers"])
    with against:
        figure_card(fig_validation(found.predictions, theme(), bare_context()), "validation")
    with by_row:
        errors = fig_validation_errors(found.predictions, theme(), bare_context())
        figure_card(errors, "validation_errors")
    with numbers:
        prediction_table(found.predictions)
    st.subheader(f"What cannot be predicted ({len(found.not_predicted)})")
    not_predicted_table(found.not_predicted)
    how, other = st.columns(2, gap="large")
    with how:
        st.subheader("How it is done")
        st.markdown(_HOW)
    with other:
        st.subheader("What else is checked")
        st.markdown(_ELSE)
