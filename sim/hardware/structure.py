"""What follows from wiring, placement and chip whatever the spikes: made once, used often.

Kept with the wiring, so that counting a run with other parameters costs only
products with the new spikes. An entry holds its placement, so that the identity
in its key stays taken.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.arrays import Arrays, arrays
from sim.hardware.axons import Axons, axon_table, axons, synapse_table
from sim.hardware.distinct import Distinct
from sim.hardware.fill import Capacity
from sim.hardware.kept import Found, kept
from sim.hardware.products import membership, packed, with_data
from sim.hardware.profile import ChipProfile
from sim.hardware.routes import Routes, routes
from sim.placement import Placement
from sim.wiring import Wiring

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Structure:
    """A placed wiring on a chip.

    Parameters
    ----------
    table : sparse matrix of int32, shape (n_neurons, n_cores)
        Synapses of every neuron by the core of their target.
    routes : Routes
    reach : sparse matrix of int64, shape (n_neurons, n_cores)
        Packed: synapses and messages in that one spike causes.
    own : sparse matrix of int64, shape (n_neurons, n_cores)
        Packed, at the core of the neuron: a spike out and its messages out.
    """

    table: sparse.csr_array
    routes: Routes
    reach: sparse.csr_array
    own: sparse.csr_array

    @property
    def nbytes(self) -> int:
        return 24 * int(self.table.nnz) + 16 * int(self.own.nnz)


def structure_of(wiring: Wiring, placement: Placement, profile: ChipProfile) -> Structure:
    """Return tables and routes of a placed wiring."""

    def make() -> Structure:
        table = core_table(wiring, placement)
        routed = routes(table, placement, profile)
        reach = with_data(table, packed(table.data, np.ones_like(table.data)))
        own = membership(placement.core_of_neuron, placement.n_cores)
        sent = routed.messages[placement.core_of_neuron >= 0]
        return Structure(
            table,
            routed,
            reach,
            with_data(own, packed(own.data, sent)),
        )

    return _placed(wiring, placement, ("structure", profile.structure), make, _size)


def core_table(wiring: Wiring, placement: Placement) -> sparse.csr_array:
    """Count the synapses of every neuron by destination core, shape (n_neurons, n_cores)."""

    def make() -> sparse.csr_array:
        return synapse_table(wiring, placement.core_of_neuron, placement.n_cores)

    return _placed(wiring, placement, ("table",), make, lambda found: 8 * int(found.nnz))


def delayed_table(wiring: Wiring, placement: Placement) -> tuple[Axons, sparse.csr_array]:
    """Count the synapses of every axon by destination core, shape (n_axons, n_cores)."""

    def make() -> tuple[Axons, sparse.csr_array]:
        neuron, delay, table = axon_table(wiring, placement.core_of_neuron, placement.n_cores)
        counted = np.bincount(neuron, minlength=wiring.n_neurons)
        bare = sparse.csr_array((len(neuron), 0), dtype=bool)
        return Axons(np.concatenate(([0], np.cumsum(counted))), delay, bare), table

    return _placed(
        wiring, placement, ("delayed",), make, lambda found: 8 * int(found[1].nnz)
    )  # fmt: skip


@dataclass(frozen=True)
class ActiveNeurons:
    """Counts neurons with input.

    Parameters
    ----------
    axons : Axons
    distinct : Distinct
        Neurons in groups of one core and one population.
    core, population : int array, shape (n_groups,)
        Of each group; cores ascend.
    """

    axons: Axons
    distinct: Distinct
    core: Ints
    population: Ints


def active_neurons(wiring: Wiring, placement: Placement) -> ActiveNeurons:
    """Return who is touched by which axon."""

    def make() -> ActiveNeurons:
        all_axons = axons(wiring)
        core = placement.core_of_neuron.astype(np.int64)
        number = np.repeat(np.arange(len(wiring.populations)), [p.size for p in wiring.populations])
        key = np.where(core >= 0, core * len(wiring.populations) + number, -1)
        groups, group = np.unique(key, return_inverse=True)
        if len(groups) and groups[0] < 0:
            groups, group = groups[1:], group - 1
        core_of_group, population = np.divmod(groups, max(len(wiring.populations), 1))
        distinct = Distinct(all_axons.targets, group, len(groups))
        return ActiveNeurons(all_axons, distinct, core_of_group, population)

    def size(found: ActiveNeurons) -> int:
        return found.axons.nbytes + found.distinct.nbytes

    return _placed(wiring, placement, ("active",), make, size)


def arrays_of(wiring: Wiring, placement: Placement, profile: ChipProfile) -> Arrays:
    """Return the crossbar arrays of a placed wiring."""
    key = ("arrays", profile.structure)
    make = lambda: arrays(wiring, placement, Capacity.of(profile))  # noqa: E731
    return _placed(wiring, placement, key, make, lambda found: found.nbytes)


@dataclass(frozen=True)
class SynapseEvents:
    """What one spike does to some of the synapses.

    Parameters
    ----------
    onto : sparse matrix of int32, shape (n_neurons, n_cores)
        Outgoing synapses by the core of the target.
    incoming : int array, shape (n_neurons,)
        Incoming synapses, 0 off the chip.
    """

    onto: sparse.csr_array
    incoming: Ints

    @property
    def nbytes(self) -> int:
        return 8 * int(self.onto.nnz) + self.incoming.nbytes


def synapses_chosen(wiring: Wiring, placement: Placement, names: tuple[str, ...]) -> SynapseEvents:
    """Return the events at the synapses of some projections, by name."""

    def make() -> SynapseEvents:
        chosen = replace(
            wiring, projections=tuple(s for s in wiring.projections if s.name in names)
        )
        core = placement.core_of_neuron
        incoming = np.where(core >= 0, chosen.in_degree(), 0)
        return SynapseEvents(synapse_table(chosen, core, placement.n_cores), incoming)

    return _placed(wiring, placement, ("synapses", names), make, lambda found: found.nbytes)


def _size(found: Structure) -> int:
    return found.nbytes


def _placed(
    wiring: Wiring,
    placement: Placement,
    key: tuple[Hashable, ...],
    make: Callable[[], Found],
    size: Callable[[Found], int],
) -> Found:
    def both() -> tuple[Placement, Found]:
        return placement, make()

    def size_of(pair: tuple[Any, Found]) -> int:
        return size(pair[1])

    return kept(wiring, (*key, id(placement)), both, size_of)[1]
