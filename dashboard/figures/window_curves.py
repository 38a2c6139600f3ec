"""What depends on the time scale at which spikes are counted: Fano factor and synchrony."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.raster import names_of
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import counting_windows, fano_curve, synchrony_curve
from sim.units import format_si

_TOO_SHORT = "too short: ten windows of 2 ms are the least"


def fig_fano(
    activity: Activity,
    populations: Sequence[str] | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the Fano factor, the mean over neurons that fired, over the length of the window.

    Windows from 2 ms to a tenth of the run; 1 is a Poisson process at every length.
    """
    figure = new_figure(theme, height=340)
    windows = counting_windows(activity)
    fired = n = 0
    for name, tint in _coloured(activity, populations, theme):
        curve = [f for f in fano_curve(activity, name, windows) if f.mean is not None]
        n += activity.population(name).size
        fired += max((f.n_counted for f in curve), default=0)
        _add_curve(figure, name, tint, [(f.window_s, f.mean or 0.0) for f in curve])
    add_line(figure, 1.0, "y", colour("axis", theme), name="Poisson")
    _finish_axes(figure, windows, "Fano factor")
    caption = (
        "Fano factor: variance (unbiased) over mean of the spikes of a neuron in consecutive "
        f"windows, mean over the {fired:,} of {n:,} neurons that fired; 1 (dotted) being a "
        f"Poisson process. {_lengths(windows)}"
    )
    return finish(figure, caption, context, n, n, "neurons")


def fig_synchrony(
    activity: Activity,
    populations: Sequence[str] | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the synchrony index over the length of the window in which spikes count as together.

    Dotted in the colour of each population: the index of as many independent neurons.
    """
    figure = new_figure(theme, height=340)
    windows = counting_windows(activity)
    n = 0
    for name, tint in _coloured(activity, populations, theme):
        size = activity.population(name).size
        n += size
        curve = [s for s in synchrony_curve(activity, name, windows) if s.index is not None]
        _add_curve(figure, name, tint, [(s.window_s, s.index or 0.0) for s in curve])
        if curve and size > 1:
            add_line(figure, curve[0].independent, "y", tint, name="independent")
    _finish_axes(figure, windows, "synchrony index")
    caption = (
        "Synchrony index: root of the variance of the mean spike count over the mean variance "
        f"of the counts, all {n:,} neurons; 1 when all do the same, 1/√n (dotted) when they are "
        f"independent. {_lengths(windows)}"
    )
    return finish(figure, caption, context, n, n, "neurons")


def _coloured(
    activity: Activity, populations: Sequence[str] | None, theme: Theme
) -> list[tuple[str, str]]:
    order = [p.name for p in activity.populations]
    names = names_of(activity, populations)
    return [(name, series_colour(order.index(name), theme)) for name in names]


def _add_curve(
    figure: go.Figure, name: str, tint: str, points: Sequence[tuple[float, float]]
) -> None:
    figure.add_trace(
        go.Scatter(
            x=[window_s * 1e3 for window_s, _ in points],
            y=[value for _, value in points],
            mode="lines+markers",
            name=name,
            line={"color": tint, "width": 1.8},
            marker={"color": tint, "size": 6},
            hovertemplate="windows of %{x:.3g} ms: %{y:.3g}",
        )
    )


def _finish_axes(figure: go.Figure, windows: Sequence[float], quantity: str) -> None:
    figure.update_xaxes(title_text="counting window (ms)")
    most = max((max(trace.y) for trace in figure.data if len(trace.y)), default=1.0)
    figure.update_yaxes(title_text=quantity, range=[0, 1.08 * max(1.0, most)])
    ends = np.log10([windows[0] * 1e3, windows[-1] * 1e3]) if windows else np.array([0.0, 2.0])
    every = (m * 10.0**d for d in range(-1, 6) for m in (1, 2, 5))
    ticks = [t for t in every if ends[0] - 0.04 <= np.log10(t) <= ends[1] + 0.04]
    figure.update_xaxes(
        type="log", range=[ends[0] - 0.04, ends[1] + 0.04],
        tickvals=ticks, ticktext=[f"{t:,.10g}" for t in ticks],
    )  # fmt: skip
    if not any(len(trace.x) for trace in figure.data):
        add_hint(figure, "no spikes" if windows else _TOO_SHORT)


def _lengths(windows: Sequence[float]) -> str:
    if not windows:
        return "The stretch is too short."
    return f"Windows of {format_si(windows[0], 's')} to {format_si(windows[-1], 's')}."
