"""Neuron models with the field's parameter names and reference values.

Defaults come from the paper named in each class. Bounds are hard limits; the
``slider`` range is where a person would usually move. Every parameter of a
neuron that is integrated may be a distribution over its neurons
(`sim.network.per_neuron`).

A class says what a model is: parameters, state, where the state rests. How it
is integrated stands in `sim.engine.equations`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.network.neurons.adex import Adex
from sim.network.neurons.custom import Custom
from sim.network.neurons.eif import Eif
from sim.network.neurons.hodgkin_huxley import HodgkinHuxley
from sim.network.neurons.integrate_and_fire import IntegrateAndFire
from sim.network.neurons.izhikevich import Izhikevich
from sim.network.neurons.lif import Lif
from sim.network.neurons.sources import (
    SOURCES,
    PoissonSource,
    PulsePacket,
    RegularSource,
    SpikeList,
)
from sim.network.neurons.spiking import Scalar, Spiking

#: A neuron that receives spikes.
SpikingNeuron = Lif | Eif | Adex | Izhikevich | HodgkinHuxley | IntegrateAndFire | Custom

Neuron = Annotated[
    SpikingNeuron | PoissonSource | RegularSource | PulsePacket | SpikeList,
    Field(discriminator="model"),
]


def state_variables(neuron: Neuron) -> dict[str, str]:
    """Return the variables that can be given initial values, with their dimension."""
    return neuron.state_variables() if isinstance(neuron, Spiking) else {}


__all__ = [
    "SOURCES",
    "Adex",
    "Custom",
    "Eif",
    "HodgkinHuxley",
    "IntegrateAndFire",
    "Izhikevich",
    "Lif",
    "Neuron",
    "PoissonSource",
    "PulsePacket",
    "RegularSource",
    "Scalar",
    "SpikeList",
    "Spiking",
    "SpikingNeuron",
    "state_variables",
]
