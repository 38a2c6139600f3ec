"""How far can you trust this: the model's predictions against published measurements."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.figures import Figure, fig_validation, fig_validation_errors
from dashboard.report_picks import Pick
from dashboard.results import bare_context
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.trust_table import not_predicted_table, prediction_table
from sim.validation import Validation, validation

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


_GROUPS = {
    "chips": "Chips",
    "spiking": "Same spiking network on GPUs and CPUs",
    "ann": "ANNs instead, on GPUs and CPUs",
}


def _figure(found: Validation, draw: Callable[..., Figure], name: str, key: str) -> None:
    """Show one of the figures for a group of rows; numbers are those of the table."""
    group = st.segmented_control(
        "Rows", list(_GROUPS), format_func=_GROUPS.__getitem__, default="chips", key=key,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    first, rows = found.of_group(group)
    suffix = "" if group == "chips" else f"_{group}"
    figure_card(
        draw(rows, theme(), bare_context(), first), f"{name}_{group}", pick=Pick(f"{name}{suffix}")
    )


def render() -> None:
    """Show the page."""
    st.title("How far can you trust this?")
    found = validation()
    st.markdown(found.summary)
    against, by_row, numbers = st.tabs(["Predicted against measured", "Row by row", "In numbers"])
    with against:
        _figure(found, fig_validation, "validation", "trust_scatter")
    with by_row:
        _figure(found, fig_validation_errors, "validation_errors", "trust_rows")
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
