"""Pairs accepted with a probability that depends on where the two neurons are.

Only pairs within reach of the rule are looked at, found with a k-d tree, in
blocks of bounded size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.network.geometry import Positions

#: Pairs examined at a time, of about 150 bytes each. [pairs]
_BLOCK = 1 << 17


def by_distance(
    rule: Any, positions: tuple[Positions, Positions], rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield the accepted pairs, sorted, as ``pre * n_post + post``, block by block.

    Parameters
    ----------
    rule : GaussianRule, ExponentialRule, DiscRule or RectangleRule
    positions : pair of float arrays, shapes (n_pre, 3) and (n_post, 3)
        [m]
    """
    pre, post = positions
    for pairs in _within_reach(rule, pre, post):
        yield pairs[rng.random(len(pairs)) < _probability(rule, pre, post, pairs)]


def expected_by_distance(
    rule: Any, positions: tuple[Positions, Positions], most_pairs: int = 20_000_000
) -> float:
    """Return the expected number of synapses, from every source or an even sample of them.

    Parameters
    ----------
    most_pairs : int
        Pairs of neurons to look at, about.
    """
    pre, post = positions
    step = max(1, len(pre) * len(post) // most_pairs)
    sample = pre[::step]
    total = sum(
        float(_probability(rule, sample, post, pairs).sum())
        for pairs in _within_reach(rule, sample, post)
    )
    return total * len(pre) / len(sample)


def _within_reach(rule: Any, pre: Positions, post: Positions) -> Iterator[NDArray[np.int64]]:
    """Yield sorted pairs no further apart than the reach of the rule, block by block."""
    from scipy.spatial import cKDTree  # a second to import, and most networks have no distance

    flat = 2 if rule.kind == "rectangle" else 3  # a rectangle lies in the plane: any height
    tree = cKDTree(post[:, :flat])
    reach = _reach(rule)
    counts = tree.query_ball_point(pre[:, :flat], reach, return_length=True)
    start = 0
    while start < len(pre):
        fitting = int(np.searchsorted(np.cumsum(counts[start:]), _BLOCK, side="right"))
        stop = start + max(1, fitting)
        near = cKDTree(pre[start:stop, :flat]).sparse_distance_matrix(
            tree, reach, output_type="ndarray"
        )
        pairs = (near["i"].astype(np.int64) + start) * len(post) + near["j"]
        pairs.sort()
        yield pairs
        start = stop


def _reach(rule: Any) -> float:
    """Distance beyond which a rule makes (practically) no synapse. [m]"""
    match rule.kind:
        case "gaussian":
            return float(6 * rule.sigma)  # p < 2e-8 of its peak beyond
        case "exponential":
            return float(18 * rule.scale)
        case "disc":
            return float(rule.radius)
        case _:
            return float(np.hypot(rule.width, rule.height) / 2)


def _probability(
    rule: Any, pre: Positions, post: Positions, pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the connection probability of pairs, shape (n,)."""
    source, target = np.divmod(pairs, len(post))
    offset = post[target] - pre[source]
    if rule.kind == "rectangle":
        inside = (np.abs(offset[:, 0]) <= rule.width / 2) & (
            np.abs(offset[:, 1]) <= rule.height / 2
        )
        return np.where(inside, float(rule.p_max), 0.0)
    distance = np.linalg.norm(offset, axis=1)
    match rule.kind:
        case "gaussian":
            shape = np.exp(-(distance**2) / (2 * rule.sigma**2))
        case "exponential":
            shape = np.exp(-distance / rule.scale)
        case _:
            shape = (distance <= rule.radius).astype(np.float64)
    return np.asarray(rule.p_max * shape, dtype=np.float64)
