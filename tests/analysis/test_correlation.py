"""Correlation matrices against trains whose correlation is made, and against Elephant."""

import numpy as np
import pytest
from made_trains import poisson

from sim.activity import Activity
from sim.analysis import correlation_matrix, pairwise_correlation
from sim.wiring import PopulationSlice

TWO = (PopulationSlice("a", 0, 12), PopulationSlice("b", 12, 24))


def sharing(share: float, n: int, populations=None, rate_hz=40.0, duration_s=60.0, seed=2):
    """Return trains that have a share of their spikes in common: the correlation of any two."""
    rng, steps = np.random.default_rng(seed), round(duration_s / 1e-3)
    common = rng.random(steps) < share * rate_hz * 1e-3
    own = rng.random((n, steps)) < (1 - share) * rate_hz * 1e-3
    # Both may fall on one step; counting them twice keeps the sum a Poisson process.
    neuron, step = np.nonzero(own)
    neuron = np.append(neuron, np.repeat(np.arange(n), common.sum()))
    step = np.append(step, np.tile(np.flatnonzero(common), n))
    return Activity.from_spikes(neuron, step * 1e-3, n, duration_s, 1e-3, populations)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_common_spikes_give_their_share_as_correlation(share):
    found = correlation_matrix(sharing(share, 12), ("neurons",), 5e-3)
    assert found.within("neurons").mean() == pytest.approx(share, abs=0.02)
    assert len(found.within("neurons")) == 12 * 11 // 2
    assert np.diag(found.matrix) == pytest.approx(np.ones(12))
    assert found.matrix == pytest.approx(found.matrix.T)


def test_populations_of_their_own_common_source_correlate_within_and_not_between():
    one, other = sharing(0.5, 12, seed=1), sharing(0.5, 12, seed=8)
    both = Activity.from_spikes(
        np.concatenate([one.spike_neuron, other.spike_neuron + 12]),
        np.concatenate([one.spike_time_s, other.spike_time_s]), 24, 60.0, 1e-3, TWO,
    )  # fmt: skip
    found = correlation_matrix(both, ("a", "b"), 5e-3)
    assert found.within("a").mean() == pytest.approx(0.5, abs=0.02)
    assert found.within("b").mean() == pytest.approx(0.5, abs=0.02)
    assert found.between().mean() == pytest.approx(0.0, abs=0.02)
    assert len(found.between()) == 144
    only = correlation_matrix(both, ("b",), 5e-3)
    assert only.matrix == pytest.approx(found.matrix[12:, 12:])
    assert only.n_neurons == 12


def test_trains_that_exclude_each_other_are_at_minus_one():
    even, odd = np.arange(0, 1, 0.02), np.arange(0.01, 1, 0.02)
    turns = Activity.from_spikes(np.repeat([0, 1], 50), np.concatenate([even, odd]), 2, 1.0)
    assert correlation_matrix(turns, ("neurons",), 0.01).matrix[0, 1] == pytest.approx(-1.0)


def test_the_matrix_equals_elephants():
    from elephant.conversion import BinnedSpikeTrain
    from elephant.spike_train_correlation import correlation_coefficient
    from quantities import s

    from sim.analysis import spike_trains

    activity = poisson(40.0, 10, 4.0)
    trains = spike_trains(activity, activity.populations[0], range(10))
    binned = BinnedSpikeTrain(trains, bin_size=5e-3 * s, n_bins=800, t_start=0 * s)
    theirs = np.asarray(correlation_coefficient(binned))
    assert correlation_matrix(activity, ("neurons",), 5e-3).matrix == pytest.approx(theirs)


def test_the_sample_is_even_shared_and_stated():
    found = correlation_matrix(poisson(40.0, 300, 1.0), ("neurons",), n_sampled=50)
    assert (found.n_sampled, found.n_neurons, found.matrix.shape) == (50, 300, (50, 50))
    assert (np.diff(found.neurons) == 6).all()
    two = correlation_matrix(sharing(0.2, 24, TWO, duration_s=2.0), ("a", "b"), n_sampled=10)
    assert (two.owner == np.repeat([0, 1], 5)).all()


def test_a_neuron_that_never_varies_has_no_coefficient():
    times = np.arange(0, 1, 0.01)
    steady = Activity.from_spikes(np.zeros(100, int), times, 2, 1.0)
    found = correlation_matrix(steady, ("neurons",), 0.01)
    assert found.n_sampled == 1  # the other never fired
    assert np.isnan(found.matrix).all()
    assert pairwise_correlation(steady, "neurons", 0.01).mean is None
    silent = Activity.from_spikes([], [], 5, 1.0)
    assert correlation_matrix(silent, ("neurons",)).matrix.shape == (0, 0)
