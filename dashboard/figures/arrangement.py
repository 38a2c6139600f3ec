"""Which neurons a raster shows, and in which order they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity

Order = Literal["index", "rate", "x", "y", "z"]


@dataclass(frozen=True)
class Arrangement:
    """An activity whose neurons stand in the order of the rows of a raster.

    Parameters
    ----------
    activity : Activity
        Of the populations shown; those hidden keep their place in the list, and so their
        colour, with no neurons.
    neuron : int32 array, shape (n_rows,)
        Index within its population of the neuron in each row.
    words : str
        What the order is, for a caption; empty for that of the index.
    part : str
        Which rows these are, for a caption; empty for all of them.
    sizes : tuple of int
        Neurons of each population, where not all of them have a row; empty where all have.
    first : int
        Number of the row on top, 1 unless it is cut out of a larger raster.
    """

    activity: Activity
    neuron: NDArray[np.int32]
    words: str
    part: str = ""
    sizes: tuple[int, ...] = ()
    first: int = 1

    def between(self, ends: tuple[int, int] | None) -> Arrangement:
        """Return the rows from the first to the last of ``ends``, 1 being on top; None for all."""
        if ends is None:
            return self
        first, last = ends
        start, activity, n = first - 1, self.activity, len(self.neuron)
        keep = (activity.spike_neuron >= start) & (activity.spike_neuron < last)
        slices = tuple(
            replace(p, start=min(max(p.start, start), last) - start,
                    stop=min(max(p.stop, start), last) - start)
            for p in activity.populations
        )  # fmt: skip
        cut = replace(
            activity, populations=slices, spike_step=activity.spike_step[keep],
            spike_neuron=activity.spike_neuron[keep] - start,
            spike_count=activity.spike_count[start:last], traces={}, courses={},
        )  # fmt: skip
        part = f"rows {first:,} to {last:,} of {n:,}"
        sizes = tuple(p.size for p in activity.populations)
        return Arrangement(cut, self.neuron[start:last], self.words, part, sizes, first)


def arranged(
    activity: Activity,
    order: Order = "index",
    shown: Sequence[str] | None = None,
    positions: Mapping[str, NDArray[np.float64]] | None = None,
) -> Arrangement:
    """Put the neurons of an activity in the order of a raster.

    Parameters
    ----------
    order : str
        Within each population: by index, by mean rate (highest on top), or by a coordinate.
    shown : sequence of str, optional
        Populations to show; all by default.
    positions : mapping of str to float array, shape (n, 3), optional
        By population; one without keeps the order of the index.
    """
    row = np.full(activity.n_neurons, -1, np.int32)
    slices, chosen, start = [], [np.empty(0, np.int64)], 0
    for p in activity.populations:
        visible = shown is None or p.name in shown
        local = _ranked(activity, p.start, p.stop, order, (positions or {}).get(p.name))
        local = local if visible else local[:0]
        row[p.start + local] = start + np.arange(len(local))
        slices.append(replace(p, start=start, stop=start + len(local)))
        chosen.append(p.start + local)
        start += len(local)
    source = np.concatenate(chosen)
    starts = np.repeat([p.start for p in activity.populations], [s.size for s in slices])
    neuron = (source - starts).astype(np.int32)
    if np.array_equal(source, np.arange(activity.n_neurons)):
        return Arrangement(activity, neuron, "")
    rows = row[activity.spike_neuron]
    step = activity.spike_step
    if start < activity.n_neurons:
        step, rows = step[rows >= 0], rows[rows >= 0]
    moved = replace(
        activity, populations=tuple(slices), spike_step=step, spike_neuron=rows,
        spike_count=activity.spike_count[source], traces={}, courses={},
    )  # fmt: skip
    words = {"index": "", "rate": "by rate, highest on top"}.get(
        order, f"by position along {order}"
    )
    return Arrangement(moved, neuron, words)


def _ranked(
    activity: Activity, start: int, stop: int, order: Order, places: NDArray[np.float64] | None
) -> NDArray[np.int64]:
    """Return the neurons of one population in the order of their rows."""
    if order == "rate":
        return np.argsort(-activity.spike_count[start:stop], kind="stable")
    if order != "index" and places is not None:
        return np.argsort(places[:, "xyz".index(order)], kind="stable")
    return np.arange(stop - start)


def orders_for(positions: Mapping[str, NDArray[np.float64]]) -> tuple[Order, ...]:
    """Return the orders that make a difference: coordinates along which neurons are apart."""
    found: list[Order] = ["index", "rate"]
    axes: tuple[Order, ...] = ("x", "y", "z")
    for i, axis in enumerate(axes):
        if any(len(p) and np.ptp(p[:, i]) > 0 for p in positions.values()):
            found.append(axis)
    return tuple(found)
