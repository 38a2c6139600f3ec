"""A neuron axis that carries the names of the populations instead of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.frame import add_line
from dashboard.figures.theme import Theme, colour, series_colour
from sim.wiring import PopulationSlice

#: Labels nearer than this share of the axis would overlap.
LABEL_GAP = 0.052


def label_populations(
    figure: go.Figure,
    populations: tuple[PopulationSlice, ...],
    theme: Theme,
    sizes: tuple[int, ...] = (),
) -> None:
    """Name the populations on the first y axis, with a line between neighbours.

    The axis runs downwards, so that the first population is on top. One without
    neurons, which is hidden, has no name. ``sizes`` are those of the whole populations,
    where some of their neurons have no row.
    """
    n = max(1, populations[-1].stop if populations else 1)
    middles = np.array([(p.start + p.stop - 1) / 2 for p in populations if p.size], dtype=float)
    figure.update_yaxes(
        tickvals=spread(middles, n * LABEL_GAP, n),
        ticktext=[
            f'{escape(p.name)} {_count(p.size, sizes[i] if sizes else p.size)} <span style="color:{series_colour(i, theme)}">■</span>'
            for i, p in enumerate(populations)
            if p.size
        ],
        range=[n - 0.5 + 0.01 * n, -0.5 - 0.01 * n],
        ticks="",
        showgrid=False,
        selector=0,
    )
    for population in populations[1:]:
        figure.add_shape(
            type="line",
            xref="x domain",
            yref="y",
            x0=0,
            x1=1,
            y0=population.start - 0.5,
            y1=population.start - 0.5,
            line={"color": colour("grid", theme), "width": 1},
            layer="below",
        )


def label_matrix(
    figure: go.Figure,
    blocks: Sequence[tuple[str, str]],
    ends: Sequence[float],
    titles: tuple[str, str],
    theme: Theme,
) -> None:
    """Name blocks of rows on both axes of a matrix, first on top, with a line between neighbours.

    Parameters
    ----------
    blocks : sequence of (name, colour)
        None of them empty.
    ends : sequence of float
        Where the blocks begin, and where the last one ends.
    titles : (str, str)
        Of the x and the y axis.
    """
    low, high = float(ends[0]), float(ends[-1])
    middles = (np.asarray(ends[1:]) + np.asarray(ends[:-1])) / 2
    axis = {
        "tickvals": spread(middles, (high - low) * LABEL_GAP, high),
        "ticktext": [f'{escape(n)} <span style="color:{tint}">■</span>' for n, tint in blocks],
        "ticks": "",
        "showgrid": False,
    }
    figure.update_xaxes(**axis, range=[low, high], title_text=titles[0])
    figure.update_yaxes(**axis, range=[high, low], title_text=titles[1])
    for end in ends[1:-1]:
        add_line(figure, float(end), "x", colour("axis", theme), "solid")
        add_line(figure, float(end), "y", colour("axis", theme), "solid")


def spread(positions: NDArray[np.float64], gap: float, n: float) -> list[float]:
    """Return ascending positions moved apart to at least ``gap``, kept within ``0..n``.

    A population of one neuron beside one of thousands would else have its
    name printed over its neighbour's.
    """
    if not len(positions):
        return []
    gap = min(gap, n / len(positions))
    down = positions.copy()
    for i in range(1, len(down)):
        down[i] = max(down[i], down[i - 1] + gap)
    up = positions.copy()
    for i in range(len(up) - 2, -1, -1):
        up[i] = min(up[i], up[i + 1] - gap)
    middle = (down + up) / 2
    middle[0] = max(middle[0], 0.0)
    for i in range(1, len(middle)):
        middle[i] = max(middle[i], middle[i - 1] + gap)
    middle[-1] = min(middle[-1], n)
    for i in range(len(middle) - 2, -1, -1):
        middle[i] = min(middle[i], middle[i + 1] - gap)
    return [float(x) for x in middle]


def group_neurons(
    populations: tuple[PopulationSlice, ...], neuron: NDArray[np.int32]
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Yield the index of each population that has neurons, with the mask of its own."""
    for index, population in enumerate(populations):
        if population.size:
            yield index, (neuron >= population.start) & (neuron < population.stop)


def _count(rows: int, size: int) -> str:
    return f"{rows:,}" if rows == size else f"{rows:,} of {size:,}"
