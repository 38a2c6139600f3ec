"""Who is connected to whom, as a matrix: by population, and by bins of neurons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.population_axis import label_matrix
from dashboard.figures.theme import Theme, series_colour
from sim.analysis import PopulationConnectivity, binned_connectivity, population_connectivity
from sim.wiring import Wiring

Quantity = Literal["in_degree", "density", "synapses"]

#: Quantity -> the colour bar's title, and words for the caption.
QUANTITIES: dict[Quantity, tuple[str, str]] = {
    "in_degree": ("synapses per<br>target neuron", "mean synapses that a target neuron receives"),
    "density": ("synapses<br>per pair", "synapses per pair of neurons"),
    "synapses": ("synapses", "number of synapses"),
}


def fig_connectivity(
    wiring: Wiring,
    quantity: Quantity = "in_degree",
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the synapses between every two populations, exact, all projections added up.

    Parameters
    ----------
    quantity : str
        ``in_degree``, ``density`` or ``synapses``.
    """
    found = population_connectivity(wiring)
    bar, words = QUANTITIES[quantity]
    names = [p.name for p in wiring.populations]
    figure = new_figure(theme, height=int(np.clip(150 + 34 * len(names), 300, 560)))
    figure.update_xaxes(title_text="target", type="category", showgrid=False)
    figure.update_yaxes(
        title_text="source", type="category", showgrid=False, range=[len(names) - 0.5, -0.5]
    )
    values = np.asarray(getattr(found, quantity), dtype=float)
    if not wiring.n_synapses:
        add_hint(figure, "no synapses")
    figure.add_trace(
        go.Heatmap(
            z=np.where(found.synapses > 0, values, np.nan),
            x=[escape(name) for name in names], y=[escape(name) for name in names],
            name=words, colorscale="Viridis", zmin=0.0, zmax=float(values.max()) or 1.0,
            colorbar={"title": {"text": bar}},
            text=_numbers(values, found), customdata=_hover(found),
            texttemplate="%{text}" if len(names) <= 12 else "",
            meta={"z": words}, xgap=1, ygap=1,
            hovertemplate="%{y} to %{x}<br>%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    n = wiring.n_synapses
    caption = f"Connectivity of populations: {words}, from the row to the column."
    return finish(figure, caption, context, n, n, "synapses")


def _numbers(values: NDArray[np.float64], found: PopulationConnectivity) -> NDArray[np.object_]:
    text = np.full(values.shape, "", dtype=object)
    for place in zip(*np.nonzero(found.synapses), strict=True):
        text[place] = f"{values[place]:,.3g}" if values[place] < 1000 else f"{values[place]:,.0f}"
    return text


def _hover(found: PopulationConnectivity) -> NDArray[np.object_]:
    text = np.full(found.synapses.shape, "no synapses", dtype=object)
    for place in zip(*np.nonzero(found.synapses), strict=True):
        text[place] = (
            f"{found.synapses[place]:,} synapses<br>{found.in_degree[place]:,.4g} per target neuron"
            f"<br>{found.density[place]:.4g} per pair"
        )
    return text


def fig_connectivity_bins(
    wiring: Wiring,
    populations: Sequence[str] | None = None,
    n_bins: int = 160,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the synapses between bins of neurons, per pair of neurons.

    Parameters
    ----------
    populations : sequence of str, optional
        Sources and targets to draw; all by default.
    """
    figure = new_figure(theme, height=460)
    found = binned_connectivity(wiring, populations, n_bins)
    slices = [p for p in wiring.populations if populations is None or p.name in populations]
    order = [p.name for p in wiring.populations]
    blocks = [(p.name, series_colour(order.index(p.name), theme)) for p in slices]
    firsts = np.searchsorted(found.edges[:-1], [p.start for p in slices])
    ends = np.array([*firsts, len(found.edges) - 1]) - 0.5
    label_matrix(figure, blocks, ends.tolist(), ("target", "source"), theme)
    if not found.n_counted:
        add_hint(figure, "no synapses")
        return finish(figure, "Connectivity of neurons: no synapses.", context)
    sizes = np.diff(found.edges)
    starts = np.array([p.start for p in slices])
    owner = np.searchsorted(starts, found.edges[:-1], side="right") - 1
    local = found.edges[:-1] - starts[owner]
    per_pair = found.synapses / (sizes[:, None] * sizes[None, :])
    labels = [f"{escape(slices[o].name)} {int(a)}" for o, a in zip(owner, local, strict=True)]
    figure.add_trace(
        go.Heatmap(
            z=np.where(found.synapses > 0, per_pair, np.nan).astype(np.float32),
            x=np.arange(len(sizes)), y=np.arange(len(sizes)),
            customdata=np.array([[f"{a} to {b}" for b in labels] for a in labels], dtype=object),
            name="synapses per pair", colorscale="Viridis", zmin=0.0, zmax=float(per_pair.max()),
            colorbar={"title": {"text": "synapses<br>per pair"}},
            meta={"z": "synapses per pair", "columns": ["first neurons"]},
            hovertemplate="%{customdata}<br>%{z:.3g} synapses per pair<extra></extra>",
        )
    )  # fmt: skip
    widest = int(sizes.max())
    caption = (
        "Connectivity of neurons: synapses per pair, from the row to the column, in bins of "
        f"{widest:,} neuron{'s' if widest > 1 else ''}."
    )
    return finish(
        figure, caption, context, found.n_counted, found.n_synapses, "synapses", "evenly spaced"
    )
