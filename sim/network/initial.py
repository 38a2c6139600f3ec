"""Initial values of the state variables, drawn from the seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.network.distribution import values_for
from sim.network.neurons import STATE_VARIABLES, Adex, Izhikevich, Lif
from sim.network.spec import Network, Population
from sim.random_streams import stream


def initial_values(network: Network) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return initial values by population and state variable, SI units, shape (size,).

    A variable that the file does not give starts at rest: ``v`` at the resting
    (leak, reset) potential, ``w`` at 0, ``u`` at ``b v``. Spike sources have none.
    """
    return {
        name: _of_population(network.seed, name, population)
        for name, population in network.populations.items()
        if not population.is_source
    }


def _of_population(seed: int, name: str, population: Population) -> dict[str, NDArray[np.float64]]:
    values: dict[str, NDArray[np.float64]] = {}
    for variable, dimension in STATE_VARIABLES[population.neuron.model].items():
        if variable in population.initial:
            rng = stream(seed, f"initial/{name}/{variable}")
            values[variable] = values_for(
                population.initial[variable], population.size, dimension, rng
            )
        else:
            values[variable] = np.broadcast_to(
                _at_rest(population, variable, values), (population.size,)
            ).astype(np.float64)
    return values


def _at_rest(
    population: Population, variable: str, known: dict[str, NDArray[np.float64]]
) -> NDArray[np.float64] | float:
    neuron = population.neuron
    if isinstance(neuron, Lif):
        return neuron.v_rest
    if isinstance(neuron, Adex):
        return neuron.e_leak if variable == "v" else 0.0
    if isinstance(neuron, Izhikevich):
        return neuron.c if variable == "v" else neuron.b * known["v"]
    raise TypeError(f"{neuron.model} has no state")
