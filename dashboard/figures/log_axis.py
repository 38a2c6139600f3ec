"""Logarithmic axes whose ticks carry a unit: 10 µJ, 1 mJ, 100 mJ."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import plotly.graph_objects as go

from sim.units import format_si

#: More labels than this run into each other.
MAX_LABELS = 8


def si_log_axis(
    figure: go.Figure,
    axis: Literal["x", "y"],
    values: Iterable[float],
    unit: str,
    pad: float = 0.25,
    labels: int = MAX_LABELS,
) -> None:
    """Make an axis logarithmic over all positive values, with labels by decade.

    Parameters
    ----------
    values : iterable of float
        Everything that must be in view, ends of error bars included.
    unit : str
        Unit of the labels; empty for plain numbers.
    pad : float
        Room at both ends, in decades.
    labels : int
        At most so many labels; the other decades keep a thin line.
    """
    positive = [v for v in values if v > 0]
    low = math.log10(min(positive)) - pad if positive else -1.0
    high = math.log10(max(positive)) + pad if positive else 1.0
    if high - low < 1.0:  # a decade at least, so that two labels are in view
        middle = (low + high) / 2
        low, high = middle - 0.55, middle + 0.55
    decades = range(math.ceil(low), math.floor(high) + 1)
    step = max(1, math.ceil(len(decades) / labels))
    ticks = [10.0**d for d in decades if d % step == 0] or [10.0**d for d in decades]
    figure.update_layout(
        {
            f"{axis}axis": {
                "type": "log",
                "range": [low, high],
                "tickvals": ticks,
                "ticktext": [label(tick, unit) for tick in ticks],
                "tickangle": 0,
            }
        }
    )
    if step > 1:
        grid = figure.layout.template.layout[f"{axis}axis"].gridcolor
        figure.update_layout({f"{axis}axis_minor": {
            "tickvals": [10.0**d for d in decades], "showgrid": True, "gridcolor": grid,
        }})  # fmt: skip


def label(value: float, unit: str) -> str:
    """Return ``1 mJ`` for 0.001 J; without a unit ``1,000`` or ``10⁶``."""
    exponent = round(math.log10(value))
    if unit and exponent >= -15:
        return format_si(value, unit)
    if not unit and -3 <= exponent <= 4:
        return f"{value:,.10g}"
    return f"{power_of_ten(exponent)} {unit}".strip()


def power_of_ten(exponent: int) -> str:
    """Return ``10⁻²¹`` for -21."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
