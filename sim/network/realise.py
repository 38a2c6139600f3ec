"""From the spec to arrays: positions, synapses, weights, delays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from sim.errors import SpecError, TooLarge
from sim.network.connect import connect
from sim.network.connect_by_distance import expected_by_distance
from sim.network.distribution import GaussianOfDistance, LinearInDistance, values_for
from sim.network.geometry import Positions
from sim.network.plasticity import Plasticity, ShortTerm
from sim.network.rules import DISTANCE_RULES
from sim.network.spec import Network, Projection
from sim.random_streams import stream
from sim.wiring import PopulationSlice, Synapses, Wiring

#: Synapses whose values are drawn at a time, so that temporary arrays stay small.
_BLOCK = 1_000_000

#: Memory of one synapse: 10 bytes kept, and 13 more while its projection is drawn. [bytes]
_KEPT, _DRAWING = 10, 13

_MAX_DELAY_STEPS = 32_000


def realise(network: Network) -> Wiring:
    """Make the synapses of a network, the same for the same network and seed.

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
        If positions or delays cannot be realised as described.
    """
    positions = {
        name: positions_of(network, name)
        for name, population in network.populations.items()
        if population.geometry is not None
    }
    _check_memory(network, positions)
    synapses = tuple(_synapses(network, p, positions) for p in network.projections)
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


def _check_memory(network: Network, positions: Mapping[str, Positions]) -> None:
    """Refuse what cannot fit, with the numbers, before anything is drawn."""
    expected = network.expected_synapses()
    for p in network.projections:
        if isinstance(p.rule, DISTANCE_RULES) and expected[p.name] > _BLOCK:
            both = (positions[p.source], positions[p.target])
            expected[p.name] = expected_by_distance(p.rule, both)
    total, largest = sum(expected.values()), max(expected.values(), default=0.0)
    needed, free = total * _KEPT + largest * _DRAWING, psutil.virtual_memory().available
    if needed > free:
        worst = max(expected, key=lambda name: expected[name])
        raise TooLarge(
            f"{network.name}: about {total:.3g} synapses need {needed / 1e9:.3g} GB, and "
            f"{free / 1e9:.3g} GB are free, enough for about {total * free / needed:.2g}; "
            f"most are in projections.{worst} ({largest:.3g}): "
            "make its populations smaller or its rule sparser"
        )


def _synapses(network: Network, p: Projection, positions: Mapping[str, Positions]) -> Synapses:
    source, target = network.populations[p.source], network.populations[p.target]
    both = (
        (positions[p.source], positions[p.target])
        if {p.source, p.target} <= positions.keys()
        else None
    )
    pairs = connect(
        p.rule, source.size, target.size, p.source == p.target,
        stream(network.seed, f"connect/{p.name}"), both,
    )  # fmt: skip
    distances = _Distances(both, pairs, target.size)
    weights = _filled(
        p.weight, len(pairs), target.weight_dimension,
        stream(network.seed, f"weight/{p.name}"), distances, np.float32,
    )  # fmt: skip
    delays = _filled(
        p.delay, len(pairs), "time", stream(network.seed, f"delay/{p.name}"), distances, np.int16,
        lambda delay_s: _steps(p.name, delay_s, network.dt),
    )  # fmt: skip
    first_of_row = np.arange(source.size + 1, dtype=np.int64) * target.size
    offsets = np.searchsorted(pairs, first_of_row).astype(np.int64)
    np.remainder(pairs, target.size, out=pairs)
    weights = _within_bounds(weights, p.plasticity, target.weight_dimension)
    return Synapses(
        p.name, p.source, p.target, offsets, pairs.astype(np.int32), weights, delays,
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
    """Distances of some of the pairs at a time. [m]"""

    def __init__(
        self, positions: tuple[Positions, Positions] | None, pairs: NDArray[np.int64], n_post: int
    ) -> None:
        self._positions, self._pairs, self._n_post = positions, pairs, n_post

    def of(self, value: Any, start: int, stop: int) -> NDArray[np.float64] | None:
        """Return distances for a value that depends on them, else None."""
        if self._positions is None or not isinstance(value, (GaussianOfDistance, LinearInDistance)):
            return None
        pre, post = np.divmod(self._pairs[start:stop], self._n_post)
        offset = self._positions[0][pre] - self._positions[1][post]
        result: NDArray[np.float64] = np.linalg.norm(offset, axis=1)
        return result


def _filled(
    value: Any,
    n: int,
    dimension: str,
    rng: np.random.Generator,
    distances: _Distances,
    dtype: type[np.generic],
    convert: Callable[[NDArray[np.float64]], NDArray[Any]] | None = None,
) -> NDArray[Any]:
    """Return ``n`` values as a compact type, drawn block by block."""
    result = np.empty(n, dtype=dtype)
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        block = values_for(value, stop - start, dimension, rng, distances.of(value, start, stop))
        result[start:stop] = block if convert is None else convert(block)
    return result


def _steps(name: str, delay_s: NDArray[np.float64], dt_s: float) -> NDArray[np.float64]:
    """Round delays to time steps; drawn values below zero become zero."""
    steps: NDArray[np.float64] = np.maximum(np.rint(delay_s / dt_s), 0)
    if steps.max(initial=0) > _MAX_DELAY_STEPS:
        raise SpecError(
            f"projections.{name}.delay: reaches {delay_s.max() * 1e3:g} ms, at most "
            f"{_MAX_DELAY_STEPS * dt_s * 1e3:g} ms at this dt; give the distribution a 'high'"
        )
    return steps
