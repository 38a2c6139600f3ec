"""The spikes of two runs of one network side by side, on linked axes."""

from __future__ import annotations

from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import finish, new_figure
from dashboard.figures.population_axis import group_neurons, label_populations
from dashboard.figures.raster import GL_ABOVE
from dashboard.figures.spike_detail import SPIKES
from dashboard.figures.spike_marker import marker
from dashboard.figures.spike_thinning import thin_alike
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity


def fig_raster_pair(
    left: Activity,
    right: Activity,
    titles: tuple[str, str],
    theme: Theme = "light",
    max_points: int = 40_000,
    context: FigureContext | None = None,
    window_s: tuple[float, float] | None = None,
) -> go.Figure:
    """Draw two rasters of the same neurons; zooming one zooms the other.

    Parameters
    ----------
    left, right : Activity
        Of the same populations.
    titles : (str, str)
        What each run is.
    max_points : int
        Most dots of both together; beyond, every k-th neuron is drawn in both.
    window_s : (float, float) or None
        Draw only this stretch of time. [s]
    """
    figure = new_figure(theme, height=420)
    (first, second), total, how = thin_alike([left, right], max_points, window_s)
    most = max(len(first), len(second))
    _add(figure, left, first, "", theme, most)
    _add(figure, right, second, "2", theme, most)
    label_populations(figure, left.populations, theme)
    span = [s * 1e3 for s in window_s or (0.0, left.duration_s)]
    figure.update_layout(
        xaxis={"domain": [0.0, 0.485], "title": {"text": "time (ms)"}, "range": span},
        xaxis2={
            "domain": [0.515, 1.0], "title": {"text": "time (ms)"}, "range": span,
            "matches": "x", "anchor": "y2",
        },
        yaxis2={"matches": "y", "anchor": "x2", "showticklabels": False, "showgrid": False},
    )  # fmt: skip
    figure.update_xaxes(showgrid=False)
    figure.layout.yaxis2.range = figure.layout.yaxis.range
    for text, side in zip(titles, ("", "2"), strict=True):
        figure.add_annotation(
            text=escape(text), x=0.0, y=1.0, xref=f"x{side} domain", yref=f"y{side} domain", xanchor="left", yanchor="bottom",
            showarrow=False,
            font={"color": colour("text", theme), "size": 13},
        )  # fmt: skip
    caption = f"Spikes of the same {left.n_neurons:,} neurons: {titles[0]} and {titles[1]}."
    finish(figure, caption, context, len(first) + len(second), total, "spikes", how)
    if figure.layout.meta["shown"] < total:  # above the titles, which fill this line
        figure.update_annotations({"yshift": 22}, {"name": "note"})
        figure.update_layout(margin_t=68)
    return figure


def _add(
    figure: go.Figure,
    activity: Activity,
    keep: NDArray[np.int64],
    side: str,
    theme: Theme,
    most: int,
) -> None:
    """Add one raster of some of the stored spikes."""
    neuron = activity.spike_neuron[keep]
    time_ms = activity.spike_step[keep].astype(np.float64) * (activity.dt_s * 1e3)
    for index, where in group_neurons(activity.populations, neuron):
        population = activity.populations[index]
        figure.add_trace(
            (go.Scattergl if most > GL_ABOVE else go.Scatter)(
                x=time_ms[where],
                y=neuron[where],
                xaxis=f"x{side}",
                yaxis=f"y{side}",
                mode="markers",
                name=population.name,
                marker=marker(activity.n_neurons, most, series_colour(index, theme)),
                showlegend=False,
                # Many dots are drawn by the browser's canvas, which asks for the role and the rows.
                meta={"role": SPIKES, "start": population.start, "stop": population.stop},
                hovertemplate="%{x:.2f} ms<br>neuron %{y}",
            )
        )
