"""Read noise: drawn anew at every delivery, the same on every backend and number of threads."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from small_networks import balanced, make_network, synapse

from sim.engine import RunLimits, estimate_cost, simulate, verify
from sim.engine.counter_random import random_bits, standard_normal
from sim.network import realise


def noisy(wiring, relative):
    """Return a wiring whose weights are read with noise of a part of their size."""
    return replace(
        wiring,
        projections=tuple(
            s.with_read_sigma(relative * np.abs(s.weights)) for s in wiring.projections
        ),
    )


def same(a, b):
    return np.array_equal(a.spike_step, b.spike_step) and np.array_equal(
        a.spike_neuron, b.spike_neuron
    )


def each_input():
    """Return each kind of input with both signs, a refractory time, and delays from zero."""
    populations = {
        "noise": {"size": 30, "neuron": {"model": "poisson", "rate": "200 Hz"}},
    }
    projections = []
    for kind, weight in {"delta": "4 mV", "current": "300 pA", "conductance": "8 nS"}.items():
        populations[kind] = {"size": 30, "neuron": {"model": "lif", "input": {"kind": kind}}}
        projections.append({
            **synapse("noise", kind, weight),
            "weight": {"kind": "normal", "mean": weight, "std": weight},
            "rule": {"kind": "fixed_in_degree", "k": 20},
            "delay": {"kind": "uniform", "low": "0 ms", "high": "3 ms"},
        })  # fmt: skip
    return make_network(populations, projections, duration="200 ms")


def test_normal_numbers_are_normal():
    x = standard_normal(random_bits(7, np.arange(400_000, dtype=np.uint64)))
    assert stats.kstest(x, "norm").pvalue > 0.01
    assert abs(x.mean()) < 4 / np.sqrt(len(x))
    assert x.std() == pytest.approx(1, abs=4 / np.sqrt(2 * len(x)))
    assert stats.kurtosis(x) == pytest.approx(0, abs=0.04)


def test_the_extremes_of_the_table_are_where_the_distribution_has_them():
    # All upper bits zero: half of 2^-53 is larger. All one: size zero.
    far, near = standard_normal(np.array([0, 2**64 - 2], dtype=np.uint64))
    assert far == pytest.approx(stats.norm.isf(2.0**-54), rel=1e-6)
    assert near == pytest.approx(0, abs=1e-6)
    bits = random_bits(3, np.arange(10_000, dtype=np.uint64))
    larger = ((bits >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
    exact = stats.norm.isf(larger / 2)
    assert np.abs(np.abs(standard_normal(bits)) - exact).max() < 2e-5


@pytest.mark.parametrize("network", [balanced(), each_input()], ids=["balanced", "inputs"])
def test_all_backends_agree_spike_by_spike(network):
    wiring = noisy(realise(network), 0.5)
    ours = simulate(network, wiring)
    assert ours.engine.backend == "brian2_codegen"
    assert ours.n_spikes > 100
    assert verify(network, wiring, duration_s=network.duration).identical
    assert not same(ours, simulate(network, realise(network)))


@pytest.mark.slow
def test_standalone_agrees_spike_by_spike():
    network = each_input()
    wiring = noisy(realise(network), 0.5)
    assert verify(network, wiring, duration_s=0.2, backend="standalone").identical


@pytest.mark.parametrize("network", [balanced(), each_input()], ids=["balanced", "inputs"])
def test_spikes_do_not_depend_on_the_number_of_threads(network):
    wiring = noisy(realise(network), 0.5)
    one, three = (simulate(network, wiring, limits=RunLimits(threads=n)) for n in (1, 3))
    assert same(one, three)


@pytest.mark.parametrize("relative", [0.0, 0.5])
def test_exact_reads_are_those_of_the_prepared_rows(relative):
    network = balanced()
    wiring = realise(network)
    exact = same(simulate(network, noisy(wiring, relative)), simulate(network, wiring))
    assert exact == (relative == 0)


def reads(seed):
    """Return what neurons receive from 100 spikes, less the mean over sigma, shape (50, 100)."""
    times = [f"{k} ms" for k in range(1, 101)]
    source = {"neuron": {"model": "spike_list", "times": times, "neurons": [0] * 100}}
    lif = {"model": "lif", "input": {"kind": "delta"}, "tau_m": "10 ms", "v_rest": "-70 mV",
           "v_threshold": "0 mV", "v_reset": "-70 mV"}  # fmt: skip
    cells = {"size": 50, "neuron": lif, "initial": {"v": "-70 mV"}, "record": {"traces": 50}}
    network = make_network(
        {"source": source, "cells": cells},
        [{**synapse("source", "cells", "1 mV", "1 ms"), "rule": {"kind": "all_to_all"}}],
        duration="110 ms",
        seed=seed,
    )
    activity = simulate(network, noisy(realise(network), 0.1))
    assert not (activity.spike_neuron > 0).any()
    above = np.asarray(activity.traces["cells"].values["v"], dtype=float) + 70e-3
    above = above if above.shape[0] == 50 else above.T
    received = above[:, 1:] - above[:, :-1] * np.exp(-0.1 / 10)
    arrives = 20 + 10 * np.arange(100)  # traces show the state before the step
    assert np.abs(np.delete(received, arrives, axis=1)).max() < 1e-7
    return (received[:, arrives] - 1e-3) / 1e-4


def test_reads_have_the_stated_spread_and_are_independent_between_steps():
    xi = reads(seed=1)
    assert abs(xi.mean()) < 4 / np.sqrt(xi.size)
    assert xi.std() == pytest.approx(1, abs=4 / np.sqrt(2 * xi.size))
    assert stats.kstest(xi.ravel(), "norm").pvalue > 0.01
    # Sums of many reads: normal with the root of their number.
    assert stats.kstest(xi.sum(axis=1) / 10, "norm").pvalue > 0.01
    for one, other in ((xi[:, 1:], xi[:, :-1]), (xi[1:], xi[:-1]), (xi, reads(seed=2))):
        r = np.corrcoef(one.ravel(), other.ravel())[0, 1]
        assert abs(r) < 4 / np.sqrt(one.size)


def test_the_spread_belongs_to_static_synapses_one_each():
    (s, *_) = realise(balanced()).projections
    with pytest.raises(ValueError, match="read_sigma"):
        s.with_read_sigma(np.zeros(len(s) + 1, np.float32))
    with pytest.raises(ValueError, match="read_sigma"):
        replace(s.with_read_sigma(np.zeros(len(s))), plastic=True)


def test_the_estimate_counts_the_memory_of_noisy_synapses():
    network = balanced(2000)
    wiring = realise(network)
    exact, read = (estimate_cost(network, w) for w in (wiring, noisy(wiring, 0.1)))
    assert read.memory_bytes - exact.memory_bytes == pytest.approx(40 * wiring.n_synapses, rel=0.01)
    assert read.disk_bytes > exact.disk_bytes
