"""How often each thing happened on the chip; prices are applied elsewhere.

Counting needs the spikes and the placement, pricing only these counts, so an
energy slider re-prices in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True)
class EventCounts:
    """Events of one run on one placed network.

    A tick is one time step of the network on the chip.

    Parameters
    ----------
    device : str
    n_ticks, n_cores, n_chips : int
    duration_s, dt_s : float
        Biological time of the run and of a tick.
    neurons_per_core : int64 array, shape (n_cores,)
    synops, spikes_out, updates_active, messages_out, messages_in : sparse matrix, shape (n_ticks, n_cores)
        Synaptic operations at the core that holds the target; spikes of the
        neurons on a core; neurons that received input in the tick; messages
        sent (one per spike and distinct destination core) and received.
    hops_x, hops_y, chip_crossings : float array, shape (n_ticks,)
        Mesh links crossed by all messages of a tick.
    row_reads, column_conversions, tile_activations : sparse matrix or None, shape (n_ticks, n_cores)
        Crossbars only: rows driven, columns converted, crossbar reads.
    learning_updates : sparse matrix or None, shape (n_ticks, n_cores)
        One per spike of either end and synapse that learns (STDP).
    short_term_updates : sparse matrix or None, shape (n_ticks, n_cores)
        One per spike and synapse with short-term plasticity.
    host_events_in : float array, shape (n_ticks,)
        Spikes of sources and external drive that enter the chip.
    host_events_out : float array, shape (n_ticks,)
        Recorded spikes that leave it.
    by_population : mapping of str to mapping of str to float
        Count name to population name to total, for attribution.
    longest_x, longest_y, longest_crossings : float array, shape (n_ticks,), or None
        Most hops along x, along y, and chip borders, on the way of any one message of a tick.
    undelivered : float
        Synaptic operations of spikes that would arrive after the end of the run.
    notes : tuple of str
        What a reader must know: a limit that is broken, a count that is approximate.
    """

    device: str
    n_ticks: int
    n_cores: int
    n_chips: int
    duration_s: float
    dt_s: float
    neurons_per_core: NDArray[np.int64]
    synops: sparse.csr_array
    spikes_out: sparse.csr_array
    updates_active: sparse.csr_array
    messages_out: sparse.csr_array
    messages_in: sparse.csr_array
    hops_x: NDArray[np.float64]
    hops_y: NDArray[np.float64]
    chip_crossings: NDArray[np.float64]
    host_events_in: NDArray[np.float64]
    host_events_out: NDArray[np.float64]
    row_reads: sparse.csr_array | None = None
    column_conversions: sparse.csr_array | None = None
    tile_activations: sparse.csr_array | None = None
    learning_updates: sparse.csr_array | None = None
    short_term_updates: sparse.csr_array | None = None
    by_population: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    longest_x: NDArray[np.float64] | None = None
    longest_y: NDArray[np.float64] | None = None
    longest_crossings: NDArray[np.float64] | None = None
    undelivered: float = 0.0
    notes: tuple[str, ...] = ()

    def total(self, name: str) -> float:
        """Return the total of one count over ticks and cores, 0 when it does not apply."""
        value = getattr(self, name)
        if value is None:
            return 0.0
        # The sum of a sparse matrix would first sort its cells, at many times the cost.
        return float(value.sum() if isinstance(value, np.ndarray) else value.data.sum())
