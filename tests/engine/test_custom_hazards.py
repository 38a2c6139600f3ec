"""Equations of a person that once misled the engine: names, literals, divergence, receptors."""

import numpy as np
import pytest
from small_networks import make_network, run

from sim.errors import EngineError

RELAXING = {
    "model": "custom", "equations": "dx/dt = (v - x)/tau : 1", "threshold": "x > 1",
    "reset": "x = 0", "refractory": "", "method": "euler", "start": {},
    "parameters": {"tau": "10 ms", "v": "0.5"}, "excitatory": "x", "inhibitory": "x",
}  # fmt: skip
BACKENDS = ("brian2_codegen", "numpy", pytest.param("standalone", marks=pytest.mark.slow))


def alone(size=1, duration="10 ms", **fields):
    neuron = {**RELAXING, **fields}
    return make_network({"n": {"size": size, "neuron": neuron}}, duration=duration)


def test_a_shared_parameter_may_be_called_v():
    """Its one value was read as if there were one of each neuron."""
    assert run(alone(size=50_000), backend="brian2_codegen").n_spikes == 0


@pytest.mark.parametrize("backend", BACKENDS)
def test_any_variable_that_grows_beyond_all_numbers_is_reported(backend):
    network = alone(size=3, equations="dx/dt = v*x*x/tau : 1", start={"x": "-500"},
                    parameters={"tau": "0.1 ms", "v": "-1"})  # fmt: skip
    with pytest.raises(EngineError, match=r"population 'n' grew beyond all numbers"):
        run(network, backend=backend)


def test_no_number_of_an_equation_is_taken_for_the_size_of_the_population():
    """A million a second for 3 ms, whatever the number of neurons."""
    equations = "dx/dt = (1000003 + v*0)*Hz : 1\ndy/dt = (1000004 + v*0)*Hz : 1"
    counts = [
        run(alone(size=n, equations=equations, threshold=f"{name} > 2000", reset="x = 0\ny = 0",
                  duration="3 ms"), backend="brian2_codegen").spike_count
        for n in (1, 7) for name in "xy"
    ]  # fmt: skip
    # 100 a step: above 2000 after 20 steps of 0.1 ms (2000.006), so once in 3 ms.
    for count in counts:
        np.testing.assert_array_equal(count, 1)
