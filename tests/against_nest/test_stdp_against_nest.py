"""STDP against NEST 3.10: the same spikes teach both the same weights.

NEST changes a weight when the next presynaptic spike arrives, and takes delays as dendritic;
with trains that end in an arrival, and shifted by the delay, the rules are the same.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from nest_weights import Lesson, learn

from sim.engine import simulate
from sim.network import network_from_mapping, realise

PAIRS, SPIKES, W_MAX_MV = 12, 60, 0.1
RULES = {
    "additive": (
        {"kind": "stdp_pair", "a_plus": 0.02, "a_minus": 0.021, "tau_plus": "17 ms", "tau_minus": "29 ms"},
        {"synapse_model": "stdp_synapse", "lambda": 0.02, "alpha": 1.05, "mu_plus": 0.0,
         "mu_minus": 0.0, "tau_plus": 17.0, "Wmax": 100.0},
        {"tau_minus": 29.0},
    ),
    "between": (
        {"kind": "stdp_pair", "a_plus": 0.05, "a_minus": 0.04, "mu": 0.37},
        {"synapse_model": "stdp_synapse", "lambda": 0.05, "alpha": 0.8, "mu_plus": 0.37,
         "mu_minus": 0.37, "tau_plus": 20.0, "Wmax": 100.0},
        {"tau_minus": 20.0},
    ),
    "nearest": (
        {"kind": "stdp_pair", "a_plus": 0.05, "a_minus": 0.04, "mu": 1.0, "pairing": "nearest"},
        {"synapse_model": "stdp_nn_symm_synapse", "lambda": 0.05, "alpha": 0.8, "mu_plus": 1.0,
         "mu_minus": 1.0, "tau_plus": 20.0, "Wmax": 100.0},
        {"tau_minus": 20.0},
    ),
    "triplet": (
        {"kind": "stdp_triplet", "a2_plus": 0.004, "a3_plus": 0.006, "a2_minus": 0.007,
         "a3_minus": 0.002, "tau_plus": "16.8 ms", "tau_minus": "33.7 ms", "tau_x": "101 ms",
         "tau_y": "125 ms"},
        {"synapse_model": "stdp_triplet_synapse", "Aplus": 0.4, "Aplus_triplet": 0.6,
         "Aminus": 0.7, "Aminus_triplet": 0.2, "tau_plus": 16.8, "tau_plus_triplet": 101.0,
         "Wmax": 100.0},
        {"tau_minus": 33.7, "tau_minus_triplet": 125.0},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def nest_learns():
    if importlib.util.find_spec("nest") is None:
        pytest.skip("NEST is not installed; it is part of the test extra on Linux x86-64")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        yield lambda lesson: process.submit(learn, lesson).result()


def listed(trains, shift):
    pairs = sorted((int(s) - shift, n) for n, steps in enumerate(trains) for s in steps)
    times = [f"{step / 10:.1f} ms" for step, _ in pairs]
    return {"model": "spike_list", "times": times, "neurons": [n for _, n in pairs]}


@pytest.mark.parametrize("name", RULES)
def test_weights_after_given_spikes(nest_learns, name):
    rule, synapse, neuron = RULES[name]
    rng = np.random.default_rng(11)
    draws = [
        np.sort(rng.choice(np.arange(40, 4800, 3), 2 * SPIKES, replace=False)) for _ in range(PAIRS)
    ]
    shuffled = [rng.permutation(draw) for draw in draws]
    # An arrival comes first: NEST's nearest-neighbour rule takes time 0 for an earlier one.
    arrivals = [np.array([31, *np.sort(draw[:SPIKES]), 4900]) for draw in shuffled]
    spikes = [np.sort(draw[SPIKES:]) for draw in shuffled]
    one = {"rule": {"kind": "one_to_one"}}
    network = network_from_mapping({
        "schema": 1, "name": "lesson", "title": "Lesson", "duration": "500 ms",
        "populations": {
            "pre": {"size": PAIRS, "neuron": listed(arrivals, 7)},
            "driver": {"size": PAIRS, "neuron": listed(spikes, 2)},
            "post": {"size": PAIRS, "neuron": {
                "model": "lif", "input": {"kind": "delta"}, "t_ref": "0 ms", "tau_m": "0.2 ms",
            }},
        },
        "projections": [
            {"name": "drive", "source": "driver", "target": "post", "weight": "100 mV",
             "delay": "0.1 ms", **one},
            {"name": "syn", "source": "pre", "target": "post", "delay": "0.7 ms",
             "weight": {"kind": "uniform", "low": "0.03 mV", "high": "0.07 mV"},
             "plasticity": {"w_max": f"{W_MAX_MV} mV", **rule}, **one},
        ],
    })  # fmt: skip
    wiring = realise(network)
    activity = simulate(network, wiring, backend="brian2_codegen")
    start = activity.population("post").start
    fired = [activity.spike_step[activity.spike_neuron == start + k] for k in range(PAIRS)]
    assert all(np.array_equal(a, b) for a, b in zip(fired, spikes, strict=True))
    scale = 100.0 / (W_MAX_MV * 1e-3)
    before = wiring.projections[1].weights.astype(float) * scale
    theirs = nest_learns(Lesson(0.1, arrivals, spikes, before, synapse, neuron))
    ours = activity.courses["syn"].final * scale
    assert np.ptp(ours - before) > 5
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)
