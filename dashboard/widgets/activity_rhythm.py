"""Rhythms of the population rates."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_spectrogram, fig_spectrum
from dashboard.glossary import meaning
from dashboard.report.view import (
    RESOLUTIONS_HZ,
    SEGMENTS_S,
    USUAL_RESOLUTION_HZ,
    USUAL_SEGMENT_S,
)
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme
from sim.units import format_quantity

_HEIGHT = 360


def activity_rhythm(shown: Shown) -> None:
    """Show the power spectrum of the stretch, and the spectrogram on the linked time axis."""
    look = theme()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("Power spectrum", help=meaning("power spectrum"))
        resolution = st.select_slider(
            "Resolution (Hz)", RESOLUTIONS_HZ, USUAL_RESOLUTION_HZ, key="spectrum_resolution",
            persist_state="session",
            help="Finer needs longer segments, of which fewer are averaged: a rougher line.",
        )  # fmt: skip
        spectrum = shown.drawn(
            "spectrum",
            lambda: fig_spectrum(shown.part, shown.populations, resolution, look, shown.facts),
            resolution,
        )
        figure_card(
            spectrum, "spectrum", height=_HEIGHT,
            pick=shown.pick("spectrum", resolution=format_quantity(resolution, "Hz")),
        )  # fmt: skip
    with right:
        st.subheader("Spectrogram")
        pick, width = st.columns(2)
        name = pick.selectbox("Population", shown.populations, key="spectrogram_of")
        segment_s = width.select_slider(
            "Window (ms)", SEGMENTS_S, USUAL_SEGMENT_S, key="spectrogram_window",
            persist_state="session",
            format_func=lambda s: f"{s * 1e3:.4g}",
            help="A long window tells frequencies apart, a short one moments.",
        )  # fmt: skip
        over_time = shown.drawn(
            "spectrogram",
            lambda: fig_spectrogram(
                shown.result.activity, name, segment_s, theme=look, context=shown.run
            ),
            name, segment_s,
        )  # fmt: skip
        figure_card(
            over_time, "spectrogram", height=_HEIGHT, link=shown.link(),
            pick=shown.pick(f"spectrogram_{name}", segment=format_quantity(segment_s, "ms")),
        )  # fmt: skip
