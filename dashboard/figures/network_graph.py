"""Populations as nodes, projections as arrows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.arrows import arc, bar_head, loop, triangle_head
from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, fitting_height, new_figure
from dashboard.figures.synapse_sample import sample_weights
from dashboard.figures.theme import Theme, colour, series_colour
from sim.wiring import Synapses, Wiring, count_sources, neurons_in_words

#: Sign of a projection -> (role, dash, words). Shape and dash tell as much as the colour.
SIGNS = {
    "excitatory": ("blue", "solid", "excitatory (arrow)"),
    "inhibitory": ("vermillion", "dash", "inhibitory (bar)"),
    "mixed": ("grey", "dot", "mixed sign (arrow)"),
}

RADIUS = 0.22


@dataclass(frozen=True)
class Edge:
    """One projection as drawn: its course, its head, and what it says."""

    sign: str
    path: NDArray[np.float64]
    head: NDArray[np.float64]
    label: str
    width: float


def sign_of(synapses: Synapses) -> str:
    """Return ``excitatory``, ``inhibitory`` or ``mixed`` from the weights.

    Looks at no more than 100,000 of them; weights of 0 do not count.
    """
    weights = sample_weights(synapses.weights, 100_000)
    positive, negative = bool((weights > 0).any()), bool((weights < 0).any())
    if positive and negative:
        return "mixed"
    return "inhibitory" if negative else "excitatory"


def fig_network_graph(
    wiring: Wiring,
    places: Mapping[str, tuple[float, float]] | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw populations as discs and projections as arrows.

    Excitatory projections end in an arrow head, inhibitory ones in a bar and
    are dashed, so that colour is not needed to tell them apart. The width of an
    arrow grows with the logarithm of its number of synapses.

    Parameters
    ----------
    places : mapping of str to (float, float), optional
        Centre of each population, for instance from the editor; otherwise
        sources stand in a column and the others on a circle.
    """
    figure = new_figure(theme, height=480)
    centres = _centres(wiring, places)
    edges = _edges(wiring, centres)
    for sign, (role, dash, words) in SIGNS.items():
        chosen = [e for e in edges if e.sign == sign]
        if chosen:
            _add_edges(figure, chosen, colour(role, theme), dash, words)
    _add_nodes(figure, wiring, centres, theme)
    if not wiring.populations:
        add_hint(figure, "no populations")
    _frame(figure, edges, centres)
    figure.update_layout(margin={"l": 12, "r": 12, "t": 16, "b": 40})
    whose = neurons_in_words(wiring.n_neurons, count_sources(wiring.populations))
    caption = (
        f"{len(wiring.populations)} populations with {whose}, and "
        f"{len(wiring.projections)} projections with {wiring.n_synapses:,} synapses."
    )
    return finish(figure, caption, context, len(edges), len(wiring.projections), "projections")


def _frame(
    figure: go.Figure, edges: list[Edge], centres: Mapping[str, NDArray[np.float64]]
) -> None:
    """Hide the axes, keep both scales equal and leave room for every arrow."""
    points = [edge.path for edge in edges]
    points += [centre + RADIUS * np.array([[-1, -1], [1, 1]]) for centre in centres.values()]
    every = np.concatenate(points or [np.array([[-1.0, -1.0], [1.0, 1.0]])])
    low, high = every.min(axis=0) - 0.12, every.max(axis=0) + 0.12
    figure.update_xaxes(visible=False, range=[low[0], high[0]])
    figure.update_yaxes(visible=False, range=[low[1], high[1]], scaleanchor="x", scaleratio=1)
    figure.layout.height = fitting_height(high - low, extra=70)


def _centres(
    wiring: Wiring, places: Mapping[str, tuple[float, float]] | None
) -> dict[str, NDArray[np.float64]]:
    if places and all(p.name in places for p in wiring.populations):
        raw = {name: np.array(xy, dtype=float) for name, xy in places.items()}
        return _scaled(raw)
    inner = [p.name for p in wiring.populations if not p.is_source]
    sources = [p.name for p in wiring.populations if p.is_source]
    size = max(0.75, 0.2 * len(inner))
    centres = {}
    for k, name in enumerate(inner):
        angle = math.pi / 2 - 2 * math.pi * k / max(1, len(inner))
        if len(inner) == 2:
            angle = math.pi * (1 - k)  # side by side
        radius = 0.0 if len(inner) == 1 else size
        centres[name] = np.array([radius * math.cos(angle), radius * math.sin(angle)])
    for k, name in enumerate(sources):
        offset = (k - (len(sources) - 1) / 2) * 0.8
        centres[name] = np.array([-size - 1.2, -offset])
    return centres


