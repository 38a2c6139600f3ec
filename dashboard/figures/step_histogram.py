"""Distributions as outlines: several populations in one plot, without hiding each other."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray


def add_step_histogram(
    figure: go.Figure,
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    name: str,
    tint: str,
    axis: str = "",
    in_legend: bool = True,
) -> None:
    """Add the share of values in each bin; those beyond the ends count into the outer bins.

    Parameters
    ----------
    axis : str
        ``2`` for the second pair of axes.
    """
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
