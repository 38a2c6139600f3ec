"""How many messages cross every link of the mesh, on the way that `routes` counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.activity import Activity
from sim.hardware.products import membership, with_data
from sim.hardware.profile import Profile, as_chip
from sim.hardware.routes import Grid
from sim.hardware.structure import core_table
from sim.placement import Placement
from sim.wiring import Wiring

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LinkTraffic:
    """Messages over each link that carries any, both directions together.

    Parameters
    ----------
    chip, x, y : int array, shape (n_links,)
        The tile at the lower end of the link.
    along_x : bool array, shape (n_links,)
        The other end lies at ``x + 1``; else at ``y + 1``.
    messages : float array, shape (n_links,)
        Over the whole run.
    between_chips : float
        Messages over links that join two chips; these are not among the links above.
    between_cores : float
        Spikes times the cores they reach beyond their own.
    """

    chip: Ints
    x: Ints
    y: Ints
    along_x: NDArray[np.bool_]
    messages: Floats
    between_chips: float
    between_cores: float


def link_traffic(
    activity: Activity, wiring: Wiring, placement: Placement, profile: Profile
) -> LinkTraffic:
    """Return the messages over every link of the mesh.

    Summed over links they are the hops of `sim.hardware.count`.

    Raises
    ------
    SpecError
        If the profile is no chip.
    """
    chip = as_chip(profile, "count messages on")
    grid = Grid.of(placement, chip)
    table = core_table(wiring, placement)
    spikes = activity.spike_count.astype(np.float64)
    shape = (int(grid.y.max(initial=0)) + 2, int(grid.x.max(initial=0)) + 2)
    if chip.structure.routing == "unicast":
        rows, columns = _unicast(table, spikes, placement, grid, shape)
    else:
        rows, columns = _multicast(table, spikes, placement, grid, shape)
    return _links(rows, columns, grid, _between_cores(table, spikes, placement))


def _between_cores(table: sparse.csr_array, spikes: Floats, placement: Placement) -> float:
    neuron = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    home = placement.core_of_neuron[neuron]
    leaves = (home >= 0) & (home != table.indices)
    return float(spikes[neuron[leaves]].sum())


def _unicast(
    table: sparse.csr_array,
    spikes: Floats,
    placement: Placement,
    grid: Grid,
    shape: tuple[int, int],
) -> tuple[Floats, Floats]:
    """Return messages over links along x and along y, shape (height, width) each."""
    sent = np.repeat(spikes, np.diff(table.indptr))
    reach = with_data(table, sent)  # the table is shared; this one may be sorted in place
    flow = (membership(placement.core_of_neuron, placement.n_cores).T @ reach).tocoo()
    home, to, weight = flow.row, flow.col, flow.data
    along_x = _spans(grid.y[home], grid.x[home], grid.x[to], weight, shape)
    along_y = _spans(grid.x[to], grid.y[home], grid.y[to], weight, shape[::-1])
    return along_x, along_y.T


def _multicast(
    table: sparse.csr_array,
    spikes: Floats,
    placement: Placement,
    grid: Grid,
    shape: tuple[int, int],
) -> tuple[Floats, Floats]:
    """As `_unicast`, with a link that several destinations share counted once."""
    neuron = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    home = placement.core_of_neuron[neuron]
    sends = home >= 0
    neuron, home, to = neuron[sends], home[sends], table.indices[sends]
    order = np.lexsort((grid.x[to], neuron))
    neuron, home, x, y = neuron[order], home[order], grid.x[to][order], grid.y[to][order]
    if len(neuron) == 0:
        return np.zeros(shape), np.zeros(shape)
    new = np.diff(neuron, prepend=-1) != 0
    trunk, branch = np.flatnonzero(new), np.flatnonzero(new | (np.diff(x, prepend=-1) != 0))

    def spanned(value: Ints, own: Ints, line: Ints, starts: Ints, size: tuple[int, int]) -> Floats:
        low = np.minimum(np.minimum.reduceat(value, starts), own[starts])
        high = np.maximum(np.maximum.reduceat(value, starts), own[starts])
        return _spans(line[starts], low, high, spikes[neuron[starts]], size)

    along_x = spanned(x, grid.x[home], grid.y[home], trunk, shape)
    along_y = spanned(y, grid.y[home], x, branch, shape[::-1])
    return along_x, along_y.T


def _spans(line: Ints, a: Ints, b: Ints, weight: Floats, shape: tuple[int, int]) -> Floats:
    """Add a weight to all links of a line between two places."""
    steps = np.zeros(shape)
    np.add.at(steps, (line, np.minimum(a, b)), weight)
    np.add.at(steps, (line, np.maximum(a, b)), -weight)
    return np.asarray(np.cumsum(steps, axis=1))


def _links(rows: Floats, columns: Floats, grid: Grid, between_cores: float) -> LinkTraffic:
    """Collect the links that carry messages."""
    parts, between = [], 0.0
    for load, along_x in ((rows, True), (columns, False)):
        y, x = np.nonzero(load > 1e-6)
        messages = load[y, x]
        place, size = (x, grid.width) if along_x else (y, grid.height)
        inside = place % size != size - 1
        between += float(messages[~inside].sum())
        x, y, messages = x[inside], y[inside], messages[inside]
        chip = (y // grid.height) * grid.across + x // grid.width
        flag = np.full(len(x), along_x)
        parts.append((chip, x % grid.width, y % grid.height, flag, messages))
    chips, xs, ys, flags, loads = (np.concatenate(part) for part in zip(*parts, strict=True))
    return LinkTraffic(chips, xs, ys, flags, loads, between, between_cores)
