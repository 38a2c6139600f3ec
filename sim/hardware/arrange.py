"""Give cores their seats on the mesh, so that those that talk sit close together.

The cores in use keep the seats in use; only who sits where changes. Seats are
swapped in pairs while the traffic-weighted distance falls (a local search of the
quadratic assignment problem); a chip border counts as several links.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Links that a chip border counts as.
BORDER_LINKS: Final = 8

#: Beyond so many cores the table of distances is too large to search.
MAX_CORES: Final = 3000

#: Cell operations of the whole search; a second or two.
MAX_STEPS: Final = 400_000_000


def arranged(traffic: sparse.csr_array, x: Ints, y: Ints, chip: Ints) -> Ints:
    """Return the seat of every core.

    Parameters
    ----------
    traffic : sparse matrix, shape (n_cores, n_cores)
        Weight of messages from core to core.
    x, y, chip : int array, shape (n_cores,)
        Place of every seat, in one coordinate system over all chips.

    Returns
    -------
    int array, shape (n_cores,)
        A permutation.
    """
    n = len(x)
    seat = np.arange(n)
    if n < 2 or n > MAX_CORES:
        return seat
    distance = (np.abs(x[:, None] - x) + np.abs(y[:, None] - y)).astype(np.float64)
    distance += BORDER_LINKS * (chip[:, None] != chip)
    flow = (traffic + traffic.T).toarray()
    np.fill_diagonal(flow, 0.0)
    least = 1e-9 * max(float(flow.sum()), 1e-300)
    steps = 0
    while True:
        moved = False
        between = distance[np.ix_(seat, seat)]  # by core
        for core in np.argsort(-flow.sum(axis=1), kind="stable").tolist():
            steps += n * n
            if steps > MAX_STEPS:
                return seat
            change = _change(flow, between, core)
            other = int(change.argmin())
            if change[other] < -least:
                seat[[core, other]] = seat[[other, core]]
                between[[core, other]] = between[[other, core]]
                between[:, [core, other]] = between[:, [other, core]]
                moved = True
        if not moved:
            return seat


def _change(flow: Floats, between: Floats, core: int) -> Floats:
    """Return how the weighted distance changes if a core swaps seats with each other one.

    For cores a and b: sum over c of (flow[a, c] - flow[b, c]) (d[b, c] - d[a, c]), where
    the terms of a and b themselves must not count.
    """
    a_flow, a_distance = flow[core], between[core]
    change = (a_flow - flow) * (between - a_distance)
    result = change.sum(axis=1)
    # c = a and c = b: flow[b, a] d[b, a] each, with the signs that the sum above gave them.
    own = np.arange(len(flow))
    result -= change[:, core] + change[own, own]
    result[core] = 0.0
    return np.asarray(result)
