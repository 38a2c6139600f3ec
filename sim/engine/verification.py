"""Is the fast path right about this network? Ask plain Brian2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.engine.programs import library_versions
from sim.engine.simulation import simulate
from sim.errors import SpecError
from sim.network.spec import Network
from sim.wiring import Wiring

#: Biological time that is compared unless told otherwise. [s]
_MOST_S = 0.1

#: Exponentials of two libraries may differ in the last bit.
_SAME_WEIGHT = 1e-9


@dataclass(frozen=True)
class Verification:
    """The fast path held against plain Brian2, spike by spike.

    Parameters
    ----------
    backend : str
        Of the reference: ``numpy`` or ``standalone``.
    duration_s : float
        Biological time compared, from the start of the run. [s]
    n_spikes, n_spikes_reference : int
        Spikes in the fast path and in plain Brian2, sources included.
    identical : bool
        True when every spike has the same neuron and time step.
    first_difference_s : float or None
        Time of the first spike that only one of them has; None when identical. [s]
    text : str
        The same in a sentence.
    weight_difference : float or None
        Largest difference of plastic synapses at the end, relative to the largest of them;
        None without any. More than 1e-9 is not identical.
    """

    backend: str
    duration_s: float
    n_spikes: int
    n_spikes_reference: int
    identical: bool
    first_difference_s: float | None
    text: str
    weight_difference: float | None = None


def verify(
    network: Network,
    wiring: Wiring,
    *,
    duration_s: float | None = None,
    backend: Literal["numpy", "standalone"] = "numpy",
) -> Verification:
    """Run the beginning of a network on the fast path and in plain Brian2, and compare.

    Both get the same wiring, parameters, initial values and random numbers.

    Parameters
    ----------
    duration_s : float, optional
        Biological time; by default the network's own, at most 0.1 s. [s]
    backend : {"numpy", "standalone"}
        How plain Brian2 runs. ``numpy`` starts at once and is about fifty times
        slower than the fast path; ``standalone`` compiles for 10 to 60 s first.

    Raises
    ------
    SpecError
        If ``duration_s`` is not within the network's own.
    EngineError
        If there is no compiler, so no fast path, or a run fails.
    TooLarge
    """
    if duration_s is None:
        duration_s = min(network.duration, _MOST_S)
    if not network.dt <= duration_s <= network.duration:
        raise SpecError(
            f"cannot verify {duration_s:g} s of network {network.name!r}; "
            f"choose between one time step ({network.dt:g} s) and its {network.duration:g} s"
        )
    # Not validated again: a drive that starts later is no error here.
    short = network.model_copy(update={"duration": duration_s})
    ours = simulate(short, wiring, backend="brian2_codegen")
    reference = simulate(short, wiring, backend=backend)
    first_s = _first_difference(ours, reference)
    weights = _weight_difference(ours, reference)
    return Verification(
        backend,
        duration_s,
        ours.n_spikes,
        reference.n_spikes,
        first_s is None and (weights or 0.0) <= _SAME_WEIGHT,
        first_s,
        _text(ours, reference, first_s) + _on_weights(ours, weights),
        weights,
    )


def _weight_difference(a: Activity, b: Activity) -> float | None:
    """Return the largest difference of plastic synapses at the end, over their largest value."""
    found = []
    for name, course in a.courses.items():
        size = float(np.abs(course.final).max(initial=0.0))
        if size > 0:
            found.append(float(np.abs(course.final - b.courses[name].final).max()) / size)
    return max(found, default=None)


def _on_weights(ours: Activity, difference: float | None) -> str:
    if difference is None:
        return ""
    n = sum(len(course.final) for course in ours.courses.values())
    if difference == 0.0:
        return f" The {n:,} plastic synapses end alike to the last bit."
    return f" The {n:,} plastic synapses end alike within {difference:.1g} of the largest."


def _first_difference(a: Activity, b: Activity) -> float | None:
    """Return the time of the earliest spike that is not in both, or None."""
    different = np.setxor1d(_numbers(a), _numbers(b))
    if not len(different):
        # Beyond the limit of stored spikes, the exact counts still decide.
        return None if np.array_equal(a.spike_count, b.spike_count) else _stored_until(a, b)
    return int(different[0]) // a.n_neurons * a.dt_s


def _numbers(activity: Activity) -> NDArray[np.int64]:
    """Return one number per spike, ordered by time."""
    return activity.spike_step.astype(np.int64) * activity.n_neurons + activity.spike_neuron


def _stored_until(a: Activity, b: Activity) -> float:
    return float(min(a.spike_time_s[-1:].sum(), b.spike_time_s[-1:].sum()))


def _text(ours: Activity, reference: Activity, first_s: float | None) -> str:
    plain = f"plain Brian2 {library_versions()['brian2']} ({reference.engine.backend})"
    span = f"{ours.duration_s * 1e3:g} ms"
    if first_s is not None:
        return (
            f"Not identical: the first difference to {plain} is at {first_s * 1e3:g} ms of {span}; "
            f"{ours.n_spikes:,} spikes against {reference.n_spikes:,}."
        )
    if not ours.n_spikes:
        return f"No spike in {span}, neither here nor in {plain}; verify a longer time."
    return f"Identical: all {ours.n_spikes:,} spikes of {span} are those of {plain}."
