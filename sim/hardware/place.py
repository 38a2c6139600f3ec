"""Put neurons on cores, tiles and chips under every capacity the profile states."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.errors import PlacementError
from sim.hardware.axons import synapse_table
from sim.hardware.fill import Capacity, fill
from sim.hardware.limits import check_limits, core_edges
from sim.hardware.profile import ChipProfile, Profile, as_chip
from sim.hardware.terms import count_of
from sim.placement import Placement
from sim.wiring import Wiring

#: Orders in which neurons are given to cores.
METHODS = ("in_order", "by_population")

#: Attempts to get under the limit of outgoing edges, which depends on the placement itself.
EDGE_ATTEMPTS = 5


def place(wiring: Wiring, profile: Profile, method: str = "in_order") -> Placement:
    """Place a network on a chip.

    Parameters
    ----------
    wiring : Wiring
    profile : Profile
        A chip.
    method : {"in_order", "by_population"}
        Fill core after core in the order of the neurons; ``by_population``
        starts a new core with every population.

    Returns
    -------
    Placement
        Also when the network does not fit: ``fits`` and ``binding`` say so.

    Raises
    ------
    PlacementError
        If the method is unknown.
    SpecError
        If the profile is a vendor's claim.
    """
    chip = as_chip(profile, "place a network on")
    if method not in METHODS:
        raise PlacementError(f"unknown placement method {method!r}; known: {', '.join(METHODS)}")
    capacity = Capacity.of(chip)
    core_of_neuron = fill(wiring, chip, capacity, method == "by_population")
    limit = count_of(chip.limits.core_edges_per_core)
    if limit is not None:
        for _ in range(EDGE_ATTEMPTS):
            table = synapse_table(wiring, core_of_neuron, int(core_of_neuron.max(initial=-1)) + 1)
            cap = _neurons_under_edges(table, core_of_neuron, limit)
            if cap is None:
                return _placement(core_of_neuron, chip, wiring, method, table)
            smaller = replace(capacity, neurons=min(cap, capacity.neurons))
            core_of_neuron = fill(wiring, chip, smaller, method == "by_population")
    return _placement(core_of_neuron, chip, wiring, method)


def placement_from_cores(
    core_of_neuron: Any, profile: Profile, wiring: Wiring | None = None
) -> Placement:
    """Make a placement from the core of every neuron, placed elsewhere.

    Parameters
    ----------
    core_of_neuron : array_like of int, shape (n_neurons,)
        Cores counted over all chips; -1 for spike sources.
    wiring : Wiring, optional
        Needed to check the limits on synapses and axons.

    Raises
    ------
    PlacementError
        If a core is below -1, or there are more or fewer neurons than in the wiring.
    """
    chip = as_chip(profile, "place a network on")
    cores = np.asarray(core_of_neuron, dtype=np.int32)
    if cores.ndim != 1:
        raise PlacementError(f"core_of_neuron has shape {cores.shape}, need one core per neuron")
    if len(cores) and cores.min() < -1:
        raise PlacementError(f"core {cores.min()}: cores count from 0, or -1 for a spike source")
    if wiring is not None and len(cores) != wiring.n_neurons:
        raise PlacementError(f"{len(cores)} cores given for {wiring.n_neurons} neurons")
    return _placement(cores, chip, wiring, "from_cores")


def _neurons_under_edges(
    table: sparse.csr_array, core_of_neuron: NDArray[np.int32], limit: float
) -> float | None:
    """Return a smaller number of neurons per core, or None when the edges fit or cannot fit."""
    edges = core_edges(table, core_of_neuron)
    over = edges > limit
    sizes = np.bincount(core_of_neuron[core_of_neuron >= 0], minlength=table.shape[1])
    if not over.any() or (sizes[over] <= 1).all():
        return None
    return max(1.0, math.floor(float((sizes[over] * limit / edges[over]).min())))


def _placement(
    core_of_neuron: NDArray[np.int32],
    profile: ChipProfile,
    wiring: Wiring | None,
    method: str,
    table: sparse.csr_array | None = None,
) -> Placement:
    structure = profile.structure
    per_chip = int(structure.cores_per_chip.estimate().nominal)
    per_tile = int(structure.cores_per_tile.estimate().nominal)
    mesh_y = int(structure.mesh_y.estimate().nominal)
    n_cores = int(core_of_neuron.max(initial=-1)) + 1
    core = np.arange(n_cores, dtype=np.int32)
    chip, within = np.divmod(core, per_chip)
    tile = within // per_tile
    tiles_per_chip = -(-per_chip // per_tile)
    x, y = np.divmod(tile, mesh_y)
    available = count_of(structure.chips)
    return Placement(
        profile.name,
        method,
        core_of_neuron,
        n_cores,
        per_chip,
        np.stack([x, y], axis=1).astype(np.int32).reshape(n_cores, 2),
        (chip * tiles_per_chip + tile).astype(np.int32),
        chip.astype(np.int32),
        check_limits(wiring, core_of_neuron, n_cores, profile, table),
        max(1, -(-n_cores // per_chip)),
        None if available is None else int(available),
    )
