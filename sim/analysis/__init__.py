"""Statistics of spike trains: rates, intervals, rhythms, correlation, distance; and of wiring.

Everything starts from an `Activity` (or a `Wiring`) and ends in a frozen result that says
how many neurons it rests on. Rates, intervals, CV, CV2, LV, Fano factor, correlation and
synchrony are NumPy over all stored spikes at once, since a page draws them on every run and
Elephant, train by train, takes seconds for thousands of neurons; the tests hold them equal to
Elephant's where it has them. Spectra are SciPy's. Van Rossum and Victor-Purpura distance are
Elephant's own, imported inside the function that needs it, because that import alone takes
seconds. What is taken on a sample of neurons (evenly spaced) says so; the sample size is
part of the result and must be shown beside the number.
"""

from sim.analysis.connectivity import (
    BinnedConnectivity,
    PopulationConnectivity,
    binned_connectivity,
    population_connectivity,
)
from sim.analysis.correlation import (
    Correlation,
    CorrelationMatrix,
    correlation_matrix,
    pairwise_correlation,
)
from sim.analysis.distance import (
    ActivityComparison,
    DistanceSample,
    RateError,
    compare_activity,
    rate_errors,
    same_spikes,
    train_distance,
)
from sim.analysis.excerpt import excerpt
from sim.analysis.fano import FanoFactor, counting_windows, fano_curve, fano_factor
from sim.analysis.intervals import Intervals, interspike_intervals
from sim.analysis.rates import PopulationRate, neuron_rates_hz, population_rates
from sim.analysis.spectrum import Spectrogram, Spectrum, power_spectrum, spectrogram
from sim.analysis.synchrony import Synchrony, synchrony_curve, synchrony_index
from sim.analysis.trains import evenly_spaced, spike_trains

__all__ = [
    "ActivityComparison",
    "BinnedConnectivity",
    "Correlation",
    "CorrelationMatrix",
    "DistanceSample",
    "FanoFactor",
    "Intervals",
    "PopulationConnectivity",
    "PopulationRate",
    "RateError",
    "Spectrogram",
    "Spectrum",
    "Synchrony",
    "binned_connectivity",
    "compare_activity",
    "correlation_matrix",
    "counting_windows",
    "evenly_spaced",
    "excerpt",
    "fano_curve",
    "fano_factor",
    "interspike_intervals",
    "neuron_rates_hz",
    "pairwise_correlation",
    "population_connectivity",
    "population_rates",
    "power_spectrum",
    "rate_errors",
    "same_spikes",
    "spectrogram",
    "spike_trains",
    "synchrony_curve",
    "synchrony_index",
    "train_distance",
]
