"""Count what happens on the chip, tick by tick and core by core.

One tick is one time step of the network. What each count means:

synops
    Synaptic operations, at the core of the target. Where the delay belongs to
    the synapse (Loihi, SpiNNaker) they fall in the tick of the spike, since
    the buffer behind the synapse holds the delay; where it belongs to the axon
    (TrueNorth, crossbars) in the tick of arrival.
updates_active
    Neurons that receive at least one synaptic event in the tick of arrival
    (spike plus delay). All others on the chip are idle updates.
spikes_out
    Spikes of the neurons on the chip.
messages_out, messages_in
    Unicast: one message per spike and distinct destination core, the own core
    included. Multicast: one message out per spike, one in per destination core.
hops_x, hops_y, chip_crossings
    Links and chip borders on the way, see `sim.hardware.routes`. Messages of
    sources come from the host and cross no counted link. ``longest_x`` and its kin
    hold, per tick, the longest way of any one message.
row_reads, column_conversions, tile_activations
    Crossbars, see `sim.hardware.arrays`; a tile activation is the read of one array.
learning_updates
    One per spike and learning synapse of that neuron: outgoing ones at the core
    of the target (presynaptic event), incoming ones at the own core.
short_term_updates
    One per spike and outgoing synapse with short-term plasticity, at the core of the target.
host_events_in
    Spikes of sources, and the external drive spread evenly over the ticks. The
    drive is no synaptic operation here: its synapses are not in the wiring.
host_events_out
    Every spike of a neuron on the chip, taken to be read out.

Events that would arrive after the end of the run are not counted; of synaptic operations
``undelivered`` says how many.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.activity import Activity
from sim.errors import SpecError, TooLarge
from sim.event_counts import EventCounts
from sim.hardware.active import active_updates, can_be_exact, delay_shares, expected_active
from sim.hardware.arrays import ArrayEvents
from sim.hardware.attribution import by_population
from sim.hardware.axons import distinct_delays
from sim.hardware.plastic import plastic_updates, plasticity_notes
from sim.hardware.products import product, unpacked
from sim.hardware.profile import ChipProfile, Profile, as_chip
from sim.hardware.routes import Routes
from sim.hardware.spikes import Spikes
from sim.hardware.structure import Structure, arrays_of, delayed_table, structure_of
from sim.placement import Placement
from sim.wiring import Wiring

#: Cells of one count (tick and core) beyond which a run is refused.
MAX_CELLS = 200_000_000


def count(
    activity: Activity, wiring: Wiring, placement: Placement, profile: Profile
) -> EventCounts:
    """Count the events of a run on a placed network.

    Parameters
    ----------
    activity : Activity
        Of the same neurons and time step as the wiring.
    placement : Placement
    profile : Profile
        A chip.

    Raises
    ------
    SpecError
        If activity, wiring and placement differ in neurons or time step.
    TooLarge
        If ticks times cores would not fit in memory.
    """
    chip = as_chip(profile, "count events on")
    _check(activity, wiring, placement)
    spikes = Spikes.of(activity)
    core, n_cores = placement.core_of_neuron, placement.n_cores
    placed = structure_of(wiring, placement, chip)
    _refuse_too_large(spikes, placed.table)
    matrix = spikes.matrix()
    on_chip = (core >= 0).astype(np.int64)
    routed = placed.routes
    sent, messages_in = unpacked(product(matrix, placed.reach))
    synops = _on_arrival(spikes, wiring, placement, chip, sent)
    spikes_out, messages_out = unpacked(matrix @ placed.own)
    exact = can_be_exact(wiring, float(synops.data.sum()))
    active, active_shares = _active(spikes, wiring, placement, synops, exact)
    learning, learning_per_neuron = plastic_updates(spikes, matrix, wiring, placement, "learning")
    short_term, short_per_neuron = plastic_updates(spikes, matrix, wiring, placement, "short_term")
    arrays = _array_events(spikes, wiring, placement, chip)
    counts = EventCounts(
        device=chip.name,
        n_ticks=spikes.n_ticks,
        n_cores=n_cores,
        n_chips=placement.n_chips,
        duration_s=activity.duration_s,
        dt_s=activity.dt_s,
        neurons_per_core=np.bincount(core[core >= 0], minlength=n_cores).astype(np.int64),
        synops=synops,
        spikes_out=spikes_out,
        updates_active=active,
        messages_out=messages_out,
        messages_in=messages_in,
        host_events_in=spikes.per_tick(1 - on_chip) + _drive(activity, spikes.n_ticks),
        host_events_out=spikes.per_tick(on_chip),
        learning_updates=learning,
        short_term_updates=short_term,
        undelivered=float(sent.data.sum() - synops.data.sum()),
        notes=(*_notes(spikes, placement, exact), *plasticity_notes(wiring, chip)),
        **_on_the_mesh(spikes, routed),
        **_in_the_arrays(arrays),
    )
    per_neuron = _per_neuron(spikes, placed, on_chip, arrays)
    per_neuron |= {"learning_updates": learning_per_neuron, "short_term_updates": short_per_neuron}
    shares = by_population(
        counts,
        {name: _summed(weights, wiring) for name, weights in per_neuron.items()}
        | {"updates_active": active_shares},
        wiring.populations,
        core,
        activity.drive_events,
    )
    return replace(counts, by_population=shares)


def _on_the_mesh(spikes: Spikes, routed: Routes) -> dict[str, Any]:
    return {
        "hops_x": spikes.per_tick(routed.hops_x),
        "hops_y": spikes.per_tick(routed.hops_y),
        "chip_crossings": spikes.per_tick(routed.crossings),
        "longest_x": spikes.longest(routed.longest_x),
        "longest_y": spikes.longest(routed.longest_y),
        "longest_crossings": spikes.longest(routed.longest_crossings),
    }


def _in_the_arrays(arrays: ArrayEvents | None) -> dict[str, Any]:
    if arrays is None:
        return {}
    return {
        "row_reads": arrays.row_reads,
        "column_conversions": arrays.conversions,
        "tile_activations": arrays.array_reads,
    }


def _check(activity: Activity, wiring: Wiring, placement: Placement) -> None:
    sizes = (activity.n_neurons, wiring.n_neurons, len(placement.core_of_neuron))
    if len(set(sizes)) > 1:
        raise SpecError(
            "activity, wiring and placement must be of the same network: "
            f"they have {sizes[0]}, {sizes[1]} and {sizes[2]} neurons"
        )
    if not np.isclose(activity.dt_s, wiring.dt_s):
        raise SpecError(
            f"the activity has steps of {activity.dt_s} s, the wiring of {wiring.dt_s} s: "
            "delays in steps would not mean the same"
        )


def _refuse_too_large(spikes: Spikes, table: sparse.csr_array) -> None:
    """Refuse before allocating; the product has at most one cell per spike and core reached."""
    reached = int((spikes.per_neuron() * np.diff(table.indptr)).sum())
    cells = min(reached, spikes.n_ticks * table.shape[1])
    if cells > MAX_CELLS:
        raise TooLarge(
            f"{spikes.n_ticks} ticks on {table.shape[1]} cores would need {cells:.3g} cells per "
            f"count, at most {MAX_CELLS:.3g}; simulate a shorter time, about "
            f"{MAX_CELLS / cells:.0%} of it"
        )


def _on_arrival(
    spikes: Spikes,
    wiring: Wiring,
    placement: Placement,
    profile: ChipProfile,
    synops: sparse.csr_array,
) -> sparse.csr_array:
    """Move synaptic operations to the tick of arrival where the delay belongs to the axon."""
    if profile.delay.per == "synapse":
        return synops
    if len(distinct_delays(wiring)) == 1:
        return _later(synops, int(distinct_delays(wiring)[0]))
    axons, table = delayed_table(wiring, placement)
    return product(axons.arrivals(spikes.step, spikes.neuron, spikes.n_ticks), table)


def _later(events: sparse.csr_array, ticks: int) -> sparse.csr_array:
    """Move all rows down by some ticks; what falls off the end is dropped."""
    n_ticks = events.shape[0]
    kept = events.indptr[: max(0, n_ticks - ticks) + 1]
    offsets = np.concatenate((np.zeros(min(ticks, n_ticks), dtype=kept.dtype), kept))
    stop = int(kept[-1])
    return sparse.csr_array((events.data[:stop], events.indices[:stop], offsets), events.shape)


def _active(
    spikes: Spikes, wiring: Wiring, placement: Placement, synops: sparse.csr_array, exact: bool
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Return active updates by tick and core, and by population."""
    if exact:
        return active_updates(spikes, wiring, placement)
    core = placement.core_of_neuron
    sizes = np.bincount(core[core >= 0], minlength=placement.n_cores)
    active = expected_active(synops, sizes, delay_shares(wiring))
    per_core = active.sum(axis=0) / np.maximum(sizes, 1)
    return active, _summed(np.where(core >= 0, per_core[core], 0.0), wiring)


