"""Plastic synapses on a chip: how often they change, and whether the chip can do it at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.profile import ChipProfile
from sim.hardware.spikes import Spikes
from sim.hardware.structure import synapses_chosen
from sim.hardware.terms import count_of
from sim.placement import LimitCheck, Placement
from sim.record import Record
from sim.wiring import PlasticityKind, Synapses, Wiring

#: Prices of plasticity: a chip that has none of it leaves the total without a part.
PLASTIC_TERMS: Final = ("learning_update", "short_term_update")

#: Names for people.
RULES: Final[dict[PlasticityKind, str]] = {
    "short_term": "short-term plasticity",
    "stdp_pair": "pair STDP",
    "stdp_triplet": "triplet STDP",
}


def plastic_updates(
    spikes: Spikes,
    matrix: sparse.csr_array,
    wiring: Wiring,
    placement: Placement,
    kind: Literal["learning", "short_term"],
) -> tuple[sparse.csr_array | None, NDArray[np.int64]]:
    """Count the changes of plastic synapses by tick and core, and by the neuron that caused them.

    Parameters
    ----------
    matrix : sparse matrix, shape (n_ticks, n_neurons)
        Spikes.
    kind : {"learning", "short_term"}
        ``learning`` synapses are changed by spikes of both ends, those with
        short-term plasticity by spikes of the source alone.

    Returns
    -------
    events : sparse matrix, shape (n_ticks, n_cores), or None
        None without such synapses.
    per_neuron : int array, shape (n_neurons,)
    """
    learning = kind == "learning"
    chosen = tuple(s for s in wiring.projections if s.plastic and s.learns == learning)
    if not chosen:
        return None, np.zeros(wiring.n_neurons, dtype=np.int64)
    at = synapses_chosen(wiring, placement, tuple(s.name for s in chosen))
    events = matrix @ at.onto
    per_spike = np.asarray(at.onto.sum(axis=1)).astype(np.int64)
    if learning:
        core, n_cores = placement.core_of_neuron, placement.n_cores
        events = events + spikes.at_core(core, n_cores, at.incoming)
        per_spike = per_spike + at.incoming
    return events, np.asarray(spikes.per_neuron() * per_spike, dtype=np.int64)


def rule_of(synapses: Synapses) -> PlasticityKind:
    """Return the rule of plastic synapses; the simplest one that learns where none is named."""
    return synapses.plasticity or "stdp_pair"


def cannot_run(synapses: Synapses, profile: ChipProfile) -> bool:
    """Tell whether a chip is known not to carry out the rule of these synapses."""
    if not synapses.plastic or profile.learning is None:
        return False
    return rule_of(synapses) not in profile.learning.rules


def plasticity_checks(wiring: Wiring, profile: ChipProfile) -> Iterator[LimitCheck]:
    """Yield one limit of zero synapses per rule that the network needs and the chip lacks."""
    refused = [s for s in wiring.projections if cannot_run(s, profile)]
    for rule in dict.fromkeys(rule_of(s) for s in refused):
        these = [s for s in refused if rule_of(s) == rule]
        assert profile.learning is not None  # noqa: S101  cannot_run has asked
        yield LimitCheck(
            f"synapses with {RULES[rule]}",
            f"projection{'s' if len(these) > 1 else ''} {', '.join(s.name for s in these)}",
            float(sum(len(s) for s in these)),
            0.0,
            "synapses",
            profile.learning.source,
            "this chip cannot change weights in this way: take the plasticity off, or choose a "
            "chip that learns; constrained runs keep the weights as they are",
        )


def plasticity_notes(wiring: Wiring, profile: ChipProfile) -> Iterator[str]:
    """Yield what a reader must know about plastic synapses on a chip, beyond broken limits."""
    plastic = [s for s in wiring.projections if s.plastic]
    if plastic and profile.learning is None:
        yield (
            "The profile does not say whether the chip can change weights while it runs; "
            f"the plastic projections ({', '.join(s.name for s in plastic)}) are counted as if it can."
        )
    able = [s for s in plastic if s.learns and not cannot_run(s, profile)]
    bits = count_of(profile.weights.bits)
    if able and bits is not None:
        yield (
            f"Learned weights were simulated in full precision; the chip holds them in {bits:g} bits, "
            "and small changes may be lost there."
        )
    priced = isinstance(profile.energy.learning_update, Record)
    if priced and any(rule_of(s) == "stdp_triplet" for s in able):
        yield "Triplet updates are priced like those of pair STDP, which need fewer traces."
