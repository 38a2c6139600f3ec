"""Whether the GPU did the work of the reference: its spikes against those of Brian2.

A network in balance is chaotic: any difference in rounding, and the order of additions on a GPU
differs from run to run, grows until single spikes move. So two questions are asked.

- In **double precision** the spikes must be those of the reference, one by one, for the first
  `IDENTICAL_S` at least (or the whole run if it is shorter).
- In **single precision**, which is what is timed, as other GPU simulators do, the number of spikes
  of every population must be that of the reference within `RATE_TOLERANCE`, or within five
  standard deviations of a Poisson number where there are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.activity import Activity
from sim.errors import EngineError
from sim.gpu.spiking import SpikeLog
from sim.wiring import Wiring

IDENTICAL_S = 0.05
RATE_TOLERANCE = 0.1
_DEVIATIONS = 5.0


@dataclass(frozen=True)
class SpikeCheck:
    """What a check found.

    Parameters
    ----------
    identical_until_s : float
        Up to here every spike in double precision was that of the reference. [s]
    spikes_reference, spikes_measured : int
        Of all neurons; measured in single precision.
    worst_population : str
    worst_deviation : float
        Relative deviation of its spike number.
    """

    identical_until_s: float
    spikes_reference: int
    spikes_measured: int
    worst_population: str
    worst_deviation: float


def identical_until_s(log: SpikeLog, reference: Activity) -> float:
    """Return up to which time two runs have the same spikes. [s]

    Compared are the spikes that both hold, up to the step in which either stopped storing.
    """
    order = np.lexsort((reference.spike_neuron, reference.spike_step))
    theirs = np.stack([reference.spike_step[order], reference.spike_neuron[order]])
    ours = np.stack([log.step, log.neuron])
    ends = [reference.n_steps]
    if log.n_found > ours.shape[1]:
        ends.append(int(ours[0, -1]))
    if reference.n_spikes > theirs.shape[1]:
        ends.append(int(theirs[0, -1]))
    end = min(ends)
    ours, theirs = ours[:, ours[0] < end], theirs[:, theirs[0] < end]
    n = min(ours.shape[1], theirs.shape[1])
    differs = np.flatnonzero((ours[:, :n] != theirs[:, :n]).any(axis=0))
    if len(differs):
        end = int(min(ours[0, differs[0]], theirs[0, differs[0]]))
    elif ours.shape[1] != theirs.shape[1]:
        longer = ours if ours.shape[1] > n else theirs
        end = int(longer[0, n])
    return end * reference.dt_s


def check_spikes(
    log: SpikeLog, spike_count: np.ndarray, reference: Activity, wiring: Wiring
) -> SpikeCheck:
    """Hold the spikes of the device against the reference.

    Parameters
    ----------
    log : SpikeLog
        Of a run in double precision.
    spike_count : int array, shape (n_neurons,)
        Of a run in single precision.

    Raises
    ------
    EngineError
        If the device did other work; nothing may be measured then.
    """
    until_s = identical_until_s(log, reference)
    least_s = min(IDENTICAL_S, reference.duration_s)
    if until_s < least_s - 1e-9:
        raise EngineError(
            f"the spikes of the GPU in double precision are those of the reference only up to "
            f"{until_s * 1e3:.4g} ms, at least {least_s * 1e3:.4g} ms are needed; nothing was measured"
        )
    worst, name = 0.0, wiring.populations[0].name
    for part in wiring.populations:
        ours = int(spike_count[part.start : part.stop].sum())
        theirs = int(reference.spike_count[part.start : part.stop].sum())
        allowed = max(RATE_TOLERANCE * theirs, _DEVIATIONS * max(1, theirs) ** 0.5)
        if abs(ours - theirs) > allowed:
            raise EngineError(
                f"population {part.name!r} had {ours:,} spikes on the GPU and {theirs:,} in the "
                f"reference, more than {allowed:,.0f} apart; nothing was measured"
            )
        deviation = abs(ours - theirs) / max(1, theirs)
        if deviation > worst:
            worst, name = deviation, part.name
    return SpikeCheck(until_s, reference.n_spikes, int(spike_count.sum()), name, worst)
