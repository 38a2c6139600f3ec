"""Which weights were asked for, and which the chip holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.synapse_sample import sample_weights
from dashboard.figures.theme import Theme, series_colour
from sim.units import unit_factor
from sim.wiring import Wiring

#: Weights looked at per projection; beyond it an even sample stands for all.
MAX_WEIGHTS = 2_000_000


def fig_weights(
    ideal: Wiring,
    held: Wiring | None = None,
    units: Mapping[str, str] | str = "",
    projection: str | None = None,
    n_bins: int = 81,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the distribution of weights, ideal as filled bars and as held on the chip as outlines.

    Both share their bins. Counts are on a logarithmic axis, so that the few
    extreme weights, which set the range of a quantiser, are seen.

    Parameters
    ----------
    held : Wiring or None
        The same network after the constraints of a chip; None draws the ideal alone.
    units : str or mapping of projection name to str
        Display unit such as ``pA``, ``nS`` or ``mV``: a wiring holds SI values
        of whatever its target takes. Empty for SI. Several projections drawn
        together must share it.
    projection : str or None
        One projection, or all of them together.
    """
    names = [s.name for s in ideal.projections if projection in (None, s.name)]
    unit = _shared_unit(names, units)
    scale = 1 / unit_factor(unit) if unit else 1.0
    figure = new_figure(theme, height=360)
    a, n_total = _weights(ideal, names, scale)
    b, _ = _weights(held, names, scale) if held is not None else (np.empty(0), 0)
    if not len(a):
        add_hint(figure, "no synapses")
    else:
        edges = _edges(a, b, n_bins)
        add_histogram(figure, a, edges, "ideal", series_colour(0, theme), filled=True)
        if held is not None:
            tint = series_colour(1, theme)
            add_histogram(figure, b, edges, "held on the chip", tint, filled=False)
        figure.update_layout(barmode="overlay", bargap=0)
        highest = max(float(np.max(trace.y)) for trace in figure.data)
        si_log_axis(figure, "y", [1.0, max(10.0, highest)], "", pad=0.15)
    figure.update_xaxes(title_text=f"weight ({unit or 'SI unit of the target input'})")
    figure.update_yaxes(title_text="synapses per bin")
    of = f"projection {projection}" if projection else "all projections"
    levels = f", {len(np.unique(b)):,} distinct values" if len(b) else ""
    caption = f"Weights of {of}: {len(np.unique(a)):,} distinct values as asked for{levels}"
    caption = caption + (" on the chip." if levels else ".")
    return finish(figure, caption, context, len(a), n_total, "synapses", "evenly spaced")


def _shared_unit(names: list[str], units: Mapping[str, str] | str) -> str:
    if isinstance(units, str):
        return units
    found = {units.get(name, "") for name in names}
    return found.pop() if len(found) == 1 else ""


def _weights(wiring: Wiring, names: list[str], scale: float) -> tuple[NDArray[np.float64], int]:
    chosen = [s for s in wiring.projections if s.name in names]
    total = sum(len(s) for s in chosen)
    parts = [
        sample_weights(s.weights, max(1, MAX_WEIGHTS * len(s) // max(1, total)))
        for s in chosen
        if len(s)
    ]
    if not parts:
        return np.empty(0), 0
    return np.concatenate(parts).astype(np.float64) * scale, total


def _edges(a: NDArray[np.float64], b: NDArray[np.float64], n_bins: int) -> NDArray[np.float64]:
    low = min(a.min(), b.min() if len(b) else np.inf)
    high = max(a.max(), b.max() if len(b) else -np.inf)
    pad = 0.02 * (high - low) or 0.1 * abs(high) or 1.0
    return np.linspace(low - pad, high + pad, n_bins + 1)


def add_histogram(
    figure: go.Figure,
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    name: str,
    tint: str,
    filled: bool,
    scale: float = 1.0,
) -> None:
    """Draw one distribution as filled bars or as outlines.

    Parameters
    ----------
    scale : float
        Synapses that each value stands for.
    """
    counts = np.histogram(values, edges)[0] * scale
    mean = values.mean() if len(values) else 0.0
    label = f"{name} (mean {mean:.3g})"
    look: dict[str, object] = {"color": tint, "opacity": 0.4, "line": {"width": 0}}
    if not filled:
        look = {"color": "rgba(0,0,0,0)", "line": {"width": 1.5, "color": tint}}
    figure.add_trace(
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=np.diff(edges),
            name=label,
            marker=look,
            hovertemplate="%{x:.4g}: %{y:,} synapses",
        )
    )
