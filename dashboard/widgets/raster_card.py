"""The raster of a run: every spike, drawn again for what a person zooms to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.chart.component import Link, chart, viewed
from dashboard.figures import SpikeWindow
from dashboard.figures.spike_detail import MOST_DOTS
from dashboard.jobs import Result
from dashboard.report.view import FigureView, taken_by
from dashboard.report_picks import Pick
from dashboard.shown import in_steps
from dashboard.widgets.figure_card import keep, save_menu
from sim.activity import Activity

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
    """Show a raster; a zoom runs it again, and nothing else.

    Parameters
    ----------
    draw : callable
        Returns the figure of what is looked at, None for the whole run.
    pick : Pick
        What a report holds of it, and what is saved; the zoom is added to it.
    keep_zoom : str
        What a zoom belongs to beside the network, such as the order of the rows.
    link
        As for `dashboard.chart.component.chart`.
    """
    key = f"figure:{name}"
    seen = viewed(key)
    window = SpikeWindow.of_axes(result.activity, seen)
    # A screen holds the dots of a small run, so they are all drawn and a zoom needs no others.
    figure = draw(window if len(result.activity.spike_step) > MOST_DOTS else None)
    figure.update_layout(height=height)
    chart(
        figure, key, keep=f"{keep()}:{keep_zoom}", detail=None if window is None else seen,
        link=link,
    )  # fmt: skip
    if state.values_moved():
        _let_it_be_painted()
    save_menu(figure, name, _zoomed(pick, window, result.activity))


def _zoomed(pick: Pick, seen: SpikeWindow | None, activity: Activity) -> Pick:
    """Return what is taken away of a raster, with the stretch and the rows that are looked at."""
    takes, view = taken_by(pick.figure), pick.view
    if seen is None or "rows" not in takes:
        return pick
    found = view.model_dump(mode="json")
    whole = seen.first_s <= 0 and seen.last_s >= activity.duration_s
    if view.window is None and not whole:
        found["window"] = in_steps((seen.first_s, seen.last_s), activity)
    last = sum(p.size for p in activity.populations if p.name in (view.populations or (p.name,)))
    rows = math.ceil(seen.first_neuron) + 1, min(last, math.floor(seen.last_neuron) + 1)
    if (1, last) != rows and rows[0] <= rows[1]:
        found["rows"] = rows
    return replace(pick, view=FigureView.model_validate(found))


def _let_it_be_painted() -> None:
    """Hold the rest of the page back for a moment.

    A browser has one thread for a page. What is sent right after the spikes it would
    take in before it paints them, and an eye that follows a slider is on the spikes.
    """
    until = time.monotonic() + _PAINTED_S
    while time.monotonic() < until:
        time.sleep(0.02)
        state.values_moved()  # a look at the session's state: a newer change ends this run here
