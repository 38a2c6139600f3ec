"""Fan-in: a neuron that listens to more synapses than the chip lets it loses the weakest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.hardware.axons import in_degree
from sim.hardware.profile import ChipProfile
from sim.hardware.terms import count_of
from sim.wiring import Synapses, Wiring


def within_fan_in(wiring: Wiring, profile: ChipProfile) -> tuple[Wiring, dict[str, Synapses]]:
    """Drop the weakest synapses of every neuron that has more than the chip takes.

    Weakest by size of the weight; among equals the later ones go. Which synapses a
    user's own tool chain would drop is not known; this loses the least weight.

    Returns
    -------
    wiring : Wiring
        The very same where nothing is dropped.
    lost : mapping of str to Synapses
        What was dropped, by projection.
    """
    limit = count_of(profile.limits.fan_in_per_neuron)
    if limit is None or not len(in_degree(wiring)) or in_degree(wiring).max() <= limit:
        return wiring, {}
    keep = {s.name: np.ones(len(s), dtype=bool) for s in wiring.projections}
    for population in wiring.populations:
        onto = [s for s in wiring.projections if s.target == population.name and len(s)]
        if onto:
            for synapses, kept in zip(onto, _strongest(onto, int(limit)), strict=True):
                keep[synapses.name] = kept
    parts = tuple(_part(s, keep[s.name]) for s in wiring.projections)
    lost = {s.name: _part(s, ~keep[s.name]) for s in wiring.projections if not keep[s.name].all()}
    return replace(wiring, projections=parts), lost


def _strongest(onto: list[Synapses], limit: int) -> list[NDArray[np.bool_]]:
    """Say of every synapse onto one population whether it is among its target's strongest."""
    target = np.concatenate([s.targets for s in onto])
    size = np.abs(np.concatenate([s.weights for s in onto]))
    order = np.lexsort((np.arange(len(target)), -size, target))
    counts = np.bincount(target)
    rank = np.arange(len(target)) - np.repeat(np.cumsum(counts) - counts, counts)
    keep = np.empty(len(target), dtype=bool)
    keep[order] = rank < limit
    return np.split(keep, np.cumsum([len(s) for s in onto])[:-1])


def _part(synapses: Synapses, keep: NDArray[np.bool_]) -> Synapses:
    offsets = np.concatenate(([0], np.cumsum(keep)))[synapses.offsets]
    return replace(
        synapses,
        offsets=offsets.astype(np.int64),
        targets=synapses.targets[keep],
        weights=synapses.weights[keep],
        delay_steps=synapses.delay_steps[keep],
    )
