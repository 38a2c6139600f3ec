"""Which neurons fire together: correlation of spike counts, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.data import DECORATION
from dashboard.figures.frame import add_hint, add_line, finish, fitting_height, new_figure
from dashboard.figures.population_axis import label_matrix
from dashboard.figures.raster import names_of
from dashboard.figures.step_histogram import add_step_histogram
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import CorrelationMatrix, correlation_matrix
from sim.units import format_si

#: Most neurons of the sample.
N_SAMPLED = 120


def fig_correlation(
    activity: Activity,
    populations: Sequence[str] | None = None,
    bin_s: float = 5e-3,
    n_sampled: int = N_SAMPLED,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the correlation of every pair of a sample of neurons as a matrix.

    The diagonal, 1 by definition, is left out; the scale ends where 1 % of the pairs lie beyond.
    Undefined is not zero: pairs of which one count never varies are grey.
    """
    found = correlation_matrix(activity, names_of(activity, populations), bin_s, n_sampled)
    figure = new_figure(theme, height=460)
    matrix = found.matrix.copy()
    np.fill_diagonal(matrix, np.nan)
    sizes = np.abs(matrix[np.isfinite(matrix)])
    if not len(sizes):
        add_hint(figure, "fewer than two neurons fired")
        figure.update_xaxes(title_text="neuron of the sample")
        return finish(figure, "Correlation of spike counts: none.", context)
    most = max(0.05, float(np.percentile(sizes, 99)))
    tick, pairs = np.arange(found.n_sampled), _pairs(found, activity)
    figure.add_trace(
        go.Heatmap(
            z=matrix.astype(np.float32), x=tick, y=tick, name="correlation",
            zmin=-most, zmax=most, colorscale=_diverging(theme),
            colorbar={"title": {"text": "correlation"}},
            customdata=pairs, meta={"z": "correlation", "columns": ["pair"]},
            hovertemplate="%{customdata}<br>correlation %{z:.3f}<extra></extra>",
        )
    )  # fmt: skip
    undefined = _add_undefined(figure, found, pairs, theme)
    _label(figure, found, activity, theme)
    figure.layout.height = fitting_height(np.array([1.0, 0.62]))
    return finish(
        figure, f"Correlation of spike counts between neurons. {_how(found)}{undefined}", context,
        found.n_sampled, found.n_neurons, "neurons", "evenly spaced among those that fired",
    )  # fmt: skip


def _add_undefined(
    figure: go.Figure, found: CorrelationMatrix, pairs: NDArray[np.object_], theme: Theme
) -> str:
    """Mark the pairs whose correlation is undefined; return what the caption says of them."""
    without = ~np.isfinite(found.matrix)
    np.fill_diagonal(without, False)
    if not without.any():
        return ""
    tick, tint = np.arange(found.n_sampled), colour("muted", theme)
    figure.add_trace(
        go.Heatmap(
            z=np.where(without, 1.0, np.nan).astype(np.float32), x=tick, y=tick, name="undefined",
            zmin=0, zmax=1, colorscale=[[0, tint], [1, tint]], showscale=False,
            customdata=pairs, meta={"role": DECORATION},
            hovertemplate="%{customdata}<br>undefined<extra></extra>",
        )
    )  # fmt: skip
    n = int(without.sum()) // 2
    return f" Grey: undefined for {n:,} pairs, of which one count is the same in every bin."


def fig_correlation_histogram(
    activity: Activity,
    populations: Sequence[str] | None = None,
    bin_s: float = 5e-3,
    n_sampled: int = N_SAMPLED,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the distribution of the correlations, within each population and between them."""
    found = correlation_matrix(activity, names_of(activity, populations), bin_s, n_sampled)
    figure = new_figure(theme, height=340)
    order = [p.name for p in activity.populations]
    groups = [
        (name, found.within(name), series_colour(order.index(name), theme))
        for name in found.populations
    ]
    if len(found.populations) > 1:
        groups.append(("between populations", found.between(), colour("muted", theme)))
    values = np.concatenate([v for _, v, _ in groups] or [np.empty(0)])
    ends = np.percentile(values, [0.2, 99.8]) if len(values) else np.array([-0.1, 0.1])
    edges = np.linspace(min(-0.02, ends[0]), max(0.02, ends[1]), 61)
    for name, part, tint in groups:
        mean = f"mean {part.mean():.3f}" if len(part) else "no pair"
        add_step_histogram(figure, part, edges, f"{name} ({mean})", tint)
    if not len(values):
        add_hint(figure, "fewer than two neurons fired")
    add_line(figure, 0.0, "x", colour("axis", theme), name="independent")
    figure.update_xaxes(title_text="correlation of a pair")
    figure.update_yaxes(title_text="share of pairs", rangemode="tozero")
    return finish(
        figure, f"Correlations of spike counts of {len(values):,} pairs. {_how(found)}", context,
        found.n_sampled, found.n_neurons, "neurons", "evenly spaced among those that fired",
    )  # fmt: skip


def _how(found: CorrelationMatrix) -> str:
    return f"Pearson's coefficient of counts in bins of {format_si(found.bin_s, 's')}."


def _diverging(theme: Theme) -> list[list[object]]:
    # Through the panel's colour and not white, so that both themes have a quiet middle.
    middle = colour("panel", theme)
    return [[0, colour("blue", theme)], [0.5, middle], [1, colour("vermillion", theme)]]


def _pairs(found: CorrelationMatrix, activity: Activity) -> NDArray[np.object_]:
    """Return the names of both neurons of every cell."""
    starts = [activity.population(name).start for name in found.populations]
    names = [
        f"{escape(found.populations[o])} {int(n) - starts[o]}"
        for o, n in zip(found.owner, found.neurons, strict=True)
    ]
    return np.array([[f"{a}, {b}" for b in names] for a in names], dtype=object)


def _label(figure: go.Figure, found: CorrelationMatrix, activity: Activity, theme: Theme) -> None:
    order = [p.name for p in activity.populations]
    ends = np.searchsorted(found.owner, np.arange(len(found.populations) + 1)) - 0.5
    present = [i for i in range(len(found.populations)) if ends[i + 1] > ends[i]]
    blocks = [
        (found.populations[i], series_colour(order.index(found.populations[i]), theme))
        for i in present
    ]
    title = "neuron of the sample"
    label_matrix(figure, blocks, [*ends[present], ends[-1]], (title, title), theme)
