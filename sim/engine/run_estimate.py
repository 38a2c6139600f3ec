"""What a run will take of memory, disk and time, before it is started.

Memory follows from the sizes. Time is a sum of counts times the nanoseconds
below, measured with the compiled backend on one server core at 2.4 GHz; rates of
neurons are not known beforehand, so `ASSUMED_RATE_HZ` stands for them. Take the
time for an order of magnitude. All of it is for the backend ``brian2_codegen``:
plain Brian2 keeps more per synapse, copies it into its results, and is slower;
its child process is held to the limits as it runs.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from sim.engine.cache import cache_root
from sim.engine.equations import neuron_model
from sim.engine.equations.custom import step_ns
from sim.engine.limits import RunLimits
from sim.errors import TooLarge
from sim.machine import free_memory
from sim.network.drives import PoissonDrive
from sim.network.neurons import Custom, Spiking
from sim.network.spec import Network, Population
from sim.units import format_si
from sim.wiring import Wiring

ASSUMED_RATE_HZ = 20.0

#: Nanoseconds of one neuron for one step, by model.
_NEURON_NS = {
    "lif_delta": 4.0, "lif_current": 5.0, "lif_conductance": 16.0,
    "adex_delta": 35.0, "adex_current": 36.0, "adex_conductance": 58.0,
    "izhikevich_delta": 5.0,
    "eif_delta": 30.0, "eif_current": 31.0, "eif_conductance": 53.0,
    "hodgkin_huxley_delta": 150.0, "hodgkin_huxley_current": 150.0,
    "hodgkin_huxley_conductance": 160.0,
    "integrate_and_fire_delta": 3.0, "integrate_and_fire_current": 4.0,
}  # fmt: skip
_VARIED_NS = 5.0
_SOURCE_NS, _POISSON_DRIVE_NS, _SYNAPTIC_EVENT_NS = 2.5, 6.0, 3.5

# Bytes. A neuron: state, its last spike, initial values, counts. A synapse:
# target, weight and delay, in this process, in the page cache, and once more
# where delays within a row differ. Making the wiring needs indices and draws in
# double precision for one projection at a time.
_BASE, _NEURON, _SYNAPSE, _MAKING_SYNAPSE, _ROW = 50e6, 160.0, 30.0, 48.0, 16.0
_STORED_SPIKE, _TRACE_VALUE = 24.0, 12.0
_FILE_SYNAPSE = 10.0

#: Of a plastic synapse: nanoseconds of one event, and bytes beyond those of a static one
#: (its state, its place among the synapses of its target, its weight at start and end).
_PLASTIC_NS = {"short_term": 50.0, "stdp_pair": 60.0, "stdp_triplet": 100.0}
_PLASTIC_SYNAPSE, _PLASTIC_FILE_SYNAPSE = 110.0, 30.0

#: Rules whose number of synapses grows with the product of both sizes.
_LINEAR_RULES = ("one_to_one", "fixed_in_degree", "fixed_out_degree")
_CONSTANT_RULES = ("fixed_total", "explicit")


@dataclass(frozen=True)
class RunEstimate:
    """What a run will take.

    Parameters
    ----------
    memory_bytes : float
        Peak of this process and the simulation together, this network only.
    disk_bytes : float
        Files of the run while it lasts.
    wall_s : float
        Simulation alone, compiled backend; an order of magnitude. [s]
    n_neurons : int
        Sources included.
    n_synapses : float
        Expected number; exact when a wiring was given.
    """

    memory_bytes: float
    disk_bytes: float
    wall_s: float
    n_neurons: int
    n_synapses: float


def estimate_cost(
    network: Network, wiring: Wiring | None = None, *, limits: RunLimits | None = None
) -> RunEstimate:
    """Estimate a run from its network alone, or more exactly with its wiring.

    Nothing of the size of the network is allocated.
    """
    return _estimate(network, wiring, limits or RunLimits(), 1.0)


def check_size(
    network: Network, wiring: Wiring | None = None, *, limits: RunLimits | None = None
) -> RunEstimate:
    """Refuse a run that would not fit this machine or its limits.

    Raises
    ------
    TooLarge
        With the numbers, and the largest size or duration that would fit.
    """
    limits = limits or RunLimits()
    estimate = _estimate(network, wiring, limits, 1.0)
    room = limits.memory()
    if estimate.memory_bytes > room:
        raise TooLarge(
            f"network {network.name!r} with {_size(estimate)} would need about "
            f"{format_si(estimate.memory_bytes, 'B')} of memory; {format_si(room, 'B')} may be used "
            f"({format_si(free_memory(), 'B')} is free). {_largest(network, limits, room)}"
        )
    disk = _free_disk()
    if estimate.disk_bytes > 0.9 * disk:
        raise TooLarge(
            f"network {network.name!r} with {_size(estimate)} would need about "
            f"{format_si(estimate.disk_bytes, 'B')} of disk under {cache_root()}; "
            f"{format_si(disk, 'B')} is free. Use fewer synapses, or set "
            "NPU_EXPLORER_CACHE_DIR to a folder on a larger disk"
        )
    if estimate.wall_s > limits.wall_s:
        duration = network.duration * limits.wall_s / estimate.wall_s
        raise TooLarge(
            f"network {network.name!r} with {_size(estimate)} would run for about "
            f"{estimate.wall_s:.3g} s, the limit is {limits.wall_s:g} s. A duration of "
            f"{duration:.2g} s instead of {network.duration:g} s would fit"
        )
    return estimate


def _size(estimate: RunEstimate) -> str:
    return f"{estimate.n_neurons:,} neurons and {estimate.n_synapses:,.0f} synapses"


def _largest(network: Network, limits: RunLimits, memory_bytes: float) -> str:
    """Say what the largest network of the same proportions would be."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        fits = _estimate(network, None, limits, middle).memory_bytes <= memory_bytes
        low, high = (middle, high) if fits else (low, middle)
    best = _estimate(network, None, limits, low)
    if best.n_neurons < len(network.populations):
        return "Not even its smallest version would fit; raise the limit or free memory"
    return f"The largest of the same proportions that would fit has about {_size(best)}"