def _scaled(raw: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Return positions scaled so that the two nearest discs do not touch; y points up."""
    points = np.array(list(raw.values())) * [1, -1]
    if len(points) < 2:
        return {name: np.zeros(2) for name in raw}
    gaps = np.linalg.norm(points[:, None] - points[None], axis=2)
    nearest = gaps[gaps > 0].min() if (gaps > 0).any() else 1.0
    scaled = (points - points.mean(axis=0)) * (4 * RADIUS / nearest)
    return dict(zip(raw, scaled, strict=True))


def _edges(wiring: Wiring, centres: Mapping[str, NDArray[np.float64]]) -> list[Edge]:
    seen: Counter[tuple[str, str]] = Counter()
    middle = np.mean(list(centres.values()), axis=0) if centres else np.zeros(2)
    edges = []
    for synapses in wiring.projections:
        pair = (synapses.source, synapses.target)
        turn = seen[pair]
        seen[pair] += 1
        a, b = centres[pair[0]], centres[pair[1]]
        if pair[0] == pair[1]:
            path = loop(a, _outwards(a - middle, len(centres)), RADIUS, 0.17 + 0.09 * turn)
        else:
            path = arc(a, b, RADIUS, 0.16 + 0.14 * turn)
        sign = sign_of(synapses)
        head = bar_head(path) if sign == "inhibitory" else triangle_head(path)
        label = (
            f"<b>{escape(synapses.name)}</b><br>{escape(pair[0])} → {escape(pair[1])}"
            f"<br>{len(synapses):,} synapses, {sign}"
        )
        edges.append(Edge(sign, path, head, label, _width(len(synapses))))
    return edges


def _outwards(away: NDArray[np.float64], n_nodes: int) -> NDArray[np.float64]:
    """Return the side a loop stands on: away from the middle, or above where discs form a row."""
    in_a_row = n_nodes <= 4 and abs(away[1]) < 0.3 * abs(away[0])
    return np.array([0.0, 1.0]) if in_a_row else away


def _width(n_synapses: int) -> float:
    return 1.0 + 0.45 * math.log10(max(1, n_synapses))


def _add_edges(figure: go.Figure, edges: list[Edge], tint: str, dash: str, words: str) -> None:
    for i, edge in enumerate(edges):
        figure.add_trace(
            go.Scatter(
                x=edge.path[:, 0],
                y=edge.path[:, 1],
                mode="lines",
                name=words,
                legendgroup=words,
                showlegend=i == 0,
                line={"color": tint, "width": edge.width, "dash": dash},
                text=[edge.label] * len(edge.path),
                hovertemplate="%{text}<extra></extra>",
                meta={"role": "decoration"},
            )
        )
        figure.add_trace(
            go.Scatter(
                x=edge.head[:, 0],
                y=edge.head[:, 1],
                mode="lines",
                fill="toself",
                fillcolor=tint,
                legendgroup=words,
                showlegend=False,
                line={"color": tint, "width": 1},
                hoverinfo="skip",
                meta={"role": "decoration"},
            )
        )


def _add_nodes(
    figure: go.Figure,
    wiring: Wiring,
    centres: Mapping[str, NDArray[np.float64]],
    theme: Theme,
) -> None:
    angle = np.linspace(0, 2 * np.pi, 61)
    for i, population in enumerate(wiring.populations):
        x, y = centres[population.name]
        tint = series_colour(i, theme)
        figure.add_trace(
            go.Scatter(
                x=x + RADIUS * np.cos(angle),
                y=y + RADIUS * np.sin(angle),
                mode="lines",
                fill="toself",
                fillcolor=colour("panel", theme),
                line={
                    "color": tint,
                    "width": 3,
                    "dash": "dot" if population.is_source else "solid",
                },
                showlegend=False,
                hoverinfo="skip",
                meta={"role": "decoration"},
            )
        )
    names = [p.name for p in wiring.populations]
    figure.add_trace(
        go.Scatter(
            x=[float(centres[name][0]) for name in names],
            y=[float(centres[name][1]) for name in names],
            mode="text",
            text=[_name(p.name, p.size) for p in wiring.populations],
            textfont={"size": 12, "color": colour("text", theme)},
            name="populations",
            showlegend=False,
            customdata=np.array(
                [
                    [p.name, p.size, "source" if p.is_source else "neurons"]
                    for p in wiring.populations
                ],
                dtype=object,
            ).reshape(-1, 3),
            meta={"columns": ["population", "neurons", "kind"]},
            hovertemplate="%{customdata[0]}: %{customdata[1]:,} %{customdata[2]}<extra></extra>",
        )
    )


def _name(name: str, size: int) -> str:
    short = name if len(name) <= 11 else name[:10] + "…"
    return f"<b>{escape(short)}</b><br>{size:,}"
