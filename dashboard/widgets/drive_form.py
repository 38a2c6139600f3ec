"""The form of one stimulus of a population."""

from __future__ import annotations

import streamlit as st

from dashboard.canvas.drawing import drive_label
from dashboard.widgets.parameter_input import sliders, under
from sim.network import Network, kinds, parameters


def drive_form(network: Network, population: str, index: int) -> None:
    """Show the fields of an external input."""
    drive = network.populations[population].drives[index]
    st.markdown(f"**{drive_label(drive.kind)}** into every neuron of **{population}**")
    st.caption(kinds("drive")[drive.kind])
    sliders(under(parameters(network), f"populations.{population}.drives.{index}."), "build")
