"""Stretches of a run, and matrices of its wiring, against counting by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trains import poisson

from sim.activity import Activity
from sim.analysis import binned_connectivity, excerpt, population_connectivity
from sim.analysis import connectivity as module
from sim.errors import SpecError
from sim.wiring import PopulationSlice, Synapses, Wiring


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.integers(1, 1000))
def test_an_excerpt_holds_the_spikes_of_its_steps(first, length):
    activity = Activity.from_spikes(
        np.arange(200) % 7, (np.arange(200) * 37 % 1000) * 1e-3, 7, 1.0, 1e-3
    )
    last = min(1000, first + length)
    part = excerpt(activity, first * 1e-3, last * 1e-3)
    inside = (activity.spike_step >= first) & (activity.spike_step < last)
    assert (part.spike_step == activity.spike_step[inside] - first).all()
    assert (part.spike_neuron == activity.spike_neuron[inside]).all()
    assert part.n_spikes == inside.sum()
    assert part.n_steps == last - first
    assert part.complete


def test_the_whole_run_is_the_run_itself_with_its_exact_counts():
    activity = poisson(20.0, 5, 1.0)
    assert excerpt(activity, 0.0, 1.0) is activity
    assert excerpt(activity, -3.0, 9.0) is activity


def test_an_excerpt_ends_with_the_stored_spikes():
    full = Activity.from_spikes([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], 2, 1.0)
    capped = replace(full, spike_step=full.spike_step[:2], spike_neuron=full.spike_neuron[:2])
    part = excerpt(capped, 0.05, 0.9)
    assert part.duration_s == pytest.approx(0.15)
    assert part.n_spikes == 1
    with pytest.raises(SpecError, match="stored"):
        excerpt(capped, 0.5, 0.9)


@pytest.mark.parametrize("ends", [(0.5, 0.5), (0.6, 0.4), (1.5, 2.0)])
def test_an_empty_window_is_refused(ends):
    with pytest.raises(SpecError, match="time window"):
        excerpt(poisson(20.0, 5, 1.0), *ends)


A, B = PopulationSlice("a", 0, 4), PopulationSlice("b", 4, 10)


def projection(name, source, target, pre, post):
    order = np.lexsort((post, pre))
    pre, post = np.asarray(pre)[order], np.asarray(post)[order]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(pre, minlength=source.size))])
    n = len(pre)
    return Synapses(name, source.name, target.name, offsets.astype(np.int64),
                    post.astype(np.int32), np.ones(n, np.float32), np.ones(n, np.int16))  # fmt: skip


def made() -> Wiring:
    return Wiring(
        (A, B),
        (
            projection("ab", A, B, [0, 0, 1, 3], [0, 5, 2, 2]),
            projection("ab2", A, B, [3], [1]),
            projection("bb", B, B, [0, 5, 5], [1, 5, 5]),
        ),
        1e-4,
    )


def test_synapses_between_populations_are_counted():
    found = population_connectivity(made())
    assert found.synapses.tolist() == [[0, 5], [0, 3]]
    assert found.in_degree == pytest.approx(np.array([[0, 5 / 6], [0, 0.5]]))
    assert found.density == pytest.approx(np.array([[0, 5 / 24], [0, 3 / 36]]))


def test_bins_hold_one_population_each_and_every_synapse():
    found = binned_connectivity(made(), n_bins=5)  # ten neurons: two to a bin
    assert found.edges.tolist() == [0, 2, 4, 6, 8, 10]
    expected = np.zeros((5, 5))
    # by hand: global source and target of each synapse, over two
    for pre, post in [(0, 4), (0, 9), (1, 6), (3, 6), (3, 5), (4, 5), (9, 9), (9, 9)]:
        expected[pre // 2, post // 2] += 1
    assert found.synapses == pytest.approx(expected)
    assert (found.n_counted, found.n_synapses) == (8, 8)
    uneven = binned_connectivity(made(), n_bins=4)  # three to a bin, never across populations
    assert uneven.edges.tolist() == [0, 3, 4, 7, 10]


def test_some_populations_alone():
    found = binned_connectivity(made(), ("b",), n_bins=6)
    assert found.edges.tolist() == [4, 5, 6, 7, 8, 9, 10]
    assert found.synapses.sum() == 3
    assert found.synapses[5, 5] == 2


def test_of_very_many_synapses_an_even_part_stands_for_all(monkeypatch):
    rng = np.random.default_rng(0)
    wide = PopulationSlice("w", 0, 100)
    pre, post = rng.integers(0, 100, 20_000), rng.integers(0, 100, 20_000)
    wiring = Wiring((wide,), (projection("ww", wide, wide, pre, post),), 1e-4)
    exact = binned_connectivity(wiring, n_bins=5)
    monkeypatch.setattr(module, "_MOST_SYNAPSES", 5_000)
    part = binned_connectivity(wiring, n_bins=5)
    assert part.n_counted == pytest.approx(5_000, abs=5)
    assert part.n_synapses == 20_000
    assert part.synapses.sum() == pytest.approx(20_000)
    assert part.synapses == pytest.approx(exact.synapses, rel=0.25)
