"""AdEx and Izhikevich neurons: known firing patterns, and a fine independent solution."""

import numpy as np
import pytest
from small_networks import make_network, run

from sim.errors import SpecError


def intervals_ms(neuron, duration="600 ms", **fields):
    activity = run(make_network({"n": {"neuron": neuron}}, duration=duration, **fields))
    assert activity.n_spikes > 3
    return np.diff(activity.spike_step) * 0.1


def izhikevich(a, b, c_mv, d, drive):
    return {
        "model": "izhikevich", "a": f"{a} 1/ms", "b": f"{b} 1/ms", "c": f"{c_mv} mV",
        "d": f"{d} mV/ms", "drive": f"{drive} mV/ms",
    }  # fmt: skip


def test_izhikevich_regular_spiking_adapts():
    gaps = intervals_ms(izhikevich(0.02, 0.2, -65, 8, 10))
    assert gaps[0] < 0.6 * gaps[-1]
    np.testing.assert_allclose(gaps[-2:], gaps[-1], rtol=0.02)


def test_izhikevich_fast_spiking_is_fast_and_even():
    regular = intervals_ms(izhikevich(0.02, 0.2, -65, 8, 10))
    fast = intervals_ms(izhikevich(0.1, 0.2, -65, 2, 10))
    assert fast[-1] < 0.5 * regular[-1]
    assert fast[2:].max() < 1.1 * fast[2:].min()


def test_izhikevich_chattering_bursts():
    gaps = intervals_ms(izhikevich(0.02, 0.2, -50, 2, 10))
    assert gaps.min() < 5
    assert gaps.max() > 20


def test_izhikevich_agrees_with_a_fine_euler_solution():
    v, u, dt_ms, fine = -65.0, -13.0, 0.001, []
    for k in range(300_000):
        v, u = v + dt_ms * (0.04 * v * v + 5 * v + 140 - u + 10), u + dt_ms * 0.02 * (0.2 * v - u)
        if v >= 30:
            v, u = -65.0, u + 8
            fine.append(k * dt_ms)
    activity = run(
        make_network({"n": {"neuron": izhikevich(0.02, 0.2, -65, 8, 10)}}, duration="300 ms")
    )
    assert activity.n_spikes == len(fine)
    np.testing.assert_allclose(activity.spike_step * 0.1, fine, rtol=0.01, atol=0.2)


def adex(current_pa, **changed):
    return {"model": "adex", "i_ext": f"{current_pa} pA", **changed}


def fine_adex(current_a, duration_s, dt=1e-6, a=4e-9, b=80.5e-12, v_reset=-70.6e-3, tau_w=144e-3):
    """Integrate the equations of Brette & Gerstner 2005 in small Euler steps."""
    v, w, times = -70.6e-3, 0.0, []
    for k in range(round(duration_s / dt)):
        spike = 30e-9 * 2e-3 * np.exp((v + 50.4e-3) / 2e-3)
        dv = (-30e-9 * (v + 70.6e-3) + spike - w + current_a) / 281e-12
        v, w = v + dt * dv, w + dt * (a * (v + 70.6e-3) - w) / tau_w
        if v >= 20e-3:
            v, w = v_reset, w + b
            times.append(k * dt)
    return np.array(times)


def test_adex_agrees_with_a_fine_euler_solution():
    fine = fine_adex(1e-9, 0.15)
    activity = run(make_network({"n": {"neuron": adex(1000)}}, duration="150 ms"))
    assert activity.n_spikes == len(fine)
    np.testing.assert_allclose(activity.spike_step * 1e-4, fine, rtol=0.02, atol=2e-4)


def test_adex_adapts_and_bursts():
    tonic = intervals_ms(adex(1000), duration="800 ms")
    assert tonic[-1] > 1.5 * tonic[0]
    # Reset above the spike onset: each spike brings the next until adaptation wins.
    burst = intervals_ms(adex(800, v_reset="-47.4 mV", tau_w="40 ms"), duration="800 ms")
    assert burst.max() > 4 * burst.min()


def test_adex_spike_does_not_kick_its_adaptation():
    """The last step before a spike must not add more than b and the slow drift to w."""
    activity = run(make_network({"n": {"neuron": adex(1000)}}, duration="150 ms"))
    w = activity.traces["n"].values["w"][0]
    jumps = w[activity.spike_step + 1] - w[activity.spike_step]
    assert jumps == pytest.approx(80.5e-12, rel=0.02)


@pytest.mark.parametrize("kind", ["delta", "current", "conductance"])
def test_every_adex_input_makes_it_fire(kind):
    weight = {"delta": "2 mV", "current": "200 pA", "conductance": "5 nS"}[kind]
    drive = {"kind": "poisson", "n_inputs": 100, "rate": "20 Hz", "weight": weight}
    neuron = {"model": "adex", "input": {"kind": kind}}
    network = make_network({"n": {"neuron": neuron, "drives": [drive]}}, duration="300 ms")
    activity = run(network)
    assert 3 < activity.n_spikes < 300
    assert set(activity.traces["n"].units) >= {"v", "w"}


@pytest.mark.parametrize("changes", [{"tau_w": "0.05 ms"}, {"c_m": "20 pF", "g_leak": "300 nS"}])
def test_an_adex_time_constant_below_the_step_is_refused(changes):
    with pytest.raises(SpecError, match=r"populations\.n\.neuron: .* shorter than the time step"):
        run(make_network({"n": {"neuron": adex(100, **changes)}}))
