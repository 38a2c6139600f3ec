"""Statistics of spike trains: rates, intervals, correlation, distance.

Everything starts from an `Activity` and ends in a frozen result that says how
many neurons it rests on. Rates, intervals, CV and CV2 are NumPy over all stored
spikes at once, since a page draws them on every run and Elephant, train by
train, takes seconds for thousands of neurons; the tests hold them equal to
Elephant's. Correlation coefficient, van Rossum and Victor-Purpura distance are
Elephant's own, imported inside the function that needs it, because that import
alone takes seconds, and taken on an evenly spaced sample of neurons; the sample
size is part of the result and must be shown beside the number.
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
