"""Models without a closed form in NEST and here: they differ by integration, and less at smaller steps.

NEST integrates conductances and AdEx with an adaptive Runge-Kutta-Fehlberg method, which
stands for the truth here, and Izhikevich with one step of Euler's method.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from in_nest_terms import membrane
from nest_runs import Cells, Currents, Job, Links, Trains

from sim.engine import simulate
from sim.network import load_network, network_from_mapping, realise, with_values
from sim.network.spec import Network


def conductance(dt_ms: float) -> Network:
    """Return a neuron below threshold with five excitatory and three inhibitory spikes."""
    times = [10, 12, 13, 15, 30, 18, 20, 40]
    source = {
        "model": "spike_list",
        "times": [f"{t} ms" for t in times],
        "neurons": [0] * 5 + [1] * 3,
    }
    neuron = {"model": "lif", "v_threshold": "0 mV", "input": {"kind": "conductance"}}
    projections = [
        {
            "name": name, "source": "trains", "target": "n", "delay": "1 ms", "weight": weight,
            "rule": {"kind": "explicit", "pairs": [[k, 0]]},
        }
        for k, (name, weight) in enumerate((("exc", "4 nS"), ("inh", "-15 nS")))
    ]  # fmt: skip
    return network_from_mapping({
        "schema": 1, "name": "c", "title": "C", "duration": "60 ms", "dt": f"{dt_ms} ms",
        "populations": {
            "n": {"size": 1, "neuron": neuron, "record": {"traces": 1}},
            "trains": {"size": 2, "neuron": source},
        },
        "projections": projections,
    })  # fmt: skip


def conductance_error(in_nest: Any, dt_ms: float) -> float:
    """Return the largest difference of potential from NEST's, as a share of its excursion."""
    network = conductance(dt_ms)
    source, neuron = network.populations["trains"].neuron, network.populations["n"].neuron
    steps = np.rint(np.array(source.times) / network.dt).astype(int)
    trains = Trains([np.sort(steps[np.array(source.neurons) == k]) for k in range(2)])
    own = {
        "E_ex": 0.0, "E_in": -80.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0,
        "g_L": neuron.c_m / neuron.tau_m * 1e9, "V_m": neuron.v_rest * 1e3, "t_ref": 5.0,
    }  # fmt: skip
    shared = {k: v for k, v in membrane(neuron).items() if k != "tau_m"}
    delay = round(1 / dt_ms) + 1
    links = (
        Links(np.array([1]), np.array([0]), np.array(4.0), np.array(delay)),
        Links(np.array([2]), np.array([0]), np.array(-15.0), np.array(delay)),
    )
    cell = Cells("iaf_cond_exp", 1, shared | own)
    job = Job(dt_ms, network.n_steps, (cell, trains), links, {0: ("V_m", "g_ex", "g_in")})
    found = in_nest(job)
    trace = simulate(network, realise(network)).traces["n"].values
    for here, there in (("g_exc", "g_ex"), ("g_inh", "g_in")):
        expected = found.traces[0, there]
        assert trace[here][0, 1:] * 1e9 == pytest.approx(expected, abs=2e-3 * expected.max())
    v = found.traces[0, "V_m"]
    return float(np.abs(trace["v"][0, 1:] * 1e3 - v).max() / np.ptp(v))


def test_conductances_approach_nest_as_the_step_shrinks(in_nest):
    coarse, fine = conductance_error(in_nest, 0.1), conductance_error(in_nest, 0.01)
    assert coarse < 0.012
    assert fine < 0.15 * coarse  # first order: ten times smaller steps, a tenth of the error


ADEX = {
    "C_m": 281.0, "g_L": 30.0, "E_L": -70.6, "V_th": -50.4, "Delta_T": 2.0, "a": 4.0, "b": 80.5,
    "tau_w": 144.0, "V_reset": -70.6, "V_peak": 20.0, "t_ref": 0.0, "V_m": -70.6,
    "tau_syn_ex": 5.0, "tau_syn_in": 10.0,
}  # fmt: skip


def spike_times_ms(network: Network) -> np.ndarray:
    return simulate(network, realise(network)).spike_time_s * 1e3


@pytest.mark.parametrize(
    ("variant", "changes", "amplitude"),
    [("adex", {}, 1000.0), ("adex_bursting", {"V_reset": -47.4}, 800.0)],
)
def test_adex_patterns(in_nest, variant, changes, amplitude):
    """The same spikes; their times drift apart by half a millisecond at most, in 400 ms."""
    network = with_values(load_network(f"one_neuron/{variant}"), {"dt": "0.02 ms"})
    cells = Cells("aeif_psc_exp", 1, ADEX | changes)
    # A current from NEST's generator arrives one step after its delay.
    drive = Currents([2499, 22499], [amplitude, 0.0])
    links = (Links(np.array([1]), np.array([0]), np.array(1.0), np.array(1)),)
    found = in_nest(Job(0.02, network.n_steps, (cells, drive), links))
    ours, theirs = spike_times_ms(network), (found.stamp - 1) * 0.02
    assert len(ours) == len(theirs) > 10
    assert np.abs(ours - theirs).max() < 0.5


@pytest.mark.parametrize(
    ("variant", "cell"),
    [
        ("izhikevich_rs", {"a": 0.02, "c": -65.0, "d": 8.0}),
        ("izhikevich_ch", {"a": 0.02, "c": -50.0, "d": 2.0}),
        ("izhikevich_fs", {"a": 0.1, "c": -65.0, "d": 2.0}),
    ],
)
def test_izhikevich_patterns_approach_as_eulers_step_shrinks(in_nest, variant, cell):
    ours = spike_times_ms(with_values(load_network(f"one_neuron/{variant}"), {"dt": "0.02 ms"}))
    apart = []
    for dt_ms in (0.02, 0.005):
        own = {"b": 0.2, "I_e": 10.0, "V_th": 30.0, "V_m": cell["c"], "U_m": 0.2 * cell["c"]}
        found = in_nest(Job(dt_ms, round(500 / dt_ms), (Cells("izhikevich", 1, cell | own),), ()))
        theirs = found.stamp * dt_ms
        n = min(len(ours), len(theirs), 12)
        assert n > 4
        apart.append(np.abs(ours[:n] - theirs[:n]).max())
    assert apart[1] < 0.5
    assert apart[1] < max(0.5 * apart[0], 0.05)
