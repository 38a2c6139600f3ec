"""Which neurons are connected: each rule as vectorised draws of (source, target) pairs.

Pairs come back as one sorted array of ``source * n_target + target`` (int64),
which is what compressed rows need and what keeps memory low.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sim.network.geometry import Positions
from sim.network.rules import DISTANCE_RULES

Pairs = NDArray[np.int64]
Rng = np.random.Generator

#: Pairs examined at a time by distance rules. [pairs]
_BLOCK = 4_000_000


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
    """
    if isinstance(rule, DISTANCE_RULES):
        assert positions is not None  # noqa: S101  the spec refuses a distance rule without geometry
        pairs = _by_distance(rule, positions, rng)
    else:
        pairs = _RULES[rule.kind](
            rule, n_pre, n_post, same and not getattr(rule, "autapses", True), rng
        )
    if same and not getattr(rule, "autapses", True):
        pairs = pairs[pairs // n_post != pairs % n_post]
    return pairs


def _one_to_one(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    return np.arange(n_pre, dtype=np.int64) * (n_post + 1)


def _all_to_all(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    return np.arange(n_pre * n_post, dtype=np.int64)


def _fixed_probability(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    """Draw gaps between connected pairs: geometric, so the work is per synapse, not per pair."""
    n_pairs = n_pre * n_post
    if rule.p == 0:
        return np.empty(0, dtype=np.int64)
    if rule.p == 1:
        return np.arange(n_pairs, dtype=np.int64)
    expected = n_pairs * rule.p
    parts: list[Pairs] = []
    last = -1
    while last < n_pairs:
        count = int(expected - (last + 1) * rule.p + 6 * np.sqrt(expected) + 16)
        block = last + np.cumsum(rng.geometric(rule.p, max(count, 16)))
        parts.append(block)
        last = int(block[-1])
    pairs = np.concatenate(parts)
    return pairs[: np.searchsorted(pairs, n_pairs)]


def _fixed_in_degree(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    post = np.repeat(np.arange(n_post, dtype=np.int64), rule.k)
    pre = _choices(n_pre, n_post, rule, no_self, rng)
    return np.sort(pre * n_post + post)


def _fixed_out_degree(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    pre = np.repeat(np.arange(n_pre, dtype=np.int64), rule.k)
    post = _choices(n_post, n_pre, rule, no_self, rng)
    return np.sort(pre * n_post + post)


def _choices(n_choices: int, n_rows: int, rule: Any, no_self: bool, rng: Rng) -> Pairs:
    """Draw ``k`` partners for each of ``n_rows`` neurons, row by row in one flat array."""
    k = rule.k
    # Leaving oneself out: draw among one fewer and skip over one's own index.
    n = n_choices - 1 if no_self else n_choices
    if n <= 0 or k == 0:
        if k:
            raise ValueError("no partner to connect to")
        return np.empty(0, dtype=np.int64)
    if rule.multapses:
        drawn = rng.integers(0, n, (n_rows, k))
    else:
        drawn = np.stack([rng.choice(n, k, replace=False, shuffle=False) for _ in range(n_rows)])
    if no_self:
        drawn = drawn + (drawn >= np.arange(n_rows)[:, None])
    return drawn.astype(np.int64).ravel()


def _fixed_total(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    if not no_self:
        return np.sort(rng.integers(0, n_pre * n_post, rule.n))
    # Uniform over the off-diagonal pairs: skip over the diagonal in each row.
    drawn = rng.integers(0, n_pre * (n_post - 1), rule.n)
    row, column = np.divmod(drawn, n_post - 1)
    return np.sort(row * n_post + column + (column >= row))


def _explicit(rule: Any, n_pre: int, n_post: int, no_self: bool, rng: Rng) -> Pairs:
    pairs = np.asarray(rule.pairs, dtype=np.int64).reshape(-1, 2)
    return np.sort(pairs[:, 0] * n_post + pairs[:, 1])


_RULES: dict[str, Callable[[Any, int, int, bool, Rng], Pairs]] = {
    "one_to_one": _one_to_one,
    "all_to_all": _all_to_all,
    "fixed_probability": _fixed_probability,
    "fixed_in_degree": _fixed_in_degree,
    "fixed_out_degree": _fixed_out_degree,
    "fixed_total": _fixed_total,
    "explicit": _explicit,
}


def _by_distance(rule: Any, positions: tuple[Positions, Positions], rng: Rng) -> Pairs:
    """Accept each pair with a probability that depends on where the two neurons are."""
    pre, post = positions
    reach = _reach(rule)
    tree = cKDTree(post)
    rows = max(1, _BLOCK // max(len(post), 1))
    parts: list[Pairs] = []
    for start in range(0, len(pre), rows):
        block = pre[start : start + rows]
        near = tree.query_ball_point(block, reach, return_sorted=True)
        lengths = np.fromiter((len(n) for n in near), np.int64, len(near))
        if lengths.sum() == 0:
            continue
        source = np.repeat(np.arange(len(block), dtype=np.int64), lengths)
        target = np.concatenate([np.asarray(n, dtype=np.int64) for n in near])
        probability = _probability(rule, post[target] - block[source])
        kept = rng.random(len(target)) < probability
        parts.append((source[kept] + start) * len(post) + target[kept])
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


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


def _probability(rule: Any, offset_m: Positions) -> NDArray[np.float64]:
    """Return the connection probability for displacements, shape (n, 3) to (n,)."""
    distance = np.linalg.norm(offset_m, axis=1)
    p_max = float(rule.p_max)
    match rule.kind:
        case "gaussian":
            result = p_max * np.exp(-(distance**2) / (2 * rule.sigma**2))
        case "exponential":
            result = p_max * np.exp(-distance / rule.scale)
        case "disc":
            result = np.where(distance <= rule.radius, p_max, 0.0)
        case _:
            inside = (np.abs(offset_m[:, 0]) <= rule.width / 2) & (
                np.abs(offset_m[:, 1]) <= rule.height / 2
            )
            result = np.where(inside, p_max, 0.0)
    return np.asarray(result, dtype=np.float64)
