"""Spectra against what is known of Poisson processes and clocks, and against Elephant."""

import numpy as np
import pytest
from made_trains import poisson, regular

from sim.activity import Activity
from sim.analysis import power_spectrum, spectrogram
from sim.errors import SpecError


def test_independent_poisson_neurons_are_flat_at_their_rate():
    found = power_spectrum(poisson(20.0, 50, 60.0), "neurons")
    assert found.n_segments == 239  # 60 s in segments of 0.5 s that overlap by half
    assert found.mean_hz == pytest.approx(20.0, rel=0.03)
    # Each third of the frequencies; standard error about 1 / sqrt(83 frequencies x 120 segments).
    for part in np.array_split(found.power_hz, 3):
        assert part.mean() == pytest.approx(20.0, rel=0.05)
    assert found.frequency_hz[0] == pytest.approx(2.0)
    assert found.frequency_hz[-1] < 500.0 + 1e-9


def test_the_level_does_not_depend_on_the_number_of_neurons():
    levels = [power_spectrum(poisson(20.0, n, 20.0), "neurons").power_hz.mean() for n in (5, 80)]
    assert levels == pytest.approx([20.0, 20.0], rel=0.06)


def test_a_clock_has_its_peak_at_its_frequency_and_the_overtones():
    found = power_spectrum(regular(0.025, 10, 4.0), "neurons")
    high = found.frequency_hz[found.power_hz > 0.1 * found.power_hz.max()]
    assert high.min() == pytest.approx(40.0, abs=2.0)
    assert np.abs(high / 40.0 - np.rint(high / 40.0)).max() * 40 <= 2.0 + 1e-9
    assert found.power_hz[(found.frequency_hz > 10) & (found.frequency_hz < 30)].max() < 1e-6


def test_the_power_of_a_modulated_rate_stands_at_its_frequency():
    # Rate r (1 + m sin): a line of m^2 r^2 / 4 on each side, over the Poisson floor; the
    # integral over the line is N times that, as all neurons share it.
    rng, rate, depth, n, dt = np.random.default_rng(5), 30.0, 0.5, 40, 1e-3
    t = np.arange(40_000) * dt
    p = rate * (1 + depth * np.sin(2 * np.pi * 30.0 * t)) * dt
    neuron, step = np.nonzero(rng.random((n, len(t))) < p)
    activity = Activity.from_spikes(neuron, step * dt, n, 40.0, dt)
    found = power_spectrum(activity, "neurons")
    line = (found.frequency_hz > 25) & (found.frequency_hz < 35)
    floor = np.median(found.power_hz)
    power = ((found.power_hz[line] - floor) * np.diff(found.frequency_hz)[0]).sum()
    assert power == pytest.approx(n * depth**2 * rate**2 / 4, rel=0.08)


def test_the_spectrum_equals_elephants():
    import neo
    from elephant.spectral import welch_psd
    from quantities import Hz, s

    activity = poisson(20.0, 8, 4.0)
    rate = np.bincount(activity.spike_step // 10, minlength=4000) / (1e-3 * 8)
    signal = neo.AnalogSignal(rate[:, None] * Hz, sampling_period=1e-3 * s)
    frequency, power = welch_psd(signal, len_segment=500, overlap=0.5, window="hann")
    ours = power_spectrum(activity, "neurons")
    inside = slice(0, 240)  # the highest one is not doubled in a one-sided spectrum
    assert ours.frequency_hz[inside] == pytest.approx(frequency.magnitude[1:241])
    assert ours.power_hz[inside] == pytest.approx(power.magnitude[0, 1:241] * 8 / 2)


def test_a_spectrogram_follows_a_clock_that_changes_its_pace():
    times = np.concatenate([np.arange(0, 2, 0.05), np.arange(2, 4, 1 / 60)])
    activity = Activity.from_spikes(np.zeros(len(times), int), times, 1, 4.0)
    found = spectrogram(activity, "neurons", segment_s=0.5)
    assert found.power_hz.shape == (len(found.frequency_hz), len(found.time_s))
    below = found.frequency_hz < 70
    first = [found.frequency_hz[below][(p > 0.5 * p.max())].min() for p in found.power_hz[below].T]
    early, late = found.time_s < 1.7, found.time_s > 2.3
    assert np.array(first)[early] == pytest.approx(20.0, abs=2.0)
    assert np.array(first)[late] == pytest.approx(60.0, abs=2.0)


def test_its_mean_over_time_is_near_the_poisson_level_and_its_width_is_bounded():
    found = spectrogram(poisson(25.0, 40, 30.0), "neurons", n_times=200)
    assert found.power_hz.mean() == pytest.approx(25.0, rel=0.05)
    assert 150 < len(found.time_s) <= 200
    assert found.time_s[-1] > 29.0


def test_a_run_too_short_gives_nothing_and_a_bad_width_is_refused():
    short = poisson(50.0, 5, 0.005)
    assert len(power_spectrum(short, "neurons").frequency_hz) == 0
    assert spectrogram(short, "neurons").power_hz.size == 0
    with pytest.raises(SpecError, match="resolution"):
        power_spectrum(short, "neurons", resolution_hz=0.0)
    with pytest.raises(SpecError, match="bin width"):
        power_spectrum(short, "neurons", bin_s=-1.0)
    with pytest.raises(SpecError, match="resolution"):
        spectrogram(short, "neurons", segment_s=0.0)
