"""Threads: the same spikes and traces for any number of them."""

import numpy as np
import pytest
from small_networks import balanced, make_network, one_spike, run

from sim.engine import RunLimits
from sim.engine.threads import choose_threads


def assert_same(a, b):
    assert a.n_spikes > 0
    np.testing.assert_array_equal(a.spike_step, b.spike_step)
    np.testing.assert_array_equal(a.spike_neuron, b.spike_neuron)
    np.testing.assert_array_equal(a.spike_count, b.spike_count)
    assert set(a.traces) == set(b.traces)
    for name, trace in a.traces.items():
        for variable, values in trace.values.items():
            np.testing.assert_array_equal(values, b.traces[name].values[variable])


def mixed():
    """Return models, sources, currents, traces and delays of 0 and more, with odd sizes."""
    lif = {
        "model": "lif", "v_rest": "-52 mV", "v_threshold": "-50 mV",
        "input": {"kind": "delta"}, "t_ref": "1 ms",
    }  # fmt: skip
    noise = {"kind": "poisson", "n_inputs": 50, "rate": "20 Hz", "weight": "0.5 mV"}
    step = {"kind": "current", "amplitude": "60 pA", "start": "20 ms", "first": 3, "last": 180}
    populations = {
        "poisson": {"size": 150, "neuron": {"model": "poisson", "rate": "40 Hz"}},
        "list": one_spike(200),
        "lif": {
            "size": 333, "neuron": lif, "drives": [noise, step],
            "record": {"traces": 5},
        },
        "izhikevich": {"size": 129, "neuron": {"model": "izhikevich", "drive": "5 mV/ms"}},
        "adex": {"size": 70, "neuron": {"model": "adex", "i_ext": "600 pA"}, "record": {"traces": 3}},
    }  # fmt: skip
    delays = {"poisson": "0 ms", "list": "0 ms", "lif": "1.5 ms", "izhikevich": "0.3 ms"}
    weights = {"lif": "0.3 mV", "izhikevich": "0.4 mV", "adex": "40 pA"}
    projections = [
        {
            "name": f"{a}_{b}", "source": a, "target": b, "delay": delays[a],
            "rule": {"kind": "fixed_probability", "p": 0.1}, "weight": weight,
        }
        for a in delays
        for b, weight in weights.items()
    ]  # fmt: skip
    return make_network(populations, projections, duration="150 ms")


@pytest.mark.parametrize("network", [mixed(), balanced()], ids=["mixed", "balanced"])
@pytest.mark.parametrize("threads", [2, 3, 7])
def test_spikes_and_traces_do_not_depend_on_threads(network, threads):
    one = run(network, limits=RunLimits(threads=1))
    assert_same(one, run(network, limits=RunLimits(threads=threads)))


def test_threads_that_must_wait_step_back_and_return():
    """Many more threads than processors: the leader goes on alone, tries again, and ends right."""
    network = balanced(600, duration="1 s")
    one = run(network, limits=RunLimits(threads=1))
    assert_same(one, run(network, limits=RunLimits(threads=9)))


def test_threads_follow_the_work_and_what_is_asked(monkeypatch):
    monkeypatch.setattr("sim.engine.threads.processors", lambda: 4)
    monkeypatch.setattr("sim.engine.threads.idle_processors", lambda: 4)
    monkeypatch.delenv("NPU_EXPLORER_THREADS", raising=False)
    assert choose_threads(100.0) == 1
    assert choose_threads(1e9) == 4
    assert choose_threads(100.0, asked=3) == 3
    monkeypatch.setenv("NPU_EXPLORER_THREADS", "2")
    assert choose_threads(1e9) == 2
    assert choose_threads(1e9, asked=3) == 3
    monkeypatch.setenv("NPU_EXPLORER_THREADS", "many")
    assert choose_threads(1e9) == 4


def test_a_busy_machine_gets_no_second_thread_for_a_small_network(monkeypatch):
    monkeypatch.setattr("sim.engine.threads.processors", lambda: 2)
    monkeypatch.setattr("sim.engine.threads.idle_processors", lambda: 1)
    monkeypatch.delenv("NPU_EXPLORER_THREADS", raising=False)
    assert choose_threads(20_000.0) == 1
    assert choose_threads(1e6) == 2
