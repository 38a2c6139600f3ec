"""How regular the firing is: intervals and their variation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.raster import names_of
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import Intervals, interspike_intervals


def fig_isi(
    activity: Activity,
    populations: Sequence[str] | None = None,
    n_bins: int = 50,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the distribution of interspike intervals (left) and of the CV (right).

    Intervals stand on a logarithmic axis in bins of equal ratio; each curve is
    normalised to one, as populations differ in size. A CV of 1 is that of a
    Poisson process, 0 that of a clock.
    """
    figure = new_figure(theme, height=340)
    figure.update_layout(
        xaxis={"domain": [0.0, 0.56], "type": "log", "title": {"text": "interspike interval (ms)"}},
        yaxis={"title": {"text": "share of intervals"}, "rangemode": "tozero"},
        xaxis2={"domain": [0.66, 1.0], "anchor": "y2", "title": {"text": "CV"}},
        yaxis2={"anchor": "x2", "title": {"text": "share of neurons"}, "rangemode": "tozero"},
    )
    order = [p.name for p in activity.populations]
    results = [interspike_intervals(activity, name) for name in names_of(activity, populations)]
    edges_ms = _edges_ms(results, n_bins, activity.dt_s * 1e3)
    cv_edges = np.linspace(0, max([2.0, *(float(r.cv.max()) for r in results if r.n_cv)]), 41)
    for result in results:
        tint = series_colour(order.index(result.population), theme)
        _add_histogram(figure, result.isi_s * 1e3, edges_ms, _label(result), tint, "", True)
        _add_histogram(figure, result.cv, cv_edges, _label(result), tint, "2", False)
    if not any(len(r.isi_s) for r in results):
        add_hint(figure, "no neuron fired twice")
    if not any(r.n_cv for r in results):
        add_hint(figure, "too few spikes for a CV", row=2)
    add_line(figure, 1.0, "x", colour("axis", theme), row=2, name="Poisson")
    return finish(figure, _caption(results), context)


def _label(result: Intervals) -> str:
    mean = "no CV" if result.mean_cv is None else f"CV {result.mean_cv:.2f}"
    return f"{result.population} ({mean})"


def _caption(results: Sequence[Intervals]) -> str:
    with_cv, n = sum(r.n_cv for r in results), sum(r.n_neurons for r in results)
    least = results[0].min_spikes if results else 0
    return (
        "Interspike intervals (left) and their coefficient of variation (right); "
        f"CV of the {with_cv:,} of {n:,} neurons with at least {least} spikes, "
        "1 being a Poisson process."
    )


def _edges_ms(results: Sequence[Intervals], n_bins: int, dt_ms: float) -> np.ndarray:
    all_ms = np.concatenate([r.isi_s for r in results] or [np.empty(0)]) * 1e3
    if not len(all_ms):
        return np.geomspace(1, 1000, n_bins + 1)
    # Imported trains may hold two spikes in one step; a log axis cannot show an interval of 0.
    low, high = max(all_ms.min(), dt_ms) * 0.95, max(all_ms.max(), dt_ms) * 1.05
    return np.geomspace(low, high, n_bins + 1)


def _add_histogram(
    figure: go.Figure,
    values: np.ndarray,
    edges: np.ndarray,
    name: str,
    tint: str,
    axis: str,
    in_legend: bool,
) -> None:
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
    share = counts / max(1, counts.sum())
    figure.add_trace(
        go.Scatter(
            x=edges,
            y=np.append(share, share[-1:]),
            customdata=np.append(counts, counts[-1:]),
            mode="lines",
            name=name,
            legendgroup=name,
            showlegend=in_legend,
            line={"color": tint, "width": 1.8, "shape": "hv"},
            xaxis=f"x{axis}",
            yaxis=f"y{axis}",
            meta={"columns": ["count"]},
            hovertemplate="from %{x:.3g}: %{customdata:,} (%{y:.1%})",
        )
    )
