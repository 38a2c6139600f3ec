"""Figures of the analysis through their data."""

import numpy as np
import pytest
from hand_made_results import POPULATIONS, make_wiring

from dashboard.figures import (
    arranged,
    data_frame,
    fig_connectivity,
    fig_connectivity_bins,
    fig_correlation,
    fig_correlation_histogram,
    fig_fano,
    fig_isi,
    fig_live_raster_and_rates,
    fig_raster,
    fig_raster_and_rates,
    fig_rate_difference,
    fig_rate_histogram,
    fig_spectrogram,
    fig_spectrum,
    fig_synchrony,
    fig_traces,
    orders_for,
)
from dashboard.figures.theme import series_colour
from sim.activity import Activity
from sim.analysis import interspike_intervals
from sim.wiring import PopulationSlice

OF_ACTIVITY = [
    fig_correlation, fig_correlation_histogram, fig_fano, fig_isi, fig_rate_histogram,
    fig_spectrum, fig_spectrogram, fig_synchrony,
]  # fmt: skip


@pytest.mark.parametrize("draw", OF_ACTIVITY)
def test_silence_gives_a_hint_and_no_crash(draw, silent):
    figure = draw(silent)
    assert [a for a in figure.layout.annotations if a.name == "hint"]
    figure.to_json()


@pytest.mark.parametrize("draw", [d for d in OF_ACTIVITY if d is not fig_spectrogram])
def test_a_population_keeps_its_colour_when_others_are_hidden(draw, activity):
    drawn = str([t.to_plotly_json() for t in draw(activity, ["inh"]).data]).upper()
    if draw is not fig_correlation:  # whose scale has both ends in colours of the theme
        assert series_colour(0).upper() not in drawn
    assert series_colour(1).upper() in drawn


def test_the_caption_states_bins_sample_and_estimator(activity):
    caption = fig_correlation(activity, n_sampled=30).layout.meta["caption"]
    assert "bins of 5 ms" in caption
    assert "howing 30 of 110 neurons (evenly spaced among those that fired)" in caption
    caption = fig_spectrum(activity).layout.meta["caption"]
    assert "Welch: one Hann window of 500 ms," in caption
    assert "all 110 neurons" in caption


def test_rates_of_neurons_are_all_in_the_histogram(activity):
    figure = fig_rate_histogram(activity)
    counts = {t.name.split(" ")[0]: t.customdata[:-1].sum() for t in figure.data}
    assert counts == {"exc": 80, "inh": 20, "input": 10}
    assert "exc (mean" in figure.data[0].name


def test_the_right_side_of_intervals_shows_the_chosen_measure(activity):
    lv = interspike_intervals(activity, "exc").lv
    figure = fig_isi(activity, ["exc"], measure="lv")
    assert figure.layout.xaxis2.title.text == "LV"
    assert f"LV {lv.mean():.2f}" in figure.data[0].name


def test_the_matrix_of_populations_holds_in_degrees_and_nothing_for_no_synapse():
    wiring = make_wiring()
    figure = fig_connectivity(wiring)
    z = np.asarray(figure.data[0].z, dtype=float)
    ee = next(s for s in wiring.projections if s.name == "ee")
    assert z[0, 0] == pytest.approx(len(ee) / 80)
    assert np.isnan(z[1, 1])  # inh to inh
    frame = data_frame(figure)
    assert set(zip(frame["source"], frame["target"], strict=True)) == {
        ("exc", "exc"), ("exc", "inh"), ("inh", "exc"), ("input", "exc"),
    }  # fmt: skip


def test_bins_of_neurons_hold_all_synapses():
    wiring = make_wiring()
    figure = fig_connectivity_bins(wiring, n_bins=200)  # one neuron each
    z = np.asarray(figure.data[0].z, dtype=float)
    assert np.nansum(z) == wiring.n_synapses
    assert z.shape == (110, 110)


def test_a_shifted_rate_is_a_difference(activity):
    more = Activity.from_spikes(
        np.append(activity.spike_neuron, np.arange(80)),
        np.append(activity.spike_time_s, np.full(80, 0.25)), 110, 0.5, 1e-4, POPULATIONS,
    )  # fmt: skip
    figure = fig_rate_difference(activity, more, ("ideal", "on chip"))
    names = {t.name for t in figure.data}
    assert "exc (mean +2 Hz)" in names  # one spike more in half a second
    assert "inh (mean +0 Hz)" in names
    assert not any(name.startswith("input") for name in names)  # a source sends the same
    steps = {t.name.split(" ")[0]: t for t in figure.data if t.xaxis == "x2"}
    edges, counts = steps["exc"].x, steps["exc"].customdata[:-1]
    at = int(np.searchsorted(edges, 2.0)) - 1
    assert counts[at] == counts.sum() == 80
    assert edges[at] + edges[at + 1] == pytest.approx(2 * 2.0)  # 2 Hz is the middle of its bin


