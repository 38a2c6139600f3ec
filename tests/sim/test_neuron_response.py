"""Neurons by themselves, against closed forms and the equations of the papers."""

import numpy as np
import pytest

from sim.errors import SpecError
from sim.network.inputs import ConductanceInput, CurrentInput, DeltaInput
from sim.network.neurons import Adex, Custom, Izhikevich, Lif
from sim.neuron_response import fi_curve, postsynaptic_potentials
from sim.phase_plane import adex_fixed_points, izhikevich_fixed_points, phase_plane

DT = 1e-4


def test_rates_of_a_leaky_neuron_are_the_closed_form():
    neuron = Lif(i_ext="30 pA")
    curve = fi_curve(neuron, DT)
    assert curve.present == 30e-12
    assert curve.current[0] == 0
    assert curve.rate_hz[0] == 0
    # 1/f = t_ref + tau ln((RI + E - V_r) / (RI + E - V_th)); an interval ends on the time grid.
    drive = neuron.tau_m / neuron.c_m * curve.current + neuron.v_rest
    for top, rate in zip(drive, curve.rate_hz, strict=True):
        if top <= neuron.v_threshold:
            assert rate == 0
        else:
            ratio = (top - neuron.v_reset) / (top - neuron.v_threshold)
            interval = neuron.t_ref + neuron.tau_m * np.log(ratio)
            if interval < 0.5:  # else no interval may end in the second half of the run
                assert abs(1 / rate - interval) <= 1.5 * DT
    np.testing.assert_allclose(curve.onset_hz[-1], curve.rate_hz[-1], rtol=1e-9)  # no adaptation


def test_adaptation_makes_the_settled_rate_lower_than_that_of_the_first_interval():
    curve = fi_curve(Adex(), DT)
    firing = curve.rate_hz > 20
    assert (curve.onset_hz[firing] > 1.2 * curve.rate_hz[firing]).all()
    # Naud et al. 2008: no fixed point beyond (g + a)(v_t - E - D + D ln(1 + a/g)); it fires there.
    n = Adex()
    g, a, d = n.g_leak, n.a, n.delta_t
    rheobase = (g + a) * (n.v_t - n.e_leak - d + d * np.log(1 + a / g))
    assert (curve.rate_hz[curve.current > 1.01 * rheobase] > 0).all()


def test_a_custom_neuron_that_is_leaky_gives_the_curve_of_the_leaky_one():
    mine = fi_curve(Custom(), DT)
    lif = Lif(input=CurrentInput(tau_exc="5 ms"))
    theirs = fi_curve(lif, DT)
    np.testing.assert_allclose(mine.rate_hz, theirs.rate_hz, rtol=0.02)


def test_a_neuron_that_nothing_excites_says_so():
    with pytest.raises(SpecError, match="makes this neuron fire"):
        fi_curve(Custom(threshold="v > 2*v_rest - v_rest + 10*volt"), DT)


def test_a_delta_synapse_adds_its_weight_which_leaks_away():
    neuron = Lif(input=DeltaInput())
    psp = postsynaptic_potentials(neuron, [("e", "0.5 mV"), ("i", "-2 mV")], DT)
    t = psp.time_s
    for change, weight in zip(psp.change_v, (0.5e-3, -2e-3), strict=True):
        expected = np.where(t < -DT / 2, 0, weight * np.exp(-t / neuron.tau_m))
        np.testing.assert_allclose(change, expected, atol=2e-8)
    assert not psp.fires.any()


def test_an_exponential_current_gives_a_difference_of_exponentials():
    neuron = Lif(input=CurrentInput(tau_exc="5 ms"), v_rest="-45 mV", v_reset="-60 mV")
    psp = postsynaptic_potentials(neuron, [("e", "100 pA")], DT)  # it would fire by itself
    t, (change,) = np.maximum(psp.time_s, 0), psp.change_v
    tau_m, tau_s = neuron.tau_m, 5e-3
    scale = 100e-12 / neuron.c_m * tau_m * tau_s / (tau_m - tau_s)
    expected = scale * (np.exp(-t / tau_m) - np.exp(-t / tau_s))
    np.testing.assert_allclose(change, expected, atol=2e-8)


def test_a_spike_that_makes_the_neuron_fire_is_told():
    psp = postsynaptic_potentials(Izhikevich(), [("weak", "1 mV"), ("strong", "40 mV")], DT)
    assert psp.fires.tolist() == [False, True]


def test_a_shunting_conductance_at_rest_moves_nothing():
    neuron = Lif(input=ConductanceInput(e_inh="-60 mV"))
    psp = postsynaptic_potentials(neuron, [("i", "-20 nS")], DT)
    np.testing.assert_allclose(psp.change_v, 0, atol=1e-9)


@pytest.mark.parametrize("drive", [-2.0, 0.0, 3.0, 10.0])
def test_fixed_points_of_izhikevich_are_the_roots_of_the_paper(drive):
    points = izhikevich_fixed_points(Izhikevich(), drive)
    root = (5 - 0.2) ** 2 - 4 * 0.04 * (140 + drive)  # of 0.04 v^2 + (5 - b) v + 140 + I, mV and ms
    if root < 0:
        assert points == ()
        return
    for point, sign in zip(points, (-1, 1), strict=True):
        v = (-(5 - 0.2) + sign * np.sqrt(root)) / 0.08
        assert point.v * 1e3 == pytest.approx(v)
        assert point.second == pytest.approx(0.2 * v)
    assert points[1].kind == "saddle"
    assert points[0].kind.startswith("stable")


@pytest.mark.parametrize("a_ns", [4, -10, 0, -40])
def test_fixed_points_of_adex_satisfy_both_equations(a_ns):
    n = Adex(a=f"{a_ns} nS")
    g, a, d = n.g_leak, n.a, n.delta_t
    if a_ns > -30:  # below, there is always one
        saddle_node = (g + a) * (n.v_t - n.e_leak - d + d * np.log(1 + a / g))
        assert adex_fixed_points(n, 1.001 * saddle_node) == ()
        assert len(adex_fixed_points(n, 0.999 * saddle_node)) == 2
    for current in (0.0, 0.3e-9):
        for p in adex_fixed_points(n, current):
            spike = g * d * np.exp((p.v - n.v_t) / d)
            assert -g * (p.v - n.e_leak) + spike - p.second + current == pytest.approx(0, abs=1e-15)
            assert p.second == pytest.approx(a * (p.v - n.e_leak), abs=1e-18)


def test_rest_is_stable_and_the_threshold_a_saddle():
    kinds = [p.kind for p in adex_fixed_points(Adex(), 0.0)]
    assert kinds == ["stable node", "saddle"]


def test_a_trajectory_is_put_back_after_every_spike():
    plane = phase_plane(Izhikevich(), 10.0, DT)
    assert len(plane.spikes) > 3
    np.testing.assert_allclose(plane.path_v[plane.spikes], -65e-3)
    # u rises by d; within the step of the spike it moves by little else.
    jumps = plane.path_second[plane.spikes] - plane.path_second[plane.spikes - 1]
    np.testing.assert_allclose(jumps, 8.0, atol=0.2)
    at = np.argmin(abs(plane.v + 0.05))
    v = plane.v[at] * 1e3
    assert plane.v_nullcline[at] == pytest.approx(0.04 * v**2 + 5 * v + 140 + 10)
    assert plane.second_nullcline[at] == pytest.approx(0.2 * v)
