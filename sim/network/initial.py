"""Initial values of the state variables, drawn from the seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.network.distribution import values_for
from sim.network.neuron_values import values_of
from sim.network.neurons import Spiking
from sim.network.scaled import scaled
from sim.network.spec import Network, Population
from sim.random_streams import stream


def initial_values(network: Network) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return initial values by population and state variable, SI units, shape (size,).

    A variable that the file does not give starts at rest: ``v`` at the resting
    (leak, reset) potential, ``w`` at 0, ``u`` at ``b v``, gates at their steady
    state. Spike sources have none.
    """
    network = scaled(network)
    return {
        name: _of_population(network.seed, name, population)
        for name, population in network.populations.items()
        if not population.is_source
    }


def _of_population(seed: int, name: str, population: Population) -> dict[str, NDArray[np.float64]]:
    neuron, size = population.neuron, population.size
    assert isinstance(neuron, Spiking)  # noqa: S101  asked only of those
    parameters = values_of(seed, name, population)
    values: dict[str, NDArray[np.float64]] = {}
    for variable, dimension in neuron.state_variables().items():
        if variable in population.initial:
            rng = stream(seed, f"initial/{name}/{variable}")
            values[variable] = values_for(population.initial[variable], size, dimension, rng)
        else:
            at_rest = neuron.at_rest(variable, parameters, values)
            values[variable] = np.broadcast_to(at_rest, (size,)).astype(np.float64)
    return values
