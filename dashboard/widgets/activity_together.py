"""How far neurons fire together: correlation of pairs, synchrony of populations."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_correlation, fig_correlation_histogram, fig_synchrony
from dashboard.glossary import meaning
from dashboard.report.view import SAMPLES, USUAL_SAMPLE
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme


def activity_together(shown: Shown) -> None:
    """Show the correlation matrix, its distribution, and the synchrony index."""
    names, look = shown.populations, theme()
    bins, sample, _ = st.columns([2, 2, 3], gap="medium")
    bin_ms = bins.select_slider(
        "Bin of the correlation (ms)", [1, 2, 5, 10, 20, 50], 5, key="correlation_bin",
        persist_state="session",
        help="Spikes of two neurons within one bin count as together.",
    )  # fmt: skip
    n = sample.select_slider(
        "Neurons at most", SAMPLES, USUAL_SAMPLE, key="correlation_sample",
        persist_state="session",
        help="Evenly spaced among those that fired, shared equally by the populations.",
    )  # fmt: skip
    left, right = st.columns([6, 5], gap="medium")
    with left:
        st.subheader("Correlation of pairs", help=meaning("correlation of a pair"))
        matrix = shown.drawn(
            "correlation",
            lambda: fig_correlation(shown.part, names, bin_ms * 1e-3, n, look, shown.facts),
            bin_ms, n,
        )  # fmt: skip
        chosen = {"bin": f"{bin_ms} ms", "sample": n}
        figure_card(matrix, "correlation", height=560, pick=shown.pick("correlation", **chosen))
    with right:
        st.subheader("Their distribution")
        pairs = shown.drawn(
            "correlation_histogram",
            lambda: fig_correlation_histogram(
                shown.part, names, bin_ms * 1e-3, n, look, shown.facts
            ),
            bin_ms, n,
        )  # fmt: skip
        figure_card(
            pairs, "correlation_histogram", height=280,
            pick=shown.pick("correlation_histogram", **chosen),
        )  # fmt: skip
        st.subheader("Synchrony", help=meaning("synchrony index"))
        synchrony = shown.drawn(
            "synchrony",
            lambda: fig_synchrony(shown.part, names, theme=look, context=shown.facts),
        )
        figure_card(synchrony, "synchrony", height=280, pick=shown.pick("synchrony"))
