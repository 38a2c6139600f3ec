"""Links that the messages of each neuron cross on the mesh of cores and chips.

Dimension-order routing: first along x, then along y. With unicast every
destination core gets a message of its own; with multicast one message is
copied where the paths part, so that a shared link counts once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.profile import ChipProfile
from sim.hardware.terms import count_of
from sim.placement import Placement

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Routes:
    """What one spike of each neuron sends, shape (n_neurons,) each.

    ``longest_*`` is the largest distance to any one destination core.

    Sources send nothing through the mesh: the host delivers their events.
    """

    messages: Ints
    hops_x: Floats
    hops_y: Floats
    crossings: Floats
    longest_x: Ints
    longest_y: Ints
    longest_crossings: Ints


@dataclass(frozen=True)
class Grid:
    """Tile of every core in one coordinate system over all chips."""

    x: Ints
    y: Ints
    width: int
    height: int
    across: int

    @classmethod
    def of(cls, placement: Placement, profile: ChipProfile) -> Grid:
        structure = profile.structure
        width = int(structure.mesh_x.estimate().nominal)
        height = int(structure.mesh_y.estimate().nominal)
        across = _chips_across(placement.n_chips, profile)
        chip_y, chip_x = np.divmod(placement.core_chip.astype(np.int64), across)
        return cls(
            np.asarray(chip_x * width + placement.core_xy[:, 0], dtype=np.int64),
            np.asarray(chip_y * height + placement.core_xy[:, 1], dtype=np.int64),
            width,
            height,
            across,
        )


def _chips_across(n_chips: int, profile: ChipProfile) -> int:
    columns = count_of(profile.structure.chip_columns)
    return int(columns) if columns else max(1, math.ceil(math.sqrt(n_chips)))


def seats(n_cores: int, profile: ChipProfile) -> tuple[Ints, Ints, Ints]:
    """Return where each core sits: x, y over all chips, and chip, shape (n_cores,) each."""
    structure = profile.structure
    per_chip = int(structure.cores_per_chip.estimate().nominal)
    per_tile = int(structure.cores_per_tile.estimate().nominal)
    width = int(structure.mesh_x.estimate().nominal)
    height = int(structure.mesh_y.estimate().nominal)
    chip, within = np.divmod(np.arange(n_cores, dtype=np.int64), per_chip)
    x, y = np.divmod(within // per_tile, height)
    n_chips = int(chip.max(initial=-1)) + 1
    chip_y, chip_x = np.divmod(chip, _chips_across(n_chips, profile))
    return chip_x * width + x, chip_y * height + y, chip


def routes(table: sparse.csr_array, placement: Placement, profile: ChipProfile) -> Routes:
    """Return messages and links per spike of every neuron.

    Parameters
    ----------
    table : sparse matrix, shape (n_neurons, n_cores)
        Synapses by destination core, see `synapse_table`.
    """
    n_neurons = table.shape[0]
    grid = Grid.of(placement, profile)
    neuron = np.repeat(np.arange(n_neurons), np.diff(table.indptr))
    core = table.indices
    sends = placement.core_of_neuron[neuron] >= 0
    neuron, core = neuron[sends], core[sends]
    own = placement.core_of_neuron[neuron]
    distances = _distances(own, core, grid)
    longest = [_longest(neuron, distance, n_neurons) for distance in distances]
    if profile.structure.routing == "unicast":
        sent = np.bincount(neuron, minlength=n_neurons)
        summed = [
            np.asarray(np.bincount(neuron, weights=d, minlength=n_neurons), dtype=np.float64)
            for d in distances
        ]
    else:
        sent = np.zeros(n_neurons, dtype=np.int64)
        sent[neuron] = 1
        summed = _multicast(neuron, own, core, grid, n_neurons)
    return Routes(sent, summed[0], summed[1], summed[2], longest[0], longest[1], longest[2])


def _distances(own: Ints, core: Ints, grid: Grid) -> tuple[Ints, Ints, Ints]:
    """Return links along x, along y and chip borders between pairs of cores."""
    dx = np.abs(grid.x[core] - grid.x[own])
    dy = np.abs(grid.y[core] - grid.y[own])
    borders = np.abs(grid.x[core] // grid.width - grid.x[own] // grid.width) + np.abs(
        grid.y[core] // grid.height - grid.y[own] // grid.height
    )
    return dx, dy, borders


def _longest(neuron: Ints, distance: Ints, n: int) -> Ints:
    result = np.zeros(n, dtype=np.int64)
    np.maximum.at(result, neuron, distance)
    return result


def _multicast(neuron: Ints, own: Ints, core: Ints, grid: Grid, n: int) -> list[Floats]:
    """Return links along x, along y and chip borders of the tree to all destinations."""
    if len(neuron) == 0:
        return [np.zeros(n), np.zeros(n), np.zeros(n)]
    order = np.lexsort((grid.x[core], neuron))
    neuron, own, x, y = neuron[order], own[order], grid.x[core][order], grid.y[core][order]
    by_neuron = np.flatnonzero(np.diff(neuron, prepend=-1))
    by_column = np.flatnonzero((np.diff(neuron, prepend=-1) != 0) | (np.diff(x, prepend=-1) != 0))

    def span(value: Ints, home: Ints, starts: NDArray[np.intp], step: int) -> tuple[Floats, Floats]:
        """Return links from home to both ends of each group, and chip borders among them."""
        high = np.maximum(np.maximum.reduceat(value, starts), home[starts])
        low = np.minimum(np.minimum.reduceat(value, starts), home[starts])
        who = neuron[starts]
        links = np.bincount(who, weights=high - low, minlength=n)
        borders = np.bincount(who, weights=high // step - low // step, minlength=n)
        return np.asarray(links, dtype=np.float64), np.asarray(borders, dtype=np.float64)

    hops_x, borders_x = span(x, grid.x[own], by_neuron, grid.width)
    hops_y, borders_y = span(y, grid.y[own], by_column, grid.height)
    return [hops_x, hops_y, borders_x + borders_y]
