"""Who is connected to whom: by population, and neuron by neuron in bins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.wiring import PopulationSlice, Synapses, Wiring

#: Synapses looked at in the binned matrix; of more, every k-th stands for k.
_MOST_SYNAPSES = 20_000_000


@dataclass(frozen=True)
class PopulationConnectivity:
    """Synapses between every two populations, all projections added up.

    Parameters
    ----------
    populations : tuple of PopulationSlice
    synapses : int64 array, shape (n_populations, n_populations)
        From the row to the column; exact.
    """

    populations: tuple[PopulationSlice, ...]
    synapses: NDArray[np.int64]

    @property
    def in_degree(self) -> NDArray[np.float64]:
        """Mean synapses that a neuron of the column receives from all of the row."""
        return np.asarray(self.synapses / self._sizes()[None, :])

    @property
    def density(self) -> NDArray[np.float64]:
        """Synapses per pair of neurons; above 1 where pairs have more than one."""
        sizes = self._sizes()
        return np.asarray(self.synapses / (sizes[:, None] * sizes[None, :]))

    def _sizes(self) -> NDArray[np.float64]:
        return np.array([max(1, p.size) for p in self.populations], dtype=float)


@dataclass(frozen=True)
class BinnedConnectivity:
    """Synapses between bins of neurons.

    Parameters
    ----------
    edges : int64 array, shape (n_bins + 1,)
        Global index of the first neuron of each bin, sources and targets alike, and the end.
        No bin holds neurons of two populations.
    synapses : float array, shape (n_bins, n_bins)
        From the row to the column; an estimate where not all were looked at.
    n_counted, n_synapses : int
        Synapses looked at (evenly spaced), and those there are.
    """

    edges: NDArray[np.int64]
    synapses: NDArray[np.float64]
    n_counted: int
    n_synapses: int


def population_connectivity(wiring: Wiring) -> PopulationConnectivity:
    """Count the synapses between every two populations."""
    index = {p.name: i for i, p in enumerate(wiring.populations)}
    found = np.zeros((len(index), len(index)), np.int64)
    for synapses in wiring.projections:
        found[index[synapses.source], index[synapses.target]] += len(synapses)
    return PopulationConnectivity(wiring.populations, found)


def binned_connectivity(
    wiring: Wiring, populations: Sequence[str] | None = None, n_bins: int = 160
) -> BinnedConnectivity:
    """Count the synapses between bins of neurons.

    Parameters
    ----------
    populations : sequence of str, optional
        Those to look at, as sources and as targets; all by default.
    n_bins : int
        About so many bins in all; at least one for each population.
    """
    slices = [p for p in wiring.populations if populations is None or p.name in populations]
    total = max(1, sum(p.size for p in slices))
    width = max(1, -(-total // n_bins))
    edges: list[int] = []
    first: dict[str, int] = {}
    for p in slices:
        first[p.name] = len(edges)
        edges += list(range(p.start, p.stop, width))
    ends = [p.stop for p in slices][-1:] or [0]
    found = np.zeros((len(edges), len(edges)))
    blocks = [b for b in wiring.blocks() if b[0].source in first and b[0].target in first]
    n_synapses = sum(len(s) for s, _, _ in blocks)
    every = max(1, -(-n_synapses // _MOST_SYNAPSES))
    counted = 0
    for synapses, source, target in blocks:
        part, n = _count(synapses, source, target, width, every)
        rows, columns = first[source.name], first[target.name]
        found[rows : rows + part.shape[0], columns : columns + part.shape[1]] += part
        counted += n
    return BinnedConnectivity(np.array([*edges, *ends], np.int64), found, counted, n_synapses)


def _count(
    synapses: Synapses, source: PopulationSlice, target: PopulationSlice, width: int, every: int
) -> tuple[NDArray[np.float64], int]:
    """Return the synapses of a projection by bin of source and target, and how many were seen."""
    rows, columns = -(-source.size // width), -(-target.size // width)
    found = np.zeros((rows, columns))
    seen = 0
    for row in range(rows):
        # The rows of a bin of sources lie side by side.
        a = int(synapses.offsets[row * width])
        b = int(synapses.offsets[min(source.size, (row + 1) * width)])
        targets = synapses.targets[a:b:every]
        seen += len(targets)
        counts = np.bincount(targets // width, minlength=columns)
        found[row] = counts * ((b - a) / len(targets) if len(targets) else 0.0)
    return found, seen
