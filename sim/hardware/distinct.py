"""How many different things are touched in a tick, group by group.

The things are neurons that receive input, or arrays that are read; many events of
one tick may touch the same one, which then counts once. Two ways give the same
numbers:

bits    every axon has a row of bits, one for each thing it touches; the rows of a
        tick are joined by *or* and the bits of a group counted. Costs
        events of axons x row length, however many things an axon touches.
sparse  the product of arrivals and touched things, which finds the different
        columns of a row; costs every single touch. For rows that are long and
        nearly empty, such as those of many delays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.products import canonical, filled_cells, membership

Ints = NDArray[np.int64]

#: Rows of bits take at most this much memory. [bytes]
MAX_BITS_BYTES = 150_000_000

#: A touch in the sparse product takes as long as this much of a row of bits. [bytes]
BYTES_PER_TOUCH = 64

#: Groups of so many things on average begin at whole words, smaller ones at whole bytes.
WORDS_FROM = 64

#: Memory worked on at once. [bytes]
CHUNK_BYTES = 8_000_000

#: Touches expanded at once in the sparse product.
CHUNK_TOUCHES = 20_000_000


class Distinct:
    """Counts different things touched; made once for a placed wiring.

    Parameters
    ----------
    touches : sparse matrix of bool, shape (n_axons, n_things)
        What each axon touches.
    group : int array, shape (n_things,)
        Group of each thing; things of group -1 do not count.
    n_groups : int
    """

    def __init__(self, touches: sparse.csr_array, group: Ints, n_groups: int) -> None:
        self.n_groups = n_groups
        self._group = group
        self._touches = touches
        self._layout = _Layout.of(group, n_groups)
        n_axons = touches.shape[0]
        row = self._layout.row_bytes
        dense = row * n_axons <= BYTES_PER_TOUCH * touches.nnz
        self._bits = self._rows_of_bits() if dense and row * n_axons <= MAX_BITS_BYTES else None

    @property
    def nbytes(self) -> int:
        bits = 0 if self._bits is None else self._bits.nbytes
        return bits + int(self._touches.nnz) * 5

    def count(self, arrivals: sparse.csr_array) -> sparse.csr_array:
        """Return what is touched.

        Parameters
        ----------
        arrivals : sparse matrix, shape (n_ticks, n_axons)

        Returns
        -------
        sparse matrix of int32, shape (n_ticks, n_groups)
        """
        shape = (arrivals.shape[0], self.n_groups)
        if arrivals.nnz == 0 or self.n_groups == 0:
            return sparse.csr_array(shape, dtype=np.int32)
        parts = self._by_bits(arrivals) if self._bits is not None else self._by_product(arrivals)
        return sparse.vstack(list(parts), format="csr")

    def _rows_of_bits(self) -> NDArray[np.uint64]:
        """Return the touches of every axon as bits, shape (n_axons, row_bytes / 8)."""
        layout, touches = self._layout, self._touches
        bits = np.empty((touches.shape[0], layout.row_bytes), dtype=np.uint8)
        rows = max(1, CHUNK_BYTES // (8 * layout.row_bytes))
        for first in range(0, len(bits), rows):
            some = touches[first : first + rows]
            flags = np.zeros((some.shape[0], 8 * layout.row_bytes), dtype=bool)
            row = np.repeat(np.arange(some.shape[0]), np.diff(some.indptr))
            flags[row, layout.bit[some.indices]] = True
            flags[:, layout.unused] = False
            bits[first : first + rows] = np.packbits(flags, axis=1, bitorder="little")
        return bits.view(np.uint64)

    def _by_bits(self, arrivals: sparse.csr_array) -> Iterator[sparse.csr_array]:
        assert self._bits is not None  # noqa: S101  chosen by the caller
        events = np.diff(arrivals.indptr)
        rows = max(1, CHUNK_BYTES // self._layout.row_bytes)
        for first in range(0, len(events), rows):
            size = events[first : first + rows]
            # Ticks with most events first: those with an r-th event are then at the front.
            order = np.argsort(-size, kind="stable")
            joined = self._joined(arrivals.indices, arrivals.indptr[first:][order], size[order])
            in_turn = np.empty_like(joined)
            in_turn[order] = joined
            yield self._layout.per_group(in_turn)

    def _joined(self, axon: NDArray[np.integer], start: Ints, size: Ints) -> NDArray[np.uint64]:
        """Return the rows of bits of all events of each tick, joined; ticks by falling size."""
        bits = self._bits
        assert bits is not None  # noqa: S101
        joined = np.zeros((len(size), bits.shape[1]), dtype=np.uint64)
        live = np.searchsorted(-size, -np.arange(1, int(size[0]) + 1), side="right")
        for number, n in enumerate(live.tolist()):
            joined[:n] |= bits[axon[start[:n] + number]]
        return joined

    def _by_product(self, arrivals: sparse.csr_array) -> Iterator[sparse.csr_array]:
        collect = membership(self._group, self.n_groups)
        flags = (np.ones(arrivals.nnz, dtype=bool), arrivals.indices, arrivals.indptr)
        pattern = sparse.csr_array(flags, shape=arrivals.shape)
        touched = np.cumsum(arrivals @ np.diff(self._touches.indptr).astype(np.int64))
        first, n_ticks = 0, arrivals.shape[0]
        while first < n_ticks:
            done = int(touched[first - 1]) if first else 0
            last = int(np.searchsorted(touched, done + CHUNK_TOUCHES, side="right"))
            last = min(max(last, first + 1), n_ticks)
            found = pattern[first:last] @ self._touches
            found.data = found.data.astype(np.int32)
            yield found @ collect
            first = last


@dataclass(frozen=True)
class _Layout:
    """Where each thing has its bit: groups side by side, each from a new byte or word.

    Parameters
    ----------
    bit : int array, shape (n_things,)
        Things of no group share the one bit ``unused``.
    unit : int
        Bytes at whose multiples groups begin: 8 where groups are large, else 1.
    start : int array, shape (n_filled,)
        First unit of every group that is not empty.
    filled : int array, shape (n_filled,)
        These groups.
    """

    bit: Ints
    unit: int
    start: Ints
    filled: Ints
    n_groups: int
    unused: int
    row_bytes: int

    @classmethod
    def of(cls, group: Ints, n_groups: int) -> _Layout:
        inside = np.flatnonzero(group >= 0)
        order = inside[np.argsort(group[inside], kind="stable")]
        sizes = np.bincount(group[inside], minlength=n_groups)
        filled = np.flatnonzero(sizes)
        unit = 8 if len(inside) >= WORDS_FROM * len(filled) else 1
        n_units = -(-sizes // (8 * unit))
        start = np.cumsum(n_units) - n_units
        used = int(n_units.sum()) * unit
        bit = np.full(len(group), 8 * used, dtype=np.int64)
        within = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        bit[order] = 8 * unit * start[group[order]] + within
        return cls(bit, unit, start[filled], filled, n_groups, 8 * used, 8 * (used // 8 + 1))

    def per_group(self, rows: NDArray[np.uint64]) -> sparse.csr_array:
        """Count the bits of every group, shape (n_rows, n_groups)."""
        shape = (len(rows), self.n_groups)
        if len(self.filled) == 0:
            return sparse.csr_array(shape, dtype=np.int32)
        units = np.bitwise_count(rows.view(np.uint64 if self.unit == 8 else np.uint8))
        units = units[:, : self.unused // (8 * self.unit)]
        if self.unit == 8:
            sums = np.add.reduceat(units, self.start, axis=1, dtype=np.int32)
            found = filled_cells(np.asarray(sums))
        else:
            found = self._merged(filled_cells(np.ascontiguousarray(units)))
        columns = self.filled[found.indices].astype(np.int32)
        return canonical((found.data, columns, found.indptr), shape)

    def _merged(self, units: sparse.csr_array) -> sparse.csr_array:
        """Add up the units of each group; few of them are filled."""
        n_filled = len(self.filled)
        counts = units.data.astype(np.int32)
        if units.shape[1] == n_filled:
            return canonical((counts, units.indices, units.indptr), units.shape)
        group = np.searchsorted(self.start, units.indices, side="right") - 1
        row = np.repeat(np.arange(units.shape[0]), np.diff(units.indptr))
        cell = row * n_filled + group
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        sums = np.add.reduceat(counts, first) if len(first) else counts
        starts = np.searchsorted(cell[first], np.arange(units.shape[0] + 1) * n_filled)
        shape = (units.shape[0], n_filled)
        return canonical((sums, group[first].astype(np.int32), starts), shape)
