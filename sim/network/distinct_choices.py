"""Distinct partners for many neurons at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def distinct_choices(
    n_choices: int, k: int, n_rows: int, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Draw ``k`` different numbers below ``n_choices`` for each row, every set equally likely.

    Draws with repetition are taken until ``k`` different ones are there, never
    more at a time than are missing, so that none that came late displaces one
    that came early: the set is that of the first ``k`` different numbers of an endless
    sequence of uniform ones.

    Returns
    -------
    int32 array, shape (n_rows, k)
        Ascending within a row.
    """
    if k > n_choices // 2:
        return _without(distinct_choices(n_choices, n_choices - k, n_rows, rng), n_choices)
    drawn = rng.integers(0, n_choices, (n_rows, k), dtype=np.int32)
    drawn.sort(axis=1)
    rows = np.arange(n_rows)
    while True:
        part = drawn[rows]
        again = np.zeros(part.shape, dtype=bool)
        np.equal(part[:, 1:], part[:, :-1], out=again[:, 1:])
        repeats = again.any(axis=1)
        if not repeats.any():
            return drawn
        rows, part, again = rows[repeats], part[repeats], again[repeats]
        part[again] = rng.integers(0, n_choices, int(again.sum()), dtype=np.int32)
        part.sort(axis=1)
        drawn[rows] = part


def _without(left_out: NDArray[np.int32], n_choices: int) -> NDArray[np.int32]:
    """Return, for each row, the numbers that are not in it."""
    n_rows, count = left_out.shape
    chosen = np.ones((n_rows, n_choices), dtype=bool)
    chosen[np.arange(n_rows)[:, None], left_out] = False
    numbers = np.flatnonzero(chosen) % n_choices
    return numbers.astype(np.int32).reshape(n_rows, n_choices - count)
