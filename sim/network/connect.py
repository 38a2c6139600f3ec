"""Which neurons are connected: each rule as vectorised draws, straight into compressed rows.

Synapses are made in blocks that fit the processor's cache, each block sorted
by source and target, so that no rule holds more than a few bytes per synapse
besides the rows themselves. Sorting is of 32-bit numbers wherever a block has
fewer than 2^32 pairs, which is twice as fast as of 64-bit ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.network.compressed_rows import CompressedRows, Rows, row_ranges
from sim.network.connect_by_distance import by_distance
from sim.network.distinct_choices import distinct_choices
from sim.network.geometry import Positions
from sim.network.rules import DISTANCE_RULES

Rng = np.random.Generator

#: Synapses worked on at a time: temporary arrays stay in the cache. [synapses]
_BLOCK = 1 << 18


def connect(
    rule: Any,
    n_pre: int,
    n_post: int,
    same: bool,
    rng: Rng,
    positions: tuple[Positions, Positions] | None = None,
) -> Rows:
    """Return the synapses of a rule as compressed rows, targets ascending within a row.

    Parameters
    ----------
    rule : one of `sim.network.rules.Rule`
    n_pre, n_post : int
    same : bool
        True when source and target are the same population, so that autapses exist.
    rng : numpy Generator
    positions : pair of float arrays, shapes (n_pre, 3) and (n_post, 3), or None
        Needed by distance rules. [m]

    Returns
    -------
    offsets : int64 array, shape (n_pre + 1,)
    targets : int32 array, shape (n_synapses,)
    """
    no_self = same and not getattr(rule, "autapses", True)
    if isinstance(rule, DISTANCE_RULES):
        assert positions is not None  # noqa: S101  the spec refuses a distance rule without geometry
        rows = CompressedRows(n_pre, n_post)
        for pairs in by_distance(rule, positions, rng):
            rows.add(pairs[pairs // n_post != pairs % n_post] if no_self else pairs)
        return rows.close()
    return _RULES[rule.kind](rule, n_pre, n_post, no_self, rng)


def _one_to_one(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    return np.arange(n_pre + 1, dtype=np.int64), np.arange(n_pre, dtype=np.int32)


def _all_to_all(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    degree = n_post - no_self
    targets = np.empty((n_pre, degree), dtype=np.int32)
    targets[:] = np.arange(degree, dtype=np.int32)
    if no_self:
        for row in range(n_pre):
            targets[row, row:] += 1
    return np.arange(n_pre + 1, dtype=np.int64) * degree, targets.reshape(-1)


def _fixed_probability(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    """Draw gaps between connected pairs, so that the work is per synapse, not per pair.

    A gap is geometric, which is an exponential cut to whole numbers:
    ``1 + floor(E / -log(1 - p))``.
    """
    if rule.p == 1:
        return _all_to_all(rule, n_pre, n_post, no_self, rng)
    n_pairs = n_pre * (n_post - no_self)
    expected = n_pairs * rule.p
    rows = CompressedRows(n_pre, n_post, no_self, int(expected + 6 * np.sqrt(expected) + 16))
    if rule.p == 0 or n_pairs == 0:
        return rows.close()
    scale = min(-1 / np.log1p(-rule.p), 1e18)
    last, size = -1, min(_BLOCK, int(expected + 6 * np.sqrt(expected)) + 1)
    while last < n_pairs:
        gaps = rng.standard_exponential(size)
        gaps *= scale
        np.minimum(gaps, n_pairs, out=gaps)  # a sum of gaps must not overflow
        pairs = gaps.astype(np.int64)
        pairs += 1
        pairs[0] += last
        np.cumsum(pairs, out=pairs)
        last = int(pairs[-1])
        rows.add(pairs if last < n_pairs else pairs[: np.searchsorted(pairs, n_pairs)])
    return rows.close()


def _fixed_in_degree(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    n_choices, k = n_pre - no_self, rule.k
    small = n_pre * n_post < 1 << 32
    pairs = np.empty((n_post, k), dtype=np.uint32 if small else np.int64)
    for first, stop in row_ranges(n_post, k, _BLOCK):
        part, target = pairs[first:stop], np.arange(first, stop, dtype=pairs.dtype)[:, None]
        part[:] = _choices(n_choices, stop - first, rule, rng)
        if no_self:  # drawn among one fewer: skip over oneself
            part += part >= target
        part *= pairs.dtype.type(n_post)
        part += target
    flat = pairs.reshape(-1)
    flat.sort()
    rows = CompressedRows(n_pre, n_post, capacity=flat.size)
    for start in range(0, flat.size, _BLOCK):
        rows.add(flat[start : start + _BLOCK])
    return rows.close()


def _fixed_out_degree(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    n_choices, k = n_post - no_self, rule.k
    targets = np.empty((n_pre, k), dtype=np.int32)
    for first, stop in row_ranges(n_pre, k, _BLOCK):
        part = targets[first:stop]
        part[:] = _choices(n_choices, stop - first, rule, rng)
        if rule.multapses:
            part.sort(axis=1)
        if no_self:
            part += part >= np.arange(first, stop, dtype=np.int32)[:, None]
    return np.arange(n_pre + 1, dtype=np.int64) * k, targets.reshape(-1)


def _choices(n_choices: int, n_rows: int, rule: Any, rng: Rng) -> NDArray[np.int32]:
    """Draw ``k`` partners for each of ``n_rows`` neurons, shape (n_rows, k)."""
    if rule.multapses:
        return rng.integers(0, n_choices, (n_rows, rule.k), dtype=np.int32)
    return distinct_choices(n_choices, rule.k, n_rows, rng)


def _fixed_total(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    """Share the synapses out to blocks of rows, multinomially, then draw pairs within each."""
    rows = CompressedRows(n_pre, n_post, no_self, rule.n)
    if rule.n == 0:
        return rows.close()
    width = n_post - no_self
    blocks = list(row_ranges(n_pre, rule.n / n_pre, _BLOCK, most_rows=((1 << 32) - 1) // width))
    shares = [(stop - first) / n_pre for first, stop in blocks]
    for (first, stop), count in zip(blocks, rng.multinomial(rule.n, shares), strict=True):
        pairs = rng.integers(0, (stop - first) * width, count, dtype=np.uint32)
        pairs.sort()
        rows.add(pairs, first)
    return rows.close()


def _explicit(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Rows:
    listed = np.asarray(rule.pairs, dtype=np.int64).reshape(-1, 2)
    rows = CompressedRows(n_pre, n_post)
    rows.add(np.sort(listed[:, 0] * n_post + listed[:, 1]))
    return rows.close()


_RULES: dict[str, Callable[[Any, int, int, bool, Rng], Rows]] = {
    "one_to_one": _one_to_one,
    "all_to_all": _all_to_all,
    "fixed_probability": _fixed_probability,
    "fixed_in_degree": _fixed_in_degree,
    "fixed_out_degree": _fixed_out_degree,
    "fixed_total": _fixed_total,
    "explicit": _explicit,
}
