"""Fan-in: a neuron that listens to more synapses than the chip lets it loses the weakest."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.hardware.axons import in_degree
from sim.hardware.profile import ChipProfile
from sim.hardware.terms import count_of
from sim.wiring import Synapses, Wiring

#: Synapses that are sorted at a time: some 40 bytes of each, on top of the wiring.
MOST_SORTED: Final = 4_000_000


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
    keep = [np.ones(len(s), dtype=bool) for s in onto]
    n_targets = 1 + max(int(s.targets.max()) for s in onto)
    counts = np.zeros(n_targets, dtype=np.int64)
    for s in onto:
        counts += np.bincount(s.targets, minlength=n_targets)
    for first, last in _ranges(counts):
        if counts[first:last].max() <= limit:
            continue
        inside = [np.flatnonzero((s.targets >= first) & (s.targets < last)) for s in onto]
        target = np.concatenate([s.targets[at] for s, at in zip(onto, inside, strict=True)])
        size = np.concatenate([s.weights[at] for s, at in zip(onto, inside, strict=True)])
        among = _strongest_of(target - first, np.abs(size), limit)
        ends = np.cumsum([len(at) for at in inside])[:-1]
        for kept, at, part in zip(keep, inside, np.split(among, ends), strict=True):
            kept[at] = part
    return keep


def _strongest_of(
    target: NDArray[np.integer], size: NDArray[np.floating], limit: int
) -> NDArray[np.bool_]:
    order = np.lexsort((-size, target))  # stable: among equals the earlier one comes first
    counts = np.bincount(target)
    rank = np.arange(len(target)) - np.repeat(np.cumsum(counts) - counts, counts)
    keep = np.empty(len(target), dtype=bool)
    keep[order] = rank < limit
    return keep


def _ranges(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return ranges of targets with up to ``MOST_SORTED`` synapses, one target at least."""
    total = np.cumsum(counts)
    found, first = [], 0
    while first < len(counts):
        before = int(total[first] - counts[first])
        last = max(first + 1, int(np.searchsorted(total, before + MOST_SORTED, side="right")))
        found.append((first, last))
        first = last
    return found


def _part(synapses: Synapses, keep: NDArray[np.bool_]) -> Synapses:
    offsets = np.concatenate(([0], np.cumsum(keep)))[synapses.offsets]
    return replace(
        synapses,
        offsets=offsets.astype(np.int64),
        targets=synapses.targets[keep],
        weights=synapses.weights[keep],
        delay_steps=synapses.delay_steps[keep],
    )
