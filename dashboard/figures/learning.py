"""What plasticity did to the synapses of a projection: over time, and before against after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.theme import Theme, colour, series_colour
from dashboard.figures.weights import add_histogram
from sim.activity import WeightCourse
from sim.units import unit_factor

#: Rule -> what people call it.
RULES = {
    "short_term": "short-term plasticity",
    "stdp_pair": "pair STDP",
    "stdp_triplet": "triplet STDP",
}

#: Share of synapses below a line -> its name and style.
_QUANTILES = {0.9: ("90 % below", "dot"), 0.5: ("median", "dash"), 0.1: ("10 % below", "dot")}

#: Synapses whose transmission is drawn one by one.
_MOST_SYNAPSES = 4


def fig_weight_course(
    course: WeightCourse,
    unit: str = "",
    projection: str = "",
    theme: Theme = "light",
    context: FigureContext | None = None,
    window_s: tuple[float, float] | None = None,
) -> go.Figure:
    """Draw weights over time: mean and quantiles, or what single synapses transmit.

    Parameters
    ----------
    unit : str
        Display unit such as ``nS``; empty for SI.
    projection : str
        Its name, for the caption.
    window_s : (float, float), optional
        Stretch of time to draw. [s]
    """
    figure = new_figure(theme, height=340)
    end_s = float(course.time_s[-1]) if len(course.time_s) else 0.0
    values = all_values = course.values / (unit_factor(unit) if unit else 1.0)
    if window_s is not None:
        # The points beside it too, or lines would not reach the edges of the plot.
        first = max(0, int(np.searchsorted(course.time_s, window_s[0], "right")) - 1)
        last = int(np.searchsorted(course.time_s, window_s[1])) + 1
        course = replace(course, time_s=course.time_s[first:last])
        values = all_values[:, first:last]
    fading = course.rule == "short_term"
    shown = min(len(values), _MOST_SYNAPSES) if fading else len(values)
    if not values.size:
        add_hint(figure, "no synapses")
    elif fading:
        _add_synapses(figure, course, values[:shown], theme)
    else:
        _add_statistics(figure, course.time_s, values, theme)
        if course.largest is not None:
            largest = course.largest / (unit_factor(unit) if unit else 1.0)
            add_line(figure, largest, "y", colour("muted", theme), name="largest weight")
    what = "transmitted by the last spike" if fading else "weight"
    figure.update_xaxes(title_text="time (s)", range=window_s or (0.0, end_s or 1.0))
    figure.update_yaxes(title_text=f"{what} ({unit or 'SI unit of the target input'})")
    if all_values.size:
        top = float(np.abs(all_values).max()) * 1.08 or 1.0
        figure.update_yaxes(range=[-top, 0] if all_values.min() < 0 else [0, top])
    of = f" of {projection}" if projection else ""
    caption = f"Synapses{of} under {RULES[course.rule]} over time."
    how = "the first ones" if fading else "evenly spaced"
    return finish(figure, caption, context, shown, len(course.final), "synapses", how)


def fig_weight_change(
    course: WeightCourse,
    unit: str = "",
    projection: str = "",
    n_bins: int = 40,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the distribution of weights before and after the run.

    Before: the synapses whose course was kept, scaled up to all of them.
    """
    figure = new_figure(theme, height=340)
    factor = unit_factor(unit) if unit else 1.0
    before, after = course.values[:, :1].ravel() / factor, course.final / factor
    if not len(before):
        add_hint(figure, "no synapses")
    else:
        top = (course.largest or float(max(before.max(), after.max()))) / (
            factor if course.largest else 1.0
        )
        edges: NDArray[np.float64] = np.linspace(0, top or 1.0, n_bins + 1)
        scale = len(after) / len(before)
        add_histogram(figure, before, edges, "before", series_colour(7, theme), True, scale)
        add_histogram(figure, after, edges, "after", series_colour(0, theme), False)
        figure.update_layout(barmode="overlay", bargap=0)
    figure.update_xaxes(title_text=f"weight ({unit or 'SI unit of the target input'})")
    figure.update_yaxes(title_text="synapses per bin", rangemode="tozero")
    of = f" of {projection}" if projection else ""
    caption = f"Weights{of} before and after the run, under {RULES[course.rule]}."
    return finish(figure, caption, context, len(after), len(after), "synapses")


def _add_statistics(
    figure: go.Figure, time_s: NDArray[np.float64], values: NDArray[np.float64], theme: Theme
) -> None:
    tint = series_colour(0, theme)
    lines = [("mean", "solid", 2.4, values.mean(axis=0))]
    if len(values) > 1:
        for share, (name, dash) in _QUANTILES.items():
            lines.append((name, dash, 1.3, np.quantile(values, share, axis=0)))
    for name, dash, width, line in lines:
        figure.add_trace(
            go.Scatter(
                x=time_s, y=line, mode="lines", name=name,
                line={"color": tint, "width": width, "dash": dash},
                hovertemplate="%{x:.4g} s: %{y:.4g}",
            )
        )  # fmt: skip


def _add_synapses(
    figure: go.Figure, course: WeightCourse, values: NDArray[np.float64], theme: Theme
) -> None:
    for i, (synapse, line) in enumerate(zip(course.synapses, values, strict=False)):
        figure.add_trace(
            go.Scatter(
                x=course.time_s, y=line, mode="lines", name=f"synapse {int(synapse)}",
                line={"color": series_colour(i, theme), "width": 1.6, "shape": "hv"},
                hovertemplate="%{x:.4g} s: %{y:.4g}",
            )
        )  # fmt: skip
