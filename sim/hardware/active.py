"""Neurons that receive at least one synaptic event in a tick.

Exact: every spike touches its targets in the tick of the spike plus the delay, and
a neuron touched several times in one tick counts once, see `sim.hardware.distinct`.
For very many events or synapses the expected number is used instead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.hardware.axons import distinct_delays
from sim.hardware.kept import kept
from sim.hardware.spikes import Spikes
from sim.hardware.structure import active_neurons
from sim.placement import Placement
from sim.wiring import Wiring

#: Beyond so many synaptic events, or synapses, the exact count would take too long.
EXACT_EVENTS = 200_000_000
EXACT_SYNAPSES = 40_000_000

#: Cells (tick, core) worked on at once for the expected number.
CHUNK_CELLS = 4_000_000


def active_updates(
    spikes: Spikes, wiring: Wiring, placement: Placement
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Count neurons with input by tick and core, and by population.

    Returns
    -------
    per_core : sparse matrix, shape (n_ticks, n_cores)
    per_population : float array, shape (n_populations,)
    """
    who = active_neurons(wiring, placement)
    arrivals = who.axons.arrivals(spikes.step, spikes.neuron, spikes.n_ticks)
    per_group = who.distinct.count(arrivals)
    totals = np.asarray(per_group.sum(axis=0), dtype=np.float64)
    per_population: NDArray[np.float64] = np.bincount(
        who.population, weights=totals, minlength=len(wiring.populations)
    ).astype(np.float64)
    n_groups, n_cores = len(who.core), placement.n_cores
    if n_groups == n_cores and np.array_equal(who.core, np.arange(n_cores)):
        return per_group, per_population
    ones = np.ones(n_groups, dtype=np.int32)
    collect = sparse.csr_array((ones, (np.arange(n_groups), who.core)), (n_groups, n_cores))
    return per_group @ collect, per_population


def can_be_exact(wiring: Wiring, n_events: float) -> bool:
    """Say whether active neurons are counted one by one."""
    return n_events <= EXACT_EVENTS and wiring.n_synapses <= EXACT_SYNAPSES


def expected_active(
    events: sparse.csr_array, neurons_per_core: NDArray[np.int64], spread: NDArray[np.float64]
) -> sparse.csr_array:
    """Return the expected number of neurons with input, if events fell on neurons at random.

    n (1 - (1 - 1/n)^k) of n neurons are hit by k events.

    Parameters
    ----------
    events : sparse matrix, shape (n_ticks, n_cores)
        Synaptic operations.
    spread : float array, shape (n_delays,)
        Share of synapses by delay (index in steps); moves events to their arrival.
    """
    n_ticks, n_cores = events.shape
    by_core = events.tocsc()
    width = max(1, CHUNK_CELLS // max(n_ticks, 1))
    parts = []
    for first in range(0, n_cores, width):
        some = slice(first, first + width)
        sent = by_core[:, some].toarray().astype(np.float64)
        arriving = np.zeros_like(sent)
        for delay in np.flatnonzero(spread[:n_ticks]):
            arriving[delay:] += spread[delay] * sent[: n_ticks - delay]
        n = np.maximum(neurons_per_core[some], 1).astype(np.float64)
        missed = np.log1p(-1 / np.maximum(n, 2))
        hit = np.where(n == 1, np.minimum(arriving, 1.0), n * -np.expm1(arriving * missed))
        parts.append(sparse.csc_array(hit))
    if not parts:
        return sparse.csr_array(events.shape, dtype=np.float64)
    return sparse.hstack(parts, format="csr")


def delay_shares(wiring: Wiring) -> NDArray[np.float64]:
    """Return the share of synapses with each delay, shape (longest + 1,)."""
    return kept(wiring, "delay_shares", lambda: _delay_shares(wiring))


def _delay_shares(wiring: Wiring) -> NDArray[np.float64]:
    longest = int(distinct_delays(wiring)[-1])
    totals = np.zeros(longest + 1)
    for synapses in wiring.projections:
        totals += np.bincount(synapses.delay_steps, minlength=longest + 1)
    return np.asarray(totals / max(totals.sum(), 1.0), dtype=np.float64)
