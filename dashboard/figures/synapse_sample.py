"""A bounded, deterministic sample of synapses, without expanding all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis import evenly_spaced
from sim.wiring import Wiring


def sample_synapses(wiring: Wiring, n_wanted: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return global source and target of up to ``n_wanted`` synapses, evenly spaced.

    Only the sampled rows are looked at, so a network of hundreds of millions
    of synapses costs no more than a small one.
    """
    chosen = (
        evenly_spaced(wiring.n_synapses, max(0, n_wanted)) if n_wanted > 0 else np.empty(0, int)
    )
    pre: list[NDArray[np.int64]] = []
    post: list[NDArray[np.int64]] = []
    first = 0
    for synapses, source, target in wiring.blocks():
        here = chosen[(chosen >= first) & (chosen < first + len(synapses))] - first
        row = np.searchsorted(synapses.offsets, here, side="right") - 1
        pre.append(row + source.start)
        post.append(synapses.targets[here].astype(np.int64) + target.start)
        first += len(synapses)
    if not pre:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate(pre), np.concatenate(post)


def synapses_of(
    wiring: Wiring, neuron: int, n_wanted: int
) -> tuple[tuple[NDArray[np.int64], int], tuple[NDArray[np.int64], int]]:
    """Return the partners of one neuron (global index) and how many synapses there are.

    Returns
    -------
    (targets, n_out), (sources, n_in)
        Global indices, at most ``n_wanted`` of each, evenly spaced over the synapses.
    """
    out: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    into: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for synapses, source, target in wiring.blocks():
        if source.start <= neuron < source.stop:
            row = slice(*synapses.offsets[neuron - source.start : neuron - source.start + 2])
            out.append(synapses.targets[row].astype(np.int64) + target.start)
        if target.start <= neuron < target.stop:
            here = np.flatnonzero(synapses.targets == neuron - target.start)
            into.append(np.searchsorted(synapses.offsets, here, side="right") - 1 + source.start)
    targets, sources = np.concatenate(out), np.concatenate(into)
    return (
        (targets[evenly_spaced(len(targets), n_wanted)], len(targets)),
        (sources[evenly_spaced(len(sources), n_wanted)], len(sources)),
    )


def sample_weights(weights: NDArray[np.float32], n_wanted: int) -> NDArray[np.float32]:
    """Return up to ``n_wanted`` weights, evenly spaced over the synapses."""
    if len(weights) <= n_wanted:
        return weights
    return weights[evenly_spaced(len(weights), n_wanted)]
