"""What of a run the Activity page looks at: populations, a stretch of time, an order of neurons.

The stretch comes from the slider or from a zoom into any of the linked charts, whichever
was last. A zoom is known to the browser already; the slider's word is sent there with a
serial number, so that an old one is not followed again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.chart.component import Link
from dashboard.chart.follower import follower, stretch
from dashboard.figures import Arrangement, FigureContext, arranged
from dashboard.figures.arrangement import Order
from dashboard.jobs import Result
from dashboard.report.catalogue import drawing
from dashboard.report.material import Material
from dashboard.report.view import FigureView, taken_by
from dashboard.report_picks import Pick
from dashboard.report_runs import unpriced
from dashboard.results import context
from dashboard.widgets.figure_card import keep, theme
from sim.activity import Activity
from sim.analysis import excerpt
from sim.errors import SpecError
from sim.units import format_quantity

_FOLLOWER = "activity_stretch"
_WINDOW, _SERIAL = "activity_window_s", "activity_window_serial"


@dataclass(frozen=True)
class Shown:
    """A run and what of it is looked at.

    Parameters
    ----------
    result : Result
    populations : tuple of str
        In the order of the network.
    window_s : (float, float) or None
        None for the whole run. [s]
    order : Order
        Of the neurons in the raster.
    part : Activity
        The stretch of time, all populations.
    facts : FigureContext
        Of figures that rest on the stretch.
    """

    result: Result
    populations: tuple[str, ...]
    window_s: tuple[float, float] | None
    order: Order
    part: Activity
    facts: FigureContext

    @property
    def whole(self) -> FigureContext:
        """Facts of figures that show the whole run on a linked axis."""
        return replace(self.facts, window=None)

    @property
    def run(self) -> FigureContext:
        """Facts of figures that show the whole run whatever is chosen above them."""
        return replace(self.whole, populations=())

    def link(self, unit: float = 1.0) -> Link:
        """Return what makes a chart zoom with the others; ``unit`` is that of its axis in ms."""
        seek = None if self.window_s is None else (self.window_s[0] * 1e3, self.window_s[1] * 1e3)
        return Link(keep(), unit, seek, st.session_state.get(_SERIAL, 0.0))

    def cut(self, result: Result) -> Activity:
        """Return the same stretch of another run of the same length."""
        if self.window_s is None:
            return result.activity
        return _part(result.key, self.window_s, _activity=result.activity)

    def pick(self, figure: str, **choices: object) -> Pick:
        """Return what a report holds of a figure: the same of the run that the page shows.

        Parameters
        ----------
        figure : str
            Its name in the catalogue of the report.
        choices
            What is chosen of this figure alone: fields of `FigureView`.
        """
        names = tuple(p.name for p in self.result.activity.populations)
        chosen = {
            "populations": () if self.populations == names else self.populations,
            "window": in_steps(self.window_s, self.result.activity),
            "order": self.order,
        }
        taken = {name: value for name, value in chosen.items() if name in taken_by(figure)}
        view = FigureView.model_validate({**taken, **choices})
        return Pick(figure, view=view, draw=drawing(self.material, figure))

    @cached_property
    def material(self) -> Material:
        """The run as the figures of a report are made from it."""
        return unpriced(state.project(), self.result)

    def rows(self) -> Arrangement:
        """Return the neurons in the order of the raster."""
        return _rows(self.result.key, self.order, self.populations, _result=self.result)

    def drawn(self, name: str, draw: Callable[[], Any], *options: object) -> Any:
        """Return a figure, drawn once for a run, a selection and options.

        Parameters
        ----------
        options
            All that the figure depends on beside the run and what is looked at.
        """
        chosen = (self.populations, self.window_s, self.facts, theme(), *options)
        return _drawn(name, self.result.key, chosen, _draw=draw)


def select(result: Result, populations: tuple[str, ...], order: Order) -> Shown:
    """Return what is looked at of a run, the stretch of time cut to it."""
    window, activity = _window(result.activity), result.activity
    facts = context(result)
    if len(populations) < len(activity.populations):
        facts = replace(facts, populations=populations)
    if window is not None:
        try:
            activity = _part(result.key, window, _activity=activity)
            facts = replace(facts, window=window)
        except SpecError as error:
            st.info(f"The figures are of the whole run. {error}", icon=":material/info:")
            window = None
    return Shown(result, populations, window, order, activity, facts)


def in_steps(window_s: tuple[float, float] | None, activity: Activity) -> list[str] | None:
    """Return a stretch in whole time steps, one at least, the way a report is written."""
    if window_s is None:
        return None
    n, dt = activity.n_steps, activity.dt_s
    first = min(round(window_s[0] / dt), n - 1)
    last = min(max(round(window_s[1] / dt), first + 1), n)
    return [format_quantity(step * dt, "ms") for step in (first, last)]


def look_at(window_s: tuple[float, float] | None) -> None:
    """Make all charts and figures show a stretch of time, None for the whole run."""
    st.session_state[_WINDOW] = window_s
    st.session_state[_SERIAL] = time.time()


def follow_zoom(shown: Shown) -> None:
    """Have the page take over the stretch of time that a person zooms to."""
    link = shown.link()
    follower(_FOLLOWER, link, link.seek, _take_over)


def _take_over() -> None:
    seen = stretch(_FOLLOWER)
    st.session_state[_WINDOW] = None if seen is None else (seen[0] * 1e-3, seen[1] * 1e-3)


def _window(activity: Activity) -> tuple[float, float] | None:
    """Return the stretch looked at, or None when it is all of the run or none of it."""
    window = st.session_state.get(_WINDOW)
    if window is None:
        return None
    first, last = max(0.0, min(window)), min(activity.duration_s, max(window))
    whole = first <= 0.0 and last >= activity.duration_s
    return None if whole or last - first < activity.dt_s else (first, last)


@st.cache_resource(max_entries=8, show_spinner=False)
def _part(key: str, window: tuple[float, float], *, _activity: Activity) -> Activity:
    return excerpt(_activity, *window)


@st.cache_resource(max_entries=4, show_spinner=False)
def _rows(key: str, order: Order, populations: tuple[str, ...], *, _result: Result) -> Arrangement:
    return arranged(_result.activity, order, populations, _result.wiring.positions)


@st.cache_resource(max_entries=48, show_spinner=False)
def _drawn(name: str, key: str, chosen: tuple[object, ...], *, _draw: Callable[[], Any]) -> Any:
    return _draw()
