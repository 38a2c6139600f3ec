"""How unlike the rates of single neurons are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.raster import names_of
from dashboard.figures.step_histogram import add_step_histogram
from dashboard.figures.theme import Theme, series_colour
from sim.activity import Activity
from sim.analysis import neuron_rates_hz


def fig_rate_histogram(
    activity: Activity,
    populations: Sequence[str] | None = None,
    n_bins: int = 40,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the distribution of the mean rates of single neurons. [Hz]

    All neurons, from exact counts. The bins hold whole numbers of spikes, equally many each, up
    to the highest rate, and are shared by all populations.
    """
    figure = new_figure(theme, height=340)
    names = names_of(activity, populations)
    order = [p.name for p in activity.populations]
    rates = neuron_rates_hz(activity)
    slices = [activity.population(name) for name in names]
    parts = [rates[p.start : p.stop] for p in slices]
    highest = max([float(part.max()) for part in parts if len(part)], default=0.0)
    edges = _edges_hz(highest, activity.duration_s, n_bins)
    for name, part in zip(names, parts, strict=True):
        tint = series_colour(order.index(name), theme)
        mean = float(part.mean()) if len(part) else 0.0
        add_step_histogram(figure, part, edges, f"{name} (mean {mean:.3g} Hz)", tint)
    if not highest:
        add_hint(figure, "no spikes")
    figure.update_xaxes(title_text="mean rate of a neuron (Hz)")
    figure.update_yaxes(title_text="share of neurons", rangemode="tozero")
    n, silent = sum(len(p) for p in parts), sum(int((p == 0).sum()) for p in parts)
    caption = (
        f"Mean rates of all {n:,} neurons over {activity.duration_s:,.4g} s, in bins of "
        f"{edges[-1] - edges[-2]:.3g} Hz; {silent:,} never fired."
    )
    return finish(figure, caption, context, n, n, "neurons")


def _edges_hz(highest_hz: float, duration_s: float, n_bins: int) -> NDArray[np.float64]:
    """Return bins of a whole number of spikes: others would hold none in some and two in others."""
    most = round(highest_hz * duration_s)
    per_bin = max(1, -(-(most + 1) // n_bins))
    spikes = np.arange(0, most + 1 + per_bin, per_bin) - 0.5
    return np.maximum(spikes, 0.0) / duration_s
