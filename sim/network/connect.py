"""Which neurons are connected: each rule as vectorised draws of (source, target) pairs.

Pairs come back as one sorted array of ``source * n_target + target`` (int64),
which is what compressed rows need and what keeps memory low: at most about
nine bytes per synapse are held while drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.network.connect_by_distance import by_distance
from sim.network.geometry import Positions
from sim.network.rules import DISTANCE_RULES

Pairs = NDArray[np.int64]
Rng = np.random.Generator

#: Pairs worked on at a time, so that temporary arrays stay small. [pairs]
_BLOCK = 1_000_000


def connect(
    rule: Any,
    n_pre: int,
    n_post: int,
    same: bool,
    rng: Rng,
    positions: tuple[Positions, Positions] | None = None,
) -> Pairs:
    """Return the connected pairs of a rule, sorted, as ``pre * n_post + post``.

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
    int64 array, shape (n_synapses,)
    """
    no_self = same and not getattr(rule, "autapses", True)
    if isinstance(rule, DISTANCE_RULES):
        assert positions is not None  # noqa: S101  the spec refuses a distance rule without geometry
        pairs = by_distance(rule, positions, rng)
    else:
        pairs = _RULES[rule.kind](rule, n_pre, n_post, no_self, rng)
    if no_self and (rule.kind == "explicit" or isinstance(rule, DISTANCE_RULES)):
        pairs = pairs[pairs // n_post != pairs % n_post]
    return pairs


def _one_to_one(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    return np.arange(n_pre, dtype=np.int64) * (n_post + 1)


def _all_to_all(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    pairs = np.arange(n_pre * (n_post - no_self), dtype=np.int64)
    return _skip_diagonal(pairs, n_post) if no_self else pairs


def _fixed_probability(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    """Draw gaps between connected pairs: geometric, so the work is per synapse, not per pair."""
    if rule.p == 1:
        return _all_to_all(rule, n_pre, n_post, no_self, rng)
    n_pairs = n_pre * (n_post - no_self)
    if rule.p == 0 or n_pairs == 0:
        return np.empty(0, dtype=np.int64)
    expected = n_pairs * rule.p
    pairs = np.empty(int(expected + 6 * np.sqrt(expected) + 16), dtype=np.int64)
    size, last = 0, -1
    while last < n_pairs:
        if size == len(pairs):
            pairs = np.concatenate([pairs, np.empty(size // 10 + 16, dtype=np.int64)])
        gaps = rng.geometric(rule.p, min(len(pairs) - size, _BLOCK))
        np.minimum(gaps, n_pairs + 1, out=gaps)  # a sum of gaps must not overflow
        block = pairs[size : size + len(gaps)]
        np.cumsum(gaps, out=block)
        block += last
        last = int(block[-1])
        size += len(gaps)
    pairs = pairs[: np.searchsorted(pairs[:size], n_pairs)]
    return _skip_diagonal(pairs, n_post) if no_self else pairs


def _fixed_in_degree(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    pairs = _choices(n_pre, n_post, rule, no_self, rng)
    pairs *= n_post
    pairs += np.arange(n_post)[:, None]
    return _sorted(pairs)


def _fixed_out_degree(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    pairs = _choices(n_post, n_pre, rule, no_self, rng)
    pairs += np.arange(n_pre)[:, None] * n_post
    return _sorted(pairs)


def _choices(n_choices: int, n_rows: int, rule: Any, no_self: bool, rng: Rng) -> Pairs:
    """Draw ``k`` partners for each of ``n_rows`` neurons, shape (n_rows, k)."""
    # Leaving oneself out: draw among one fewer and skip over one's own index.
    n, k = n_choices - no_self, rule.k
    if k == 0:
        return np.empty((n_rows, 0), dtype=np.int64)
    if rule.multapses:
        drawn = rng.integers(0, n, (n_rows, k))
    else:
        drawn = np.empty((n_rows, k), dtype=np.int64)
        for row in drawn:
            row[:] = rng.choice(n, k, replace=False, shuffle=False)
    if no_self:
        drawn += drawn >= np.arange(n_rows)[:, None]
    return drawn


def _fixed_total(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    if rule.n == 0:
        return np.empty(0, dtype=np.int64)
    pairs = _sorted(rng.integers(0, n_pre * (n_post - no_self), rule.n))
    return _skip_diagonal(pairs, n_post) if no_self else pairs


def _explicit(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    pairs = np.asarray(rule.pairs, dtype=np.int64).reshape(-1, 2)
    return _sorted(pairs[:, 0] * n_post + pairs[:, 1])


_RULES: dict[str, Callable[[Any, int, int, bool, Rng], Pairs]] = {
    "one_to_one": _one_to_one,
    "all_to_all": _all_to_all,
    "fixed_probability": _fixed_probability,
    "fixed_in_degree": _fixed_in_degree,
    "fixed_out_degree": _fixed_out_degree,
    "fixed_total": _fixed_total,
    "explicit": _explicit,
}


def _sorted(pairs: Pairs) -> Pairs:
    flat = pairs.reshape(-1)
    flat.sort()
    return flat


def _skip_diagonal(pairs: Pairs, n_post: int) -> Pairs:
    """Turn sorted numbers of off-diagonal pairs into numbers of pairs, in place.

    Of the ``n - 1`` partners of neuron ``i``, those from ``i`` on move up by one.
    """
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        row, column = np.divmod(block, n_post - 1)
        block += row + (column >= row)
    return pairs
