"""Currents into recorded neurons: synapses and stimuli, whatever the model and the backend."""

import numpy as np
import pytest
from small_networks import make_network, one_spike, run, synapse

DT = 1e-4


def pair(backend="brian2_codegen", **neuron):
    """Return the trace of a heavy neuron, which hardly moves, that one spike of each sign reaches."""
    kind = {"kind": "conductance", "tau_exc": "5 ms", "tau_inh": "10 ms", "e_exc": "0 mV",
            "e_inh": "-80 mV"}  # fmt: skip
    heavy = {"model": "lif", "c_m": "1 uF", "tau_m": "20 ms", "v_rest": "-60 mV", **neuron}
    network = make_network(
        {"s": one_spike(100), "n": {"neuron": {**heavy, "input": kind}}},
        [synapse("s", "n", "3 nS"), {**synapse("s", "n", "-5 nS"), "name": "inhibition"}],
        duration="60 ms",
    )
    return run(network, backend=backend).traces["n"]


@pytest.mark.parametrize("backend", ["brian2_codegen", "numpy"])
def test_a_conductance_lets_through_the_current_of_ohms_law(backend):
    trace = pair(backend)
    first = 100 + 10 + 1
    after_s = (np.arange(len(trace.time_s)) - first) * DT
    on = after_s >= 0
    # At -60 mV: 60 mV below e_exc, 20 mV above e_inh; the neuron itself moves by microvolts.
    exc = on * 3e-9 * np.exp(-after_s / 5e-3) * 60e-3
    inh = on * -5e-9 * np.exp(-after_s / 10e-3) * 20e-3
    np.testing.assert_allclose(trace.values["i_exc"][0], exc, rtol=1e-4, atol=1e-15)
    np.testing.assert_allclose(trace.values["i_inh"][0], inh, rtol=1e-4, atol=1e-15)
    assert trace.units["i_exc"] == trace.units["i_inh"] == "pA"


def test_each_neuron_has_its_own_reversal_potential():
    kind = {"kind": "conductance", "e_exc": {"kind": "uniform", "low": "-20 mV", "high": "20 mV"}}
    neuron = {"model": "lif", "c_m": "1 uF", "input": kind}
    cells = {"size": 5, "neuron": neuron, "record": {"traces": 5}}
    rule = {"rule": {"kind": "all_to_all"}}
    network = make_network(
        {"s": one_spike(100), "n": cells}, [synapse("s", "n", "3 nS") | rule], duration="20 ms"
    )
    currents = run(network).traces["n"].values["i_exc"][:, 111]
    from sim.network.neuron_values import neuron_values

    reversal = neuron_values(network, "n")["e_exc"]
    np.testing.assert_allclose(currents, 3e-9 * (reversal + 60e-3), rtol=1e-4)
    assert np.ptp(reversal) > 1e-3


def test_the_current_of_a_stimulus_is_that_of_its_neurons_and_time():
    drives = [
        {"kind": "current", "amplitude": "100 pA", "start": "10 ms", "stop": "20 ms"},
        {"kind": "current", "amplitude": "50 pA", "start": "15 ms", "first": 0, "last": 1},
    ]
    cells = {"size": 4, "neuron": {"model": "lif"}, "drives": drives, "record": {"traces": 4}}
    trace = run(make_network({"n": cells}, duration="30 ms")).traces["n"]
    t = np.arange(300) * DT
    both = 100e-12 * ((t > 9.99e-3) & (t < 19.99e-3))
    first_two = both + 50e-12 * (t > 14.99e-3)
    np.testing.assert_allclose(trace.values["i_stim"], [first_two] * 2 + [both] * 2, rtol=1e-6)


def test_where_nothing_is_driven_there_is_no_line_of_zeros():
    trace = run(make_network({"n": {"neuron": {"model": "lif"}}})).traces["n"]
    assert set(trace.values) == {"v", "i_exc", "i_inh"}
