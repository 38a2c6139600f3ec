"""EIF, Hodgkin-Huxley and integrate-and-fire without leak against closed forms and other solvers."""

import math

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.special import exprel
from small_networks import make_network, one_spike, run, synapse

from sim.network import initial_values

DT = 1e-4


def gaps(neuron, duration="400 ms", **fields):
    """Return intervals between spikes of one neuron in time steps."""
    activity = run(make_network({"n": {"neuron": neuron}}, duration=duration, **fields))
    return np.diff(activity.spike_step)


# --- integrate-and-fire without leak: C dv/dt = I

C, GAP, CURRENT = 200e-12, 15e-3, 137e-12
PERIOD_STEPS = C * GAP / CURRENT / DT  # 218.98


def test_reset_to_a_value_loses_the_overshoot():
    neuron = {"model": "integrate_and_fire", "i_ext": "137 pA", "reset": "to_reset"}
    assert set(gaps(neuron, "500 ms")) == {math.ceil(PERIOD_STEPS)}


def test_reset_by_subtraction_keeps_the_rate_without_error():
    neuron = {"model": "integrate_and_fire", "i_ext": "137 pA"}
    found = gaps(neuron, "20 s")
    assert set(found) == {math.floor(PERIOD_STEPS), math.ceil(PERIOD_STEPS)}
    assert len(found) + 1 == math.floor(20 / DT / PERIOD_STEPS)
    # After n spikes at most one step of charge is missing.
    assert abs(found.sum() - len(found) * PERIOD_STEPS) <= 1


@pytest.mark.parametrize(("reset", "spikes"), [("subtract", 13), ("to_reset", 11)])
def test_delta_input_is_counted_out(reset, spikes):
    """45 inputs of 0.3 thresholds: 13.5 thresholds, or every fourth input fires."""
    times = [f"{1 + 0.5 * k:g} ms" for k in range(45)]
    source = {"neuron": {"model": "spike_list", "times": times, "neurons": [0] * 45}}
    neuron = {"model": "integrate_and_fire", "reset": reset, "input": {"kind": "delta"}}
    network = make_network({"s": source, "n": {"neuron": neuron}}, [synapse("s", "n", "4.5 mV")])
    assert run(network).spikes_per_population()["n"] == spikes


def test_a_synaptic_current_leaves_all_its_charge():
    neuron = {"model": "integrate_and_fire", "input": {"kind": "current", "tau_exc": "5 ms"}}
    network = make_network(
        {"s": one_spike(10), "n": {"neuron": neuron}}, [synapse("s", "n", "50 pA")]
    )
    v = run(network).traces["n"].values["v"][0]
    t = (np.arange(len(v)) - 21) * DT
    expected = np.where(t > 0, 50e-12 * 5e-3 / C * (1 - np.exp(-np.maximum(t, 0) / 5e-3)), 0)
    np.testing.assert_allclose(v, expected, rtol=0, atol=1e-9)


# --- exponential integrate-and-fire

EIF = {"g": 20e-9, "e": -65e-3, "vt": -59.9e-3, "dt": 3.48e-3, "vr": -68e-3, "c": 200e-12}
RHEOBASE_PA = EIF["g"] * (EIF["vt"] - EIF["e"] - EIF["dt"]) * 1e12  # where both fixed points meet


def test_eif_rheobase():
    assert abs(RHEOBASE_PA - 32.4) < 1e-6
    for factor, fires in ((0.99, False), (1.05, True)):
        neuron = {"model": "eif", "i_ext": f"{factor * RHEOBASE_PA} pA"}
        activity = run(make_network({"n": {"neuron": neuron}}, duration="1 s"))
        assert (activity.n_spikes > 0) == fires


@pytest.mark.parametrize("current_pa", [60, 150, 400])
def test_eif_interval_is_the_integral_over_the_potential(current_pa):
    p, i = EIF, current_pa * 1e-12

    def slowness(v):
        return p["c"] / (
            i - p["g"] * (v - p["e"]) + p["g"] * p["dt"] * np.exp((v - p["vt"]) / p["dt"])
        )

    period_s = 1.7e-3 + quad(slowness, p["vr"], -30e-3, points=[p["vt"]])[0]
    found = gaps({"model": "eif", "i_ext": f"{current_pa} pA"})
    assert found.mean() * DT == pytest.approx(period_s, abs=1.5e-4)


def test_a_sharp_eif_comes_near_a_lif():
    """Its threshold lies some delta_t above v_t, and the rest is the same."""
    both = {"v_reset": "-65 mV", "t_ref": "1.7 ms", "i_ext": "300 pA"}
    lif = {"model": "lif", "tau_m": "10 ms", "v_rest": "-65 mV", "v_threshold": "-55 mV", **both}
    eif = {"model": "eif", "v_t": "-55 mV", **both}
    slope = (300e-12 - 20e-9 * 10e-3) / 200e-12  # of the potential at threshold
    above = {
        dt_mv: (gaps({**eif, "delta_t": f"{dt_mv} mV"}).mean() - gaps(lif).mean()) * DT * slope
        for dt_mv in (0.05, 0.2)
    }
    assert 0 < above[0.05] < 8 * 0.05e-3
    assert above[0.05] < 0.5 * above[0.2]