def _estimate(
    network: Network, wiring: Wiring | None, limits: RunLimits, scale: float
) -> RunEstimate:
    """Estimate the network with every population ``scale`` times as large."""
    synapses = _synapses(network, wiring, scale)
    total = sum(synapses.values())
    sizes = {name: p.size * scale for name, p in network.populations.items()}
    neurons = sum(sizes.values())
    rows = sum(sizes[p.source] for p in network.projections)
    rates = {name: _rate_hz(p) for name, p in network.populations.items()}
    spikes = sum(rates[name] * n for name, n in sizes.items()) * network.duration
    stored = min(spikes, limits.stored_spikes)
    traced = sum(_traced_values(p) for p in network.populations.values()) * network.n_steps
    making = _MAKING_SYNAPSE * max(synapses.values(), default=0.0) if wiring is None else 0.0
    events = network.duration * sum(rates[p.source] * synapses[p.name] for p in network.projections)
    per_step_ns = sum(_step_ns(p) * sizes[name] for name, p in network.populations.items())
    plastic, plastic_ns = _plastic(network, synapses, rates)
    return RunEstimate(
        _BASE + _NEURON * neurons + _SYNAPSE * total + making + _ROW * rows
        + _STORED_SPIKE * stored + _TRACE_VALUE * traced + _PLASTIC_SYNAPSE * plastic,
        _FILE_SYNAPSE * total + _ROW / 2 * rows + 8 * stored + 4 * traced + 24 * neurons
        + _PLASTIC_FILE_SYNAPSE * plastic,
        1e-9 * (per_step_ns * network.n_steps + _SYNAPTIC_EVENT_NS * events + plastic_ns),
        int(neurons),
        total,
    )  # fmt: skip


def _plastic(
    network: Network, synapses: dict[str, float], rates: dict[str, float]
) -> tuple[float, float]:
    """Return the number of plastic synapses, and the time of their events in a run. [ns]"""
    number = time_ns = 0.0
    for p in network.projections:
        if p.plasticity is not None:
            number += synapses[p.name]
            events_hz = rates[p.source] + (rates[p.target] if p.plasticity.learns else 0.0)
            time_ns += _PLASTIC_NS[p.plasticity.kind] * synapses[p.name] * events_hz
    return number, time_ns * network.duration


def _synapses(network: Network, wiring: Wiring | None, scale: float) -> dict[str, float]:
    if wiring is not None:
        return {s.name: float(len(s)) for s in wiring.projections} | dict.fromkeys(
            {p.name for p in network.projections} - {s.name for s in wiring.projections}, 0.0
        )
    expected = network.expected_synapses()
    return {p.name: expected[p.name] * scale ** _growth(p.rule.kind) for p in network.projections}


def _growth(rule: str) -> int:
    """Return the power of the size that the number of synapses grows with."""
    if rule in _CONSTANT_RULES:
        return 0
    return 1 if rule in _LINEAR_RULES else 2


def _rate_hz(population: Population) -> float:
    rate: float = getattr(population.neuron, "rate", ASSUMED_RATE_HZ)
    return rate


def _traced_values(population: Population) -> int:
    if not isinstance(population.neuron, Spiking):
        return 0
    return min(population.record.traces, population.size) * len(
        neuron_model(population.neuron).traced
    )


def _step_ns(population: Population) -> float:
    if not isinstance(population.neuron, Spiking):
        return _SOURCE_NS
    drives = sum(isinstance(drive, PoissonDrive) for drive in population.drives)
    return _neuron_ns(population.neuron) + drives * _POISSON_DRIVE_NS


def _neuron_ns(neuron: Spiking) -> float:
    if isinstance(neuron, Custom):
        return step_ns(neuron)
    name, *varied = neuron_model(neuron).name.split("__")
    # A parameter of each neuron is loaded, and nothing made of it is computed once for all.
    return _NEURON_NS[name] + _VARIED_NS * len(varied)


def _free_disk() -> int:
    folder = cache_root()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
