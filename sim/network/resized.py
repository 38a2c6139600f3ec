"""A larger or smaller network whose neurons keep their number of synapses."""

from __future__ import annotations

from typing import Any

from sim.errors import SpecError
from sim.network.load import with_values
from sim.network.rules import FixedInDegree, FixedProbability
from sim.network.spec import Network


def resized(network: Network, n_neurons: int) -> Network:
    """Return the network with about so many neurons, every neuron with as many inputs as before.

    So that activity stays what it is: probabilities shrink as sizes grow.

    Raises
    ------
    SpecError
        If a rule says something else, or a probability would pass 1.
    """
    factor = n_neurons / network.n_neurons
    changes: dict[str, Any] = {
        f"populations.{name}.size": max(1, round(p.size * factor))
        for name, p in network.populations.items()
    }
    for p in network.projections:
        if isinstance(p.rule, FixedProbability):
            changes[f"projections.{p.name}.rule.p"] = p.rule.p / factor
        elif not isinstance(p.rule, FixedInDegree):
            raise SpecError(
                f"network {network.name!r} cannot be given {n_neurons:,} neurons: projection "
                f"{p.name!r} is wired by {p.rule.kind}, not by fixed probability or in-degree"
            )
    return with_values(network, changes)
