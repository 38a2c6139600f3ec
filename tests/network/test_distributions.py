"""Means, spreads and truncation of drawn values; positions inside their shapes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import pdist

from sim.errors import SpecError
from sim.network import initial_values, network_from_mapping, realise
from sim.network.distribution import Gamma, Lognormal, Normal, Uniform, values_for
from sim.network.geometry import Box, Disc, Free, Grid, Grid3d, Line, Ring, Sphere

N = 200_000


def _draw(distribution, dimension: str = "current") -> np.ndarray:
    return distribution.draw(N, dimension, np.random.default_rng(3))


@pytest.mark.parametrize(
    ("distribution", "law"),
    [
        (Normal(mean="5 pA", std="2 pA"), stats.norm(5, 2)),
        (Normal(mean="5 pA", std="2 pA", low="4 pA", high="9 pA"), stats.truncnorm(-0.5, 2, 5, 2)),
        (Uniform(low="-3 pA", high="1 pA"), stats.uniform(-3, 4)),
        (Lognormal(median="2 pA", sigma=0.7), stats.lognorm(0.7, scale=2)),
        (Gamma(mean="6 pA", shape=3), stats.gamma(3, scale=2)),
    ],
)
def test_draws_follow_their_law(distribution, law) -> None:
    drawn = _draw(distribution) * 1e12
    assert stats.kstest(drawn[:20_000], law.cdf).pvalue > 1e-4
    assert drawn.mean() == pytest.approx(law.mean(), abs=6 * law.std() / np.sqrt(N))


def test_a_negative_median_inhibits() -> None:
    assert (_draw(Lognormal(median="-2 pA", sigma=0.7)) < 0).all()
    assert _draw(Gamma(mean="-6 pA", shape=2)).mean() == pytest.approx(-6e-12, rel=0.02)


def test_bounds_far_out_in_a_tail_still_hold() -> None:
    drawn = _draw(Normal(mean="0 pA", std="1 pA", low="8 pA", high="9 pA"))
    assert drawn.min() >= 8e-12
    assert drawn.max() <= 9e-12


def test_a_plain_quantity_is_constant_and_low_must_be_below_high() -> None:
    assert (values_for("-2 mV", 5, "voltage", np.random.default_rng(0)) == -2e-3).all()
    with pytest.raises(ValueError, match="low < high"):
        Uniform(low="2 pA", high="1 pA")


def test_initial_values_are_drawn_or_at_rest() -> None:
    network = network_from_mapping(
        {
            "name": "x",
            "title": "x",
            "populations": {
                "a": {
                    "size": 4000, "neuron": {"model": "adex"},
                    "initial": {"v": {"kind": "uniform", "low": "-70 mV", "high": "-60 mV"}},
                },
                "i": {"size": 2, "neuron": {"model": "izhikevich", "b": "0.2 1/ms", "c": "-65 mV"}},
                "s": {"size": 2, "neuron": {"model": "poisson"}},
            },
        }
    )  # fmt: skip
    values = initial_values(network)
    assert set(values) == {"a", "i"}
    assert values["a"]["v"].mean() == pytest.approx(-65e-3, abs=5 * 2.9e-3 / np.sqrt(4000))
    assert (values["a"]["w"] == 0).all()
    assert values["i"]["u"] == pytest.approx(200.0 * -65e-3)  # 1/s times V


# --- geometry


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (Line(length="2 mm"), (2e-3, 0, 0)),
        (Ring(radius="1 mm"), (2e-3, 2e-3, 0)),
        (Grid(width="2 mm"), (2e-3, 2e-3, 0)),
        (Grid3d(width="2 mm"), (2e-3, 2e-3, 2e-3)),
        (Disc(radius="1 mm"), (2e-3, 2e-3, 0)),
        (Sphere(radius="1 mm"), (2e-3, 2e-3, 2e-3)),
        (Box(extent=("2 mm", "1 mm", "0 mm")), (2e-3, 1e-3, 0)),
    ],
)
@pytest.mark.parametrize("n", [1, 2, 100, 1000])
def test_positions_lie_inside_their_shape(shape, size, n: int) -> None:
    points = shape.place(n, np.random.default_rng(1))
    assert points.shape == (n, 3)
    assert (abs(points) <= np.array(size) / 2 + 1e-12).all()
    if isinstance(shape, (Disc, Sphere, Ring)):
        assert (np.linalg.norm(points, axis=1) <= 1e-3 + 1e-12).all()


def test_disc_and_sphere_are_filled_evenly() -> None:
    rng = np.random.default_rng(2)
    radius = np.linalg.norm(Disc(radius="1 m").place(20_000, rng), axis=1)
    assert stats.kstest(radius**2, "uniform").pvalue > 1e-4
    radius = np.linalg.norm(Sphere(radius="1 m").place(20_000, rng), axis=1)
    assert stats.kstest(radius**3, "uniform").pvalue > 1e-4


def test_ring_is_evenly_spaced() -> None:
    points = Ring(radius="1 mm").place(8, np.random.default_rng(0))
    steps = np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1)
    assert np.allclose(steps, 2e-3 * np.sin(np.pi / 8))


def test_rotation_is_anticlockwise_and_origin_shifts() -> None:
    line = Line(length="2 mm", rotation_deg=90, origin=("1 mm", "2 mm", "3 mm"))
    points = line.place(3, np.random.default_rng(0))
    assert np.allclose(points, [[1e-3, 1e-3, 3e-3], [1e-3, 2e-3, 3e-3], [1e-3, 3e-3, 3e-3]])


def test_minimum_distance_holds_or_is_refused_at_once() -> None:
    box = Box(extent=("1 mm", "1 mm", "0 mm"), min_distance="20 um")
    assert pdist(box.place(600, np.random.default_rng(0))).min() >= 20e-6
    network = network_from_mapping(
        {
            "name": "x", "title": "x",
            "populations": {
                "a": {
                    "size": 100_000, "neuron": {"model": "lif"},
                    "geometry": box.model_dump(mode="json"),
                }
            },
        }
    )  # fmt: skip
    with pytest.raises(SpecError, match=r"populations\.a\.geometry\.min_distance: 100000 neurons"):
        realise(network)


def test_free_positions_are_as_given() -> None:
    free = Free(points=(("1 um", "2 um", "3 um"), ("0 um", "0 um", "1 mm")))
    assert np.allclose(free.place(2, np.random.default_rng(0)), [[1e-6, 2e-6, 3e-6], [0, 0, 1e-3]])
