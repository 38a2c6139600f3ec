"""Poisson numbers, sources and drives: moments, timing, streams."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, poisson
from small_networks import make_network, run

from sim.engine.counter_random import poisson_thresholds, random_bits


def test_random_bits_are_splitmix64():
    # First outputs for seed 1234567, as published with the reference code.
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    assert random_bits(1234567, np.arange(4, dtype=np.uint64)).tolist() == known


def test_random_bits_are_even():
    bits = random_bits(99, np.arange(50_000, dtype=np.uint64)) / 2.0**64
    assert kstest(bits, "uniform").pvalue > 1e-3


@settings(max_examples=30, deadline=None)
@given(mean=st.floats(0, 5000))
def test_poisson_thresholds_are_the_cumulative_distribution(mean):
    offset, thresholds = poisson_thresholds(mean)
    expected = poisson.cdf(offset + np.arange(len(thresholds)), mean)
    np.testing.assert_allclose(thresholds / 2.0**64, expected, rtol=1e-9, atol=1e-15)
    assert poisson.sf(offset + len(thresholds), mean) < 1e-12
    assert offset == 0 or poisson.cdf(offset - 1, mean) < 1e-12


def test_poisson_source_has_its_mean_and_variance():
    source = {"size": 500, "neuron": {"model": "poisson", "rate": "50 Hz"}}
    counts = run(make_network({"s": source}, duration="2 s")).spike_count
    # 100 spikes each; the standard error of the mean is 0.45, of the variance 6.3.
    assert abs(counts.mean() - 100) < 5 * 0.45
    assert abs(counts.var() - 100) < 5 * 6.3


def test_poisson_source_keeps_to_its_window():
    source = {"model": "poisson", "rate": "1000 Hz", "start": "20 ms", "stop": "30 ms"}
    steps = run(make_network({"s": {"size": 50, "neuron": source}})).spike_step
    assert steps.min() >= 200
    assert steps.max() < 300
    assert len(steps) == pytest.approx(500, abs=5 * 500**0.5)


@pytest.mark.parametrize("weight_pa", [10, -10])
def test_poisson_drive_has_campbells_mean_and_variance(weight_pa):
    drive = {"kind": "poisson", "n_inputs": 200, "rate": "20 Hz", "weight": f"{weight_pa} pA"}
    neuron = {
        "model": "lif",
        "v_threshold": "100 mV",
        "input": {"kind": "current", "tau_inh": "5 ms"},
    }
    population = {"size": 50, "neuron": neuron, "drives": [drive], "record": {"traces": 50}}
    activity = run(make_network({"n": population}, duration="1 s"))
    name = "i_exc" if weight_pa > 0 else "i_inh"
    current = activity.traces["n"].values[name][:, 1000:].astype(float)  # past the onset
    rate, tau, w = 4000.0, 5e-3, weight_pa * 1e-12
    assert current.mean() == pytest.approx(rate * tau * w, rel=0.02)
    assert current.var() == pytest.approx(rate * tau / 2 * w**2, rel=0.06)
    assert activity.drive_events == {"n": pytest.approx(200 * 20 * 50)}


def test_neurons_and_drives_have_their_own_noise():
    drive = {"kind": "poisson", "n_inputs": 200, "rate": "20 Hz", "weight": "10 pA"}
    neuron = {"model": "lif", "v_threshold": "100 mV"}
    population = {"size": 2, "neuron": neuron, "drives": [drive], "record": {"traces": 2}}
    traces = run(make_network({"a": population, "b": population}, duration="1 s")).traces
    series = np.concatenate([t.values["i_exc"][:, ::100] for t in traces.values()])
    correlation = np.corrcoef(series)
    assert np.abs(correlation[np.triu_indices(4, 1)]).max() < 0.5


def test_current_steps_switch_at_their_times_and_add_up():
    drives = [
        {"kind": "current", "amplitude": "100 pA", "start": "10 ms", "stop": "20 ms"},
        {"kind": "current", "amplitude": "50 pA", "start": "15 ms", "first": 1, "last": 1},
    ]
    neuron = {"model": "lif", "tau_m": "10 ms"}
    population = {"size": 3, "neuron": neuron, "drives": drives, "record": {"traces": 3}}
    trace = run(make_network({"n": population}, duration="40 ms")).traces["n"]
    t = trace.time_s
    resistance = 10e-3 / 200e-12

    def charge(amplitude, start, stop):
        on = 1 - np.exp(-np.clip(t - start, 0, stop - start) / 10e-3)
        return amplitude * resistance * on * np.exp(-np.maximum(t - stop, 0) / 10e-3)

    first = -60e-3 + charge(100e-12, 10e-3, 20e-3)
    np.testing.assert_allclose(trace.values["v"][0], first, atol=1e-8)
    np.testing.assert_allclose(trace.values["v"][2], first, atol=1e-8)
    both = first + charge(50e-12, 15e-3, 1.0)
    np.testing.assert_allclose(trace.values["v"][1], both, atol=1e-8)


def test_listed_sources_fire_when_they_are_told():
    network = make_network({
        "r": {"size": 2, "neuron": {"model": "regular", "rate": "100 Hz", "phase": "3 ms"}},
        "l": {"size": 3, "neuron": {"model": "spike_list", "times": ["5 ms", "1 ms"], "neurons": [2, 0]}},
    })  # fmt: skip
    activity = run(network, backend="brian2_codegen")
    pairs = set(zip(activity.spike_step.tolist(), activity.spike_neuron.tolist(), strict=True))
    regular = {(30 + 100 * k, neuron) for k in range(10) for neuron in (0, 1)}
    assert pairs == regular | {(50, 4), (10, 2)}
    assert not activity.traces
