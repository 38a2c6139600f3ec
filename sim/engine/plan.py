"""The plan of one run: everything the simulation needs, as numbers and arrays.

Made from a network and its wiring, without Brian2; written to a folder by
`sim.engine.plan_files`; carried out by the compiled program or by the NumPy
worker.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.engine.counter_random import poisson_thresholds, probability_threshold, stream_key
from sim.engine.equations import neuron_model, parameter_values
from sim.engine.neuron_model import NeuronModel
from sim.engine.plastic_plan import PlasticPlan, plastic_plans
from sim.errors import SpecError
from sim.network.drives import CurrentDrive, PoissonDrive
from sim.network.initial import initial_values
from sim.network.neuron_values import neuron_values
from sim.network.neurons import PoissonSource, Spiking
from sim.network.scaled import scaled
from sim.network.source_spikes import source_spikes
from sim.network.spec import Network, Population
from sim.network.subset import silenced_mask, without_silenced
from sim.units import parse_quantity
from sim.wiring import PopulationSlice, Synapses, Wiring


@dataclass(frozen=True)
class CurrentStep:
    """A current into some neurons in steps ``start <= k < stop``. [A]

    They are ``first..last``, or of those the ones in ``listed``.
    """

    first: int
    last: int
    start: int
    stop: int
    amplitude: float
    listed: NDArray[np.int32] | None = None

    def mask(self, size: int) -> NDArray[np.bool_]:
        """Return which neurons of a population get it, shape (size,)."""
        index = np.arange(size)
        if self.listed is None:
            return (index >= self.first) & (index <= self.last)
        return np.isin(index, self.listed)

    def stretches(self) -> list[tuple[int, int]]:
        """Return the neurons as first and last of each unbroken row of indices."""
        if self.listed is None:
            return [(self.first, self.last)]
        rows = np.split(self.listed, np.flatnonzero(np.diff(self.listed) > 1) + 1)
        return [(int(row[0]), int(row[-1])) for row in rows]


@dataclass(frozen=True)
class PoissonInput:
    """Independent Poisson input to every neuron: a number of events per step, one weight."""

    key: int
    offset: int
    thresholds: NDArray[np.uint64]
    weight: float


@dataclass(frozen=True)
class NeuronsPlan:
    """A population that is integrated.

    ``parameters`` are the shared ones; ``initial`` holds an array for every state
    variable and for every parameter that differs between neurons.
    """

    name: str
    size: int
    model: NeuronModel
    parameters: dict[str, float]
    initial: dict[str, NDArray[np.float64]]
    currents: tuple[CurrentStep, ...]
    poisson: tuple[PoissonInput, ...]
    traced: NDArray[np.int32]


@dataclass(frozen=True)
class PoissonSourcePlan:
    """Generators that fire in a step with probability ``threshold / 2**64``."""

    name: str
    size: int
    key: int
    threshold: int
    start: int
    stop: int


@dataclass(frozen=True)
class ListedSourcePlan:
    """Generators whose spikes are known beforehand, sorted by step."""

    name: str
    size: int
    neuron: NDArray[np.int32]
    step: NDArray[np.int32]


PopulationPlan = NeuronsPlan | PoissonSourcePlan | ListedSourcePlan


@dataclass(frozen=True)
class RunPlan:
    """One run; populations in the order of the global neuron index.

    ``plastic`` has one entry per projection, None where it is static; ``read_keys`` the
    key of the random numbers of its read noise. ``silenced`` are global indices of neurons
    whose spikes, if they make any, go nowhere and are not kept.
    """

    dt_s: float
    n_steps: int
    stored_spikes: int
    slices: tuple[PopulationSlice, ...]
    populations: tuple[PopulationPlan, ...]
    projections: tuple[Synapses, ...]
    drive_events: dict[str, float]
    plastic: tuple[PlasticPlan | None, ...] = ()
    read_keys: tuple[int, ...] = ()
    silenced: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    @property
    def models(self) -> tuple[NeuronModel, ...]:
        """The different neuron models, in order of first use."""
        used = {p.model.name: p.model for p in self.populations if isinstance(p, NeuronsPlan)}
        return tuple(used.values())


def make_plan(network: Network, wiring: Wiring, stored_spikes: int) -> RunPlan:
    """Turn a network and its wiring into a plan.

    Raises
    ------
    SpecError
        If the wiring is not one of this network, or a value cannot be simulated.
    """
    network = scaled(network)
    check_wiring(network, wiring)
    initial = initial_values(network)
    listed = source_spikes(network)
    populations: list[PopulationPlan] = []
    for name, population in network.populations.items():
        if name in listed:
            populations.append(ListedSourcePlan(name, population.size, *listed[name]))
        elif population.is_source:
            populations.append(_poisson_source(network, name, population))
        else:
            populations.append(_neurons(network, name, population, initial[name]))
    return RunPlan(
        network.dt,
        network.n_steps,
        stored_spikes,
        wiring.populations,
        tuple(populations),
        wiring.projections,
        _drive_events(network),
        plastic_plans(network, wiring),
        tuple(stream_key(network.seed, f"read/{s.name}") for s in wiring.projections),
        _silenced(network),
    )


def _silenced(network: Network) -> NDArray[np.int32]:
    masks = [silenced_mask(network, name) for name in network.populations]
    return np.flatnonzero(np.concatenate(masks)).astype(np.int32)


def check_wiring(network: Network, wiring: Wiring) -> None:
    """Refuse a wiring that does not belong to the network.

    Raises
    ------
    SpecError
        On other populations, sizes or time step.
    """
    wired = [(p.name, p.size) for p in wiring.populations]
    asked = [(name, p.size) for name, p in network.populations.items()]
    if wired != asked:
        raise SpecError(
            f"the wiring has the populations {wired}, the network {network.name!r} has {asked}; "
            "realise the network again"
        )
    if abs(wiring.dt_s - network.dt) > 1e-9 * network.dt:
        raise SpecError(
            f"the wiring counts delays in steps of {wiring.dt_s:g} s, the network's dt is "
            f"{network.dt:g} s; realise the network again"
        )
    for synapses in wiring.projections:
        if len(synapses) and synapses.delay_steps.min() < 0:
            raise SpecError(f"projection {synapses.name!r} has a negative delay")
        if len(without_silenced(synapses, network)) != len(synapses):
            raise SpecError(
                f"projection {synapses.name!r} has synapses of silenced neurons; "
                "realise the network again"
            )


def _poisson_source(network: Network, name: str, population: Population) -> PoissonSourcePlan:
    source = population.neuron
    if not isinstance(source, PoissonSource):
        raise TypeError(f"{name}: {source.model} is not a Poisson source")
    return PoissonSourcePlan(
        name,
        population.size,
        stream_key(network.seed, f"source/{name}"),
        probability_threshold(source.rate * network.dt),
        round(source.start / network.dt),
        _step_of(network, source.stop),
    )


def _step_of(network: Network, time_s: float | None) -> int:
    """Return the step of a time; None is past the end."""
    return network.n_steps if time_s is None else round(time_s / network.dt)


def _neurons(
    network: Network, name: str, population: Population, initial: dict[str, NDArray[np.float64]]
) -> NeuronsPlan:
    neuron = population.neuron
    if not isinstance(neuron, Spiking):
        raise TypeError(f"{name}: {neuron.model} is not integrated")
    values = parameter_values(
        neuron, neuron_values(network, name), network.dt, f"populations.{name}.neuron"
    )
    drawn = {k: v for k, v in values.items() if isinstance(v, np.ndarray)}
    return NeuronsPlan(
        name,
        population.size,
        neuron_model(neuron),
        {k: v for k, v in values.items() if k not in drawn},
        {**drawn, **initial},
        tuple(
            _current(network, drive, population.size)
            for drive in population.drives
            if isinstance(drive, CurrentDrive)
        ),
        tuple(
            _poisson_input(network, name, population, i, drive)
            for i, drive in enumerate(population.drives)
            if isinstance(drive, PoissonDrive)
        ),
        np.array(population.record.traced(population.size), dtype=np.int32),
    )


def _current(network: Network, drive: CurrentDrive, size: int) -> CurrentStep:
    return CurrentStep(
        drive.first,
        size - 1 if drive.last is None else drive.last,
        round(drive.start / network.dt),
        _step_of(network, drive.stop),
        drive.amplitude,
        None if drive.neurons is None else np.array(drive.neurons, dtype=np.int32),
    )


def _poisson_input(
    network: Network, name: str, population: Population, index: int, drive: PoissonDrive
) -> PoissonInput:
    offset, thresholds = poisson_thresholds(drive.n_inputs * drive.rate * network.dt)
    return PoissonInput(
        stream_key(network.seed, f"drive/{name}/{index}"),
        offset,
        thresholds,
        parse_quantity(drive.weight, population.weight_dimension),
    )


def _living(population: Population) -> int:
    return population.size - len(population.silenced or ())


def _drive_events(network: Network) -> dict[str, float]:
    """Return the expected number of external Poisson events by population."""
    events = {
        name: sum(
            drive.n_inputs * drive.rate * _living(population) * network.duration
            for drive in population.drives
            if isinstance(drive, PoissonDrive)
        )
        for name, population in network.populations.items()
    }
    return {name: count for name, count in events.items() if count}
