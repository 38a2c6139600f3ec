"""AdEx and Izhikevich neurons: known firing patterns, and a fine independent solution."""

import numpy as np
import pytest
from small_networks import make_network, run

from sim.errors import SpecError
from sim.network import load_network, with_values


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


# --- the gallery's firing patterns (Naud et al. 2008, table 1; Izhikevich 2003, figure 2)


@pytest.fixture(scope="module")
def patterns():
    """Return spike times [ms after the onset] of every variant of the gallery's network."""
    found = {}
    for variant in load_network("firing_patterns").variants:
        activity = run(load_network(f"firing_patterns/{variant}"))
        onset_ms = 0 if variant.startswith("izhikevich") else 50
        found[variant] = activity.spike_step * 0.1 - onset_ms
    return found


def bursts(times, pause_ms):
    """Return the number of spikes of each burst: groups that a long interval ends."""
    return [len(b) for b in np.split(times, np.flatnonzero(np.diff(times) > pause_ms) + 1)]


def test_adex_tonic_spiking_is_regular(patterns):
    gaps = np.diff(patterns["tonic"])
    assert len(gaps) > 30
    assert np.ptp(gaps[5:]) <= 0.15  # a time step


def test_adex_adaptation_slows_down_to_a_steady_rate(patterns):
    gaps = np.diff(patterns["adaptation"])
    assert (np.diff(gaps) > 0).all()
    assert gaps[-1] > 4 * gaps[0]
    assert gaps[-1] == pytest.approx(gaps[-2], rel=0.02)


def test_adex_initial_burst_comes_once(patterns):
    groups = bursts(patterns["initial_burst"], 25)
    assert groups[0] >= 3
    assert set(groups[1:]) == {1}
    assert len(groups) > 4


def test_adex_regular_bursting_goes_on(patterns):
    groups = bursts(patterns["regular_bursting"], 25)
    assert len(groups) >= 4
    assert set(groups[1:]) == {2}
    assert np.ptp(np.diff(patterns["regular_bursting"])[4::2]) < 1


def test_adex_delayed_accelerating(patterns):
    times = patterns["delayed_accelerating"]
    assert times[0] > 30
    assert (np.diff(np.diff(times)) <= 0.15).all()
    assert np.diff(times)[-1] < 0.6 * np.diff(times)[0]


def test_adex_delayed_regular_bursting(patterns):
    assert patterns["delayed_bursting"][0] > 50
    groups = bursts(patterns["delayed_bursting"], 25)
    assert len(groups) > 4
    assert set(groups[:-1]) == {4}  # the last one ends with the current


def test_adex_transient_spiking_falls_silent(patterns):
    assert 1 <= len(patterns["transient"]) <= 3
    assert patterns["transient"][-1] < 100


def test_adex_irregular_spiking_never_repeats(patterns):
    gaps = np.diff(patterns["irregular"])
    assert gaps.std() / gaps.mean() > 0.4
    # No period: shifted by up to ten intervals the sequence is not itself.
    for shift in range(1, 11):
        assert np.abs(gaps[shift:] - gaps[:-shift]).max() > 5


def test_adex_rheobase_of_a_quick_current():
    """Below the current where rest and threshold meet it may fire already, as it loses stability before."""
    a, g, delta = 4e-9, 30e-9, 2e-3
    rheobase_a = (g + a) * (-50.4e-3 + 70.6e-3 - delta + delta * np.log(1 + a / g))
    assert (
        a / g > 281e-12 / 30e-9 / 144e-3
    )  # here it loses stability before that: fires a little below
    for factor, fires in ((0.9, False), (1.01, True)):
        activity = run(
            make_network({"n": {"neuron": adex(factor * rheobase_a * 1e12)}}, duration="1 s")
        )
        assert (activity.n_spikes > 0) == fires


def test_izhikevich_cells_are_as_in_the_paper(patterns):
    gaps = {
        name.removeprefix("izhikevich_"): np.diff(t)
        for name, t in patterns.items()
        if name[:3] == "izh"
    }
    assert gaps["rs"][0] < 0.6 * gaps["rs"][-1]
    assert gaps["ib"][0] < 5 < 25 < gaps["ib"][1:].min()  # a doublet first, then single spikes
    assert set(bursts(patterns["izhikevich_ch"], 20)[1:-1]) == {5}
    assert gaps["fs"][2:].max() < 0.25 * gaps["rs"][-1]
    assert np.ptp(gaps["fs"][3:]) < 0.3
    assert (np.diff(gaps["lts"][:6]) > 0).all()  # high rate that adapts
    assert gaps["rs"][-1] / gaps["lts"][-1] > 1.5


def test_thalamo_cortical_cell_rebounds_from_hyperpolarisation(patterns):
    times = patterns["izhikevich_tc"]
    assert len(times) >= 4
    assert times[-1] < 60  # one burst, then rest
    tonic = make_network({"n": {"neuron": izhikevich(0.02, 0.25, -65, 0.05, 2),
                                "initial": {"v": "-63 mV"}}}, duration="500 ms")  # fmt: skip
    gaps = np.diff(run(tonic).spike_step) * 0.1
    assert len(gaps) > 5
    assert gaps[3:].min() > 5  # no burst when it comes from above


def test_resonator_rings_at_the_frequency_of_its_linearised_equations():
    """At rest 0.08 v + 5 = 0, so lambda^2 + a lambda + a b = 0: 24 Hz, damped by 0.05 per ms."""
    network = with_values(load_network("firing_patterns/izhikevich_rz"),
                          {"populations.neuron.initial.v": "-62 mV", "duration": "300 ms"})  # fmt: skip
    v = run(network).traces["neuron"].values["v"][0] * 1e3 + 62.5
    crossings = np.flatnonzero((v[1:] >= 0) != (v[:-1] >= 0)) * 0.1
    half_period_ms = np.pi / np.sqrt(0.1 * 0.26 - 0.05**2)
    np.testing.assert_allclose(np.diff(crossings[:5]), half_period_ms, rtol=0.05)
    peaks = np.abs(v[(crossings[1:5] * 10).astype(int) - round(half_period_ms * 5)])
    ratio = np.exp(-0.05 * half_period_ms)
    np.testing.assert_allclose(peaks[1:] / peaks[:-1], ratio, rtol=0.15)
