"""How far the activity on the chip is from the ideal one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.intervals import interspike_intervals
from sim.analysis.trains import evenly_spaced, spike_trains
from sim.errors import SpecError
from sim.wiring import PopulationSlice

Metric = Literal["van_rossum", "victor_purpura"]


@dataclass(frozen=True)
class RateError:
    """Mean rate of one population, ideal and as the chip holds it.

    Parameters
    ----------
    population : str
    ideal_hz, held_hz : float
    relative : float or None
        ``(held - ideal) / ideal``; None when the ideal population is silent.
    """

    population: str
    ideal_hz: float
    held_hz: float
    relative: float | None


@dataclass(frozen=True)
class DistanceSample:
    """Distance between the two trains of the same neuron, over a sample of neurons.

    Parameters
    ----------
    population : str
    metric : Metric
    tau_s : float
        Time scale below which a shifted spike counts as the same one: the
        kernel of van Rossum, and two over the cost of Victor-Purpura.
    distances : float array, shape (n_sampled,)
        Van Rossum: 0 for identical trains, 1 for one spike too many (the
        normalisation of Houghton and Kreuz 2012, as in Elephant).
    reference : float array, shape (n_reference,)
        The same between different neurons of the ideal run: what the distance
        comes to when only the rate is kept. Empty with fewer than two neurons.
    n_sampled, n_neurons : int
        Neurons that entered, and neurons of the population.
    """

    population: str
    metric: Metric
    tau_s: float
    distances: NDArray[np.float64]
    reference: NDArray[np.float64]
    n_sampled: int
    n_neurons: int

    @property
    def median(self) -> float:
        return float(np.median(self.distances))

    @property
    def reference_median(self) -> float | None:
        return float(np.median(self.reference)) if len(self.reference) else None


@dataclass(frozen=True)
class ActivityComparison:
    """Ideal against on-chip activity of the same network.

    Parameters
    ----------
    rates : tuple of RateError
        One per population.
    cv : mapping of str to (float or None, float or None)
        Mean CV, ideal and held, by population; None where too few spikes.
    distances : tuple of DistanceSample
    """

    rates: tuple[RateError, ...]
    cv: dict[str, tuple[float | None, float | None]]
    distances: tuple[DistanceSample, ...]


def _same_populations(ideal: Activity, held: Activity) -> None:
    if ideal.populations != held.populations:
        names = [[p.name for p in a.populations] for a in (ideal, held)]
        raise SpecError(f"cannot compare runs of different populations: {names[0]} and {names[1]}")
    if abs(ideal.duration_s - held.duration_s) > 0.5 * max(ideal.dt_s, held.dt_s):
        raise SpecError(
            f"cannot compare runs of different length: {ideal.duration_s} s and {held.duration_s} s"
        )


def same_spikes(ideal: Activity, held: Activity) -> bool:
    """Tell whether every neuron fires in the same steps in both runs; False where not all are stored."""
    if not (ideal.complete and held.complete) or ideal.n_spikes != held.n_spikes:
        return False
    one, other = (
        np.sort(a.spike_step.astype(np.int64) * a.n_neurons + a.spike_neuron) for a in (ideal, held)
    )
    return ideal.n_neurons == held.n_neurons and bool(np.array_equal(one, other))


def rate_errors(ideal: Activity, held: Activity) -> tuple[RateError, ...]:
    """Return the mean rate of every population in both runs, from exact counts.

    Raises
    ------
    SpecError
        If the runs have different populations or durations.
    """
    _same_populations(ideal, held)
    a, b = ideal.mean_rate_hz(), held.mean_rate_hz()
    return tuple(
        RateError(name, a[name], b[name], (b[name] - a[name]) / a[name] if a[name] else None)
        for name in a
    )


def train_distance(
    ideal: Activity,
    held: Activity,
    population: str,
    metric: Metric = "van_rossum",
    tau_s: float = 10e-3,
    n_sampled: int = 100,
) -> DistanceSample:
    """Return the spike train distance neuron by neuron on a sample (Elephant).

    Parameters
    ----------
    tau_s : float
        Time scale of the comparison. [s]
    n_sampled : int
        At most this many neurons, evenly spaced over the population.

    References
    ----------
    .. [1] M. van Rossum, "A novel spike distance", 2001,
       doi:10.1162/089976601300014321
    .. [2] J. D. Victor, K. P. Purpura, "Metric-space analysis of spike trains",
       1997, doi:10.1088/0954-898X_8_2_003
    """
    _same_populations(ideal, held)
    if not tau_s > 0:
        raise SpecError(f"time scale {tau_s} s: must be above 0, such as 0.01 s")
    where = ideal.population(population)
    chosen = evenly_spaced(where.size, n_sampled)
    distance = _metric(metric, tau_s)
    a, b = _trains(ideal, where, chosen), _trains(held, where, chosen)
    shifted = a[1:] + a[:1] if len(a) > 1 else []
    return DistanceSample(
        population,
        metric,
        tau_s,
        np.array([distance(x, y) for x, y in zip(a, b, strict=True)]),
        np.array([distance(x, y) for x, y in zip(a, shifted, strict=False)]),
        len(chosen),
        where.size,
    )


def _trains(activity: Activity, where: PopulationSlice, chosen: NDArray[np.int64]) -> list[Any]:
    return spike_trains(activity, where, chosen.tolist())


def _metric(metric: Metric, tau_s: float) -> Callable[[Any, Any], float]:
    from elephant.spike_train_dissimilarity import van_rossum_distance, victor_purpura_distance
    from quantities import Hz, s

    if metric == "van_rossum":
        return lambda x, y: float(van_rossum_distance([x, y], time_constant=tau_s * s)[0, 1])
    # A shift by 2 / q costs as much as deleting a spike and adding another.
    cost = (2.0 / tau_s) * Hz
    return lambda x, y: float(victor_purpura_distance([x, y], cost_factor=cost)[0, 1])


def compare_activity(
    ideal: Activity,
    held: Activity,
    metric: Metric = "van_rossum",
    tau_s: float = 10e-3,
    n_sampled: int = 100,
) -> ActivityComparison:
    """Return rate error, CV and train distance of every population that is not a source.

    Sources send the same spikes in both runs, so comparing them says nothing.
    """
    names = [p.name for p in ideal.populations if not p.is_source]
    rates = tuple(error for error in rate_errors(ideal, held) if error.population in names)
    return ActivityComparison(
        rates,
        {name: (_mean_cv(ideal, name), _mean_cv(held, name)) for name in names},
        tuple(train_distance(ideal, held, name, metric, tau_s, n_sampled) for name in names),
    )


def _mean_cv(activity: Activity, population: str) -> float | None:
    return interspike_intervals(activity, population).mean_cv
