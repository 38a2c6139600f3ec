"""Sparse matrices of events, made and multiplied without needless passes over them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]

#: Two counts in one number: the lower bits hold the first, the rest the second.
PACKED_BITS: Final = 32

#: A table filled to this share is multiplied as a dense one, if the result is no larger than this.
DENSE_SHARE: Final = 0.1
DENSE_CELLS: Final = 20_000_000


def by_tick(tick: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    """Return events, no two of them alike, as a sparse matrix with one row per tick."""
    ones = np.ones(len(tick), dtype=np.int32)
    events = sparse.coo_array((ones, (tick, column)), shape=shape)
    events.has_canonical_format = True  # nothing to add up, so nothing to sort
    return events.tocsr()


def membership(group: NDArray[np.integer], n_groups: int) -> sparse.csr_array:
    """Return the matrix with a 1 where a row belongs to a group; rows of group -1 are empty."""
    inside = group >= 0
    offsets = np.concatenate(([0], np.cumsum(inside)))
    ones = np.ones(int(offsets[-1]), dtype=np.int32)
    return sparse.csr_array((ones, group[inside], offsets), shape=(len(group), n_groups))


def with_data(pattern: sparse.csr_array, data: NDArray[np.generic]) -> sparse.csr_array:
    """Return a matrix of the same cells with other values; nothing is shared or sorted.

    Two matrices must not share their indices: sorting one in place spoils the other.
    """
    indices, starts = pattern.indices.copy(), pattern.indptr.copy()
    return sparse.csr_array((data, indices, starts), shape=pattern.shape)


def packed(first: NDArray[np.integer], second: NDArray[np.integer]) -> Ints:
    """Return two counts as one number each, so that one product adds up both."""
    return first.astype(np.int64) + (second.astype(np.int64) << PACKED_BITS)


def unpacked(counts: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return the two counts of a packed matrix."""
    low = counts.data & ((1 << PACKED_BITS) - 1)
    high = counts.data >> PACKED_BITS
    return with_data(counts, low), with_data(counts, high)


def product(events: sparse.csr_array, table: sparse.csr_array) -> sparse.csr_array:
    """Return events @ table, through a dense table where nearly every cell is filled."""
    cells = events.shape[0] * table.shape[1]
    if cells <= DENSE_CELLS and table.nnz > DENSE_SHARE * table.shape[0] * table.shape[1]:
        return filled_cells(events @ table.toarray())
    return events @ table


def filled_cells(dense: NDArray[np.integer]) -> sparse.csr_array:
    """Return a dense matrix as a sparse one; several times faster than the constructor."""
    n_rows, width = dense.shape
    cell = np.flatnonzero(dense.reshape(-1) != 0)
    starts = np.searchsorted(cell, np.arange(n_rows + 1) * width)
    column = (cell - np.repeat(np.arange(n_rows) * width, np.diff(starts))).astype(np.int32)
    return canonical((dense.reshape(-1)[cell], column, starts), dense.shape)


def canonical(
    parts: tuple[NDArray[np.generic], NDArray[np.integer], NDArray[np.integer]],
    shape: tuple[int, ...],
) -> sparse.csr_array:
    """Return a matrix whose columns ascend in every row, and say so, which saves sorting."""
    result = sparse.csr_array(parts, shape=shape)
    result.has_canonical_format = True
    return result
