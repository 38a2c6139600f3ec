"""Leaky integrate-and-fire against closed forms."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from small_networks import make_network, one_spike, run, synapse

DT, TAU, C = 1e-4, 20e-3, 200e-12


def steps_to_threshold(current_a, tau_s=TAU, gap_v=10e-3):
    """Whole steps below threshold on the way up from rest under a constant current."""
    drive_v = current_a * tau_s / C
    return math.floor(-tau_s * math.log(1 - gap_v / drive_v) / DT)


@pytest.mark.parametrize(("current_pa", "t_ref_ms"), [(110, 5), (150, 5), (300, 2), (900, 0)])
def test_intervals_under_constant_current(current_pa, t_ref_ms):
    neuron = {"model": "lif", "i_ext": f"{current_pa} pA", "t_ref": f"{t_ref_ms} ms"}
    activity = run(make_network({"n": {"neuron": neuron}}, duration="500 ms"))
    below = steps_to_threshold(current_pa * 1e-12)
    # The reset falls at the end of the step of the spike, so without a
    # refractory time the first step after it already counts.
    expected = below + max(round(t_ref_ms * 1e-3 / DT), 1)
    assert activity.spike_step[0] == below
    assert set(np.diff(activity.spike_step)) == {expected}


def test_rate_stays_below_the_refractory_limit():
    neuron = {"model": "lif", "i_ext": "1000 nA", "t_ref": "4 ms"}
    activity = run(make_network({"n": {"neuron": neuron}}, duration="400 ms"))
    assert activity.n_spikes == 100  # 1 / t_ref = 250 Hz


def test_no_spike_below_rheobase():
    rheobase_a = 10e-3 * C / TAU
    for factor, fires in ((0.999, False), (1.001, True)):
        neuron = {"model": "lif", "i_ext": f"{rheobase_a * factor * 1e12} pA"}
        activity = run(make_network({"n": {"neuron": neuron}}, duration="400 ms"))
        assert (activity.n_spikes > 0) == fires


def response(kind, weight, step=100, neuron=None, duration="100 ms"):
    """Return the trace of a neuron that one spike reaches 1 ms after `step`."""
    network = make_network(
        {"s": one_spike(step), "n": {"neuron": {"model": "lif", "input": kind, **(neuron or {})}}},
        [synapse("s", "n", weight)],
        duration=duration,
    )
    return run(network).traces["n"], step + 10 + 1  # seen at the start of the next step


def test_delta_input_jumps_by_the_weight_and_decays():
    trace, first = response({"kind": "delta"}, "3 mV")
    v = trace.values["v"][0].astype(float)
    after_s = (np.arange(len(v)) - first) * DT
    expected = np.where(after_s >= -DT / 2, -60e-3 + 3e-3 * np.exp(-after_s / TAU), -60e-3)
    np.testing.assert_allclose(v, expected, rtol=0, atol=1e-8)


@pytest.mark.parametrize(("weight_pa", "tau_s"), [(50, 5e-3), (-80, 10e-3)])
def test_current_input_gives_the_difference_of_exponentials(weight_pa, tau_s):
    kind = {"kind": "current", "tau_exc": "5 ms", "tau_inh": "10 ms"}
    trace, first = response(kind, f"{weight_pa} pA")
    t = np.maximum((np.arange(trace.time_s.size) - first) * DT, 0.0)
    on = np.arange(t.size) >= first
    weight_a = weight_pa * 1e-12
    name, other = ("i_exc", "i_inh") if weight_pa > 0 else ("i_inh", "i_exc")
    np.testing.assert_allclose(
        trace.values[name][0], on * weight_a * np.exp(-t / tau_s), atol=1e-17, rtol=1e-6
    )
    assert not trace.values[other].any()
    shape = (np.exp(-t / TAU) - np.exp(-t / tau_s)) / (TAU - tau_s)
    expected = -60e-3 + weight_a / C * TAU * tau_s * shape
    np.testing.assert_allclose(trace.values["v"][0], expected, rtol=0, atol=1e-8)


def test_equal_time_constants_give_the_alpha_function():
    kind = {"kind": "current", "tau_exc": "20 ms"}
    trace, first = response(kind, "50 pA")
    t = np.maximum((np.arange(trace.time_s.size) - first) * DT, 0.0)
    expected = -60e-3 + 50e-12 / C * t * np.exp(-t / TAU)
    np.testing.assert_allclose(trace.values["v"][0], expected, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("weight_ns", "reversal_v", "tau_s"), [(5, 0.0, 5e-3), (-20, -80e-3, 10e-3)]
)
def test_conductance_input_follows_its_equation(weight_ns, reversal_v, tau_s):
    trace, first = response({"kind": "conductance"}, f"{weight_ns} nS", duration="60 ms")
    g = abs(weight_ns) * 1e-9
    name = "g_exc" if weight_ns > 0 else "g_inh"
    assert trace.values[name][0, first] == pytest.approx(g)

    def slope(t, v):
        return (-60e-3 - v) / TAU + g * np.exp(-t / tau_s) * (reversal_v - v) / C

    t = (np.arange(first, trace.time_s.size) - first) * DT
    exact = solve_ivp(slope, (0, t[-1]), [-60e-3], t_eval=t, rtol=1e-9, atol=1e-12).y[0]
    v = trace.values["v"][0, first:]
    peak = np.abs(exact + 60e-3).max()
    assert peak > 0.5e-3
    # A conductance is held over a step of 0.1 ms, in which it decays by 2 % at most.
    np.testing.assert_allclose(v, exact, rtol=0, atol=0.012 * peak)


@pytest.mark.parametrize("delay_steps", [0, 1, 7, 150])
def test_delays_are_exact_to_the_step(delay_steps):
    network = make_network(
        {"s": one_spike(20), "n": {"neuron": {"model": "lif"}}},
        [synapse("s", "n", "10 pA", f"{delay_steps * 0.1:g} ms")],
    )
    current = run(network).traces["n"].values["i_exc"][0]
    assert np.flatnonzero(current)[0] == 20 + delay_steps + 1


def test_a_refractory_neuron_ignores_delta_input():
    neuron = {"model": "lif", "t_ref": "5 ms", "input": {"kind": "delta"}}
    kick = synapse("a", "n", "20 mV", "0.1 ms")
    second = synapse("b", "n", "8 mV", "0.1 ms")
    for step, seen in ((130, False), (160, True)):  # the kick makes it fire in step 102
        network = make_network(
            {"a": one_spike(100), "b": one_spike(step), "n": {"neuron": neuron}}, [kick, second]
        )
        activity = run(network)
        v = activity.traces["n"].values["v"][0]
        assert activity.spikes_per_population()["n"] == 1
        assert (v[step + 5] > -59e-3) == seen


def test_a_synaptic_time_constant_far_below_the_step_still_carries_its_charge():
    trace, first = response({"kind": "current", "tau_exc": "0.001 ms"}, "500 nA")
    charge = 500e-9 * 1e-6
    # All of it arrives at the beginning of one step, then leaks.
    expected = charge / C * math.exp(-DT / TAU)
    assert trace.values["v"][0, first + 1] + 60e-3 == pytest.approx(expected, rel=1e-4)
