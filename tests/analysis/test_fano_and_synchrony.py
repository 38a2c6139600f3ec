"""Counts in windows: Fano factor and synchrony index against closed forms and Elephant."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trains import poisson, regular

from sim.activity import Activity
from sim.analysis import counting_windows, fano_curve, fano_factor, synchrony_curve, synchrony_index
from sim.analysis.counts import window_counts
from sim.errors import SpecError


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 999)), max_size=200), st.integers(1, 400)
)
def test_window_counts_are_those_of_a_full_table(spikes, width):
    neuron = np.array([n for n, _ in spikes], dtype=int)
    step = np.array([s for _, s in spikes], dtype=int)
    activity = Activity.from_spikes(neuron, step * 1e-3, 10, 1.0, 1e-3)
    counts = window_counts(activity, activity.populations[0], width * 1e-3)
    n = 1000 // width
    table = np.zeros((10, n), int)
    inside = step < n * width
    np.add.at(table, (neuron[inside], step[inside] // width), 1)
    assert counts.n_windows == n
    full = np.zeros_like(table)
    full[counts.neuron, counts.window] = counts.count
    assert (full == table).all()
    assert counts.of_population() == pytest.approx(table.sum(0))
    assert counts.of_neurons() == pytest.approx(table.sum(1))
    assert counts.variances() == pytest.approx(table.var(1), abs=1e-9)


def test_a_poisson_process_has_fano_factor_one_at_every_window():
    # Standard error: sqrt(2 / windows / neurons), at most 0.01 here.
    activity = poisson(40.0, 100, 20.0)
    for fano in fano_curve(activity, "neurons", (0.01, 0.1, 0.5)):
        assert fano.mean == pytest.approx(1.0, abs=0.05), fano.window_s
        assert (fano.n_counted, fano.n_neurons) == (100, 100)


def test_a_clock_has_fano_factor_zero_in_whole_periods():
    assert fano_factor(regular(0.02, 4, 2.0), "neurons", 0.1).factors == pytest.approx(np.zeros(4))


def test_a_clock_in_half_periods_fires_every_other_window():
    # Counts 1, 0, 1, 0, ...: mean 1/2, unbiased variance n / (4 (n - 1)) with n = 100 windows.
    fano = fano_factor(regular(0.02, 3, 1.0), "neurons", 0.01)
    assert fano.n_windows == 100
    assert fano.factors == pytest.approx(np.full(3, 0.5 * 100 / 99))


def test_fano_factor_equals_elephants_but_for_the_bias():
    import neo
    from elephant.statistics import fanofactor
    from quantities import s

    activity = poisson(30.0, 1, 10.0)
    times = activity.spike_time_s
    windows = [times[(times >= k - 1e-9) & (times < k + 1 - 1e-9)] for k in range(10)]
    theirs = fanofactor(
        [neo.SpikeTrain((w - k).clip(0), units=s, t_stop=1.0) for k, w in enumerate(windows)]
    )
    assert fano_factor(activity, "neurons", 1.0).factors == pytest.approx([theirs * 10 / 9])


def test_silence_and_runs_too_short_have_no_factor():
    silent = Activity.from_spikes([], [], 5, 1.0)
    assert fano_factor(silent, "neurons").mean is None
    assert fano_factor(poisson(40.0, 3, 0.15), "neurons", 0.1).mean is None
    assert synchrony_index(silent, "neurons").index is None
    assert counting_windows(Activity.from_spikes([0], [0.0], 1, 0.01)) == ()
    with pytest.raises(SpecError, match="window"):
        fano_factor(silent, "neurons", 0.0)


def test_counting_windows_leave_ten_in_the_run():
    windows = counting_windows(poisson(10.0, 1, 2.0))
    assert windows[0] == pytest.approx(2e-3)
    assert windows[-1] == pytest.approx(0.2)
    assert list(windows) == sorted(set(windows))


def test_neurons_that_do_the_same_have_synchrony_one():
    times = np.sort(np.random.default_rng(1).uniform(0, 1.999, 100))
    copies = Activity.from_spikes(np.tile(np.arange(20), 100), np.repeat(times, 20), 20, 2.0)
    for synchrony in synchrony_curve(copies, "neurons", (1e-3, 5e-3, 0.05)):
        assert synchrony.index == pytest.approx(1.0)


def test_independent_neurons_have_synchrony_one_over_root_n():
    found = synchrony_index(poisson(30.0, 100, 40.0), "neurons", 5e-3)
    assert found.independent == pytest.approx(0.1)
    assert found.index == pytest.approx(0.1, rel=0.05)


def test_two_halves_that_take_turns_cancel():
    # Half the neurons fire in even windows and half in odd: the mean never varies.
    even, odd = np.arange(0, 1, 0.02), np.arange(0.01, 1, 0.02)
    neuron = np.concatenate([np.tile([0, 1], 50), np.tile([2, 3], 50)])
    time_s = np.concatenate([np.repeat(even, 2), np.repeat(odd, 2)])
    turns = Activity.from_spikes(neuron, time_s, 4, 1.0)
    assert synchrony_index(turns, "neurons", 0.01).index == pytest.approx(0.0, abs=1e-6)
