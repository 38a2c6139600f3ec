"""Some neurons of a population, named by their index, and what becomes of the silenced ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from sim.wiring import Synapses

if TYPE_CHECKING:
    from sim.network.spec import Network

#: Neurons that one list may name.
MOST_LISTED = 20_000

#: Neurons whose variables may be kept over time: each is an array as long as the run.
MOST_RECORDED = 50


def _ordered(neurons: tuple[int, ...]) -> tuple[int, ...]:
    found = tuple(sorted(set(neurons)))
    if len(found) != len(neurons):
        twice = next(n for n in found if neurons.count(n) > 1)
        raise ValueError(f"neuron {twice} is listed twice")
    return found


Index = Annotated[int, Field(ge=0)]
#: Indices within a population, each once; kept in ascending order.
Neurons = Annotated[
    tuple[Index, ...], Field(min_length=1, max_length=MOST_LISTED), AfterValidator(_ordered)
]

#: The same, few enough to be recorded.
Recorded = Annotated[
    tuple[Index, ...], Field(min_length=1, max_length=MOST_RECORDED), AfterValidator(_ordered)
]


def check_subset(where: str, neurons: tuple[int, ...] | None, size: int) -> None:
    """Refuse a neuron that the population does not have.

    Raises
    ------
    ValueError
    """
    if neurons and neurons[-1] >= size:
        raise ValueError(f"{where}: neuron {neurons[-1]} is not below size {size}")


def part_of_subset(neurons: tuple[int, ...] | None, size: int, full: int) -> tuple[int, ...] | None:
    """Return the neurons that stand for listed ones when a population of ``full`` is made smaller."""
    return None if neurons is None else tuple(sorted({n * size // full for n in neurons}))


def silenced_mask(network: Network, name: str) -> NDArray[np.bool_]:
    """Return which neurons of a population are silenced, shape (size,)."""
    population = network.populations[name]
    mask = np.zeros(population.size, dtype=bool)
    mask[list(population.silenced or ())] = True
    return mask


def without_silenced(synapses: Synapses, network: Network) -> Synapses:
    """Return the synapses of a projection whose two ends both live.

    The others were drawn all the same, so that silencing a neuron leaves all other
    synapses as they are.
    """
    ends = (network.populations[synapses.source], network.populations[synapses.target])
    if not any(p.silenced for p in ends):
        return synapses
    dead_source, dead_target = (
        silenced_mask(network, name) for name in (synapses.source, synapses.target)
    )
    kept = ~(np.repeat(dead_source, synapses.out_degree) | dead_target[synapses.targets])
    offsets = np.concatenate(([0], np.cumsum(kept)))[synapses.offsets].astype(np.int64)
    return replace(
        synapses,
        offsets=offsets,
        targets=synapses.targets[kept],
        weights=synapses.weights[kept],
        delay_steps=synapses.delay_steps[kept],
        read_sigma=None if synapses.read_sigma is None else synapses.read_sigma[kept],
    )
