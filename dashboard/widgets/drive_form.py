"""The form of one stimulus of a population."""

from __future__ import annotations

import streamlit as st

from dashboard.canvas.drawing import drive_label
from dashboard.widgets.parameter_input import sliders, under
from dashboard.widgets.text_field import text_fields
from sim.network import Network, kinds, parameters, plain_fields
from sim.network.drives import CurrentDrive, Drive


def drive_form(network: Network, population: str, index: int) -> None:
    """Show the fields of an external input."""
    drive = network.populations[population].drives[index]
    base = f"populations.{population}.drives.{index}."
    st.markdown(f"**{drive_label(drive.kind)}** into {_whom(drive)} of **{population}**")
    st.caption(kinds("drive")[drive.kind])
    sliders(under(parameters(network), base), "build")
    # Either some neurons by number, or those from a first to a last.
    listed = getattr(drive, "neurons", None) is not None
    fields = plain_fields(network, base)
    text_fields([f for f in fields if not (listed and f.path in (f"{base}first", f"{base}last"))],
                "build", columns=2)  # fmt: skip


def _whom(drive: Drive) -> str:
    if not isinstance(drive, CurrentDrive):
        return "every neuron"
    if drive.neurons is not None:
        return f"{len(drive.neurons):,} {'neuron' if len(drive.neurons) == 1 else 'neurons'}"
    if drive.first or drive.last is not None:
        return f"neurons {drive.first} to {'the last' if drive.last is None else drive.last}"
    return "every neuron"
