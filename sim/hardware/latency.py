"""How long each tick takes on the chip.

latency(t) = max(floor, max over cores of work(t, core) + network(t) + barrier)

work     the neuron stage (updates, spikes out, messages out) and the input
         stage (messages in, synaptic operations, learning) of a core: the longer
         of the two where they overlap (``parallel``), else their sum. A core
         that reads its arrays at all waits for one read.
network  the transit of the last message: a fixed part, plus the most hops along x
         and along y, and the most chip crossings, of any message of the tick.
         Congestion is not modelled.
barrier  by the number of tiles in use, or of chips when there are several.

A chip that runs in real time never ends a tick before the network's time step,
one with accelerated circuits not before that step over its acceleration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sim.estimate import Estimate, worst_grade
from sim.event_counts import EventCounts
from sim.hardware.plastic import PLASTIC_TERMS
from sim.hardware.profile import ChipProfile
from sim.hardware.sections import BarrierPoint
from sim.hardware.terms import Absent, estimate_of, why
from sim.record import Record, Unknown

Floats = NDArray[np.float64]
Bound = Literal["low", "nominal", "high"]
BOUNDS: Final[tuple[Bound, ...]] = ("low", "nominal", "high")

#: Cells (tick, core) worked on at once, so that they stay in the cache.
CHUNK_CELLS = 100_000

_NEURON_STAGE: Final = {
    "neuron_update_active": "updates_active", "spike_out": "spikes_out", "message": "messages_out",
}  # fmt: skip
_INPUT_STAGE: Final = {
    "message_in": "messages_in", "synaptic_op": "synops", "learning_update": "learning_updates",
    "short_term_update": "short_term_updates",
}  # fmt: skip
_NETWORK: Final = {
    "transit": "messages_out", "hop_x": "hops_x", "hop_y": "hops_y",
    "chip_crossing": "chip_crossings",
}  # fmt: skip


@dataclass(frozen=True)
class RunTime:
    """Time of a run on the chip.

    Parameters
    ----------
    total : Estimate or None
        None when the profile states no time at all.
    per_tick : float array, shape (n_ticks,), or None
        Nominal. [s]
    missing : tuple of str
    """

    total: Estimate | None
    per_tick: Floats | None
    missing: tuple[str, ...]


def run_time(counts: EventCounts, profile: ChipProfile, n_tiles: int) -> RunTime:
    """Return the time of every tick and of the whole run.

    Parameters
    ----------
    n_tiles : int
        Tiles in use, for the barrier.
    """
    prices = _prices(counts, profile)
    missing = tuple(
        f"time of {name}: {why(getattr(profile.latency, name))}"
        for name in _occurring(counts, profile)
        if isinstance(getattr(profile.latency, name), (Unknown, Absent))
    )
    barrier = _barrier(profile, n_tiles, counts.n_chips)
    floor = estimate_of(profile.tick.floor)
    paced = profile.tick.real_time
    if not prices and barrier is None and floor is None and not paced:
        return RunTime(None, None, missing or ("time: the profile states none",))
    work = _slowest_core(counts, prices, profile.latency.overlap == "parallel")
    nothing = Estimate.exact(0.0)
    rest = (_network(counts, prices), barrier or nothing, floor or nothing)
    ticks = {bound: _tick_times(counts, profile, work[bound], rest, bound) for bound in BOUNDS}
    known = (barrier, floor, estimate_of(profile.tick.acceleration))
    used = [*prices.values(), *(e for e in known if e is not None)]
    total = _from_bounds({bound: float(ticks[bound].sum()) for bound in BOUNDS}, used)
    total = total.as_at_least() if missing else total
    return RunTime(total, ticks["nominal"], missing)


def _occurring(counts: EventCounts, profile: ChipProfile) -> Iterator[str]:
    """Yield the fields of ``profile.latency`` with a figure, or unknown, whose events occur."""
    stages = {**_NEURON_STAGE, **_INPUT_STAGE, **_NETWORK, "array_read": "tile_activations"}
    for name, count in stages.items():
        if _matters(profile, name) and counts.total(count) > 0:
            yield name
    updates = counts.neurons_per_core.sum() * counts.n_ticks
    if _matters(profile, "neuron_update_idle") and updates > counts.total("updates_active"):
        yield "neuron_update_idle"


def _matters(profile: ChipProfile, name: str) -> bool:
    figure = getattr(profile.latency, name)
    # Plasticity on a chip without any takes an unknown time somewhere else, never none.
    return isinstance(figure, (Record, Unknown)) or (
        isinstance(figure, Absent) and name in PLASTIC_TERMS
    )


def _prices(counts: EventCounts, profile: ChipProfile) -> dict[str, Estimate]:
    """Return the time of every kind of event that occurs and has one."""
    found = (
        (name, estimate_of(getattr(profile.latency, name))) for name in _occurring(counts, profile)
    )
    return {name: estimate for name, estimate in found if estimate is not None}


def _tick_times(
    counts: EventCounts,
    profile: ChipProfile,
    work: Floats,
    rest: tuple[dict[Bound, Floats], Estimate, Estimate],
    bound: Bound,
) -> Floats:
    """Return the time of every tick at one bound of the prices. [s]"""
    network, barrier, floor = rest
    busy = work + network[bound] + getattr(barrier, bound)
    times = np.maximum(busy, getattr(floor, bound))
    return np.asarray(np.maximum(times, _pace(counts, profile, bound)))


def _pace(counts: EventCounts, profile: ChipProfile, bound: Bound) -> float:
    """Return the least time of a tick on a chip that keeps pace with biology, or a multiple of it."""
    if not profile.tick.real_time:
        return 0.0
    if profile.tick.acceleration is None:
        return counts.dt_s
    factor = profile.tick.acceleration.estimate()
    # The fastest pace makes the shortest tick.
    return counts.dt_s / {"low": factor.high, "nominal": factor.nominal, "high": factor.low}[bound]


def _slowest_core(
    counts: EventCounts, prices: dict[str, Estimate], parallel: bool
) -> dict[Bound, Floats]:
    """Return the work of the slowest core in every tick, at each bound of the prices. [s]"""
    slowest = {bound: np.zeros(counts.n_ticks) for bound in BOUNDS}
    in_cores = {name: e for name, e in prices.items() if name not in _NETWORK}
    if not in_cores or counts.n_cores == 0:
        return slowest
    rows = max(1, CHUNK_CELLS // counts.n_cores)
    for first in range(0, counts.n_ticks, rows):
        part = slice(first, min(first + rows, counts.n_ticks))
        events = _events(counts, in_cores, part)
        for bound in BOUNDS:
            price = {name: getattr(e, bound) for name, e in in_cores.items()}
            neurons = _stage(events, price, (*_NEURON_STAGE, "neuron_update_idle"))
            inputs = _stage(events, price, tuple(_INPUT_STAGE))
            work = np.maximum(neurons, inputs) if parallel else neurons + inputs
            work = work + _stage(events, price, ("array_read",))
            slowest[bound][part] = np.asarray(work).max(axis=1) if np.ndim(work) else work
    return slowest


def _events(counts: EventCounts, names: Iterable[str], part: slice) -> dict[str, Floats]:
    """Return the dense counts of some ticks by the name of their price, shape (ticks, cores)."""
    events: dict[str, Floats] = {}
    for name in names:
        if name == "neuron_update_idle":
            events[name] = counts.neurons_per_core - counts.updates_active[part].toarray()
        elif name == "array_read" and counts.tile_activations is not None:
            events[name] = counts.tile_activations[part].toarray() > 0
        else:
            count = getattr(counts, {**_NEURON_STAGE, **_INPUT_STAGE}[name])
            events[name] = count[part].toarray()
    return events


def _stage(
    events: dict[str, Floats], price: dict[str, float], names: tuple[str, ...]
) -> Floats | float:
    """Return the time of one stage of every core; 0 when nothing of it takes time."""
    parts = [price[name] * events[name] for name in names if price.get(name)]
    return sum(parts[1:], start=parts[0]) if parts else 0.0


def _network(counts: EventCounts, prices: dict[str, Estimate]) -> dict[Bound, Floats]:
    """Return the transit of the last message of every tick, at each bound. [s]"""
    result = {bound: np.zeros(counts.n_ticks) for bound in BOUNDS}
    if not _NETWORK.keys() & prices.keys():
        return result
    any_message = np.asarray(counts.messages_out.sum(axis=1)) > 0
    ways = {
        "hop_x": counts.longest_x,
        "hop_y": counts.longest_y,
        "chip_crossing": counts.longest_crossings,
    }
    for bound in BOUNDS:
        price = {name: getattr(e, bound) for name, e in prices.items()}
        result[bound] = price.get("transit", 0.0) * any_message
        for name, links in ways.items():
            if links is not None:
                result[bound] += price.get(name, 0.0) * links
    return result


def _barrier(profile: ChipProfile, n_tiles: int, n_chips: int) -> Estimate | None:
    """Return the barrier of a tick; between published points by straight lines."""
    barrier = profile.latency.barrier
    if n_chips <= 1 or not barrier.chips:
        return _between(barrier.tiles, n_tiles)
    whole_chip = barrier.tiles[-1:]
    start = tuple(point.model_copy(update={"at": 1}) for point in whole_chip)
    return _between(start + barrier.chips, n_chips)


def _between(points: tuple[BarrierPoint, ...], at: int) -> Estimate | None:
    if not points:
        return None
    where = [point.at for point in points]
    times = [point.time.estimate() for point in points]
    value = {
        bound: float(np.interp(at, where, [getattr(t, bound) for t in times])) for bound in BOUNDS
    }
    return _from_bounds(value, times)


def _from_bounds(value: dict[Bound, float], used: Iterable[Estimate]) -> Estimate:
    """Return an estimate with the grade and sources of everything that was used."""
    used = tuple(used)
    return Estimate(
        value["low"],
        value["nominal"],
        value["high"],
        worst_grade(e.grade for e in used),
        tuple(dict.fromkeys(key for e in used for key in e.sources)),
    )
