"""What a chip does to the rates: neuron by neuron, ideal run against the run on the chip."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.raster import GL_ABOVE, names_of
from dashboard.figures.step_histogram import add_step_histogram
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import evenly_spaced, neuron_rates_hz


def fig_rate_difference(
    ideal: Activity,
    held: Activity,
    titles: tuple[str, str],
    populations: Sequence[str] | None = None,
    max_points: int = 10_000,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the rate of each neuron in one run against the other (left), and the differences (right).

    Parameters
    ----------
    ideal, held : Activity
        Of the same populations.
    titles : (str, str)
        What each run is.
    populations : sequence of str, optional
        Those to draw; all that are not sources by default, since sources send the same.
    max_points : int
        Neurons drawn on the left; the differences are those of all.
    """
    figure = new_figure(theme, height=380)
    figure.update_layout(
        xaxis={"domain": [0.0, 0.46], "title": {"text": f"rate, {escape(titles[0])} (Hz)"}},
        yaxis={"title": {"text": f"rate, {escape(titles[1])} (Hz)"}},
        xaxis2={
            "domain": [0.57, 1.0],
            "anchor": "y2",
            "title": {"text": "difference of rates (Hz)"},
        },
        yaxis2={"anchor": "x2", "title": {"text": "share of neurons"}, "rangemode": "tozero"},
    )
    order = [p.name for p in ideal.populations]
    drawn = [p.name for p in ideal.populations if not p.is_source]
    names = names_of(ideal, drawn if populations is None else populations)
    slices = [ideal.population(name) for name in names]
    a, b = neuron_rates_hz(ideal), neuron_rates_hz(held)
    total = sum(p.size for p in slices)
    gaps = np.concatenate(
        [np.zeros(1), *(b[p.start : p.stop] - a[p.start : p.stop] for p in slices)]
    )
    edges = _edges_hz(float(np.percentile(np.abs(gaps), 99.5)), ideal.duration_s)
    shown = 0
    for p in slices:
        tint = series_colour(order.index(p.name), theme)
        chosen = p.start + evenly_spaced(p.size, max(1, max_points * p.size // max(1, total)))
        shown += len(chosen)
        gap = b[p.start : p.stop] - a[p.start : p.stop]
        label = f"{p.name} (mean {gap.mean():+.3g} Hz)" if len(gap) else p.name
        kind = go.Scattergl if total > GL_ABOVE else go.Scatter
        figure.add_trace(
            kind(
                x=a[chosen], y=b[chosen], customdata=chosen - p.start, mode="markers", name=label,
                legendgroup=label, showlegend=False,
                marker={"color": tint, "size": 4, "opacity": 0.6, "line": {"width": 0}},
                meta={"columns": ["neuron"]},
                hovertemplate="neuron %{customdata}<br>%{x:.4g} Hz, then %{y:.4g} Hz",
            )
        )  # fmt: skip
        add_step_histogram(figure, gap, edges, label, tint, "2")
    highest = float(max([a[p.start : p.stop].max() for p in slices if p.size]
                        + [b[p.start : p.stop].max() for p in slices if p.size], default=0.0))  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[0, highest], y=[0, highest], mode="lines", name="no change", showlegend=False,
            line={"color": colour("axis", theme), "width": 1.2, "dash": "dot"}, hoverinfo="skip",
        )
    )  # fmt: skip
    if not highest:
        add_hint(figure, "no spikes in either run")
    add_line(figure, 0.0, "x", colour("axis", theme), row=2, name="no change")
    caption = (
        f"Mean rate of each neuron, {titles[0]} against {titles[1]} (left; dotted: no change), "
        f"and the difference of all {total:,} neurons in bins of {edges[1] - edges[0]:.3g} Hz (right)."
    )
    return finish(figure, caption, context, shown, total, "neurons on the left", "evenly spaced")


def _edges_hz(reach_hz: float, duration_s: float) -> NDArray[np.float64]:
    """Return bins of whole numbers of spikes on both sides of one in the middle: no change."""
    most = max(1, round(reach_hz * duration_s))
    per_bin = -(-most // 25) | 1  # an odd number, so that the bin in the middle has a middle
    sides = -(-most // per_bin)
    return (np.arange(-sides, sides + 2) - 0.5) * per_bin / duration_s
