"""Traffic-aware placement: move neurons between two cores while fewer messages cross.

Fiduccia and Mattheyses' passes on pairs of cores. In a pass the move with the largest
gain is made again and again, also where it costs something, each neuron once;
then the moves after the best state are taken back. So a group that straddles two
cores moves to one of them, although its first member alone gains nothing.

References
----------
.. [1] C. M. Fiduccia, R. M. Mattheyses, "A linear-time heuristic for improving
   network partitions", 1982, doi:10.1109/DAC.1982.1585498
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.fill import Capacity
from sim.hardware.nets import Nets

Floats = NDArray[np.float64]

#: Steps (moves x synapses of a pair) of all passes together; a few seconds.
MAX_STEPS: Final = 300_000_000

#: Pairs of cores looked at in one round, those with most traffic.
MAX_PAIRS: Final = 60

#: Moves in a row without a new best state after which a pass ends.
PATIENCE: Final = 150


def refine(nets: Nets, capacity: Capacity, core_of_neuron: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a placement with no more messages between cores, on the same cores."""
    core = core_of_neuron.copy()
    steps = 0
    for _ in range(3):
        gained = 0.0
        for a, b in _busiest_pairs(nets.traffic(core)):
            pair = _Pair(nets, capacity, core, a, b)
            steps += pair.cost
            if steps > MAX_STEPS:
                return core
            gained += pair.improve()
        if gained <= 0.0:
            break
    return core


def _busiest_pairs(traffic: sparse.csr_array) -> list[tuple[int, int]]:
    """Return pairs of cores by falling traffic between them."""
    both = sparse.triu(traffic + traffic.T, k=1).tocoo()
    order = np.argsort(-both.data, kind="stable")
    order = order[:MAX_PAIRS]
    return list(zip(both.row[order].tolist(), both.col[order].tolist(), strict=True))


class _Pair:
    """Two cores and the nets that reach them."""

    def __init__(
        self, nets: Nets, capacity: Capacity, core: NDArray[np.int32], a: int, b: int
    ) -> None:
        self.core = core
        self.capacity = capacity
        self.cores = (a, b)
        self.neurons = np.flatnonzero((core == a) | (core == b))
        heard = nets.heard[self.neurons]
        reached = np.unique(heard.indices)
        self.heard = heard[:, reached].tocsr()
        self.weight = nets.spikes[reached]
        self.home = core[nets.source[reached]]
        self.source = nets.source[reached]
        self.synapses_in = nets.synapses_in[self.neurons]
        self.side = (core[self.neurons] == b).astype(np.int64)
        self.cost = (len(self.neurons) + PATIENCE) * (int(self.heard.nnz) // 4 + 1)
        self.first = np.searchsorted(self.source, self.neurons)  # nets come by ascending source
        self.last = np.searchsorted(self.source, self.neurons, side="right")
        self.count = np.stack(
            [self.heard.T @ (self.side == side).astype(np.int64) for side in (0, 1)]
        )

    def improve(self) -> float:
        """Run one pass; return the weight of messages that it saves."""
        free = np.ones(len(self.neurons), dtype=bool)
        path: list[int] = []
        saved = best = 0.0
        best_length = 0
        while free.any() and len(path) - best_length < PATIENCE:
            gains = np.where(free, self._gains(), -np.inf)
            mover = self._first_that_fits(gains)
            if mover < 0:
                break
            saved += float(gains[mover])
            free[mover] = False
            self._move(mover)
            path.append(mover)
            if saved > best + 1e-9:
                best, best_length = saved, len(path)
        for mover in reversed(path[best_length:]):
            self._move(mover)
        self.core[self.neurons] = np.array(self.cores)[self.side]
        return best

    def _gains(self) -> Floats:
        """Return the messages between cores that each move would save."""
        gain = np.empty(len(self.neurons))
        for side in (0, 1):
            here, there = self.count[side], self.count[1 - side]
            remote_here = self.home != self.cores[side]
            remote_there = self.home != self.cores[1 - side]
            last = self.weight * ((here == 1) & remote_here)
            first = self.weight * ((there == 0) & remote_there)
            gain[self.side == side] = (self.heard @ (last - first))[self.side == side]
        # Messages of a neuron's own to the other core become local, those to its old one remote.
        reach = (self.count > 0).astype(np.float64) * self.weight
        sent = np.stack([np.add.reduceat(np.append(r, 0.0), self.first) for r in reach])
        sent[:, self.first == self.last] = 0.0
        mine = np.arange(len(self.neurons))
        gain += sent[1 - self.side, mine] - sent[self.side, mine]
        return gain

    def _first_that_fits(self, gains: Floats) -> int:
        """Return the best move that the other core has room for, -1 if there is none."""
        for mover in np.argsort(-gains, kind="stable")[:20]:
            if not np.isfinite(gains[mover]):
                return -1
            to = 1 - self.side[mover]
            there = self.side == to
            inputs = self.heard.indices[self.heard.indptr[mover] : self.heard.indptr[mover + 1]]
            axons = int((self.count[to] > 0).sum()) + int((self.count[to][inputs] == 0).sum())
            synapses = int(self.synapses_in[there].sum() + self.synapses_in[mover])
            if self.capacity.holds_one(int(there.sum()) + 1, synapses, axons) and (
                (self.side == self.side[mover]).sum() > 1
            ):
                return int(mover)
        return -1

    def _move(self, mover: int) -> None:
        side = self.side[mover]
        inputs = self.heard.indices[self.heard.indptr[mover] : self.heard.indptr[mover + 1]]
        self.count[side][inputs] -= 1
        self.count[1 - side][inputs] += 1
        self.side[mover] = 1 - side
        self.home[self.first[mover] : self.last[mover]] = self.cores[1 - side]
