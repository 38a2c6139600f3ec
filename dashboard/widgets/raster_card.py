"""The raster of a run: every spike, drawn again for what a person zooms to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.chart.component import Link, chart, viewed
from dashboard.figures import SpikeWindow
from dashboard.jobs import Result
from dashboard.report_picks import Pick
from dashboard.widgets.figure_card import keep, save_menu

#: How long a browser takes to put new spikes on the screen. [s]
_PAINTED_S = 0.2


@st.fragment
def raster_card(
    result: Result,
    name: str,
    draw: Callable[[SpikeWindow | None], Any],
    pick: Pick,
    height: int,
    keep_zoom: str = "",
    link: Link | None = None,
) -> None:
    """Show a raster; a zoom that would show more runs it again, and nothing else.

    Parameters
    ----------
    draw : callable
        Returns the figure of what is looked at, None for the whole run.
    pick : Pick
        What a report holds of it, and what is saved.
    keep_zoom : str
        What a zoom belongs to beside the network, such as the order of the rows.
    link
        As for `dashboard.chart.component.chart`.
    """
    key = f"figure:{name}"
    seen = viewed(key)
    window = SpikeWindow.of_axes(result.activity, seen)
    figure = draw(window)
    figure.update_layout(height=height)
    chart(
        figure, key, keep=f"{keep()}:{keep_zoom}", detail=None if window is None else seen,
        link=link,
    )  # fmt: skip
    if state.values_moved():
        _let_it_be_painted()
    save_menu(figure, name, lambda: figure, pick)


def _let_it_be_painted() -> None:
    """Hold the rest of the page back for a moment.

    A browser has one thread for a page. What is sent right after the spikes it would
    take in before it paints them, and an eye that follows a slider is on the spikes.
    """
    until = time.monotonic() + _PAINTED_S
    while time.monotonic() < until:
        time.sleep(0.02)
        state.values_moved()  # a look at the session's state: a newer change ends this run here
