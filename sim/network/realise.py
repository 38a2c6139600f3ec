"""From the spec to arrays: positions, synapses, weights, delays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.network.connect import Pairs, connect
from sim.network.distribution import GaussianOfDistance, LinearInDistance, values_for
from sim.network.geometry import Positions
from sim.network.spec import Network, Projection
from sim.random_streams import stream
from sim.wiring import PopulationSlice, Synapses, Wiring


def realise(network: Network) -> Wiring:
    """Make the synapses of a network, the same for the same network and seed.

    Returns
    -------
    Wiring
        Populations in the order of the file; synapses in compressed rows,
        targets int32, weights float32 (SI), delays int16 (time steps).
    """
    slices = _slices(network)
    positions = {
        name: population.geometry.place(population.size, stream(network.seed, f"positions/{name}"))
        for name, population in network.populations.items()
        if population.geometry is not None
    }
    synapses = tuple(_synapses(network, p, positions) for p in network.projections)
    return Wiring(slices, synapses, network.dt, positions, network.seed)


def _slices(network: Network) -> tuple[PopulationSlice, ...]:
    stops = np.cumsum([p.size for p in network.populations.values()]).tolist()
    return tuple(
        PopulationSlice(name, stop - population.size, stop, population.is_source)
        for (name, population), stop in zip(network.populations.items(), stops, strict=True)
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
    pre, post = np.divmod(pairs, target.size)
    distance = _distance(p, both, pre, post)
    weights = values_for(
        p.weight,
        len(pairs),
        target.weight_dimension,
        stream(network.seed, f"weight/{p.name}"),
        distance,
    )
    delays = values_for(
        p.delay, len(pairs), "time", stream(network.seed, f"delay/{p.name}"), distance
    )
    return Synapses(
        p.name,
        p.source,
        p.target,
        _offsets(pre, source.size),
        post.astype(np.int32),
        weights.astype(np.float32),
        _steps(delays, network.dt),
    )


def _offsets(pre: Pairs, n_source: int) -> NDArray[np.int64]:
    """Return row offsets of sorted source indices, shape (n_source + 1,)."""
    return np.searchsorted(pre, np.arange(n_source + 1)).astype(np.int64)


def _distance(
    p: Projection, both: tuple[Positions, Positions] | None, pre: Pairs, post: Pairs
) -> NDArray[np.float64] | None:
    if both is None or not (
        isinstance(p.weight, GaussianOfDistance) or isinstance(p.delay, LinearInDistance)
    ):
        return None
    distance: NDArray[np.float64] = np.linalg.norm(both[0][pre] - both[1][post], axis=1)
    return distance


def _steps(delay_s: NDArray[np.float64], dt_s: float) -> NDArray[np.int16]:
    """Round delays to time steps; drawn values below zero become zero."""
    return np.clip(np.rint(delay_s / dt_s), 0, 32_000).astype(np.int16)
