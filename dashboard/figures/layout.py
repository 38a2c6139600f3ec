"""Where the neurons lie in space, and a sample of who is connected to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, fitting_height, new_figure
from dashboard.figures.picked_neurons import add_connections, mark_neurons
from dashboard.figures.synapse_sample import sample_synapses
from dashboard.figures.theme import Theme, colour, series_colour, series_symbol
from sim.activity import Activity
from sim.analysis import evenly_spaced, neuron_rates_hz
from sim.wiring import Wiring

METRES_TO_UM = 1e6


@dataclass(frozen=True)
class Places:
    """Drawn position of every neuron and how it came about.

    Parameters
    ----------
    xyz_um : float array, shape (n_neurons, 3)
        NaN nowhere: populations without a geometry are arranged as a block.
    arranged : tuple of str
        Populations whose place is only a matter of drawing.
    """

    xyz_um: NDArray[np.float64]
    arranged: tuple[str, ...]


def arrange(wiring: Wiring) -> Places:
    """Return positions in µm; populations without a geometry stand as squares beside the others."""
    xyz = np.zeros((wiring.n_neurons, 3))
    arranged = tuple(p.name for p in wiring.populations if p.name not in wiring.positions)
    for population in wiring.populations:
        if population.name in wiring.positions:
            place = np.asarray(wiring.positions[population.name], dtype=float)
            xyz[population.start : population.stop] = place * METRES_TO_UM
    placed = [p for p in wiring.populations if p.name in wiring.positions]
    if placed:
        known = np.concatenate([xyz[p.start : p.stop] for p in placed])
        left, low = float(known[:, 0].max()), float(known[:, 1].min())
        height = float(np.ptp(known[:, 1])) or float(np.ptp(known[:, 0])) or 100.0
    else:
        left, low, height = -20.0, 0.0, 100.0
    largest = max((p.size for p in wiring.populations if p.name in arranged), default=1)
    pitch = height / max(1, int(np.ceil(np.sqrt(largest))))
    for population in wiring.populations:
        if population.name in arranged:
            side = max(1, int(np.ceil(np.sqrt(population.size))))
            left += height * 0.2
            index = np.arange(population.size)
            block = xyz[population.start : population.stop]
            block[:, 0] = left + (index % side + 0.5) * pitch
            block[:, 1] = low + (index // side + 0.5) * pitch
            left += side * pitch
    return Places(xyz, arranged)


def fig_layout(
    wiring: Wiring,
    dims: int = 2,
    activity: Activity | None = None,
    n_shown: int = 5_000,
    n_edges: int = 400,
    theme: Theme = "light",
    context: FigureContext | None = None,
    picked: int | None = None,
    chosen: Sequence[int] = (),
    silenced: Sequence[int] = (),
) -> go.Figure:
    """Draw the neurons at their positions in two or three dimensions. [µm]

    Neurons carry the colour of their population or, with an ``activity``, of
    their mean rate. A sample of synapses is drawn faintly beneath. Populations
    without a geometry have no place; they are drawn as square blocks beside
    the others and the caption says so.

    Parameters
    ----------
    n_shown : int
        At most about this many neurons, evenly spaced in each population.
    n_edges : int
        At most this many synapses, evenly spaced over all of them; 0 for none. With a picked
        neuron, at most this many from it and this many to it.
    picked : int, optional
        Neuron whose synapses are drawn, and no others.
    chosen, silenced : sequences of int
        Neurons that get a ring, and that get a cross. All are global indices.
    """
    figure = new_figure(theme, height=560)
    places = arrange(wiring)
    n_drawn_edges, note = 0, ""
    if picked is None:
        n_drawn_edges = _add_edges(figure, wiring, places, n_edges, dims, theme)
    else:
        n_drawn_edges, note = add_connections(
            figure, wiring, places.xyz_um, picked, n_edges, dims, theme
        )
    shown = _add_neurons(figure, wiring, places, dims, activity, n_shown, theme)
    for marked, symbol, what in ((silenced, "x", "silenced"), (chosen, "circle-open", "chosen")):
        mark_neurons(figure, places.xyz_um, marked, symbol, what, dims, theme)
    _axes(figure, places, wiring, dims, theme)
    if not wiring.n_neurons:
        add_hint(figure, "no neurons")
    figure.layout.meta = {
        **figure.layout.meta,
        "synapses_shown": n_drawn_edges,
        "synapses_total": wiring.n_synapses,
    }
    caption = _caption(wiring, places, activity, 0 if note else n_drawn_edges) + note
    return finish(figure, caption, context, shown, wiring.n_neurons, "neurons", "evenly spaced")


def _caption(wiring: Wiring, places: Places, activity: Activity | None, n_edges: int) -> str:
    by = "mean firing rate" if activity is not None else "population"
    text = f"Position of the neurons, coloured by {by}"
    if n_edges:
        text += f"; {n_edges:,} of {wiring.n_synapses:,} synapses as lines"
    if places.arranged:
        have = "has" if len(places.arranged) == 1 else "have"
        text += f". {', '.join(places.arranged)} {have} no geometry and stand{'s' if have == 'has' else ''} as a block only to be seen"
    return text + "."


def _add_neurons(
    figure: go.Figure,
    wiring: Wiring,
    places: Places,
    dims: int,
    activity: Activity | None,
    n_shown: int,
    theme: Theme,
) -> int:
    rate_hz = None if activity is None else neuron_rates_hz(activity)
    highest = None if rate_hz is None or not len(rate_hz) else float(rate_hz.max()) or 1.0
    shown = 0
    for i, population in enumerate(wiring.populations):
        share = n_shown * population.size // max(1, wiring.n_neurons)
        picked = evenly_spaced(population.size, max(1, share)) + population.start
        shown += len(picked)
        x, y, z = places.xyz_um[picked].T
        marker: dict[str, object] = {
            "size": _marker_size(wiring.n_neurons, dims),
            "symbol": "circle" if dims == 3 else series_symbol(i),
            "color": series_colour(i, theme),
            "line": {"width": 0},
        }
        hover = f"{population.name}<br>neuron %{{customdata[0]}}"
        data = picked[:, None].astype(float)
        if rate_hz is not None:
            marker |= {
                "color": rate_hz[picked],
                "colorscale": "Viridis",
                "cmin": 0.0,
                "cmax": highest,
                "showscale": i == 0,
                "colorbar": {"title": {"text": "rate (Hz)"}, "thickness": 14, "outlinewidth": 0},
            }
            data = np.column_stack([picked, rate_hz[picked]])
            hover += "<br>%{customdata[1]:.3g} Hz"
        common = {
            "mode": "markers",
            "name": population.name,
            "showlegend": rate_hz is None,
            "marker": marker,
            "customdata": data,
            "meta": {"columns": ["neuron", "rate (Hz)"][: data.shape[1]]},
            "hovertemplate": hover + "<extra></extra>",
        }
        kind = go.Scatter3d if dims == 3 else go.Scattergl if shown > 5_000 else go.Scatter
        coordinates = {"x": x, "y": y, "z": z} if dims == 3 else {"x": x, "y": y}
        figure.add_trace(kind(**coordinates, **common))
    return shown


def _marker_size(n_neurons: int, dims: int) -> float:
    size = float(np.clip(220 / np.sqrt(max(1, n_neurons)), 3.0, 12.0))
    return size * (0.7 if dims == 3 else 1.0)


def _add_edges(
    figure: go.Figure, wiring: Wiring, places: Places, n_edges: int, dims: int, theme: Theme
) -> int:
    pre, post = sample_synapses(wiring, n_edges)
    if not len(pre):
        return 0
    gap = np.full((len(pre), 3), np.nan)
    lines = np.stack([places.xyz_um[pre], places.xyz_um[post], gap], axis=1).reshape(-1, 3)
    x, y, z = lines.T
    coordinates = {"x": x, "y": y, "z": z} if dims == 3 else {"x": x, "y": y}
    figure.add_trace(
        (go.Scatter3d if dims == 3 else go.Scatter)(
            **coordinates,
            mode="lines",
            name="synapses",
            showlegend=False,
            line={"color": colour("axis", theme), "width": 1},
            opacity=0.35 if dims == 3 else 0.25,
            hoverinfo="skip",
            meta={"role": "decoration"},
        )
    )
    return len(pre)


def _axes(figure: go.Figure, places: Places, wiring: Wiring, dims: int, theme: Theme) -> None:
    nowhere = len(places.arranged) == len(wiring.populations)
    titles = [f"{axis} (arranged)" if nowhere else f"{axis} (µm)" for axis in "xyz"]
    if dims == 3:
        figure.update_layout(
            scene={
                "xaxis": {"title": {"text": titles[0]}},
                "yaxis": {"title": {"text": titles[1]}},
                "zaxis": {"title": {"text": titles[2]}},
                "aspectmode": "manual",
                "aspectratio": _ratio(places),
                "camera": {"eye": {"x": 0.8, "y": -1.5, "z": 0.9}},
            },
            margin={"l": 8, "r": 8, "t": 24, "b": 36},
        )
        return
    figure.layout.height = (
        fitting_height(np.ptp(places.xyz_um[:, :2], axis=0)) if len(places.xyz_um) else 300
    )
    figure.update_xaxes(title_text=titles[0], showticklabels=not nowhere)
    figure.update_yaxes(
        title_text=titles[1],
        showticklabels=not nowhere,
        scaleanchor="x",
        scaleratio=1,
        constrain="domain",
    )


def _ratio(places: Places) -> dict[str, float]:
    """Return the true proportions of the box, its longest side 1.5; none thinner than 0.15."""
    extent = np.ptp(places.xyz_um, axis=0) if len(places.xyz_um) else np.ones(3)
    share = extent / (extent.max() or 1.0)
    return {axis: float(max(0.15, 1.5 * s)) for axis, s in zip("xyz", share, strict=True)}