def _array_events(
    spikes: Spikes, wiring: Wiring, placement: Placement, profile: ChipProfile
) -> ArrayEvents | None:
    if profile.family != "crossbar":
        return None
    arrays = arrays_of(wiring, placement, profile)
    return arrays.events(spikes.step, spikes.neuron, spikes.n_ticks)


def _summed(per_neuron: NDArray[np.generic], wiring: Wiring) -> NDArray[np.float64]:
    """Return sums by population, shape (n_populations,)."""
    return np.array(
        [float(per_neuron[p.start : p.stop].sum()) for p in wiring.populations], dtype=np.float64
    )


def _drive(activity: Activity, n_ticks: int) -> float:
    """Return external events per tick."""
    return float(sum(activity.drive_events.values())) / max(n_ticks, 1)


def _per_neuron(
    spikes: Spikes,
    placed: Structure,
    on_chip: NDArray[np.int64],
    arrays: ArrayEvents | None,
) -> dict[str, NDArray[np.generic]]:
    """Return totals by the neuron that caused them, shape (n_neurons,) each."""
    fired, routed, table = spikes.per_neuron(), placed.routes, placed.table
    rows = arrays.rows_per_spike if arrays else np.zeros(len(fired))
    return {
        "synops": fired * np.asarray(table.sum(axis=1)),
        "spikes_out": fired * on_chip,
        "messages_out": fired * routed.messages,
        "messages_in": fired * np.diff(table.indptr),
        "hops_x": fired * routed.hops_x,
        "hops_y": fired * routed.hops_y,
        "chip_crossings": fired * routed.crossings,
        "row_reads": fired * rows,
        "column_conversions": fired * rows,
        "tile_activations": fired * rows,
        "host_events_in": fired * (1 - on_chip),
        "host_events_out": fired * on_chip,
    }


def _notes(spikes: Spikes, placement: Placement, exact: bool) -> tuple[str, ...]:
    notes = [
        f"Does not fit the chip: {check.name} needs {check.needed:g}, limit {check.limit:g} "
        f"{check.unit} ({check.where}). Counted as if it did."
        for check in placement.binding
    ]
    if spikes.spread:
        notes.append(
            f"{spikes.spread} spikes were counted but not stored; they are spread evenly over the "
            "ticks after the last stored one."
        )
    if not exact:
        notes.append(
            "Active neuron updates are expected values for events that fall on neurons at random."
        )
    return tuple(notes)
