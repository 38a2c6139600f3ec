"""The order of the populations and of the projections: network in, network out.

Synapses and random input are drawn by name, so another order draws the same ones. What it
changes are the numbers of neurons, which follow each other population by population.
"""

from __future__ import annotations

from sim.errors import SpecError
from sim.network.as_data import (
    data_of,
    data_with,
    network_of,
    projection_in,
    rename_in_variants,
)
from sim.network.spec import Network


def move_population(network: Network, name: str, position: int) -> Network:
    """Let a population stand at another position among all, from 1.

    Raises
    ------
    SpecError
        If there is no such population or position.
    """
    data = data_with(network, name)
    order = list(data["populations"])
    order.insert(_index("populations", position, len(order)), order.pop(order.index(name)))
    data["populations"] = {n: data["populations"][n] for n in order}
    return network_of(data)


def move_projection(network: Network, name: str, position: int) -> Network:
    """Let a projection stand at another position among all, from 1; variants still mean the same.

    Raises
    ------
    SpecError
        If there is no such projection or position.
    """
    data = data_of(network)
    part, parts = projection_in(data, name), data["projections"]
    index = _index("projections", position, len(parts))
    for i, other in enumerate(parts):  # a variant may call one by its number
        rename_in_variants(data, f"projections.{i}", f"projections.{other['name']}")
    parts.remove(part)
    parts.insert(index, part)
    return network_of(data)


def _index(what: str, position: int, count: int) -> int:
    if not 1 <= position <= count:
        raise SpecError(f"{what}: position {position} must be from 1 to {count}")
    return position - 1
