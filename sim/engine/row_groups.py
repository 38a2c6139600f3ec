"""Which projections may share rows: one row per source neuron over many targets.

A spike looks up one row and one run per delay, instead of one per projection. What
must not change is the order in which a neuron receives: Brian2 delivers projection
by projection. So a group joins projections of one source onto different targets, and
groups are put in an order that keeps, for every target, the order of its projections.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from sim.wiring import Synapses


def row_groups(projections: Sequence[Synapses]) -> list[list[int]]:
    """Group projections, by index, for shared rows.

    Returns
    -------
    list of list of int
        In the order in which the groups must act; within a group in the given order.
        One group per projection where joining would change what a neuron receives
        first.
    """
    joined = _by_source(projections)
    group_of = {p: g for g, members in enumerate(joined) for p in members}
    order: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(len(joined)), ()))
    last: dict[str, int] = {}
    for p, synapses in enumerate(projections):
        before = last.get(synapses.target)
        if before is not None:
            order.add(group_of[p], group_of[before])
        last[synapses.target] = p
    try:
        return [joined[g] for g in order.static_order()]
    except CycleError:
        return [[p] for p in range(len(projections))]


def _by_source(projections: Sequence[Synapses]) -> list[list[int]]:
    """Join projections of one source; a second one onto the same target begins a new group.

    Plastic ones and those read with noise stay alone: their weights are not in the rows.
    """
    groups: list[list[int]] = []
    open_group: dict[str, int] = {}
    for p, synapses in enumerate(projections):
        g = open_group.get(synapses.source)
        fits = g is not None and all(projections[q].target != synapses.target for q in groups[g])
        alone = synapses.plastic or synapses.read_sigma is not None
        if alone or g is None or not fits:
            groups.append([p])
            if not alone:
                open_group[synapses.source] = len(groups) - 1
        else:
            groups[g].append(p)
    return groups
