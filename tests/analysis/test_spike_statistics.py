"""Spike statistics against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trains import poisson, regular

from sim.activity import Activity
from sim.analysis import (
    compare_activity,
    evenly_spaced,
    interspike_intervals,
    neuron_rates_hz,
    pairwise_correlation,
    population_rates,
    rate_errors,
    same_spikes,
    train_distance,
)
from sim.errors import SpecError
from sim.wiring import PopulationSlice

EXC_INH = (PopulationSlice("exc", 0, 40), PopulationSlice("inh", 40, 50))


def test_a_clock_has_no_irregularity():
    intervals = interspike_intervals(regular(0.02, 5, 1.0), "neurons")
    assert len(intervals.isi_s) == 5 * 49
    assert np.allclose(intervals.isi_s, 0.02)
    assert intervals.mean_cv == pytest.approx(0.0, abs=1e-9)
    assert np.allclose(intervals.cv2, 0.0, atol=1e-9)
    assert np.allclose(intervals.lv, 0.0, atol=1e-9)


def test_a_poisson_process_has_cv_one():
    # For exponential intervals std = mean, and the means of CV2 and LV are 1 as well.
    intervals = interspike_intervals(poisson(50.0, 30, 20.0), "neurons")
    assert intervals.mean_cv == pytest.approx(1.0, abs=0.03)
    assert intervals.cv2.mean() == pytest.approx(1.0, abs=0.03)
    assert intervals.lv.mean() == pytest.approx(1.0, abs=0.03)
    assert intervals.mean_isi_s == pytest.approx(1 / 50.0, rel=0.03)


def test_intervals_equal_elephant_train_by_train():
    from elephant.statistics import cv, cv2, isi, lv

    activity = poisson(30.0, 4, 2.0)
    ours = interspike_intervals(activity, "neurons")
    theirs = [isi(activity.spike_time_s[activity.spike_neuron == i]) for i in range(4)]
    assert np.allclose(ours.isi_s, np.concatenate(theirs))
    assert ours.cv == pytest.approx([cv(intervals) for intervals in theirs])
    assert ours.cv2 == pytest.approx([cv2(intervals) for intervals in theirs])
    assert ours.lv == pytest.approx([lv(intervals) for intervals in theirs])


def test_a_slow_change_of_rate_is_in_the_cv_and_not_in_the_local_measures():
    # Half the intervals 10 ms, half 30 ms: CV = 10 / 20; one step among 99 pairs of neighbours.
    intervals_s = np.repeat([0.01, 0.03], 50)
    times = np.concatenate([[0.0], np.cumsum(intervals_s)])
    found = interspike_intervals(Activity.from_spikes(np.zeros(101, int), times, 1, 3.0), "neurons")
    assert found.cv == pytest.approx([0.5])
    assert found.cv2 == pytest.approx([2 * (0.02 / 0.04) / 99])
    assert found.lv == pytest.approx([3 * (0.02 / 0.04) ** 2 / 99])


def test_too_few_spikes_give_no_cv_and_say_so():
    activity = Activity.from_spikes([0, 0, 1], [0.1, 0.2, 0.3], 3, 1.0)
    intervals = interspike_intervals(activity, "neurons")
    assert (intervals.n_cv, intervals.mean_cv, intervals.n_neurons) == (0, None, 3)
    assert np.allclose(intervals.isi_s, [0.1])


def test_only_neurons_with_enough_spikes_have_a_cv():
    clock = regular(0.02, 3, 1.0)
    neuron = np.append(clock.spike_neuron, [3, 3])
    time_s = np.append(clock.spike_time_s, [0.1, 0.2])
    activity = Activity.from_spikes(neuron, time_s, 5, 1.0)
    intervals = interspike_intervals(activity, "neurons")
    assert (intervals.n_cv, intervals.n_neurons, len(intervals.cv)) == (3, 5, 3)
    assert len(intervals.isi_s) == 3 * 49 + 1


@settings(max_examples=40, deadline=None)
@given(
    spikes=st.lists(st.tuples(st.integers(0, 49), st.integers(0, 999)), max_size=200),
    width=st.integers(1, 400),
)
def test_binned_rates_hold_every_spike(spikes, width):
    neuron = np.array([n for n, _ in spikes], dtype=int)
    step = np.array([s for _, s in spikes], dtype=int)
    activity = Activity.from_spikes(neuron, step * 1e-3, 50, 1.0, 1e-3, EXC_INH)
    for population, rate in zip(EXC_INH, population_rates(activity, width * 1e-3), strict=True):
        spikes_in_bins = (rate.rate_hz * np.diff(rate.edges_s)).sum() * population.size
        inside = (neuron >= population.start) & (neuron < population.stop)
        assert spikes_in_bins == pytest.approx(inside.sum())
        assert rate.edges_s[-1] == pytest.approx(1.0)
        assert rate.complete


def test_the_rate_of_a_clock_is_one_over_its_period():
    rate = population_rates(regular(0.01, 7, 1.0), 0.1)[0]
    assert rate.rate_hz == pytest.approx(np.full(10, 100.0))
    assert rate.mean_hz == pytest.approx(100.0)
    assert neuron_rates_hz(regular(0.01, 7, 1.0)) == pytest.approx(np.full(7, 100.0))
    with pytest.raises(SpecError, match="bin width"):
        population_rates(regular(0.01, 7, 1.0), 0.0)


def test_identical_trains_correlate_and_independent_ones_do_not():
    together = np.sort(np.random.default_rng(0).choice(9999, 300, replace=False)) * 1e-4
    copies = Activity.from_spikes(np.tile([0, 1, 2], 300), np.repeat(together, 3), 3, 1.0)
    assert pairwise_correlation(copies, "neurons").coefficients == pytest.approx(np.ones(3))
    apart = pairwise_correlation(poisson(40.0, 20, 20.0), "neurons")
    # standard error of one coefficient is 1 / sqrt(4000 bins); 190 pairs are averaged
    assert apart.mean == pytest.approx(0.0, abs=0.01)
    assert (apart.n_sampled, apart.n_neurons, len(apart.coefficients)) == (20, 20, 190)


def test_a_silent_population_has_no_correlation():
    silent = Activity.from_spikes([], [], 5, 1.0)
    assert pairwise_correlation(silent, "neurons").mean is None


@pytest.mark.parametrize("metric", ["van_rossum", "victor_purpura"])
def test_identical_trains_are_at_distance_zero(metric):
    activity = poisson(30.0, 12, 1.0)
    sample = train_distance(activity, activity, "neurons", metric)
    assert sample.distances == pytest.approx(np.zeros(12), abs=1e-6)
    assert sample.reference_median > 0


def test_van_rossum_of_one_spike_shifted():
    # D^2 = 2 (1 - exp(-d / tau)) in the normalisation where one spare spike costs 1.
    shift_s, tau_s = 5e-3, 10e-3
    a = Activity.from_spikes([0], [0.5], 1, 1.0)
    b = Activity.from_spikes([0], [0.5 + shift_s], 1, 1.0)
    none = Activity.from_spikes([], [], 1, 1.0)
    assert train_distance(a, none, "neurons", tau_s=tau_s).median == pytest.approx(1.0)
    expected = np.sqrt(2 * (1 - np.exp(-shift_s / tau_s)))
    assert train_distance(a, b, "neurons", tau_s=tau_s).median == pytest.approx(expected)


def test_victor_purpura_of_one_spike_shifted():
    # cost q * d below 2 / q, here q = 2 / tau: half a time scale costs 1
    a = Activity.from_spikes([0], [0.5], 1, 1.0)
    b = Activity.from_spikes([0], [0.505], 1, 1.0)
    sample = train_distance(a, b, "neurons", "victor_purpura", tau_s=10e-3)
    assert sample.median == pytest.approx(1.0)
    assert sample.reference_median is None


def test_rate_error_is_relative_to_the_ideal():
    ideal = Activity.from_spikes([0, 1, 2, 3], [0.1, 0.2, 0.3, 0.4], 50, 1.0, populations=EXC_INH)
    held = Activity.from_spikes([0, 1, 45], [0.1, 0.2, 0.3], 50, 1.0, populations=EXC_INH)
    exc, inh = rate_errors(ideal, held)
    assert exc.relative == pytest.approx(-0.5)
    assert inh.relative is None
    assert inh.held_hz == pytest.approx(0.1)


def test_sources_are_not_compared_and_unlike_runs_are_refused():
    populations = (PopulationSlice("in", 0, 2, is_source=True), PopulationSlice("exc", 2, 6))
    run = Activity.from_spikes([0, 2, 3], [0.1, 0.2, 0.3], 6, 1.0, populations=populations)
    comparison = compare_activity(run, run)
    assert [e.population for e in comparison.rates] == ["exc"]
    assert comparison.cv == {"exc": (None, None)}
    assert comparison.distances[0].median == pytest.approx(0.0)
    with pytest.raises(SpecError, match="different length"):
        compare_activity(run, Activity.from_spikes([], [], 6, 2.0, populations=populations))
    with pytest.raises(SpecError, match="different populations"):
        rate_errors(run, Activity.from_spikes([], [], 6, 1.0))


@given(st.integers(0, 500), st.integers(1, 50))
def test_evenly_spaced_is_within_bounds_and_distinct(n, wanted):
    chosen = evenly_spaced(n, wanted)
    assert len(chosen) == min(n, wanted) == len(set(chosen.tolist()))
    assert not len(chosen) or (chosen.min() >= 0 and chosen.max() < n)


def test_importing_the_room_does_not_load_elephant():
    import subprocess
    import sys

    code = "import sys, sim.analysis; sys.exit('elephant' in sys.modules or 'neo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_runs_with_the_same_spikes_are_known_whatever_the_order_within_a_step():
    one = Activity.from_spikes([3, 1, 2], [0.1, 0.1, 0.2], 6, 1.0)
    assert same_spikes(one, Activity.from_spikes([1, 3, 2], [0.1, 0.1, 0.2], 6, 1.0))
    assert not same_spikes(one, Activity.from_spikes([1, 3, 2], [0.1, 0.1, 0.3], 6, 1.0))
    assert not same_spikes(one, Activity.from_spikes([1, 3, 4], [0.1, 0.1, 0.2], 6, 1.0))
    assert not same_spikes(one, Activity.from_spikes([1, 3], [0.1, 0.1], 6, 1.0))
