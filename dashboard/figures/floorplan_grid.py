"""Cores, tiles and chips laid out on one grid of cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.placement import Placement

#: Cells between chips.
GAP = 2


@dataclass(frozen=True)
class Grid:
    """One cell per core.

    Parameters
    ----------
    core : int array, shape (rows, columns)
        Core in each cell, -1 where there is none.
    outlines : tuple of (x0, y0, x1, y1, chip)
        Border of every chip, in cells.
    corner : float array, shape (n_chips, 2)
        Centre of the first tile of every chip, in cells.
    pitch : int
        Cells from one tile to the next.
    low : (int, int)
        Mesh position of the first tile.
    """

    core: NDArray[np.int64]
    outlines: tuple[tuple[float, float, float, float, int], ...]
    corner: NDArray[np.float64]
    pitch: int
    low: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        return (int(self.core.shape[0]), int(self.core.shape[1]))

    def centres(
        self, chip: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the centres of tiles by chip and mesh position, in cells."""
        across = self.corner[chip, 0] + (x - self.low[0]) * self.pitch
        up = self.corner[chip, 1] + (y - self.low[1]) * self.pitch
        return np.asarray(across), np.asarray(up)


def make_grid(placement: Placement, max_chips: int) -> Grid:
    """Lay out the first chips row by row, their tiles by mesh position, cores within tiles."""
    n_chips = min(placement.n_chips, max_chips)
    x, y = placement.core_xy.T.astype(np.int64)
    left, low = int(x.min()), int(y.min())
    wide, high = int(x.max()) - left + 1, int(y.max()) - low + 1
    rank = _rank_in_tile(placement)
    side = math.ceil(math.sqrt(int(rank.max()) + 1))
    pitch = side + (1 if side > 1 else 0)
    cell_w, cell_h = wide * pitch, high * pitch
    columns = min(n_chips, max(1, math.ceil(math.sqrt(n_chips * cell_h / cell_w))))
    rows = math.ceil(n_chips / columns)
    gap = GAP
    core = np.full(
        (rows * (cell_h + gap) - gap, columns * (cell_w + gap) - gap), -1, dtype=np.int64
    )
    chip = placement.core_chip.astype(np.int64)
    shown = np.flatnonzero(chip < n_chips)
    chip_row = rows - 1 - chip // columns  # chip 0 on top
    row = chip_row * (cell_h + gap) + (y - low) * pitch + rank // side
    column = (chip % columns) * (cell_w + gap) + (x - left) * pitch + rank % side
    core[row[shown], column[shown]] = shown
    trim = 1 if side > 1 else 0
    outlines = tuple(_outline(c, columns, rows, cell_w, cell_h, gap, trim) for c in range(n_chips))
    every = np.arange(n_chips)
    middle = (side - 1) / 2
    corner = np.stack(
        [
            (every % columns) * (cell_w + gap) + middle,
            (rows - 1 - every // columns) * (cell_h + gap) + middle,
        ],
        axis=1,
    )
    return Grid(core, outlines, corner, pitch, (left, low))


def _rank_in_tile(placement: Placement) -> NDArray[np.int64]:
    """Return the number of each core among those at the same place of the same chip."""
    x, y = placement.core_xy.T.astype(np.int64)
    order = np.lexsort((np.arange(placement.n_cores), y, x, placement.core_chip))
    key = np.stack([placement.core_chip[order], x[order], y[order]])
    new = np.concatenate([[True], (np.diff(key, axis=1) != 0).any(axis=0)])
    first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    rank = np.empty(placement.n_cores, dtype=np.int64)
    rank[order] = np.arange(len(order)) - first
    return rank


def _outline(
    chip: int, columns: int, rows: int, cell_w: int, cell_h: int, gap: int, trim: int
) -> tuple[float, float, float, float, int]:
    x0 = (chip % columns) * (cell_w + gap) - 0.8
    y0 = (rows - 1 - chip // columns) * (cell_h + gap) - 0.8
    return (x0, y0, x0 + cell_w - trim + 0.6, y0 + cell_h - trim + 0.6, chip)
