"""What decides the memory and the time of a run, counted from the network alone.

Everything takes the smaller network that `scaled` makes, and a factor by which
every population may be smaller still, to find the largest size that fits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim.engine.equations import neuron_model
from sim.engine.expected_rates import Rates
from sim.engine.limits import RunLimits
from sim.network.connect_by_distance import expected_by_distance
from sim.network.distribution import LinearInDistance, Lognormal, Uniform
from sim.network.drives import PoissonDrive
from sim.network.neurons import Spiking
from sim.network.realise import positions_of
from sim.network.rules import DISTANCE_RULES
from sim.network.spec import Network, Population, Projection
from sim.units import parse_quantity
from sim.wiring import Wiring

#: Rules whose number of synapses grows with the product of both sizes, but for these.
_LINEAR_RULES = ("one_to_one", "fixed_in_degree", "fixed_out_degree")
_CONSTANT_RULES = ("fixed_total", "explicit")

#: Pairs looked at to estimate a rule of distance, and pairs beyond which it is not tried.
_SAMPLED_PAIRS, _MOST_PAIRS = 300_000, 1e10

#: Time steps over which the delays of a conduction velocity are taken to spread.
_DISTANCE_DELAYS = 30.0


@dataclass(frozen=True)
class Kind:
    """What does not depend on the size of a population.

    Parameters
    ----------
    model : str
        Name of the compiled neuron model, or ``source``.
    state_bytes : float
        Of one neuron.
    drives : int
        External Poisson drives of a neuron.
    traced : int
        Recorded variables of a neuron.
    """

    model: str
    state_bytes: float
    drives: int
    traced: int
    spec: Population


@dataclass(frozen=True)
class PopulationLoad:
    """One population: how many, of which kind, how often they fire."""

    size: float
    kind: Kind
    rate_hz: float


@dataclass(frozen=True)
class RunLoad:
    """Counts of one run.

    Parameters
    ----------
    synapses : float
    by_projection : tuple of float
        Synapses of each projection, largest first.
    plastic : dict of str to float
        Synapses by kind of plasticity.
    by_distance : int
        Projections with a rule of distance.
    delays : float
        Stretches of synapses of one source with one delay, for one thread.
    stretches : float
        Of them, delivered in the whole run.
    rows : float
        Source neurons, summed over projections.
    spikes, stored : float
        Of the whole run, and those of them that are kept with their times.
    events : float
        Synaptic events of the whole run, at synapses that do not change.
    plastic_events : dict of str to float
        Events at plastic synapses by kind: arrivals, and, where they learn, spikes of the target.
    traced : float
        Recorded values.
    noisy : float
        Synapses that are read with noise.
    """

    populations: tuple[PopulationLoad, ...]
    n_steps: int
    synapses: float
    by_projection: tuple[float, ...]
    plastic: dict[str, float]
    by_distance: int
    delays: float
    stretches: float
    rows: float
    spikes: float
    stored: float
    events: float
    plastic_events: dict[str, float]
    traced: float
    noisy: float = 0.0

    @property
    def neurons(self) -> float:
        return sum(p.size for p in self.populations)


def kinds_of(network: Network) -> dict[str, Kind]:
    """Return the kind of every population."""
    return {name: _kind(population) for name, population in network.populations.items()}


def expected_synapses(network: Network, wiring: Wiring | None) -> dict[str, float]:
    """Return the synapses of every projection of an already scaled network."""
    if wiring is not None:
        return dict.fromkeys((p.name for p in network.projections), 0.0) | {
            s.name: float(len(s)) for s in wiring.projections
        }
    expected = network.expected_synapses()
    for p in network.projections:
        # The bound that the network gives for a rule of distance is far too high.
        if isinstance(p.rule, DISTANCE_RULES) and expected[p.name] < _MOST_PAIRS:
            both = (positions_of(network, p.source), positions_of(network, p.target))
            expected[p.name] = expected_by_distance(p.rule, both, _SAMPLED_PAIRS)
    return expected


def run_load(
    network: Network,
    kinds: dict[str, Kind],
    at_full: dict[str, float],
    limits: RunLimits,
    rates: Rates,
    factor: float = 1.0,
) -> RunLoad:
    """Count what a run of an already scaled network will do.

    Parameters
    ----------
    at_full : dict of str to float
        `expected_synapses`.
    """
    synapses = {
        p.name: at_full[p.name] * factor ** _growth(p.rule.kind) for p in network.projections
    }
    populations = {
        name: PopulationLoad(p.size * factor, kinds[name], rates.hz[name])
        for name, p in network.populations.items()
    }
    spikes = network.duration * sum(p.rate_hz * p.size for p in populations.values())
    events, plastic_events = _events(network, populations, synapses)
    stretches = _delay_stretches(network, synapses, factor)
    plastic: dict[str, float] = {}
    for p in network.projections:
        if p.plasticity is not None:
            plastic[p.plasticity.kind] = plastic.get(p.plasticity.kind, 0.0) + synapses[p.name]
    return RunLoad(
        tuple(populations.values()), network.n_steps,
        sum(synapses.values()), tuple(sorted(synapses.values(), reverse=True)), plastic,
        sum(isinstance(p.rule, DISTANCE_RULES) for p in network.projections),
        sum(stretches.values()),
        network.duration * sum(populations[n].rate_hz * s for n, s in stretches.items()),
        sum(populations[p.source].size for p in network.projections),
        spikes, min(spikes, limits.stored_spikes), events, plastic_events,
        network.n_steps * sum(
            len(p.record.traced(p.size)) * kinds[name].traced
            for name, p in network.populations.items()
        ),
    )  # fmt: skip


def _events(
    network: Network, populations: dict[str, PopulationLoad], synapses: dict[str, float]
) -> tuple[float, dict[str, float]]:
    """Return the events of the whole run at static synapses, and at plastic ones by kind."""
    static = 0.0
    plastic: dict[str, float] = {}
    for p in network.projections:
        rate_hz = populations[p.source].rate_hz
        if p.plasticity is None:
            static += network.duration * rate_hz * synapses[p.name]
            continue
        if p.plasticity.learns:
            rate_hz += populations[p.target].rate_hz
        kind: str = p.plasticity.kind
        plastic[kind] = plastic.get(kind, 0.0) + network.duration * rate_hz * synapses[p.name]
    return static, plastic


def _growth(rule: str) -> int:
    """Return the power of the size that the number of synapses grows with."""
    if rule in _CONSTANT_RULES:
        return 0
    return 1 if rule in _LINEAR_RULES else 2


def _kind(p: Population) -> Kind:
    drives = sum(isinstance(drive, PoissonDrive) for drive in p.drives)
    if not isinstance(p.neuron, Spiking):
        return Kind("source", 40.0, drives, 0, p)
    model = neuron_model(p.neuron)
    # Per neuron: what every neuron has, its variables and inputs, and their initial values
    # on the way; each in double precision.
    state = 120.0 + 8 * len(model.traced) + 16 * len(p.neuron.state_variables())
    state += 16 * len(p.neuron.varied()) + (24 if p.geometry is not None else 0)
    return Kind(model.name, state, drives, len(model.traced), p)


def _delay_stretches(
    network: Network, synapses: dict[str, float], factor: float
) -> dict[str, float]:
    """Return the different delays of a source neuron, summed over the neurons of a population."""
    by_source: dict[str, list[Projection]] = {}
    for p in network.projections:
        by_source.setdefault(p.source, []).append(p)
    total: dict[str, float] = {}
    for source, projections in by_source.items():
        size = max(1.0, network.populations[source].size * factor)
        out_degree = sum(synapses[p.name] for p in projections) / size
        delays = max(_spread_steps(p.delay, network.dt) for p in projections)
        # So many of the delays are hit by so many synapses at random.
        total[source] = size * delays * -math.expm1(-out_degree / delays)
    return total


def _spread_steps(delay: Any, dt_s: float) -> float:
    """Return about how many different time steps a delay takes."""
    if isinstance(delay, str):
        return 1.0
    if isinstance(delay, LinearInDistance):
        return _DISTANCE_DELAYS
    if isinstance(delay, Uniform):
        width = parse_quantity(delay.high, "time") - parse_quantity(delay.low, "time")
    elif isinstance(delay, Lognormal):
        width = parse_quantity(delay.median, "time") * 2 * math.sinh(2 * delay.sigma)
    elif hasattr(delay, "std"):
        width = 5 * parse_quantity(delay.std, "time")
    else:  # gamma
        width = 5 * parse_quantity(delay.mean, "time") / math.sqrt(delay.shape)
    return max(1.0, width / dt_s)
