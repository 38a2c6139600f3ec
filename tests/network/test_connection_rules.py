"""Each rule against its closed form: degrees, counts, variances and profiles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.network.connect import connect
from sim.network.connect_by_distance import expected_by_distance
from sim.network.distinct_choices import distinct_choices
from sim.network.geometry import Box, Disc, Line
from sim.network.rules import (
    AllToAll,
    DiscRule,
    Explicit,
    ExponentialRule,
    FixedInDegree,
    FixedOutDegree,
    FixedProbability,
    FixedTotal,
    GaussianRule,
    OneToOne,
    RectangleRule,
)


def _pairs(rule: Any, n_pre: int, n_post: int, same: bool = False, seed: int = 0, at: Any = None):
    offsets, targets = connect(rule, n_pre, n_post, same, np.random.default_rng(seed), at)
    assert offsets[0] == 0
    assert offsets[-1] == len(targets)
    pre = np.repeat(np.arange(n_pre), np.diff(offsets))
    assert (np.diff(pre * n_post + targets) >= 0).all()
    return pre, targets


@pytest.fixture(params=[None, 25], ids=["one_block", "many_blocks"], autouse=True)
def _blocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Blocks of a few synapses, so that rows and rules cross their edges."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param is not None:
            patch.setattr("sim.network.connect._BLOCK", request.param)
        yield


def test_one_to_one_and_all_to_all() -> None:
    pre, post = _pairs(OneToOne(), 7, 7, same=True)
    assert (pre == post).all()
    assert len(pre) == 7
    pre, post = _pairs(AllToAll(), 3, 4)
    assert sorted(zip(pre, post, strict=True)) == [(i, j) for i in range(3) for j in range(4)]
    pre, post = _pairs(AllToAll(), 4, 4, same=True)
    assert sorted(zip(pre, post, strict=True)) == [
        (i, j) for i in range(4) for j in range(4) if i != j
    ]


@pytest.mark.parametrize("same", [False, True])
def test_fixed_probability_is_binomial(same: bool) -> None:
    n, p, runs = 60, 0.07, 400
    n_pairs = n * (n - 1) if same else n * n
    counts = [len(_pairs(FixedProbability(p=p), n, n, same, seed)[0]) for seed in range(runs)]
    mean, variance = n_pairs * p, n_pairs * p * (1 - p)
    assert abs(np.mean(counts) - mean) < 5 * np.sqrt(variance / runs)
    # The variance of a sample variance of normals is 2 sigma^4 / (n - 1).
    assert abs(np.var(counts, ddof=1) - variance) < 5 * variance * np.sqrt(2 / (runs - 1))


def test_fixed_probability_treats_every_pair_alike() -> None:
    n, p, runs = 12, 0.3, 3000
    hits = np.zeros((n, n))
    for seed in range(runs):
        hits[_pairs(FixedProbability(p=p), n, n, True, seed)] += 1
    assert (np.diag(hits) == 0).all()
    off = hits[~np.eye(n, dtype=bool)]
    assert abs(off - runs * p).max() < 5 * np.sqrt(runs * p * (1 - p))


@pytest.mark.parametrize(("p", "count"), [(0.0, 0), (1.0, 30), (1e-300, 0)])
def test_fixed_probability_at_its_ends(p: float, count: int) -> None:
    assert len(_pairs(FixedProbability(p=p), 5, 6)[0]) == count


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(2, 40), k=st.integers(0, 60), same=st.booleans(), autapses=st.booleans(),
    multapses=st.booleans(), seed=st.integers(0, 99), out=st.booleans(),
)  # fmt: skip
def test_fixed_degrees_are_exact(n, k, same, autapses, multapses, seed, out) -> None:
    choices = n - (same and not autapses)
    if not multapses:
        k = min(k, choices)
    rule = (FixedOutDegree if out else FixedInDegree)(k=k, autapses=autapses, multapses=multapses)
    pre, post = _pairs(rule, n, n, same, seed)
    assert (np.bincount(pre if out else post, minlength=n) == k).all()
    if same and not autapses:
        assert (pre != post).all()
    if not multapses:
        assert len(set(zip(pre.tolist(), post.tolist(), strict=True))) == len(pre)


def test_in_degree_partners_are_uniform() -> None:
    n, k = 50, 4000
    pre, post = _pairs(FixedInDegree(k=k), n, n, True)
    hits = np.zeros((n, n))
    np.add.at(hits, (pre, post), 1)
    expected = k / (n - 1)
    off = hits[~np.eye(n, dtype=bool)]
    assert abs(off - expected).max() < 5.5 * np.sqrt(expected)


@pytest.mark.parametrize("k", [3, 11])  # 11 of 16 are drawn as the 5 that are left out
def test_sets_of_distinct_partners_are_all_alike(k: int) -> None:
    n, n_rows = 16, 20_000
    chosen = distinct_choices(n, k, n_rows, np.random.default_rng(1))
    assert (np.diff(chosen, axis=1) > 0).all()
    # Each number, and each pair of numbers, is as likely as any other.
    member = np.zeros((n_rows, n))
    member[np.arange(n_rows)[:, None], chosen] = 1
    together = member.T @ member
    one, two = k / n, k * (k - 1) / (n * (n - 1))
    assert abs(np.diag(together) / n_rows - one).max() < 5 * np.sqrt(one * (1 - one) / n_rows)
    off = together[~np.eye(n, dtype=bool)] / n_rows
    assert abs(off - two).max() < 5 * np.sqrt(two * (1 - two) / n_rows)


def test_pairs_beyond_32_bits_are_connected_alike() -> None:
    n = 70_000  # n * n is above 2^32
    _, post = _pairs(FixedInDegree(k=1), n, n, True)
    assert (np.bincount(post, minlength=n) == 1).all()
    pre, post = _pairs(FixedTotal(n=60_000), n, n)
    assert abs(pre.mean() - n / 2) < 5 * n / np.sqrt(12 * 60_000)
    assert abs(post.mean() - n / 2) < 5 * n / np.sqrt(12 * 60_000)


@pytest.mark.parametrize("same", [False, True])
def test_fixed_total_is_exact_and_uniform(same: bool) -> None:
    n, total = 20, 80_000
    pre, post = _pairs(FixedTotal(n=total), n, n, same)
    assert len(pre) == total
    hits = np.zeros((n, n))
    np.add.at(hits, (pre, post), 1)
    if same:
        assert (np.diag(hits) == 0).all()
        hits = hits[~np.eye(n, dtype=bool)]
    expected = total / hits.size
    assert abs(hits - expected).max() < 5 * np.sqrt(expected)


def test_explicit_keeps_what_was_given() -> None:
    rule = Explicit(pairs=((2, 0), (0, 1), (2, 0)))
    pre, post = _pairs(rule, 3, 2)
    assert list(zip(pre, post, strict=True)) == [(0, 1), (2, 0), (2, 0)]


# --- distance

PLANE = Box(extent=("2 mm", "2 mm", "0 mm")).place(8_000, np.random.default_rng(0))
DENSITY = 8_000 / (2e-3) ** 2
CENTRE = np.zeros((200, 3))


@pytest.mark.parametrize(
    ("rule", "area"),
    [
        (GaussianRule(sigma="100 um", p_max=0.8), 0.8 * 2 * np.pi * 1e-8),
        (ExponentialRule(scale="50 um"), 2 * np.pi * 2.5e-9),
        (DiscRule(radius="300 um", p_max=0.5), 0.5 * np.pi * 9e-8),
        (RectangleRule(width="600 um", height="200 um", p_max=0.5), 0.5 * 1.2e-7),
    ],
)
def test_a_distance_rule_makes_as_many_synapses_as_its_integral(rule: Any, area: float) -> None:
    pre, _ = _pairs(rule, 200, 8_000, at=(CENTRE, PLANE))
    assert len(pre) / 200 == pytest.approx(DENSITY * area, rel=0.1)
    assert expected_by_distance(rule, (CENTRE, PLANE)) == pytest.approx(len(pre), rel=0.03)


def test_the_gaussian_profile_by_distance() -> None:
    sigma, p_max = 200e-6, 0.7
    _, post = _pairs(GaussianRule(sigma="200 um", p_max=p_max), 200, 8_000, at=(CENTRE, PLANE))
    hits = np.bincount(post, minlength=8_000)
    distance = np.linalg.norm(PLANE, axis=1)
    for low, high in [(0, 1e-4), (1e-4, 2e-4), (2e-4, 4e-4), (4e-4, 6e-4)]:
        ring = (distance >= low) & (distance < high)
        expected = 200 * p_max * np.exp(-(distance[ring] ** 2) / (2 * sigma**2))
        assert abs(hits[ring].sum() - expected.sum()) < 5 * np.sqrt(expected.sum())


def test_a_rectangle_looks_at_x_and_y_only() -> None:
    below = Line(length="1 mm").place(101, np.random.default_rng(0))
    above = below + np.array([0, 0, 5e-3])
    pre, post = _pairs(RectangleRule(width="21 um", height="21 um"), 101, 101, at=(below, above))
    assert len(pre) == 101 + 2 * 100
    assert (abs(pre - post) <= 1).all()


def test_blocks_make_no_difference_to_which_pairs_are_near(monkeypatch) -> None:
    from sim.network import connect_by_distance

    at = (Disc().place(300, np.random.default_rng(1)), Disc().place(200, np.random.default_rng(2)))
    whole = _pairs(DiscRule(radius="200 um"), 300, 200, at=at)
    monkeypatch.setattr(connect_by_distance, "_BLOCK", 70)
    assert np.array_equal(whole, _pairs(DiscRule(radius="200 um"), 300, 200, at=at))
    brute = np.linalg.norm(at[0][:, None] - at[1][None], axis=2) <= 200e-6
    assert np.array_equal(np.argwhere(brute), np.column_stack(whole))


def test_distance_rules_leave_out_autapses() -> None:
    at = (PLANE[:50], PLANE[:50])
    pre, post = _pairs(DiscRule(radius="1 mm"), 50, 50, same=True, at=at)
    assert (pre != post).all()
    pre, post = _pairs(DiscRule(radius="1 mm", autapses=True), 50, 50, same=True, at=at)
    assert (pre == post).sum() == 50
