"""From the spec to arrays: positions, synapses, weights, delays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import SpecError, TooLarge
from sim.machine import free_memory, processors
from sim.network.connect import connect
from sim.network.connect_by_distance import expected_by_distance
from sim.network.distribution import GaussianOfDistance, LinearInDistance, Values, values_for
from sim.network.geometry import Positions
from sim.network.plasticity import Plasticity, ShortTerm
from sim.network.rules import DISTANCE_RULES
from sim.network.scaled import scaled
from sim.network.spec import MOST_DELAY_STEPS, Network, Projection
from sim.network.subset import without_silenced
from sim.random_streams import stream
from sim.wiring import PopulationSlice, Synapses, Wiring

#: Synapses whose values are drawn at a time: temporary arrays stay in the cache.
_BLOCK = 1 << 18

#: Beyond so many synapses the bound of a rule of distance is worth a better estimate.
_LARGE = 1_000_000

#: Memory of one synapse: 10 bytes kept, and up to 4 more while its projection is drawn. [bytes]
_KEPT, _DRAWING = 10, 4


def realise(network: Network, *, threads: int | None = None) -> Wiring:
    """Make the synapses of a network, at its scale, the same for the same network and seed.

    Parameters
    ----------
    threads : int, optional
        Projections drawn at a time; as many as there are processors if not given. The
        result does not depend on it.

    Returns
    -------
    Wiring
        Populations in the order of the file; synapses in compressed rows,
        targets int32, weights float32 (SI), delays int16 (time steps).

    Raises
    ------
    TooLarge
        If the synapses would not fit into the free memory of this machine.
    SpecError
        If there is no population, or positions or delays cannot be realised as described.
    """
    if not network.populations:
        raise SpecError(f"{network.name}: populations: there are none yet; add one to simulate")
    network = scaled(network)
    positions = {
        name: positions_of(network, name)
        for name, population in network.populations.items()
        if population.geometry is not None
    }
    expected = _expected_synapses(network, positions)
    threads = threads or processors()
    _check_memory(network.name, expected, threads)

    def draw(projection: Projection) -> Synapses:
        return without_silenced(_synapses(network, projection, positions), network)

    # Largest first, so that no thread is left with a large one at the end.
    order = sorted(network.projections, key=lambda p: -expected[p.name])
    if threads == 1 or sum(expected.values()) < _BLOCK:
        made = {p.name: draw(p) for p in order}
    else:
        with ThreadPoolExecutor(threads) as pool:
            made = {s.name: s for s in pool.map(draw, order)}
    synapses = tuple(made[p.name] for p in network.projections)
    return Wiring(_slices(network), synapses, network.dt, positions, network.seed)


def _slices(network: Network) -> tuple[PopulationSlice, ...]:
    stops = np.cumsum([p.size for p in network.populations.values()]).tolist()
    return tuple(
        PopulationSlice(name, stop - population.size, stop, population.is_source)
        for (name, population), stop in zip(network.populations.items(), stops, strict=True)
    )


def positions_of(network: Network, name: str) -> Positions:
    """Return the positions of a population that has a geometry, shape (size, 3). [m]"""
    population = network.populations[name]
    assert population.geometry is not None  # noqa: S101  asked only where there is one
    try:
        return population.geometry.place(population.size, stream(network.seed, f"positions/{name}"))
    except SpecError as error:
        raise SpecError(f"populations.{name}.geometry.{error}") from error


def _expected_synapses(network: Network, positions: Mapping[str, Positions]) -> dict[str, float]:
    expected = network.expected_synapses()
    for p in network.projections:
        if isinstance(p.rule, DISTANCE_RULES) and expected[p.name] > _LARGE:
            both = (positions[p.source], positions[p.target])
            expected[p.name] = expected_by_distance(p.rule, both)
    return expected


def _check_memory(name: str, expected: Mapping[str, float], threads: int) -> None:
    """Refuse what cannot fit, with the numbers, before anything is drawn."""
    total = sum(expected.values())
    largest = sorted(expected.values(), reverse=True)
    needed = total * _KEPT + sum(largest[:threads]) * _DRAWING
    free = free_memory()
    if needed > free:
        worst = max(expected, key=lambda p: expected[p])
        raise TooLarge(
            f"{name}: about {total:.3g} synapses need {needed / 1e9:.3g} GB, and "
            f"{free / 1e9:.3g} GB are free, enough for about {total * free / needed:.2g}; "
            f"most are in projections.{worst} ({largest[0]:.3g}): "
            "make its populations smaller or its rule sparser"
        )


def _synapses(network: Network, p: Projection, positions: Mapping[str, Positions]) -> Synapses:
    source, target = network.populations[p.source], network.populations[p.target]
    both = (
        (positions[p.source], positions[p.target])
        if {p.source, p.target} <= positions.keys()
        else None
    )
    offsets, targets = connect(
        p.rule, source.size, target.size, p.source == p.target,
        stream(network.seed, f"connect/{p.name}"), both,
    )  # fmt: skip
    distances = _Distances(both, offsets, targets)
    weights = _filled(
        p.weight, len(targets), target.weight_dimension,
        stream(network.seed, f"weight/{p.name}"), distances, np.float32,
    )  # fmt: skip
    delays = _filled(
        p.delay, len(targets), "time", stream(network.seed, f"delay/{p.name}"), distances, np.int16,
        lambda delay_s: _steps(p.name, delay_s, network.dt),
    )  # fmt: skip
    weights = _within_bounds(weights, p.plasticity, target.weight_dimension)
    return Synapses(
        p.name, p.source, p.target, offsets, targets, weights, delays,
        p.plasticity is not None, p.plasticity.kind if p.plasticity else None,
    )  # fmt: skip


def _within_bounds(
    weights: NDArray[np.float32], plasticity: Plasticity | None, dimension: str
) -> NDArray[np.float32]:
    """Move weights that STDP will change to between 0 and the largest one."""
    if plasticity is None or isinstance(plasticity, ShortTerm):
        return weights
    return np.clip(weights, np.float32(0), np.float32(plasticity.w_max_si(dimension)))


class _Distances:
    """Distances of some of the synapses at a time. [m]"""

    def __init__(
        self,
        positions: tuple[Positions, Positions] | None,
        offsets: NDArray[np.int64],
        targets: NDArray[np.int32],
    ) -> None:
        self._positions, self._offsets, self._targets = positions, offsets, targets

    def of(self, value: Any, start: int, stop: int) -> NDArray[np.float64] | None:
        """Return distances for a value that depends on them, else None."""
        if self._positions is None or not isinstance(value, (GaussianOfDistance, LinearInDistance)):
            return None
        pre, post = self._positions
        row = np.searchsorted(self._offsets, np.arange(start, stop), side="right") - 1
        result: NDArray[np.float64] = np.linalg.norm(
            pre[row] - post[self._targets[start:stop]], axis=1
        )
        return result


def _filled(
    value: Any,
    n: int,
    dimension: str,
    rng: np.random.Generator,
    distances: _Distances,
    dtype: type[np.generic],
    convert: Callable[[Values], Values] | None = None,
) -> NDArray[Any]:
    """Return ``n`` values as a compact type, drawn block by block."""
    result = np.empty(n, dtype=dtype)
    step = n if isinstance(value, str) else _BLOCK
    for start in range(0, n, max(step, 1)):
        stop = min(start + step, n)
        count = 1 if isinstance(value, str) else stop - start
        block = values_for(
            value, count, dimension, rng, distances.of(value, start, stop), np.float32
        )
        result[start:stop] = block if convert is None else convert(block)
    return result


def _steps(name: str, delay_s: Values, dt_s: float) -> Values:
    """Round delays to time steps, in place; drawn values below zero become zero."""
    steps = delay_s
    steps /= dt_s
    np.rint(steps, out=steps)
    np.maximum(steps, 0, out=steps)
    if (longest := steps.max(initial=0)) > MOST_DELAY_STEPS:
        raise SpecError(
            f"projections.{name}.delay: reaches {longest * dt_s * 1e3:g} ms, at most "
            f"{MOST_DELAY_STEPS * dt_s * 1e3:g} ms at this dt; give the distribution a 'high'"
        )
    return steps
