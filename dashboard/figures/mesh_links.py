"""The links between tiles, drawn over a floorplan: the more messages, the wider and darker."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.data import DECORATION
from dashboard.figures.floorplan_grid import Grid
from dashboard.figures.theme import Theme, colour
from sim.hardware.links import LinkTraffic

#: Classes of width; one trace each, since a line has one width.
CLASSES = 5
WIDEST = 7.0


def link_traces(
    links: LinkTraffic, grid: Grid, theme: Theme, most: float | None = None
) -> list[go.Scatter]:
    """Return the links of the chips that a grid shows.

    Parameters
    ----------
    most : float, optional
        Messages of the widest line; the largest here when not given.
    """
    shown = links.chip < len(grid.corner)
    x, y = grid.centres(links.chip[shown], links.x[shown], links.y[shown])
    step_x = np.where(links.along_x[shown], grid.pitch, 0)
    step_y = np.where(links.along_x[shown], 0, grid.pitch)
    messages = links.messages[shown]
    if not len(messages):
        return []
    most = most or float(messages.max())
    level = np.clip((CLASSES * messages / most).astype(int), 0, CLASSES - 1)
    traces = [
        _lines(x[some], y[some], step_x[some], step_y[some], number, theme)
        for number in range(CLASSES)
        if (some := level == number).any()
    ]
    hover = go.Scatter(
        x=x + step_x / 2,
        y=y + step_y / 2,
        mode="markers",
        marker={"size": 9, "color": colour("blue", theme)},
        opacity=0.0,
        customdata=messages,
        hovertemplate="%{customdata:,.0f} messages over this link<extra></extra>",
        name="messages over links",
        showlegend=False,
        meta={"columns": ["messages"]},
    )
    return [*traces, hover]


def _lines(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    step_x: NDArray[np.int64],
    step_y: NDArray[np.int64],
    number: int,
    theme: Theme,
) -> go.Scatter:
    gap = np.full(len(x), np.nan)
    share = (number + 1) / CLASSES
    return go.Scatter(
        x=np.stack([x, x + step_x, gap], axis=1).ravel(),
        y=np.stack([y, y + step_y, gap], axis=1).ravel(),
        mode="lines",
        line={"color": colour("vermillion", theme), "width": 1.0 + (WIDEST - 1.0) * share},
        opacity=0.35 + 0.5 * share,
        hoverinfo="skip",
        showlegend=False,
        name=f"links up to {share:.0%} of the busiest",
        meta={"role": DECORATION},
    )
