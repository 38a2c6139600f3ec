"""Parameters of neurons as numbers: one for a population, or one drawn for each neuron."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.errors import SpecError
from sim.network.neurons import Spiking
from sim.network.spec import Network, Population
from sim.random_streams import stream
from sim.units import format_quantity


def neuron_values(network: Network, name: str) -> dict[str, Any]:
    """Return the parameters of a population's neurons, those of their input included.

    Returns
    -------
    dict of str to float or array
        SI units; an array of shape (size,) where the network gives a
        distribution, drawn from the seed.

    Raises
    ------
    SpecError
        If drawn values contradict each other, such as a reset above threshold.
    """
    return values_of(network.seed, name, network.populations[name])


def values_of(seed: int, name: str, population: Population) -> dict[str, Any]:
    """As `neuron_values`, of one population."""
    neuron = population.neuron
    if not isinstance(neuron, Spiking):
        return {}
    values = {
        parameter: scalar.realised(population.size, stream(seed, f"neuron/{name}/{parameter}"))
        for parameter, scalar in neuron.scalars().items()
    }
    _check_order(neuron, values, f"populations.{name}.neuron")
    return values


def _check_order(neuron: Spiking, values: dict[str, Any], where: str) -> None:
    for lower, upper, reason in neuron.ordered:
        low, high = np.broadcast_arrays(values[lower], values[upper])
        wrong = np.flatnonzero(low >= high)
        if len(wrong):
            unit, first = neuron.scalars()[lower].unit, wrong[0]
            raise SpecError(
                f"{where}.{lower}: must be below {upper}, {reason}; of {low.size} neurons "
                f"{len(wrong)} drew otherwise, such as {_short(low.flat[first], unit)} "
                f"and {_short(high.flat[first], unit)}; give the distributions "
                "a low and a high that keep them apart"
            )


def _short(value: float, unit: str) -> str:
    return format_quantity(float(f"{value:.4g}"), unit)
