"""Rasters of any size: every spike in the window, one by one or as counts, and none twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures import fig_live_raster, fig_live_raster_and_rates
from dashboard.figures.spike_detail import COLUMNS, ROWS, SpikeWindow, density, spikes_in
from sim.activity import Activity
from sim.analysis import population_rates
from sim.wiring import PopulationSlice


def activity(n_spikes: int = 3_000, seed: int = 0, duration_s: float = 0.5) -> Activity:
    """Return spikes at random of 120 and 30 neurons."""
    rng = np.random.default_rng(seed)
    populations = (PopulationSlice("exc", 0, 120), PopulationSlice("inh", 120, 150))
    step = np.sort(rng.integers(0, round(duration_s / 1e-4), n_spikes)).astype(np.int32)
    neuron = rng.integers(0, 150, n_spikes).astype(np.int32)
    counts = np.bincount(neuron, minlength=150)
    return Activity(populations, duration_s, 1e-4, step, neuron, counts)


def by_hand(run: Activity, window: SpikeWindow) -> np.ndarray:
    time = run.spike_step * run.dt_s
    slack = 1e-9  # a spike on the edge belongs to the window
    inside = (time >= window.first_s - slack) & (time <= window.last_s + slack)
    inside &= (run.spike_neuron >= window.first_neuron) & (run.spike_neuron <= window.last_neuron)
    return np.flatnonzero(inside)


windows = st.tuples(
    st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 149), st.floats(0, 149)
).filter(lambda w: abs(w[0] - w[1]) > 1e-3 and int(min(w[2:])) < int(max(w[2:])))


@settings(max_examples=60, deadline=None)
@given(windows)
def test_a_window_holds_the_spikes_in_it_and_no_others(ends):
    run = activity()
    window = SpikeWindow(min(ends[:2]), max(ends[:2]), min(ends[2:]), max(ends[2:]))
    near_edge = np.abs(
        run.spike_step[:, None] - np.array([window.first_s, window.last_s]) / run.dt_s
    ).min(1)
    certain = near_edge > 1e-4  # steps; the count by hand allows for 1e-9 s, 1e-5 of them
    kept = set(spikes_in(run, window)[certain[spikes_in(run, window)]])
    assert kept == {i for i in by_hand(run, window) if certain[i]}


@settings(max_examples=60, deadline=None)
@given(windows)
def test_the_density_counts_each_spike_once_in_its_own_population(ends):
    run = activity(20_000)
    window = SpikeWindow(min(ends[:2]), max(ends[:2]), min(ends[2:]), max(ends[2:]))
    keep = spikes_in(run, window)
    grids = density(run, window, keep)
    for index, grid in grids:
        population = run.populations[index]
        mine = (run.spike_neuron[keep] >= population.start) & (
            run.spike_neuron[keep] < population.stop
        )
        assert grid.counts.sum() == mine.sum()
        assert grid.counts.shape[1] <= COLUMNS
        assert population.start <= grid.first_neuron < population.stop
    assert sum(grid.counts.sum() for _, grid in grids) == len(keep)
    assert sum(grid.counts.shape[0] for _, grid in grids) <= ROWS + len(run.populations)


def test_a_cell_of_the_density_holds_the_spikes_of_its_time_and_neurons():
    run = activity(20_000, duration_s=2.0)  # 20,000 steps in 1,000 columns: 20 each
    window = SpikeWindow.whole(run)
    (_, exc), (_, inh) = density(run, window, spikes_in(run, window))
    assert exc.column_ms == pytest.approx(2.0)
    assert (exc.row_neurons, inh.first_neuron) == (1, 120)
    neuron, column = 7, 33
    step, who = run.spike_step, run.spike_neuron
    assert exc.counts[neuron, column] == ((who == neuron) & (step // 20 == column)).sum()
    assert inh.counts[0, column] == ((who == 120) & (step // 20 == column)).sum()


def test_few_spikes_are_drawn_one_by_one_and_many_as_their_density():
    run = activity()
    dots = fig_live_raster(run)
    assert sum(len(t.x) for t in dots.data) == run.n_spikes
    assert dots.layout.meta["partial"] is False
    assert not [a for a in dots.layout.annotations if a.name == "note"]
    dense = fig_live_raster(run, most_dots=100)
    assert {t.type for t in dense.data} == {"heatmap"}
    assert dense.layout.meta["partial"] is True
    (note,) = [a.text for a in dense.layout.annotations if a.name == "note"]
    assert note.startswith("showing 3,000 of 3,000 spikes as their density")


def test_a_zoom_shows_each_spike_in_view_and_says_how_many_of_all():
    run = activity(50_000)
    window = SpikeWindow.of_axes(run, [100.05, 110.05, 149.5, 0.5])
    figure = fig_live_raster(run, window=window, most_dots=2_500)
    inside = len(by_hand(run, window))
    assert 500 < inside < 2_000
    (note,) = [a.text for a in figure.layout.annotations if a.name == "note"]
    assert note == f"showing {inside:,} of 50,000 spikes: each of those in view"
    drawn = sum(len(t.x) for t in figure.data)
    assert inside < drawn <= 2_500  # and some around it, for a pan
    assert tuple(figure.layout.xaxis.range) == (0.0, 500.0)  # the axes stay the whole run's


@pytest.mark.parametrize(
    "ranges",
    [None, "x", [1, 2, 3], [0, float("nan"), 0, 1], [5, 5, 0, 1], ["a", 1, 2, 3],
     [900.0, 1000.0, 0, 10], [0, 10, -9, -1]],
)  # fmt: skip
def test_what_is_no_window_shows_the_whole_run(ranges):
    assert SpikeWindow.of_axes(activity(), ranges) is None


def test_a_window_beyond_the_run_is_cut_to_it():
    window = SpikeWindow.of_axes(activity(), [-100, 900, 500, -500])
    assert window == SpikeWindow.whole(activity())


def test_silence_and_spikes_that_were_not_stored_are_said():
    silent = activity(0)
    assert "no spikes" in fig_live_raster(silent).to_json()
    run = activity(1_000)
    capped = Activity(
        run.populations, run.duration_s, run.dt_s, run.spike_step[:400], run.spike_neuron[:400],
        run.spike_count,
    )  # fmt: skip
    assert "showing 400 of 1,000 spikes (those stored)" in fig_live_raster(capped).to_json()


def test_rates_at_hand_are_drawn_as_they_are():
    run = activity()
    given_rates = fig_live_raster_and_rates(run, 5e-3, rates=population_rates(run, 5e-3))
    assert given_rates.to_json() == fig_live_raster_and_rates(run, 5e-3).to_json()
