"""Rhythms of a population: power spectrum and spectrogram of its rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.analysis.counts import steps_of
from sim.errors import SpecError

#: Least samples of a segment from which a spectrum says something.
_FEWEST = 8


@dataclass(frozen=True)
class Spectrum:
    """Power spectrum of the summed spike train of a population, per neuron.

    Parameters
    ----------
    population : str
    frequency_hz : float array, shape (n_frequencies,)
        Above 0; empty when the run is too short.
    power_hz : float array, shape (n_frequencies,)
        Spectral density of the summed train over the number of neurons, two-sided: spikes
        squared per second. Independent Poisson neurons give a flat line at their rate.
    mean_hz : float
        Mean rate of a neuron: that line. [Hz]
    bin_s, segment_s : float
        Width of the counting bins, and length of the segments that are averaged. [s]
    n_segments : int
        Overlapping by half.
    n_neurons : int
        All neurons of the population enter.
    """

    population: str
    frequency_hz: NDArray[np.float64]
    power_hz: NDArray[np.float64]
    mean_hz: float
    bin_s: float
    segment_s: float
    n_segments: int
    n_neurons: int


@dataclass(frozen=True)
class Spectrogram:
    """Power spectrum of a population in successive stretches of a run.

    Parameters
    ----------
    population : str
    time_s : float array, shape (n_times,)
        Middle of each segment. [s]
    frequency_hz : float array, shape (n_frequencies,)
    power_hz : float array, shape (n_frequencies, n_times)
        As in `Spectrum`.
    bin_s, segment_s : float
    n_neurons : int
    """

    population: str
    time_s: NDArray[np.float64]
    frequency_hz: NDArray[np.float64]
    power_hz: NDArray[np.float64]
    bin_s: float
    segment_s: float
    n_neurons: int


def power_spectrum(
    activity: Activity, population: str, resolution_hz: float = 2.0, bin_s: float = 1e-3
) -> Spectrum:
    """Return the power spectrum of a population's rate by Welch's method (SciPy).

    Hann windows that overlap by half, mean of each segment removed.

    Parameters
    ----------
    resolution_hz : float
        Segments are one over this long, or the whole run where that is shorter. [Hz]
    bin_s : float
        Frequencies reach up to half of one over this. [s]

    Raises
    ------
    SpecError
        If resolution or bin is not above 0.

    References
    ----------
    .. [1] P. D. Welch, "The use of fast Fourier transform for the estimation of power
       spectra", 1967, doi:10.1109/TAU.1967.1161901
    """
    from scipy.signal import welch

    rate_hz, bin_s, n = _rate(activity, population, bin_s)
    length = _segment(len(rate_hz), resolution_hz, bin_s)
    mean_hz = float(rate_hz.mean()) if len(rate_hz) else 0.0
    if length < _FEWEST:
        none = np.empty(0)
        return Spectrum(population, none, none, mean_hz, bin_s, length * bin_s, 0, n)
    frequency, power = welch(rate_hz, 1 / bin_s, "hann", length, return_onesided=False)
    keep = frequency > 0
    n_segments = (len(rate_hz) - length // 2) // (length - length // 2)
    return Spectrum(
        population, frequency[keep], power[keep] * n, mean_hz, bin_s, length * bin_s, n_segments, n
    )


def spectrogram(
    activity: Activity,
    population: str,
    segment_s: float = 0.2,
    bin_s: float = 1e-3,
    n_times: int = 400,
) -> Spectrogram:
    """Return how the power spectrum of a population's rate runs over time (SciPy).

    Hann windows, mean of each removed; they overlap by three quarters, or by less, down to
    nothing, where that would give more than ``n_times``.

    Parameters
    ----------
    segment_s : float
        Length of a window: frequencies are resolved to one over it. [s]
    n_times : int
        Most windows, unless even those that do not overlap are more.
    """
    from scipy.signal import spectrogram as short_time_spectra

    rate_hz, bin_s, n = _rate(activity, population, bin_s)
    length = _segment(len(rate_hz), 1 / segment_s if segment_s > 0 else 0.0, bin_s)
    if length < _FEWEST:
        none = np.empty(0)
        return Spectrogram(population, none, none, np.empty((0, 0)), bin_s, length * bin_s, n)
    hop = max(length // 4, -(-(len(rate_hz) - length) // max(1, n_times - 1)), 1)
    frequency, time_s, power = short_time_spectra(
        rate_hz, 1 / bin_s, "hann", length, max(0, length - hop), return_onesided=False
    )
    keep = frequency > 0
    return Spectrogram(
        population, time_s, frequency[keep], power[keep] * n, bin_s, length * bin_s, n
    )


def _rate(
    activity: Activity, population: str, bin_s: float
) -> tuple[NDArray[np.float64], float, int]:
    """Return the rate per neuron in whole bins [Hz], the bin as rounded [s], and the neurons."""
    where = activity.population(population)
    width = steps_of(activity, bin_s, "bin width")
    n_bins = activity.n_steps // width
    inside = (activity.spike_neuron >= where.start) & (activity.spike_neuron < where.stop)
    inside &= activity.spike_step < n_bins * width
    counts = np.bincount(activity.spike_step[inside] // width, minlength=n_bins)
    seconds = width * activity.dt_s
    return counts / (seconds * max(1, where.size)), seconds, where.size


def _segment(n_bins: int, resolution_hz: float, bin_s: float) -> int:
    """Return the bins of a segment."""
    if not resolution_hz > 0:
        raise SpecError(f"frequency resolution {resolution_hz} Hz: must be above 0, such as 2 Hz")
    return min(n_bins, round(1 / (resolution_hz * bin_s)))
