"""Orders of neurons in space: neighbours along a curve that fills the volume."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.errors import PlacementError
from sim.wiring import Wiring

Ints = NDArray[np.int64]

#: Halvings of the volume along each axis.
LEVELS: Final = 10


def spatial_order(wiring: Wiring) -> Ints:
    """Return the neurons of the chip along a Hilbert curve through the layout.

    Populations without a geometry follow at the end, in their own order.

    Raises
    ------
    PlacementError
        If no population has a geometry.
    """
    neurons = [p for p in wiring.populations if not p.is_source and p.size]
    placed = [p for p in neurons if p.name in wiring.positions]
    if not placed:
        names = ", ".join(p.name for p in neurons) or "none"
        raise PlacementError(
            "placement 'spatial' needs positions, and no population has any "
            f"(populations: {names}); give them a geometry, or place in order"
        )
    points = np.concatenate([wiring.positions[p.name] for p in placed])
    index = np.concatenate([np.arange(p.start, p.stop) for p in placed])
    rest = [np.arange(p.start, p.stop) for p in neurons if p.name not in wiring.positions]
    along = index[np.argsort(hilbert_index(_cells(points)), kind="stable")]
    return np.concatenate([along, *rest])


def _cells(points: NDArray[np.float64]) -> Ints:
    """Return points as whole numbers on a grid; axes without extent are left out."""
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    used = extent > 1e-9 * max(float(extent.max()), 1e-300)
    if not used.any():
        return np.zeros((len(points), 1), dtype=np.int64)
    scaled = (points[:, used] - low[used]) / extent.max()
    return np.asarray(np.minimum((scaled * 2**LEVELS).astype(np.int64), 2**LEVELS - 1))


def hilbert_index(cells: Ints, levels: int = LEVELS) -> Ints:
    """Return the place of grid cells along a Hilbert curve of any dimension.

    Parameters
    ----------
    cells : int array, shape (n, n_dimensions)
        ``0 <= cells < 2**levels``.

    References
    ----------
    .. [1] J. Skilling, "Programming the Hilbert curve", 2004, doi:10.1063/1.1751381
    """
    x = cells.T.astype(np.int64).copy()
    n = len(x)
    bit = 1 << (levels - 1)
    while bit > 1:  # undo the turns of the smaller cubes
        mask = bit - 1
        for axis in range(n):
            turned = (x[axis] & bit) > 0
            swapped = np.where(turned, 0, (x[0] ^ x[axis]) & mask)
            x[0] ^= np.where(turned, mask, swapped)
            x[axis] ^= swapped
        bit >>= 1
    for axis in range(1, n):  # Gray code
        x[axis] ^= x[axis - 1]
    parity = np.zeros_like(x[0])
    bit = 1 << (levels - 1)
    while bit > 1:
        parity ^= np.where((x[n - 1] & bit) > 0, bit - 1, 0)
        bit >>= 1
    x ^= parity
    place = np.zeros_like(x[0])
    for level in range(levels - 1, -1, -1):
        for axis in range(n):
            place = (place << 1) | ((x[axis] >> level) & 1)
    return np.asarray(place)
