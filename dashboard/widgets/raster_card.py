"""The raster of a run: every spike, drawn again for what a person zooms to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.chart.component import chart, viewed
from dashboard.figures import SpikeWindow
from dashboard.jobs import Result
from dashboard.widgets.figure_card import keep, save_menu


@st.fragment
def raster_card(
    result: Result,
    name: str,
    draw: Callable[[SpikeWindow | None], Any],
    export: Callable[[], Any],
    height: int,
) -> None:
    """Show a raster; a zoom runs this alone again, and only when it shows more.

    Parameters
    ----------
    draw : callable
        Returns the figure of what is looked at, None for the whole run.
    export : callable
        Returns the figure to save.
    """
    key = f"figure:{name}"
    seen = viewed(key)
    window = SpikeWindow.of_axes(result.activity, seen)
    figure = draw(window)
    figure.update_layout(height=height)
    chart(figure, key, keep=keep(), detail=None if window is None else seen)
    save_menu(figure, name, export)
