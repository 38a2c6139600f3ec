"""The spikes of a stretch of a run, in the detail that a screen can show.

A raster of millions of spikes is not made of dots: hundreds fall on one pixel.
So within a stretch of time and neurons either every spike is drawn, or, where
there are more than `MOST_DOTS`, how many fall into each cell of a grid about as
fine as a screen. Zooming in leads from the second to the first. Nothing is left
out in either, and neither is larger than a few megabytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.arrangement import Arrangement
from dashboard.figures.population_axis import group_neurons
from dashboard.figures.spike_marker import marker
from dashboard.figures.theme import Theme, series_colour
from sim.activity import Activity
from sim.wiring import PopulationSlice

#: Spikes that are drawn one by one. About 6 bytes each on the way to the browser.
MOST_DOTS = 200_000

#: Cells of the grid along time, and at most along the neurons.
COLUMNS, ROWS = 1_000, 400

#: Up to so many spikes Plotly draws itself; beyond, the browser's canvas is faster.
PLOTLY_DOTS = 2_000

#: What the browser draws on a canvas instead of handing it to Plotly; in ``trace.meta``.
SPIKES, DENSITY = "spikes", "density"


@dataclass(frozen=True)
class SpikeWindow:
    """A stretch of a raster: from one time and neuron to another.

    Parameters
    ----------
    first_s, last_s : float
        Time. [s]
    first_neuron, last_neuron : float
        Global index; both ends belong to it.
    """

    first_s: float
    last_s: float
    first_neuron: float
    last_neuron: float

    @classmethod
    def whole(cls, activity: Activity) -> SpikeWindow:
        """Return the window that holds a whole run."""
        return cls(0.0, activity.duration_s, 0.0, float(max(0, activity.n_neurons - 1)))

    @classmethod
    def of_axes(cls, activity: Activity, ranges: object) -> SpikeWindow | None:
        """Return the window of the axes of a plot, or None if that is not what it is.

        Parameters
        ----------
        ranges : sequence of four floats
            Ends of the time axis [ms], then of the neuron axis, in any order.
        """
        if not isinstance(ranges, (list, tuple)) or len(ranges) != 4:
            return None
        try:
            x0, x1, y0, y1 = (float(v) for v in ranges)
        except (TypeError, ValueError):
            return None
        if not np.isfinite([x0, x1, y0, y1]).all():
            return None
        whole = cls.whole(activity)
        window = cls(
            max(min(x0, x1) * 1e-3, 0.0), min(max(x0, x1) * 1e-3, whole.last_s),
            max(min(y0, y1), 0.0), min(max(y0, y1), whole.last_neuron),
        )  # fmt: skip
        empty = window.first_s >= window.last_s or window.first_neuron > window.last_neuron
        return None if empty else window

    def widened(self, activity: Activity) -> SpikeWindow:
        """Return the window with half of itself on each side, so that a small pan shows spikes."""
        whole, time = self.whole(activity), (self.last_s - self.first_s) / 2
        neurons = (self.last_neuron - self.first_neuron) / 2
        return SpikeWindow(
            max(0.0, self.first_s - time), min(whole.last_s, self.last_s + time),
            max(0.0, self.first_neuron - neurons),
            min(whole.last_neuron, self.last_neuron + neurons),
        )  # fmt: skip


def spikes_in(activity: Activity, window: SpikeWindow) -> NDArray[np.int64]:
    """Return the indices of the stored spikes in a window, ascending in time."""
    # In the type of the array, or NumPy would convert all of it for the search.
    edges = np.array([window.first_s, window.last_s]) / activity.dt_s
    ends = np.array([np.ceil(edges[0]), np.floor(edges[1]) + 1], activity.spike_step.dtype)
    first, last = np.searchsorted(activity.spike_step, ends)
    if window.first_neuron <= 0 and window.last_neuron >= activity.n_neurons - 1:
        return np.arange(first, last)
    neuron = activity.spike_neuron[first:last]
    inside = (neuron >= window.first_neuron) & (neuron <= window.last_neuron)
    return first + np.flatnonzero(inside)


def add_spikes(
    figure: go.Figure,
    rows: Arrangement,
    theme: Theme,
    window: SpikeWindow | None = None,
    most_dots: int = MOST_DOTS,
) -> str:
    """Add the spikes of a window to a figure's first axes; return what is shown, in words.

    Parameters
    ----------
    window : SpikeWindow or None
        What is looked at; the whole run if None. A little more is drawn.

    Returns
    -------
    str
        Empty when every spike of the run is drawn.
    """
    activity = rows.activity
    seen = SpikeWindow.whole(activity) if window is None else window
    keep = spikes_in(activity, seen)
    if len(keep) > most_dots:
        _add_density(figure, rows, seen, keep, theme)
        how = " as their density; zoom in to see each"
    else:
        around = keep if window is None else spikes_in(activity, window.widened(activity))
        drawn = around if len(around) <= most_dots else keep
        _add_dots(figure, rows, drawn, theme)
        if len(drawn) == len(activity.spike_step):
            how = "" if activity.complete else " (those stored)"
            keep = drawn
        else:
            how = ": each of those in view"
    return f"showing {len(keep):,} of {activity.n_spikes:,} spikes{how}" if how else ""


def _add_dots(figure: go.Figure, rows: Arrangement, keep: NDArray[np.int64], theme: Theme) -> None:
    activity = rows.activity
    time_ms = (activity.spike_step[keep] * (activity.dt_s * 1e3)).astype(np.float32)
    neuron = activity.spike_neuron[keep]
    small = neuron.astype(np.uint16 if activity.n_neurons <= 0xFFFF else np.int32)
    kind = go.Scattergl if len(keep) > PLOTLY_DOTS else go.Scatter
    for index, where in group_neurons(activity.populations, neuron):
        population = activity.populations[index]
        figure.add_trace(
            kind(
                x=time_ms[where],
                y=small[where],
                mode="markers",
                name=population.name,
                marker=marker(activity.n_neurons, len(keep), series_colour(index, theme)),
                showlegend=False,
                meta={"role": SPIKES, **_rows_of(rows, population)},
                customdata=rows.neuron[neuron[where]] if len(keep) <= PLOTLY_DOTS else None,
                hovertemplate="%{x:.2f} ms<br>neuron %{customdata}",
            )
        )


def _rows_of(rows: Arrangement, population: PopulationSlice) -> dict[str, object]:
    """Return what the browser needs to name the neuron of a row."""
    found: dict[str, object] = {"start": population.start, "stop": population.stop}
    if rows.words:
        found["neurons"] = rows.neuron[population.start : population.stop].tolist()
    return found


def _add_density(
    figure: go.Figure,
    rows: Arrangement,
    window: SpikeWindow,
    keep: NDArray[np.int64],
    theme: Theme,
) -> None:
    activity = rows.activity
    for index, grid in density(activity, window, keep):
        tint = series_colour(index, theme)
        figure.add_trace(
            go.Heatmap(
                z=grid.counts,
                x0=grid.first_ms + grid.column_ms / 2,
                dx=grid.column_ms,
                y0=grid.first_neuron + (grid.row_neurons - 1) / 2,
                dy=grid.row_neurons,
                name=activity.populations[index].name,
                showscale=False,
                colorscale=[[0, "rgba(0,0,0,0)"], [1e-6, _faint(tint)], [1, tint]],
                meta={"role": DENSITY, "tint": tint, **_rows_of(rows, activity.populations[index])},
                hovertemplate="%{z} spikes<br>%{x:.2f} ms<br>neuron %{y:.0f}",
            )
        )


def _faint(tint: str) -> str:
    red, green, blue = (int(tint[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.25)"


@dataclass(frozen=True)
class DensityGrid:
    """How many spikes of one population fall into each cell.

    Parameters
    ----------
    counts : uint16 array, shape (n_rows, n_columns)
        Cells with more hold the largest number that fits.
    first_ms, column_ms : float
        Start of the grid, and width of a column. [ms]
    first_neuron, row_neurons : int
        First global index, and neurons per row.
    """

    counts: NDArray[np.uint16]
    first_ms: float
    column_ms: float
    first_neuron: int
    row_neurons: int


def density(
    activity: Activity, window: SpikeWindow, keep: NDArray[np.int64]
) -> list[tuple[int, DensityGrid]]:
    """Count spikes on a grid over a window, for each population that lies in it.

    Rows never straddle two populations, and columns are whole time steps.

    Parameters
    ----------
    keep : int array
        Spikes of the window, from `spikes_in`.
    """
    first = int(np.ceil(window.first_s / activity.dt_s))
    last = max(first + 1, int(np.ceil(window.last_s / activity.dt_s)))
    steps = -(-(last - first) // COLUMNS)
    n_columns = -(-(last - first) // steps)
    low, high = int(np.ceil(window.first_neuron)), int(np.floor(window.last_neuron)) + 1
    per_row = max(1, -(-(high - low) // ROWS))
    parts = [(i, *_overlap(p, low, high)) for i, p in enumerate(activity.populations)]
    parts = [(i, a, b) for i, a, b in parts if b > a]
    row_of = np.zeros(activity.n_neurons, np.int64)
    rows = 0
    starts = []
    for _, a, b in parts:
        starts.append(rows)
        row_of[a:b] = rows + np.arange(b - a) // per_row
        rows += -(-(b - a) // per_row)
    cell = row_of[activity.spike_neuron[keep]] * n_columns
    # A spike in the last step of the run may lie on the edge of the grid.
    cell += np.minimum((activity.spike_step[keep] - first) // steps, n_columns - 1)
    counts = np.bincount(cell, minlength=rows * n_columns).reshape(rows, n_columns)
    counts = np.minimum(counts, 0xFFFF).astype(np.uint16)
    dt_ms = activity.dt_s * 1e3
    return [
        (i, DensityGrid(counts[s:e], first * dt_ms, steps * dt_ms, a, per_row))
        for (i, a, _), s, e in zip(parts, starts, [*starts[1:], rows], strict=True)
    ]


def _overlap(population: PopulationSlice, low: int, high: int) -> tuple[int, int]:
    return max(population.start, low), min(population.stop, high)