# --- Hodgkin-Huxley with the kinetics of Traub and Miles


def rates(u):
    """Opening and closing rates [1/ms] of m, h and n, from the equations of Brette et al. 2007."""
    return (
        (0.32 * 4 / exprel((13 - u) / 4), 0.28 * 5 / exprel((u - 40) / 5)),
        (0.128 * np.exp((17 - u) / 18), 4 / (1 + np.exp((40 - u) / 5))),
        (0.032 * 5 / exprel((15 - u) / 5), 0.5 * np.exp((10 - u) / 40)),
    )


def independent_spikes_ms(current_pa, duration_ms):
    """Solve the equations with LSODA; return upward crossings of -20 mV."""

    def slope(_, y):
        v, m, h, n = y
        gates = [a * (1 - x) - b * x for x, (a, b) in zip((m, h, n), rates(v + 63), strict=True)]
        ionic = 10 * (-60 - v) + 20e3 * m**3 * h * (50 - v) + 6e3 * n**4 * (-90 - v)
        return [(ionic + current_pa) / 200, *gates]

    def passes(_, y):
        return y[0] + 20

    passes.direction = 1
    gates = [a / (a + b) for a, b in rates(3.0)]
    found = solve_ivp(slope, (0, duration_ms), [-60, *gates], "LSODA", events=passes,
                      rtol=1e-8, atol=1e-9, max_step=0.5)  # fmt: skip
    return found.t_events[0]


def hodgkin_huxley_ms(current_pa, dt_ms):
    """Return the spike times of our neuron."""
    neuron = {"model": "hodgkin_huxley", "i_ext": f"{current_pa} pA"}
    network = make_network({"n": {"neuron": neuron}}, duration="300 ms", dt=f"{dt_ms} ms")
    return run(network).spike_step * dt_ms


@pytest.mark.parametrize("current_pa", [0, 200, 600])
def test_hodgkin_huxley_converges_to_an_independent_solution(current_pa):
    """Exponential Euler is of first order: half the step, half the error; their extrapolation agrees."""
    expected = np.diff(independent_spikes_ms(current_pa, 300))
    coarse, fine = (np.diff(hodgkin_huxley_ms(current_pa, dt)) for dt in (0.02, 0.01))
    # Each spike is counted once, though the potential stays above -20 mV for a while.
    assert len(expected) >= len(coarse) >= 3
    error, half = (x[1:].mean() / expected[1:].mean() - 1 for x in (coarse, fine))
    assert 0 < half < 0.015
    assert error / half == pytest.approx(2, abs=0.25)
    assert 2 * fine[1:].mean() - coarse[1:].mean() == pytest.approx(expected[1:].mean(), rel=2e-3)


def test_at_the_step_of_the_benchmark_intervals_are_a_little_long():
    expected = np.diff(independent_spikes_ms(200, 300)).mean()
    assert 1.04 < np.diff(hodgkin_huxley_ms(200, 0.1)).mean() / expected < 1.10


def test_hodgkin_huxley_without_input_fires_by_itself_and_is_silenced_by_a_current():
    for current, spikes in ((-50, 0), (0, 7)):  # 72 ms apart
        neuron = {"model": "hodgkin_huxley", "i_ext": f"{current} pA"}
        found = run(make_network({"n": {"neuron": neuron}}, duration="500 ms")).n_spikes
        assert abs(found - spikes) <= (spikes > 0)


def test_hodgkin_huxley_starts_at_rest_where_there_is_one():
    neuron = {"model": "hodgkin_huxley", "e_leak": "-70 mV"}
    network = make_network({"n": {"neuron": neuron, "size": 2}}, duration="50 ms")
    start = {k: x[0] for k, x in initial_values(network)["n"].items()}
    u = 1e3 * start["v"] + 63
    for gate, (a, b) in zip("mhn", rates(u), strict=True):
        assert start[gate] == pytest.approx(a / (a + b))
    v = run(network).traces["n"].values["v"][0]
    np.testing.assert_allclose(v, start["v"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", ["delta", "current", "conductance"])
@pytest.mark.parametrize("model", ["eif", "hodgkin_huxley"])
def test_every_input_makes_it_fire(model, kind):
    weight = {"delta": "1 mV", "current": "60 pA", "conductance": "3 nS"}[kind]
    drive = {"kind": "poisson", "n_inputs": 100, "rate": "20 Hz", "weight": weight}
    neuron = {"model": model, "input": {"kind": kind}}
    network = make_network({"n": {"neuron": neuron, "drives": [drive]}}, duration="300 ms")
    assert 3 < run(network).n_spikes < 300
