"""Weights as integers of few bits with a scale shared by a group of synapses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.hardware.profile import ChipProfile
from sim.hardware.terms import count_of
from sim.placement import Placement
from sim.wiring import Synapses, Wiring

Floats = NDArray[np.float32]

#: Weights looked at when a codebook is fitted.
CODEBOOK_SAMPLE = 200_000
CODEBOOK_ROUNDS = 100


def largest_level(profile: ChipProfile) -> int | None:
    """Return the largest integer of a weight's magnitude, None when the width is not limited."""
    bits = count_of(profile.weights.bits)
    if bits is None:
        return None
    return max(1, (1 << int(bits - profile.weights.signed)) - 1)


@dataclass(frozen=True)
class Scales:
    """The step between two levels, by projection and by neuron of its target.

    ``step[name]`` is an array, shape (n_target,), or of one element for all.
    """

    step: Mapping[str, Floats]

    def of(self, synapses: Synapses, part: slice) -> Floats:
        """Return the step of every synapse of a part of a projection."""
        step: Floats = self.step[synapses.name]
        return step if len(step) == 1 else step[synapses.targets[part]]


def shared_scales(
    wiring: Wiring, profile: ChipProfile, placement: Placement | None, levels: int
) -> Scales:
    """Return the scale of every group: its largest weight takes the largest level.

    A group never spans two target populations, whose inputs may differ in unit.

    Parameters
    ----------
    placement : Placement or None
        Needed when the scale is shared by core or tile.
    levels : int
        The largest level.
    """
    scope = profile.weights.shared_scale
    if scope == "projection":
        steps = {s.name: np.abs(s.weights).max(initial=0.0) for s in wiring.projections}
        return Scales({k: np.array([v / levels], dtype=np.float32) for k, v in steps.items()})
    largest: dict[str, Floats] = {}
    group_of = {p.name: _groups(p.start, p.stop, scope, placement) for p in wiring.populations}
    for synapses in wiring.projections:
        group = group_of[synapses.target]
        found = largest.setdefault(synapses.target, np.zeros(int(group.max(initial=0)) + 1, "f4"))
        np.maximum.at(found, group[synapses.targets], np.abs(synapses.weights))
    return Scales(
        {
            s.name: (largest[s.target][group_of[s.target]] / levels).astype(np.float32)
            for s in wiring.projections
        }
    )


def _groups(start: int, stop: int, scope: str, placement: Placement | None) -> NDArray[np.int64]:
    """Return the group of each neuron of a population."""
    if scope == "population" or placement is None:
        return np.zeros(stop - start, dtype=np.int64)
    core = placement.core_of_neuron[start:stop].astype(np.int64)
    if scope == "tile":
        core = np.where(core >= 0, placement.core_tile[core], -1)
    return core + 1  # sources, which have no core, form a group of their own


def to_levels(weights: Floats, step: Floats) -> Floats:
    """Return the nearest integer level of each weight; 0 in a group of zeros."""
    safe = np.where(step > 0, step, np.float32(1))
    return np.asarray(np.rint(weights / safe), dtype=np.float32)


def codebook(weights: Floats, n_values: int) -> Floats:
    """Return the few values that stand for many weights with the least squared error.

    Lloyd's iteration in one dimension from quantiles; exact when there are no
    more distinct weights than values.
    """
    distinct = np.unique(weights)
    if len(distinct) <= n_values:
        return distinct
    values = np.quantile(distinct, (np.arange(n_values) + 0.5) / n_values)
    for _ in range(CODEBOOK_ROUNDS):
        nearest = nearest_value(weights, values)
        sums = np.bincount(nearest, weights=weights, minlength=n_values)
        sizes = np.bincount(nearest, minlength=n_values)
        moved = np.where(sizes > 0, sums / np.maximum(sizes, 1), values)
        if np.allclose(moved, values, rtol=1e-6, atol=0.0):
            break
        values = np.sort(moved)
    return values.astype(np.float32)


def nearest_value(weights: Floats, values: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the index of the nearest of ascending values."""
    return np.searchsorted((values[1:] + values[:-1]) / 2, weights).astype(np.int64)


def target_codebooks(wiring: Wiring, n_values: int) -> dict[str, Floats]:
    """Return a codebook for the weights onto each population."""
    books: dict[str, Floats] = {}
    for population in wiring.populations:
        onto = [s.weights for s in wiring.projections if s.target == population.name]
        if onto:
            every = max(1, sum(len(w) for w in onto) // CODEBOOK_SAMPLE)
            books[population.name] = codebook(np.concatenate([w[::every] for w in onto]), n_values)
    return books
