"""The pairs of neurons that a projection connects, one by one, before the wiring is made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import SpecError
from sim.network.connect import connect
from sim.network.realise import positions_of
from sim.network.rules import DISTANCE_RULES
from sim.network.spec import Network, Projection
from sim.random_streams import stream

Pairs = tuple[NDArray[np.int64], NDArray[np.int32]]


#: More numbers than this are no list that a person would edit.
MOST_IN_TEXT = 20_000


def projection_of(network: Network, name: str) -> Projection:
    """Return a projection by its name."""
    return next(p for p in network.projections if p.name == name)


def pairs_of(network: Network, projection: str, at_most: float) -> Pairs:
    """Return the source and the target of every synapse, each of shape (n_synapses,).

    Of the network as it is written: no scale, and silenced neurons still have theirs.

    Raises
    ------
    SpecError
        If there are about more than ``at_most``.
    """
    expected = network.expected_synapses()[projection]
    if expected > at_most:
        raise SpecError(
            f"projections.{projection}.rule: about {expected:,.0f} pairs are too many to list, "
            f"at most {at_most:,.0f}; make the populations smaller or the rule sparser first"
        )
    p = projection_of(network, projection)
    source, target = network.populations[p.source], network.populations[p.target]
    both = None
    if isinstance(p.rule, DISTANCE_RULES):
        both = (positions_of(network, p.source), positions_of(network, p.target))
    offsets, targets = connect(
        p.rule, source.size, target.size, p.source == p.target,
        stream(network.seed, f"connect/{p.name}"), both,
    )  # fmt: skip
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets)), targets


def distances_of(network: Network, projection: str, at_most: float) -> NDArray[np.float64]:
    """Return the distance that every synapse spans, shape (n_synapses,). [m]

    Raises
    ------
    SpecError
        If a population has no positions, or there are too many synapses.
    """
    p = projection_of(network, projection)
    if any(network.populations[name].geometry is None for name in (p.source, p.target)):
        raise SpecError(
            f"projections.{projection}: distance needs a geometry on {p.source!r} and on "
            f"{p.target!r}: choose a shape in their forms first"
        )
    sources, targets = pairs_of(network, projection, at_most)
    pre, post = positions_of(network, p.source), positions_of(network, p.target)
    result: NDArray[np.float64] = np.linalg.norm(pre[sources] - post[targets], axis=1)
    return result
