"""Who fired when: the spike raster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.arrangement import Arrangement, arranged
from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.population_axis import group_neurons, label_populations
from dashboard.figures.spike_marker import marker
from dashboard.figures.spike_thinning import thin
from dashboard.figures.theme import Theme, series_colour
from sim.activity import Activity
from sim.wiring import count_sources, neurons_in_words

#: Above this many points a trace is drawn with WebGL.
GL_ABOVE = 5_000


def fig_raster(
    activity: Activity,
    theme: Theme = "light",
    max_points: int = 60_000,
    window_s: tuple[float, float] | None = None,
    context: FigureContext | None = None,
    arrangement: Arrangement | None = None,
) -> go.Figure:
    """Draw one dot per spike, neurons grouped by population, first population on top.

    When there are more spikes than ``max_points``, every k-th neuron of each
    population is drawn with all its spikes, so that single trains keep their
    shape; only when one neuron alone is too much are its spikes thinned.

    Parameters
    ----------
    window_s : (float, float) or None
        Draw only this stretch of time. [s]
    arrangement : Arrangement, optional
        Order of the rows and populations shown; by default all, by index.

    Returns
    -------
    Figure
        Time in ms; ``layout.meta`` holds ``caption``, ``shown`` and ``total``.
    """
    figure = new_figure(theme, height=460)
    rows = arrangement or arranged(activity)
    shown, total, how = add_raster(figure, rows, theme, max_points, window_s)
    first, last = window_s or (0.0, activity.duration_s)
    figure.update_xaxes(title_text="time (ms)", range=[first * 1e3, last * 1e3], showgrid=False)
    return finish(figure, raster_caption(rows), context, shown, total, "spikes", how)


def raster_caption(rows: Arrangement, one_by_one: bool = True) -> str:
    """Return what a raster shows, in one sentence; ``one_by_one``: with a dot for each spike."""
    activity = rows.activity
    whose = neurons_in_words(activity.n_neurons, count_sources(activity.populations))
    order = f", neurons ordered {rows.words}" if rows.words else ""
    part = f", {rows.part}" if rows.part else ""
    sign = "one dot is one spike" if one_by_one else "the darker, the more spikes"
    return f"Spikes of {whose} over time{order}{part}; {sign}."


def add_raster(
    figure: go.Figure,
    rows: Arrangement,
    theme: Theme,
    max_points: int,
    window_s: tuple[float, float] | None,
) -> tuple[int, int, str]:
    """Add the spikes to a figure's first axes; return (shown, total, how thinned)."""
    activity = rows.activity
    keep, total, how = thin(activity, max_points, window_s)
    time_ms = activity.spike_step[keep].astype(np.float64) * (activity.dt_s * 1e3)
    neuron = activity.spike_neuron[keep]
    label_populations(figure, activity.populations, theme, rows.sizes)
    if not len(neuron):
        add_hint(figure, "no spikes" if total == 0 else "no spikes were stored")
    gl = len(neuron) > GL_ABOVE
    for index, where in group_neurons(activity.populations, neuron):
        figure.add_trace(
            (go.Scattergl if gl else go.Scatter)(
                x=time_ms[where],
                y=neuron[where],
                customdata=rows.neuron[neuron[where]],
                mode="markers",
                name=activity.populations[index].name,
                marker=marker(activity.n_neurons, len(neuron), series_colour(index, theme)),
                showlegend=False,
                meta={"columns": ["neuron"], "y": "row", "y_first": rows.first},
                hovertemplate="%{x:.2f} ms<br>neuron %{customdata}",
            )
        )
    return len(neuron), total, how


def names_of(activity: Activity, wanted: Sequence[str] | None) -> list[str]:
    """Return the populations to draw, in the order of the activity."""
    return [p.name for p in activity.populations if wanted is None or p.name in wanted]
