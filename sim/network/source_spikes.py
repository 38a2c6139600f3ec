"""Spike trains of the sources that do not depend on the run: regular, volleys, lists."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import TooLarge
from sim.network.neurons import PoissonSource, PulsePacket, RegularSource, SpikeList
from sim.network.scaled import scaled
from sim.network.spec import Network, Population
from sim.random_streams import stream

Spikes = tuple[NDArray[np.int32], NDArray[np.int32]]


def source_spikes(network: Network) -> dict[str, Spikes]:
    """Return (neuron, time step) of every spike, sorted by step, by source population.

    Poisson sources are left out: the engine draws them as it runs. At most
    one spike per neuron and step; spikes outside the run are dropped.

    Raises
    ------
    TooLarge
        If there would be too many to hold.
    """
    network = scaled(network)
    return {
        name: _spikes(network, name, population)
        for name, population in network.populations.items()
        if population.is_source and not isinstance(population.neuron, PoissonSource)
    }


#: More spikes than this would fill memory before the run has begun.
_MAX_SPIKES = 50_000_000


def _check_number(network: Network, name: str, population: Population) -> None:
    source, n = population.neuron, population.size
    if isinstance(source, RegularSource):
        expected = n * source.rate * network.duration
    else:
        expected = n * getattr(source, "spikes_per_neuron", 0)
    if expected > _MAX_SPIKES:
        raise TooLarge(
            f"populations.{name}: about {expected:.3g} source spikes, at most {_MAX_SPIKES:.3g}; "
            "make the population smaller, its rate lower or the run shorter"
        )


def _spikes(network: Network, name: str, population: Population) -> Spikes:
    source, n = population.neuron, population.size
    _check_number(network, name, population)
    if isinstance(source, RegularSource):
        once = np.arange(source.phase, network.duration, 1 / source.rate)
        neuron, time_s = np.tile(np.arange(n), len(once)), np.repeat(once, n)
    elif isinstance(source, PulsePacket):
        neuron = np.repeat(np.arange(n), source.spikes_per_neuron)
        rng = stream(network.seed, f"source/{name}")
        time_s = rng.normal(source.time, source.spread, len(neuron))
    elif isinstance(source, SpikeList):
        neuron, time_s = np.array(source.neurons, dtype=int), np.array(source.times, dtype=float)
    else:
        raise TypeError(f"{source.model} is not a listed source")
    step = np.rint(time_s / network.dt).astype(np.int64)
    inside = (step >= 0) & (step < network.n_steps)
    # One number per (step, neuron) sorts by step and removes doubles in one go.
    key = np.unique(step[inside] * n + neuron[inside])
    step, neuron = np.divmod(key, n)
    return neuron.astype(np.int32), step.astype(np.int32)