def test_rows_by_rate_fall_from_the_top_and_keep_the_names_of_neurons(activity):
    rows = arranged(activity, "rate")
    for before, after in zip(activity.populations, rows.activity.populations, strict=True):
        assert before == after
        rates = rows.activity.spike_count[after.start : after.stop]
        assert (np.diff(rates) <= 0).all()
        neurons = rows.neuron[after.start : after.stop]
        assert (activity.spike_count[before.start + neurons] == rates).all()
    frame = data_frame(fig_raster(activity, arrangement=rows))
    exc = frame[frame["series"] == "exc"]
    assert np.bincount(exc["neuron"].astype(int), minlength=80) == pytest.approx(
        activity.spike_count[:80]
    )


def test_rows_by_position_follow_the_coordinate(activity):
    places = {"exc": np.random.default_rng(0).uniform(0, 1, (80, 3))}
    rows = arranged(activity, "y", positions=places)
    assert (np.diff(places["exc"][rows.neuron[:80], 1]) > 0).all()
    assert (rows.neuron[80:100] == np.arange(20)).all()  # no places: by index
    assert "along y" in fig_raster_and_rates(activity, arrangement=rows).layout.meta["caption"]
    flat = {"exc": places["exc"] * [1, 1, 0]}
    assert orders_for(flat) == ("index", "rate", "x", "y")
    assert orders_for({}) == ("index", "rate")


def test_hidden_populations_leave_raster_and_rates_and_colours_stay(activity):
    rows = arranged(activity, "rate", ["inh"])
    assert rows.activity.n_spikes == activity.spikes_per_population()["inh"]
    for draw in (fig_raster_and_rates, fig_live_raster_and_rates):
        figure = draw(activity, arrangement=rows)
        dots = [t for t in figure.data if t.mode == "markers"]
        lines = [t for t in figure.data if t.mode == "lines"]
        assert [t.name for t in dots] == ["inh"]
        assert [t.name.split(" ")[0] for t in lines] == ["inh"]
        assert dots[0].marker.color == lines[0].line.color == series_colour(1)
        assert len(figure.layout.yaxis.ticktext) == 1
        assert len(dots[0].x) == rows.activity.n_spikes


def test_a_live_raster_names_the_neurons_of_its_rows(activity):
    rows = arranged(activity, "rate")
    trace = fig_live_raster_and_rates(activity, arrangement=rows).data[0]
    assert trace.meta["neurons"] == rows.neuron[:80].tolist()
    assert (trace.customdata == rows.neuron[trace.y]).all()


def test_the_plain_order_is_the_run_itself(activity):
    assert arranged(activity).activity is activity
    assert arranged(activity, "index", ["exc", "inh", "input"]).activity is activity


def test_chosen_neurons_and_quantities_are_drawn(activity):
    figure = fig_traces(activity, neurons={"exc": [3, 9]}, quantities=["voltage"])
    assert [t.name for t in figure.data] == ["exc 3: v", "exc 9: v"]
    assert (figure.layout.meta["shown"], figure.layout.meta["total"]) == (2, 5)
    assert figure.layout.yaxis.title.text == "voltage (mV)"
    none = fig_traces(activity, neurons={})
    assert "choose a neuron" in none.to_json()


def test_a_window_of_a_long_trace_is_drawn_in_full_detail(activity):
    figure = fig_traces(activity, max_samples=100, window_s=(0.2, 0.24))
    v = next(t for t in figure.data if t.name == "exc 0: v")
    assert np.diff(v.x) == pytest.approx(1.0)  # every sample of 1 ms
    assert v.x[0] < 185
    assert v.x[-1] > 255
    assert tuple(figure.layout.xaxis.range) == (0, 500)


def test_an_undefined_correlation_does_not_look_like_none():
    """Neurons 0 and 1 fire once in every bin of 100 ms, 2 and 3 in some of them."""
    steps = {0: range(5), 1: range(5), 2: (0, 1), 3: (0, 2)}
    pairs = [(n, 0.1 * k + 0.05) for n, bins in steps.items() for k in bins]
    neuron, time_s = map(np.array, zip(*pairs, strict=True))
    four = (PopulationSlice("exc", 0, 4),)
    figure = fig_correlation(Activity.from_spikes(neuron, time_s, 4, 0.5, 1e-4, four), bin_s=0.1)
    grey = next(t for t in figure.data if t.name == "undefined")
    there = {(int(i), int(j)) for i, j in np.argwhere(np.isfinite(np.asarray(grey.z, float)))}
    assert there == {(i, j) for i in range(4) for j in range(4) if i != j and {i, j} != {2, 3}}
    assert "Grey: undefined for 5 pairs" in figure.layout.meta["caption"]
    assert set(data_frame(figure)["series"]) == {"correlation"}


def test_a_part_of_a_population_says_how_large_it_is(activity):
    figure = fig_raster_and_rates(activity, between=(71, 90))  # of 80, then 10, then 20
    words = " ".join(figure.layout.yaxis.ticktext)
    assert "exc 10 of 80 " in words
    assert "inh 10 of 20 " in words
