"""Put neurons on cores, tiles and chips under every capacity the profile states."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.activity import Activity
from sim.errors import PlacementError
from sim.hardware.arrange import arranged
from sim.hardware.axons import synapse_table
from sim.hardware.fill import Capacity, fill
from sim.hardware.grow import grow
from sim.hardware.kept import kept
from sim.hardware.limits import check_limits, core_edges
from sim.hardware.nets import Nets
from sim.hardware.orders import spatial_order
from sim.hardware.profile import ChipProfile, Profile, as_chip
from sim.hardware.refine import refine
from sim.hardware.routes import seats
from sim.hardware.terms import count_of
from sim.placement import Placement
from sim.wiring import Wiring

#: Ways of giving neurons to cores, with what they do, for people.
METHODS: Final[dict[str, str]] = {
    "in_order": "fills core after core in the order of the neurons",
    "by_population": "fills core after core, and starts a new one with every population",
    "traffic_aware": "puts neurons that hear the same spikes on one core, and cores that talk "
    "next to each other",
    "spatial": "puts neurons that lie close together on one core, and neighbouring regions on "
    "neighbouring cores",
}

#: Attempts to get under the limit of outgoing edges, which depends on the placement itself.
EDGE_ATTEMPTS = 5

#: Synapses beyond which growing cores by traffic would take minutes.
MAX_TRAFFIC_SYNAPSES: Final = 20_000_000


def place(
    wiring: Wiring,
    profile: Profile,
    method: str = "in_order",
    activity: Activity | None = None,
) -> Placement:
    """Place a network on a chip.

    Parameters
    ----------
    wiring : Wiring
    profile : Profile
        A chip.
    method : {"in_order", "by_population", "traffic_aware", "spatial"}
        See `METHODS`. ``traffic_aware`` grows cores by shared inputs, starts from the
        better of that and the order of the neurons, moves neurons between pairs of
        cores, then swaps the seats of cores; it is never worse than ``in_order`` in
        messages between cores. ``spatial`` follows a Hilbert curve through the layout.
    activity : Activity, optional
        Spikes by which ``traffic_aware`` weighs the neurons, starting from what it finds
        without them: then every neuron counts alike, and only the number of cores it
        reaches matters. The other methods do not look at it.

    Returns
    -------
    Placement
        Also when the network does not fit: ``fits`` and ``binding`` say so. The same
        object for the same question, as long as the wiring lives.

    Raises
    ------
    PlacementError
        If the method is unknown, ``spatial`` finds no positions, or the network is
        too large for ``traffic_aware``.
    SpecError
        If the profile is a vendor's claim.
    """
    chip = as_chip(profile, "place a network on")
    if method not in METHODS:
        raise PlacementError(f"unknown placement method {method!r}; known: {', '.join(METHODS)}")
    spikes = activity.spike_count if activity is not None and method == "traffic_aware" else None
    told_apart = b"" if spikes is None else hashlib.sha256(spikes.tobytes()).digest()
    parts = (chip.structure, chip.limits, chip.delay, chip.learning)
    key = ("placement", chip.name, method, told_apart, *parts)
    return kept(wiring, key, lambda: _place(wiring, chip, method, spikes))


def _place(
    wiring: Wiring, chip: ChipProfile, method: str, spikes: NDArray[np.int64] | None
) -> Placement:
    if method != "traffic_aware":
        order = spatial_order(wiring) if method == "spatial" else None
        start = _filled(wiring, chip, method == "by_population", order)
        if order is None:
            return _placement(start.core_of_neuron, chip, wiring, method, start.table)
        along = _along_the_mesh(start.core_of_neuron, chip)
        return _placement(along, chip, wiring, method)
    if wiring.n_synapses > MAX_TRAFFIC_SYNAPSES:
        raise PlacementError(
            f"traffic-aware placement of {wiring.n_synapses:,} synapses would take minutes, "
            f"at most {MAX_TRAFFIC_SYNAPSES:,}; place by population or in space"
        )
    starts = [_filled(wiring, chip, False, None)]
    if any(not p.is_source and p.name in wiring.positions for p in wiring.populations):
        starts.append(_filled(wiring, chip, False, spatial_order(wiring)))
    nets = Nets.of(wiring, chip, spikes)
    if spikes is None:
        starts.append(_within_edges(wiring, chip, lambda capacity: grow(nets, capacity)))
    else:  # what structure alone gives is kept with the wiring, so that another run is quick
        structural = place(wiring, chip, "traffic_aware").core_of_neuron
        starts.append(replace(starts[0], core_of_neuron=structural))
    return _least_traffic(wiring, chip, nets, starts)


def _least_traffic(
    wiring: Wiring, chip: ChipProfile, nets: Nets, starts: list[_Filled]
) -> Placement:
    """Return the best of several starts, each refined, that strains no more than the first."""
    cores = [start.core_of_neuron for start in starts]
    cores += [refine(nets, start.capacity, start.core_of_neuron) for start in starts]
    simple = _placement(cores[0], chip, wiring, "traffic_aware", starts[0].table)
    for candidate in sorted(cores, key=nets.between_cores):
        seated = _seated(candidate, chip, nets)
        found = _placement(seated, chip, wiring, "traffic_aware")
        if len(found.binding) <= len(simple.binding) and found.n_cores <= simple.n_cores:
            return found
    return simple


@dataclass(frozen=True)
class _Filled:
    """Cores under all capacities, and the capacity that was left after the edges."""

    core_of_neuron: NDArray[np.int32]
    capacity: Capacity
    table: sparse.csr_array | None

    @property
    def n_cores(self) -> int:
        return int(self.core_of_neuron.max(initial=-1)) + 1


def _filled(
    wiring: Wiring, chip: ChipProfile, by_population: bool, order: NDArray[np.int64] | None
) -> _Filled:
    return _within_edges(
        wiring, chip, lambda capacity: fill(wiring, chip, capacity, by_population, order)
    )


def _within_edges(
    wiring: Wiring, chip: ChipProfile, put: Callable[[Capacity], NDArray[np.int32]]
) -> _Filled:
    """Place with fewer neurons per core until the edges of every core fit, if they can."""
    capacity = Capacity.of(chip)
    core_of_neuron = put(capacity)
    limit = count_of(chip.limits.core_edges_per_core)
    if limit is None:
        return _Filled(core_of_neuron, capacity, None)
    for _ in range(EDGE_ATTEMPTS):
        table = synapse_table(wiring, core_of_neuron, int(core_of_neuron.max(initial=-1)) + 1)
        cap = _neurons_under_edges(table, core_of_neuron, limit)
        if cap is None:
            return _Filled(core_of_neuron, capacity, table)
        capacity = replace(capacity, neurons=min(cap, capacity.neurons))
        core_of_neuron = put(capacity)
    return _Filled(core_of_neuron, capacity, None)


def _seated(core_of_neuron: NDArray[np.int32], chip: ChipProfile, nets: Nets) -> NDArray[np.int32]:
    """Swap cores on the mesh until those that talk sit close together."""
    n_cores = int(core_of_neuron.max(initial=-1)) + 1
    x, y, on_chip = seats(n_cores, chip)
    seat = arranged(nets.traffic(core_of_neuron), x, y, on_chip)
    return _renumbered(core_of_neuron, seat)


def _along_the_mesh(core_of_neuron: NDArray[np.int32], chip: ChipProfile) -> NDArray[np.int32]:
    """Let the cores, which follow a curve in space, follow one on the mesh: up and down."""
    n_cores = int(core_of_neuron.max(initial=-1)) + 1
    x, y, on_chip = seats(n_cores, chip)
    up_and_down = np.where(x % 2 == 0, y, -y)
    seat = np.lexsort((np.arange(n_cores), up_and_down, x, on_chip))
    return _renumbered(core_of_neuron, seat)


def _renumbered(core_of_neuron: NDArray[np.int32], seat: NDArray[np.int64]) -> NDArray[np.int32]:
    if not len(seat):
        return core_of_neuron
    moved = seat[np.maximum(core_of_neuron, 0)]
    return np.where(core_of_neuron >= 0, moved, -1).astype(np.int32)


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
