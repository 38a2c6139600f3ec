"""The mean input that neurons lose with part of their synapses, and what replaces it.

A synaptic current of weight w and time constant tau carries on average
``rate * w * tau``; a jump of the potential by w is a drift ``rate * w``; a
conductance is ``rate * w * tau``, which adds to the leak. Each is constant, so a
current, a drift or a stronger leak stands in for it (van Albada, Helias & Diesmann
2015, PLoS Comput Biol 11:e1004490, for currents; NEST's microcircuit computes the same).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sim.errors import SpecError
from sim.network.distribution import GaussianOfDistance, Normal, typical_of
from sim.network.drives import CurrentDrive, PoissonDrive
from sim.network.inputs import ConductanceInput, CurrentInput, DeltaInput
from sim.network.neurons import Izhikevich, Lif
from sim.network.rules import DISTANCE_RULES, expected_of
from sim.network.spec import Network, Population, Projection
from sim.units import format_quantity, parse_quantity


@dataclass(frozen=True)
class Lost:
    """Mean input of one neuron that is missing, by the sign of the weights.

    Parameters
    ----------
    excitatory, inhibitory : float
        Sum of weight x rate: V/s, A/s or S/s by the kind of input; the inhibitory one is negative.
    """

    excitatory: float = 0.0
    inhibitory: float = 0.0

    def plus(self, weight_per_s: float) -> Lost:
        if weight_per_s == 0:
            return self
        positive = weight_per_s > 0
        return Lost(
            self.excitatory + (weight_per_s if positive else 0.0),
            self.inhibitory + (0.0 if positive else weight_per_s),
        )


class LostInput:
    """What each population loses between a network and its smaller version.

    Parameters
    ----------
    network : Network
        With a scale.
    projections : sequence of Projection
        Of the smaller version, in the order of the network.
    sizes : dict of str to int
        Of the smaller populations.
    """

    def __init__(
        self, network: Network, projections: Sequence[Projection], sizes: dict[str, int]
    ) -> None:
        assert network.scale is not None  # noqa: S101  the caller looked
        self._network, self._scale, self._sizes = network, network.scale, sizes
        self._pairs = list(zip(network.projections, projections, strict=True))

    def of(self, name: str) -> Lost:
        """Return what a population loses; nothing while all of its synapses stay."""
        lost = Lost()
        k = self._scale.synapses
        population = self._network.populations[name]
        if k == 1 or population.is_source:
            return lost
        for full, fewer in self._pairs:
            if full.target == name:
                lost = self._with(lost, full, fewer)
        for drive in population.drives:
            if isinstance(drive, PoissonDrive):
                weight = parse_quantity(drive.weight, population.weight_dimension)
                lost = lost.plus((1 - math.sqrt(k)) * drive.n_inputs * drive.rate * weight)
        return lost

    def _with(self, lost: Lost, full: Projection, fewer: Projection) -> Lost:
        if isinstance(full.rule, DISTANCE_RULES) or isinstance(full.weight, GaussianOfDistance):
            raise SpecError(
                f"scale.in_degree: what fewer synapses of {full.name!r} leave out is not known, "
                "since they depend on distance; set in_degree to 1"
            )
        dimension = self._network.populations[full.target].weight_dimension
        before = self._in_degree(full, full=True) * mean_of(full.weight, dimension)
        after = self._in_degree(fewer, full=False) * mean_of(fewer.weight, dimension)
        if math.isclose(before, after, rel_tol=1e-12, abs_tol=0):
            return lost
        return lost.plus((before - after) * self._rate(full.source))

    def _in_degree(self, p: Projection, *, full: bool) -> float:
        whole = {name: population.size for name, population in self._network.populations.items()}
        sizes = whole if full else self._sizes
        return expected_of(p.rule, sizes[p.source], sizes[p.target]) / sizes[p.target]

    def _rate(self, name: str) -> float:
        if (rate := self._scale.rates.get(name)) is not None:
            return rate
        neuron: Any = self._network.populations[name].neuron
        steady = getattr(neuron, "start", 0.0) == 0 and getattr(neuron, "stop", None) is None
        if self._network.populations[name].is_source and hasattr(neuron, "rate") and steady:
            return typical_of(neuron.rate)
        raise SpecError(
            f"scale.rates: the mean rate of population {name!r} in the full network is needed to "
            "make up for the synapses left out; give it, or set in_degree to 1"
        )


def mean_of(value: Any, dimension: str) -> float:
    """Return the mean of a weight. [SI]"""
    if isinstance(value, str):
        return parse_quantity(value, dimension)
    return _mean(value, dimension)


@lru_cache(maxsize=256)
def _mean(value: Any, dimension: str) -> float:
    if isinstance(value, Normal):
        mean, std = parse_quantity(value.mean, dimension), parse_quantity(value.std, dimension)
        bounds = [parse_quantity(b, dimension) for b in (value.low, value.high) if b is not None]
        if all(abs(bound - mean) > 6 * std for bound in bounds):
            return mean
    # Truncation has no simple form in general: a quarter of a million draws give the
    # mean to 0.2 % of the spread.
    return float(value.draw(1 << 18, dimension, np.random.default_rng(0)).mean())


def compensated(population: Population, lost: Lost, name: str) -> Population:
    """Return a population with a constant input in the place of what it lost.

    Raises
    ------
    SpecError
        If its neurons take no constant input of the kind.
    """
    if lost == Lost():
        return population
    neuron: Any = population.neuron
    match getattr(neuron, "input", None):
        case CurrentInput() as received:
            current = lost.excitatory * typical_of(received.tau_exc)
            current += lost.inhibitory * typical_of(received.tau_inh)
            return _with_current(population, current)
        case DeltaInput() if isinstance(neuron, Izhikevich) and not neuron.varied():
            drift = typical_of(neuron.drive) + lost.excitatory + lost.inhibitory
            return _with_neuron(population, drive=drift)
        case DeltaInput() if hasattr(neuron, "c_m"):
            drift = lost.excitatory + lost.inhibitory
            return _with_current(population, typical_of(neuron.c_m) * drift)
        case ConductanceInput() if isinstance(neuron, Lif) and not neuron.varied():
            return _with_leak(population, neuron, lost)
    raise SpecError(
        f"scale.in_degree: nothing constant stands in for the lost input of population {name!r} "
        f"({neuron.model}); set in_degree to 1"
    )


def _with_current(population: Population, amplitude: float) -> Population:
    drive = CurrentDrive(amplitude=format_quantity(amplitude, "pA"))
    return population.model_copy(update={"drives": (*population.drives, drive)})


def _with_neuron(population: Population, **changes: float) -> Population:
    neuron = population.neuron.model_copy(update=changes)
    return population.model_copy(update={"neuron": neuron})


def _with_leak(population: Population, neuron: Lif, lost: Lost) -> Population:
    """Make the mean conductances part of the leak: they add, and shift where it pulls to."""
    received: Any = neuron.input
    g_exc = lost.excitatory * received.tau_exc
    g_inh = -lost.inhibitory * received.tau_inh
    g_leak = typical_of(neuron.c_m) / typical_of(neuron.tau_m)
    whole = g_leak + g_exc + g_inh
    towards = g_leak * typical_of(neuron.v_rest) + g_exc * received.e_exc + g_inh * received.e_inh
    return _with_neuron(population, tau_m=typical_of(neuron.c_m) / whole, v_rest=towards / whole)
