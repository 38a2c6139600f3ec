"""Every capacity of the chip against what a placed network needs of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.axons import (
    axon_delays,
    axon_table,
    distinct_delays,
    in_degree,
    synapse_table,
)
from sim.hardware.fill import Capacity
from sim.hardware.plastic import plasticity_checks
from sim.hardware.profile import ChipProfile
from sim.hardware.terms import Term
from sim.placement import LimitCheck
from sim.record import Record
from sim.wiring import Wiring

_SPREAD = "use more cores, or a smaller or sparser network"
_SPARSER = "connect each neuron to fewer others, or split the neuron"


def check_limits(
    wiring: Wiring | None,
    core_of_neuron: NDArray[np.int32],
    n_cores: int,
    profile: ChipProfile,
    table: sparse.csr_array | None = None,
) -> tuple[LimitCheck, ...]:
    """Return every stated capacity with its use, tightest first.

    Without a wiring only the neurons and the chips can be checked. ``table`` is
    that of `synapse_table` on these cores, when it is at hand.
    """
    checks = list(_core_sizes(core_of_neuron, n_cores, profile))
    if wiring is not None:
        checks += _synapses(wiring, core_of_neuron, n_cores, profile)
        if table is None:
            table = synapse_table(wiring, core_of_neuron, n_cores)
        checks += _reach(wiring, core_of_neuron, table, profile)
        checks += _delays(wiring, profile)
        checks += plasticity_checks(wiring, profile)
    return tuple(sorted(checks, key=lambda check: -check.use))


def core_edges(table: sparse.csr_array, core_of_neuron: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the (neuron, destination core) pairs of every core, shape (n_cores,).

    Parameters
    ----------
    table : sparse matrix, shape (n_neurons, n_cores)
        As `synapse_table` gives it.
    """
    on_chip = core_of_neuron >= 0
    edges = np.bincount(
        core_of_neuron[on_chip], weights=np.diff(table.indptr)[on_chip], minlength=table.shape[1]
    )
    return edges.astype(np.int64)


def _core_sizes(
    core_of_neuron: NDArray[np.int32], n_cores: int, profile: ChipProfile
) -> Iterator[LimitCheck]:
    sizes = np.bincount(core_of_neuron[core_of_neuron >= 0], minlength=n_cores)
    yield from _check("neurons per core", sizes, profile.limits.neurons_per_core, "neurons",
                      "core", _SPREAD)  # fmt: skip
    per_chip = profile.structure.cores_per_chip.estimate().nominal
    chips = np.array([-(-n_cores // int(per_chip))])
    yield from _check("chips", chips, profile.structure.chips, "chips", "system",
                      "use a smaller network; no larger system was published")  # fmt: skip


def _synapses(
    wiring: Wiring, core_of_neuron: NDArray[np.int32], n_cores: int, profile: ChipProfile
) -> Iterator[LimitCheck]:
    degree, limits = in_degree(wiring), profile.limits
    on_chip = core_of_neuron >= 0
    per_core = np.bincount(core_of_neuron[on_chip], weights=degree[on_chip], minlength=n_cores)
    yield from _check("synapses per core", per_core, limits.synapses_per_core, "synapses",
                      "core", _SPREAD)  # fmt: skip
    if isinstance(limits.synapse_bits, Record):
        bits = limits.synapse_bits.estimate().nominal
        yield from _check("synapse memory per core", per_core * bits / 8,
                          limits.synapse_memory_per_core, "bytes", "core",
                          "use more cores, fewer synapses, or fewer bits per synapse")  # fmt: skip
    yield from _check("fan-in per neuron", degree, limits.fan_in_per_neuron, "synapses",
                      "neuron", _SPARSER)  # fmt: skip
    yield from _check("fan-out per neuron", wiring.out_degree(), limits.fan_out_per_neuron,
                      "synapses", "neuron", _SPARSER)  # fmt: skip


def _reach(
    wiring: Wiring,
    core_of_neuron: NDArray[np.int32],
    table: sparse.csr_array,
    profile: ChipProfile,
) -> Iterator[LimitCheck]:
    limits, capacity, n_cores = profile.limits, Capacity.of(profile), table.shape[1]
    delays = axon_delays(wiring, profile)
    apart = table if len(delays) == 1 else axon_table(wiring, core_of_neuron, n_cores)[2]
    axons = np.bincount(apart.indices, minlength=n_cores)
    yield from _check("fan-in axons per core", axons, limits.axons_in_per_core, "axons", "core",
                      "use more cores, or let neighbours share their inputs")  # fmt: skip
    yield from _check("fan-out edges per core", core_edges(table, core_of_neuron),
                      limits.core_edges_per_core, "edges", "core",
                      "put fewer neurons on a core, or targets on fewer cores")  # fmt: skip
    on_chip = np.where(core_of_neuron >= 0, np.diff(table.indptr), 0)
    yield from _check("destination cores per neuron", on_chip, limits.fan_out_cores_per_neuron,
                      "cores", "neuron", "add splitter neurons that repeat the spike")  # fmt: skip
    shape = profile.structure.crossbar
    if shape is not None:
        sizes = np.bincount(core_of_neuron[core_of_neuron >= 0], minlength=n_cores)
        yield from _check("arrays per core", capacity.arrays_used(sizes, axons),
                          shape.arrays_per_core, "arrays", "core", _SPREAD)  # fmt: skip


def _delays(wiring: Wiring, profile: ChipProfile) -> Iterator[LimitCheck]:
    longest = distinct_delays(wiring)[-1:]
    yield from _check("synaptic delay", longest, profile.delay.max_ticks, "ticks", "synapse",
                      "shorten the delays (constrain clamps them), or use a longer time step")  # fmt: skip


def _check(
    name: str, needed: NDArray[np.generic], limit: Term, unit: str, place: str, remedy: str
) -> Iterator[LimitCheck]:
    """Yield the check of one limit at the place that needs most; nothing without a limit."""
    if not isinstance(limit, Record) or len(needed) == 0:
        return
    worst = int(np.argmax(needed))
    where = f"{place} {worst}" if place in ("core", "neuron") else place
    yield LimitCheck(
        name, where, float(needed[worst]), limit.estimate().nominal, unit, limit.source, remedy
    )
