"""The realised arrays: consistent, the same for the same seed, independent of each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError, TooLarge
from sim.network import network_from_mapping, realise, source_spikes, with_values
from sim.wiring import Synapses


def _network(rule: dict[str, Any], n: int = 50, m: int = 30, **more: Any):
    return network_from_mapping(
        {
            "name": "x",
            "title": "x",
            "seed": more.pop("seed", 1),
            "populations": {
                "a": {"size": n, "neuron": {"model": "lif"}, "geometry": {"kind": "ring"}},
                "b": {"size": m, "neuron": {"model": "lif"}, "geometry": {"kind": "disc"}},
            },
            "projections": [
                {"name": "p", "source": "a", "target": "b", "rule": rule, "weight": "1 pA"} | more,
                {
                    "name": "q", "source": "b", "target": "b", "delay": "2 ms",
                    "rule": {"kind": "fixed_probability", "p": 0.2},
                    "weight": {"kind": "normal", "mean": "5 pA", "std": "1 pA"},
                },
            ],
        }
    )  # fmt: skip


def _same(one: Synapses, other: Synapses, *names: str) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in names)


WIRES = ("offsets", "targets")

RULES = st.one_of(
    st.builds(lambda p: {"kind": "fixed_probability", "p": p}, st.floats(0, 1)),
    st.builds(lambda k: {"kind": "fixed_in_degree", "k": k}, st.integers(0, 80)),
    st.builds(lambda k: {"kind": "fixed_out_degree", "k": k}, st.integers(0, 80)),
    st.builds(lambda n: {"kind": "fixed_total", "n": n}, st.integers(0, 3000)),
    st.builds(lambda s: {"kind": "gaussian", "sigma": f"{s} um"}, st.integers(1, 2000)),
    st.just({"kind": "all_to_all"}),
)


@settings(max_examples=60, deadline=None)
@given(rule=RULES, n=st.integers(1, 60), m=st.integers(1, 60), seed=st.integers(0, 2**31 - 1))
def test_compressed_rows_are_consistent(rule, n, m, seed) -> None:
    wiring = realise(_network(rule, n, m, seed=seed))
    p = wiring.projections[0]
    assert p.offsets[0] == 0
    assert p.offsets[-1] == len(p.targets) == len(p.weights) == len(p.delay_steps)
    assert (np.diff(p.offsets) >= 0).all()
    rows = p.sources()
    assert (np.diff(rows.astype(np.int64) * m + p.targets) >= 0).all()  # ascending within a row
    assert p.targets.dtype == np.int32
    assert p.weights.dtype == np.float32
    assert p.delay_steps.dtype == np.int16
    assert wiring.out_degree().sum() == wiring.in_degree().sum() == wiring.n_synapses


def test_same_seed_same_arrays_other_seed_others() -> None:
    rule = {"kind": "fixed_probability", "p": 0.3}
    one, again, other = (realise(_network(rule, seed=s)) for s in (1, 1, 2))
    for a, b, c in zip(one.projections, again.projections, other.projections, strict=True):
        assert _same(a, b, *WIRES, "weights", "delay_steps")
        assert not _same(a, c, "targets")
    assert np.array_equal(one.positions["b"], again.positions["b"])
    assert not np.array_equal(one.positions["b"], other.positions["b"])


@pytest.mark.parametrize("threads", [2, 5])
def test_the_number_of_threads_does_not_matter(threads: int) -> None:
    spread = {"kind": "normal", "mean": "1 ms", "std": "1 ms", "low": "0.1 ms"}
    network = _network({"kind": "fixed_total", "n": 400_000}, 300, 200, delay=spread)
    one, many = realise(network, threads=1), realise(network, threads=threads)
    for a, b in zip(one.projections, many.projections, strict=True):
        assert _same(a, b, *WIRES, "weights", "delay_steps")


def test_values_and_neighbours_leave_connections_as_they_were() -> None:
    network = _network({"kind": "fixed_in_degree", "k": 5})
    before = realise(network)
    after = realise(
        with_values(
            network,
            {
                "projections.p.weight": {"kind": "uniform", "low": "1 pA", "high": "2 pA"},
                "projections.p.delay": "3 ms",
            },
        )
    )
    assert _same(before.projections[0], after.projections[0], *WIRES)
    assert _same(before.projections[1], after.projections[1], *WIRES, "weights", "delay_steps")


def test_adding_a_projection_leaves_the_others_as_they_were() -> None:
    network = _network({"kind": "fixed_total", "n": 400})
    data = network.model_dump(mode="json", by_alias=True)
    data["projections"].insert(0, {**data["projections"][1], "name": "r"})
    before, after = realise(network), realise(network_from_mapping(data))
    for old, new in zip(before.projections, after.projections[1:], strict=True):
        assert old.name == new.name
        assert _same(old, new, *WIRES, "weights", "delay_steps")
    assert not _same(after.projections[0], after.projections[2], "targets")


def test_weights_and_delays_of_distance() -> None:
    network = _network(
        {"kind": "all_to_all"},
        weight={"kind": "gaussian_of_distance", "amplitude": "10 pA", "offset": "-2 pA", "sigma": "300 um"},
        delay={"kind": "linear_in_distance", "offset": "1 ms", "velocity": "0.2 m/s"},
    )  # fmt: skip
    wiring = realise(network)
    p = wiring.projections[0]
    d = np.linalg.norm(
        wiring.positions["a"][p.sources()] - wiring.positions["b"][p.targets], axis=1
    )
    expected = -2e-12 + 10e-12 * np.exp(-(d**2) / (2 * 300e-6**2))
    assert np.allclose(p.weights, expected, rtol=1e-5, atol=1e-18)
    assert abs(p.delay_steps - (1e-3 + d / 0.2) / 1e-4).max() <= 0.5 + 1e-9


def test_delays_are_rounded_never_negative_and_bounded() -> None:
    rule = {"kind": "all_to_all"}
    spread = {"kind": "normal", "mean": "1 ms", "std": "1 ms"}
    steps = realise(_network(rule, 200, 200, delay=spread)).projections[0].delay_steps
    assert steps.min() == 0
    assert steps.mean() == pytest.approx(10 * 1.0833, rel=0.03)  # E max(x, 0) for N(1, 1)
    far = {"kind": "linear_in_distance", "offset": "0 ms", "velocity": "0.0000001 m/s"}
    with pytest.raises(SpecError, match=r"projections\.p\.delay: reaches"):
        realise(_network(rule, delay=far))


def test_what_cannot_fit_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(TooLarge, match=r"1.2e\+12 synapses need .* GB .*projections\.p"):
        realise(_network({"kind": "all_to_all"}, 1_000_000, 1_000_000))


def test_a_large_plane_with_short_reach_is_not_refused() -> None:
    network = _network({"kind": "disc", "radius": "1 um"}, 100_000, 100_000)
    network = with_values(network, {"projections.q.rule.p": 0})
    # The bound without positions is 1e10. Each source on the ring reaches a circle of 1 um
    # radius, half of it within the disc of 500 um: 100,000 x (1 um / 500 um)^2 / 2 = 0.2.
    assert realise(network).n_synapses == pytest.approx(20_000, rel=0.1)


def test_memory_stays_lean() -> None:
    import tracemalloc

    network = _network({"kind": "fixed_probability", "p": 0.5}, 2000, 2000)
    realise(_network({"kind": "all_to_all"}))  # imports do not count
    tracemalloc.start()
    wiring = realise(network)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    fixed = 16e6  # the blocks, which do not grow with the network
    assert (peak - fixed) / wiring.n_synapses < 11
    assert wiring.nbytes / wiring.n_synapses < 10.1


# --- sources


def _source(neuron: dict[str, Any], size: int = 3, **more: Any):
    data = {"name": "x", "title": "x", "populations": {"s": {"size": size, "neuron": neuron}}}
    return source_spikes(network_from_mapping(data | more))


def test_regular_sources_keep_their_period() -> None:
    neuron, step = _source({"model": "regular", "rate": "50 Hz", "phase": "5 ms"})["s"]
    assert step[neuron == 1].tolist() == list(range(50, 10_000, 200))


def test_a_volley_has_its_centre_and_spread() -> None:
    packet = {"model": "pulse_packet", "time": "500 ms", "spread": "10 ms", "spikes_per_neuron": 1}
    _, step = _source(packet, 4000)["s"]
    assert len(step) == 4000
    assert step.mean() == pytest.approx(5000, abs=5 * 100 / np.sqrt(4000))
    assert step.std() == pytest.approx(100, rel=0.06)


def test_listed_spikes_are_sorted_once_per_step_and_inside_the_run() -> None:
    listed = {
        "model": "spike_list",
        "times": ["9 ms", "1 ms", "1.01 ms", "2 s"],
        "neurons": [0, 2, 2, 1],
    }
    neuron, step = _source(listed)["s"]
    assert (neuron.tolist(), step.tolist()) == ([2, 0], [10, 90])


def test_poisson_sources_are_left_to_the_engine_and_too_many_spikes_refused() -> None:
    assert _source({"model": "poisson", "rate": "5 Hz"}) == {}
    with pytest.raises(TooLarge, match=r"populations\.s"):
        _source({"model": "regular", "rate": "10000 Hz"}, 1_000_000)
