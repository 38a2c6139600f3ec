"""Rates of single neurons, intervals between spikes, and how irregular both are."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_fano, fig_isi, fig_rate_histogram
from dashboard.figures.isi import MEASURES, Measure
from dashboard.glossary import meaning
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme

_HEIGHT = 340


def activity_intervals(shown: Shown) -> None:
    """Show the histograms and the Fano factor."""
    names, look = shown.populations, theme()
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Rates of neurons")
        rates = shown.drawn(
            "rate_histogram",
            lambda: fig_rate_histogram(shown.part, names, theme=look, context=shown.facts),
        )
        figure_card(rates, "rate_histogram", height=_HEIGHT, pick=shown.pick("rate_histogram"))
    with right:
        st.subheader("Fano factor", help=meaning("Fano factor"))
        fano = shown.drawn(
            "fano", lambda: fig_fano(shown.part, names, theme=look, context=shown.facts)
        )
        figure_card(fano, "fano", height=_HEIGHT, pick=shown.pick("fano"))
    title, pick = st.columns([3, 2], vertical_alignment="bottom")
    title.subheader("Intervals between spikes")
    with pick:
        measure = _measure()
    isi = shown.drawn(
        "isi",
        lambda: fig_isi(shown.part, names, theme=look, context=shown.facts, measure=measure),
        measure,
    )
    figure_card(isi, "isi", height=_HEIGHT, pick=shown.pick("isi", irregularity=measure))


def _measure() -> Measure:
    chosen: Measure = st.segmented_control(
        "Irregularity", list(MEASURES), default="cv", required=True, key="irregularity",
        persist_state="session",
        format_func=lambda m: MEASURES[m][0], label_visibility="collapsed",
        help=f"CV: {meaning('CV')} CV2, LV: {meaning('CV2')}",
    )  # fmt: skip
    return chosen
