"""Plastic synapses are those of plain Brian2: same spikes, same weights, in all three backends."""

import numpy as np
import pytest
from small_networks import make_network, run

from sim.engine import verify
from sim.network import realise, with_values

CELL = {"model": "lif", "v_rest": "-70 mV", "v_threshold": "-54 mV", "v_reset": "-60 mV",
        "input": {"kind": "conductance", "tau_exc": "5 ms"}}  # fmt: skip
RULES = {
    "pair": {"kind": "stdp_pair", "w_max": "5 nS", "a_plus": 0.05, "a_minus": 0.06, "mu": 0.4},
    "triplet": {
        "kind": "stdp_triplet",
        "w_max": "4 nS",
        "a2_plus": 0.01,
        "a3_minus": 0.01,
        "pairing": "nearest",
    },
    "fading": {"kind": "short_term", "u": 0.3, "tau_rec": "90 ms", "tau_facil": "200 ms"},
}


def network(**fields):
    """Return a network with every rule, weights of both signs and delays that differ."""
    spread = {"kind": "uniform", "low": "0 nS", "high": "4 nS"}
    both = {"kind": "normal", "mean": "1 nS", "std": "2 nS"}
    delay = {"kind": "uniform", "low": "0.1 ms", "high": "3 ms"}
    projections = [
        {"name": name, "source": "out" if name == "triplet" else "inp", "target": "out",
         "delay": delay, "weight": both if name == "fading" else spread,
         "rule": {"kind": "fixed_probability", "p": 0.5}, "plasticity": rule}
        for name, rule in RULES.items()
    ]  # fmt: skip
    return make_network(
        {
            "inp": {"size": 30, "neuron": {"model": "poisson", "rate": "120 Hz"}},
            "out": {"size": 20, "neuron": CELL},
        },
        projections,
        **{"duration": "100 ms", **fields},
    )


@pytest.fixture(scope="module")
def fast():
    return run(network(), backend="brian2_codegen")


@pytest.mark.parametrize("backend", ["numpy", pytest.param("standalone", marks=pytest.mark.slow)])
def test_plain_brian2_gives_the_same_spikes_and_weights(fast, backend):
    activity = run(network(), backend=backend)
    assert fast.n_spikes > 500
    assert np.array_equal(fast.spike_step, activity.spike_step)
    assert np.array_equal(fast.spike_neuron, activity.spike_neuron)
    assert list(activity.courses) == list(RULES)
    for name, course in fast.courses.items():
        other = activity.courses[name]
        assert np.ptp(course.final) > 0
        np.testing.assert_allclose(other.final, course.final, rtol=1e-12, atol=1e-24)
        np.testing.assert_allclose(other.values, course.values, rtol=1e-12, atol=1e-24)
        assert (other.updates_pre, other.updates_post) == (course.updates_pre, course.updates_post)


def test_a_changed_time_constant_compiles_nothing(fast):
    changed = with_values(network(), {"projections.pair.plasticity.tau_plus": "5 ms"})
    activity = run(changed, backend="brian2_codegen")
    assert activity.engine.cached
    assert not np.array_equal(activity.courses["pair"].final, fast.courses["pair"].final)


def test_verification_speaks_of_the_weights(fast):
    short = network(duration="20 ms")
    found = verify(short, realise(short))
    assert found.identical
    assert found.weight_difference <= 1e-12
    n = sum(len(course.final) for course in fast.courses.values())
    assert f"{n:,} plastic synapses end alike" in found.text
