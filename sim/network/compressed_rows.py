"""Compressed rows of synapses, filled block by block from sorted pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Row offsets (int64, one more than there are rows) and targets (int32).
Rows = tuple[NDArray[np.int64], NDArray[np.int32]]


class CompressedRows:
    """Rows being filled.

    Parameters
    ----------
    n_pre, n_post : int
    no_self : bool
        Pairs are numbered without the diagonal: of ``n_post - 1`` partners, those from
        the neuron itself on stand for the next one.
    capacity : int
        Synapses to make room for; more are taken too, at the cost of a copy.
    """

    def __init__(self, n_pre: int, n_post: int, no_self: bool = False, capacity: int = 0) -> None:
        self._width, self._no_self = n_post - no_self, no_self
        self._offsets = np.zeros(n_pre + 1, dtype=np.int64)
        self._targets = np.empty(capacity, dtype=np.int32)
        self._size = 0
        self._next_row = 0

    def add(self, pairs: NDArray[Any], first_row: int = 0) -> None:
        """Add pairs, sorted, none of an earlier row than those before.

        Parameters
        ----------
        pairs : int array, shape (n,)
            ``(source - first_row) * width + target``, with ``width = n_post - no_self``.
        first_row : int
        """
        if len(pairs) == 0:
            return
        last_row = first_row + int(pairs[-1]) // self._width
        # A row begins where its first pair would stand.
        begun = np.arange(self._next_row, last_row + 1, dtype=np.int64)
        edges = ((begun - first_row).clip(0) * self._width).astype(pairs.dtype)
        self._offsets[begun] = np.searchsorted(pairs, edges) + self._size
        self._next_row = last_row + 1
        stop = self._size + len(pairs)
        if stop > len(self._targets):
            self._grow(stop)
        part = self._targets[self._size : stop]
        np.remainder(pairs, pairs.dtype.type(self._width), out=part, casting="unsafe")
        if self._no_self:
            self._skip_self(part, first_row + int(pairs[0]) // self._width, last_row)
        self._size = stop

    def close(self) -> Rows:
        """Return offsets and targets."""
        self._offsets[self._next_row :] = self._size
        targets = self._targets[: self._size]
        return self._offsets, targets if len(targets) > 0.9 * len(self._targets) else targets.copy()

    def _grow(self, needed: int) -> None:
        more = np.empty(needed + needed // 8, dtype=np.int32)
        more[: self._size] = self._targets[: self._size]
        self._targets = more

    def _skip_self(self, part: NDArray[np.int32], first: int, last: int) -> None:
        """Move targets from the source itself on up by one."""
        rows = np.arange(first, last + 1, dtype=np.int32)
        edges = np.append(self._offsets[first + 1 : last + 1], self._size + len(part))
        begins = np.maximum(self._offsets[first : last + 1], self._size)
        part += part >= np.repeat(rows, edges - begins)


def row_ranges(
    n_rows: int, per_row: float, block: int, most_rows: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows with about ``block`` synapses each.

    Parameters
    ----------
    per_row : float
        Synapses of a row, on average.
    most_rows : int, optional
        Rows of a range at most.
    """
    step = max(1, int(block / max(per_row, 1e-9)))
    step = min(step, n_rows, step if most_rows is None else max(1, most_rows))
    for first in range(0, n_rows, max(step, 1)):
        yield first, min(first + step, n_rows)
