"""Predicted against measured: how far the model can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import error_bar
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.label_places import NUMBER, place_labels
from dashboard.figures.theme import Theme, colour, family_colour
from sim.bibliography import cite
from sim.estimate import Estimate
from sim.prediction import UNITS, Prediction, Quantity
from sim.units import format_factor, format_si

#: Panel title of each quantity, in the order of the figure.
PANELS: Final[dict[Quantity, str]] = {
    "power": "power",
    "energy": "energy of an event or an item",
    "time": "time over biological time",
    "duration": "time of a batch",
}

#: What a row was used for -> (marker, words for the legend). Filled alone is evidence.
ROLES: Final = {
    "tests": ("circle", "held out: evidence"),
    "related": ("diamond-open", "same publication as a number of the model"),
    "sets": ("circle-open", "a number of the model was taken from it"),
    "recalled": ("x-thin-open", "recalled, not checked"),
}
_FAMILIES: Final = {
    "digital": "digital chips", "mixed_signal": "mixed-signal chips", "crossbar": "crossbars",
    "gpu": "GPUs", "cpu": "CPUs",
}  # fmt: skip


def fig_validation(
    predictions: Sequence[Prediction],
    theme: Theme = "light",
    context: FigureContext | None = None,
    first: int = 1,
) -> go.Figure:
    """Draw predicted against measured values, one panel per quantity, both axes logarithmic.

    The band is a factor of two; bars are the ranges of both. Numbers are the
    places of the rows in ``predictions``, from ``first``.
    """
    shown = [q for q in PANELS if any(p.quantity == q for p in predictions)]
    figure = new_figure(theme, height=500)
    if not shown:
        add_hint(figure, "nothing to compare")
        return finish(figure, "Predicted against measured.", context)
    figure.set_subplots(cols=len(shown), horizontal_spacing=0.075)
    for column, quantity in enumerate(shown, start=1):
        _panel(figure, list(enumerate(predictions, start=first)), quantity, column, theme)
    add_legend(figure, predictions, theme)
    figure.update_layout(showlegend=True, margin={"b": 120})
    return finish(
        figure,
        "Predicted against measured, with the ranges of both. Line: equal; band: a factor of two. "
        "Only filled circles are evidence: no number of the model was taken from them.",
        context,
    )


def role_of(prediction: Prediction) -> str:
    """Return the key of `ROLES` that a row is drawn with."""
    return prediction.role if prediction.checked else "recalled"


def value_text(value: float, unit: str) -> str:
    """Return ``64.4 mW``, or ``0.7 x`` for a ratio."""
    return format_si(value, unit) if unit else f"{format_factor(value)} x"


def _panel(
    figure: go.Figure,
    numbered: Sequence[tuple[int, Prediction]],
    quantity: Quantity,
    column: int,
    theme: Theme,
) -> None:
    rows = [(i, p) for i, p in numbered if p.quantity == quantity]
    low, high = _span([p for _, p in rows])
    _band(figure, low, high, column, theme)
    points = [(math.log10(p.measured.nominal), math.log10(p.predicted.nominal)) for _, p in rows]
    ends = [(low, low), (high, high)]
    for (number, row), side in zip(rows, place_labels(points, NUMBER, ends), strict=True):
        figure.add_trace(_point(number, row, side, theme), row=1, col=column)
    _axes(figure, quantity, low, high, column)


def _point(number: int, row: Prediction, side: str, theme: Theme) -> go.Scatter:
    tint = family_colour(row.family, theme)
    return go.Scatter(
        x=[row.measured.nominal], y=[row.predicted.nominal],
        mode="markers+text", text=[str(number)], textposition=side,
        textfont={"size": 11, "color": colour("muted", theme)},
        marker={"symbol": ROLES[role_of(row)][0], "size": 10, "color": tint,
                "line": {"color": tint, "width": 2}},
        error_x=error_bar([row.measured], tint) if _ranged(row.measured) else None,
        error_y=error_bar([row.predicted], tint) if _ranged(row.predicted) else None,
        hovertext=[hover(number, row)], hovertemplate="%{hovertext}<extra></extra>",
        name=f"{number} {row.title}", showlegend=False, cliponaxis=False,
    )  # fmt: skip


def _ranged(estimate: Estimate) -> bool:
    return estimate.low < estimate.high


def hover(number: int, row: Prediction) -> str:
    """Return what a person must know of a row, as hover text."""

    def text(e: Estimate) -> str:
        span = f" ({value_text(e.low, row.unit)} to {value_text(e.high, row.unit)})"
        least = "at least " if e.at_least else ""
        return f"{least}{value_text(e.nominal, row.unit)}{span if _ranged(e) else ''}"

    lines = [
        f"<b>{number}. {escape(row.title)}</b>",
        escape(row.what),
        f"measured {text(row.measured)}",
        f"predicted {text(row.predicted)}, error {row.error:+.0%}",
        ROLES[role_of(row)][1],
        f"source: {escape(cite(row.source).short)}",
        *([escape(row.note)] if row.note else []),
    ]
    return "<br>".join(lines)


def _span(rows: Sequence[Prediction]) -> tuple[float, float]:
    """Return the ends of both axes, so that the line of equality is the diagonal."""
    values = [v for p in rows for e in (p.measured, p.predicted) for v in (e.low, e.high) if v > 0]
    low, high = math.log10(min(values)) - 0.3, math.log10(max(values)) + 0.3
    return low, max(high, low + 1.2)


def _band(figure: go.Figure, low: float, high: float, column: int, theme: Theme) -> None:
    x = np.array([10.0**low, 10.0**high])
    shade, line = colour("grid", theme), colour("axis", theme)
    for y, style in (
        (x / 2, {"line": {"width": 0}}),
        (x * 2, {"line": {"width": 0}, "fill": "tonexty", "fillcolor": shade}),
        (x, {"line": {"color": line, "width": 1.3, "dash": "dot"}}),
    ):
        figure.add_trace(
            go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", showlegend=False,
                       meta={"role": "decoration"}, **style),
            row=1, col=column,
        )  # fmt: skip


def _axes(figure: go.Figure, quantity: Quantity, low: float, high: float, column: int) -> None:
    unit = UNITS[quantity]
    ticks = _ticks(low, high)
    axis = {"type": "log", "range": [low, high], "tickvals": ticks,
            "ticktext": [value_text(t, unit) for t in ticks]}  # fmt: skip
    name = PANELS[quantity] + (f" ({unit})" if unit else "")
    figure.update_xaxes(title_text=f"measured {name}", row=1, col=column, **axis)
    figure.update_yaxes(title_text="predicted" if column == 1 else "", row=1, col=column, **axis)


def _ticks(low: float, high: float) -> list[float]:
    """Return round values between two powers of ten, one to a decade or less."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    if high - low < 2.5:
        found = [digit * 10.0**d for d in decades for digit in (1, 2, 5)]
        return [v for v in found if low <= math.log10(v) <= high]
    inside = [d for d in decades if low <= d <= high]
    step = max(1, math.ceil(len(inside) / 5))
    return [10.0**d for d in inside if d % step == 0]


def add_legend(figure: go.Figure, predictions: Sequence[Prediction], theme: Theme) -> None:
    """Explain colours by family and markers by role."""
    text = colour("muted", theme)
    entries = [
        (words, "square", family_colour(family, theme))
        for family, words in _FAMILIES.items()
        if any(p.family == family for p in predictions)
    ]
    entries += [
        (words, shape, text)
        for role, (shape, words) in ROLES.items()
        if any(role_of(p) == role for p in predictions)
    ]
    for words, shape, tint in entries:
        marker = {"symbol": shape, "size": 10, "color": tint, "line": {"color": tint, "width": 2}}
        figure.add_trace(
            go.Scatter(x=[None], y=[None], mode="markers", name=words, marker=marker,
                       showlegend=True, hoverinfo="skip", meta={"role": "decoration"})
        )  # fmt: skip
