"""Statistics of spike trains: rates, intervals, correlation, distance.

Everything starts from an `Activity` and ends in a frozen result that says how
many neurons it rests on. Counting and binning are plain NumPy over all stored
spikes at once; what the field has a reference implementation for (CV, CV2,
correlation coefficient, van Rossum and Victor-Purpura distance) is Elephant's,
imported inside the function that needs it, because that import alone takes
seconds. Elephant works train by train, so the statistics that need it may be
taken on an evenly spaced sample of neurons; the sample size is part of the
result and must be shown beside the number.
"""

from sim.analysis.distance import (
    ActivityComparison,
    DistanceSample,
    RateError,
    compare_activity,
    rate_errors,
    train_distance,
)
from sim.analysis.intervals import Intervals, interspike_intervals
from sim.analysis.rates import (
    Correlation,
    PopulationRate,
    neuron_rates_hz,
    pairwise_correlation,
    population_rates,
)
from sim.analysis.trains import evenly_spaced, spike_trains

__all__ = [
    "ActivityComparison",
    "Correlation",
    "DistanceSample",
    "Intervals",
    "PopulationRate",
    "RateError",
    "compare_activity",
    "evenly_spaced",
    "interspike_intervals",
    "neuron_rates_hz",
    "pairwise_correlation",
    "population_rates",
    "rate_errors",
    "spike_trains",
    "train_distance",
]
