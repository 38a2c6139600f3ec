"""Rhythms of the population rates."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_spectrogram, fig_spectrum
from dashboard.glossary import meaning
from dashboard.plain_text import plain
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme

_HEIGHT = 360


def activity_rhythm(shown: Shown) -> None:
    """Show the power spectrum of the stretch, and the spectrogram on the linked time axis."""
    look = theme()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("Power spectrum", help=meaning("power spectrum"))
        resolution = st.select_slider(
            "Resolution (Hz)", [0.5, 1.0, 2.0, 5.0, 10.0], 2.0, key="spectrum_resolution",
            help="Finer needs longer segments, of which fewer are averaged: a rougher line.",
        )  # fmt: skip
        spectrum = shown.drawn(
            "spectrum",
            lambda: fig_spectrum(shown.part, shown.populations, resolution, look, shown.facts),
            resolution,
        )
        figure_card(
            spectrum, "spectrum", height=_HEIGHT,
            pick=shown.pick("spectrum", usual=resolution == 2.0),
        )  # fmt: skip
    with right:
        st.subheader("Spectrogram")
        pick, width = st.columns(2)
        name = pick.selectbox(
            "Population", shown.populations, key="spectrogram_of", format_func=plain
        )
        segment_ms = width.select_slider(
            "Window (ms)", [50, 100, 200, 500], 200, key="spectrogram_window",
            help="A long window tells frequencies apart, a short one moments.",
        )  # fmt: skip
        over_time = shown.drawn(
            "spectrogram",
            lambda: fig_spectrogram(
                shown.result.activity, name, segment_ms * 1e-3, theme=look, context=shown.whole
            ),
            name, segment_ms,
        )  # fmt: skip
        figure_card(
            over_time, "spectrogram", height=_HEIGHT, link=shown.link(),
            pick=shown.pick(f"spectrogram_{name}", usual=segment_ms == 200),
        )  # fmt: skip
