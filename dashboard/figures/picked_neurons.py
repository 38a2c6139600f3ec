"""What is drawn of picked neurons over the map: their synapses, rings and crosses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.synapse_sample import synapses_of
from dashboard.figures.theme import Theme, colour
from sim.wiring import Wiring


def add_connections(
    figure: go.Figure,
    wiring: Wiring,
    xyz_um: NDArray[np.float64],
    neuron: int,
    most: int,
    dims: int,
    theme: Theme,
) -> tuple[int, str]:
    """Draw the synapses from and to a neuron; return how many lines, and a sentence on them."""
    (targets, n_out), (sources, n_in) = synapses_of(wiring, neuron, most)
    for partners, total, way, role in (
        (targets, n_out, "out", "vermillion"),
        (sources, n_in, "in", "blue"),
    ):
        ends = np.stack(
            [
                np.broadcast_to(xyz_um[neuron], (len(partners), 3)),
                xyz_um[partners],
                np.full((len(partners), 3), np.nan),
            ],
            axis=1,
        ).reshape(-1, 3)
        figure.add_trace(
            _scatter(dims)(
                **_coordinates(ends, dims),
                mode="lines",
                name=f"{way}: {len(partners):,} of {total:,}"
                if len(partners) < total
                else f"{way}: {total:,}",
                line={"color": colour(role, theme), "width": 1.2 if dims == 2 else 2},
                opacity=0.6,
                hoverinfo="skip",
                meta={"role": "decoration"},
            )
        )
    mark_neurons(figure, xyz_um, [neuron], "diamond", "picked", dims, theme)
    sentence = (
        f" Of neuron {neuron:,}, showing {len(targets):,} of {n_out:,} synapses out and "
        f"{len(sources):,} of {n_in:,} in."
    )
    return len(targets) + len(sources), sentence


def mark_neurons(
    figure: go.Figure,
    xyz_um: NDArray[np.float64],
    neurons: Sequence[int],
    symbol: str,
    name: str,
    dims: int,
    theme: Theme,
) -> None:
    """Mark some neurons, by global index; nothing if there are none."""
    if not len(neurons):
        return
    figure.add_trace(
        _scatter(dims)(
            **_coordinates(xyz_um[list(neurons)], dims),
            mode="markers",
            name=f"{name}: {len(neurons):,}",
            marker={
                "symbol": symbol,
                "size": 11 if dims == 2 else 6,
                "color": colour("text", theme),
                "line": {"width": 1.6, "color": colour("text", theme)},
            },
            hoverinfo="skip",
            meta={"role": "decoration"},
        )
    )


def _scatter(dims: int) -> type[go.Scatter] | type[go.Scatter3d]:
    return go.Scatter3d if dims == 3 else go.Scatter


def _coordinates(points: NDArray[np.float64], dims: int) -> dict[str, NDArray[np.float64]]:
    return dict(zip("xyz"[:dims], points.T[:dims], strict=True))
