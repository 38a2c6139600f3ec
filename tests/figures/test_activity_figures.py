"""Rasters, rates, intervals and traces through their data."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made_results import make_activity

from dashboard.figures import (
    FigureContext,
    data_frame,
    fig_isi,
    fig_raster,
    fig_raster_and_rates,
    fig_rates,
    fig_traces,
)
from dashboard.figures.population_axis import spread
from dashboard.figures.spike_thinning import ordinal, thin
from dashboard.figures.traces import decimate


def hints(figure):
    return [note.text for note in figure.layout.annotations if note.name == "hint"]


def notes(figure):
    return [note.text for note in figure.layout.annotations if note.name == "note"]


def test_every_spike_is_in_the_raster_once(activity):
    figure = fig_raster(activity)
    by_name = {trace.name: trace for trace in figure.data}
    for name, count in activity.spikes_per_population().items():
        assert len(by_name[name].x) == count
    time_ms = np.sort(np.concatenate([trace.x for trace in figure.data]))
    assert time_ms == pytest.approx(np.sort(activity.spike_time_s) * 1e3)
    assert figure.layout.meta["shown"] == figure.layout.meta["total"] == 600
    assert notes(figure) == []
    assert figure.layout.xaxis.title.text == "time (ms)"


def test_many_points_are_drawn_with_webgl_and_few_without(activity):
    assert {t.type for t in fig_raster(activity).data} == {"scatter"}
    assert {t.type for t in fig_raster(make_activity(6000)).data} == {"scattergl"}


def test_thinning_keeps_whole_trains_and_says_so(activity):
    figure = fig_raster(activity, max_points=200)
    shown = sum(len(trace.x) for trace in figure.data)
    assert shown == figure.layout.meta["shown"] <= 200
    assert notes(figure) == [f"showing {shown} of 600 spikes (every 4th neuron)"]
    assert f"howing {shown} of 600 spikes" in figure.layout.meta["caption"]
    drawn = np.concatenate([trace.y for trace in figure.data])
    for neuron in np.unique(drawn):
        assert (drawn == neuron).sum() == activity.spike_count[neuron]
    again = fig_raster(activity, max_points=200)
    assert again.to_json() == figure.to_json()


def test_one_busy_neuron_is_thinned_by_spikes():
    busy = make_activity(0, n_traces=False)
    busy = type(busy).from_spikes(np.zeros(500, int), np.linspace(0, 0.49, 500), 110, 0.5, 1e-4,
                                  busy.populations)  # fmt: skip
    keep, total, how = thin(busy, 100)
    assert len(keep) == 100
    assert total == 500
    assert "every 5th spike" in how


def test_spikes_that_were_not_stored_are_counted(activity):
    capped = replace(
        activity, spike_step=activity.spike_step[:250], spike_neuron=activity.spike_neuron[:250]
    )
    figure = fig_raster(capped)
    assert (figure.layout.meta["shown"], figure.layout.meta["total"]) == (250, 600)
    assert notes(figure) == ["showing 250 of 600 spikes (those that were stored)"]


def test_a_window_shows_its_own_spikes(activity):
    figure = fig_raster(activity, window_s=(0.1, 0.2))
    inside = ((activity.spike_time_s >= 0.1) & (activity.spike_time_s < 0.2)).sum()
    assert sum(len(t.x) for t in figure.data) == inside == figure.layout.meta["total"]
    assert list(figure.layout.xaxis.range) == pytest.approx([100, 200])


@pytest.mark.parametrize("draw", [fig_raster, fig_rates, fig_raster_and_rates, fig_isi])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_silence_gives_a_hint_and_no_crash(draw, theme, silent):
    figure = draw(silent, theme=theme)
    assert hints(figure)
    figure.to_json()


def test_rates_carry_hertz_and_all_spikes(activity):
    figure = fig_rates(activity, bin_s=0.05)
    assert figure.layout.yaxis.title.text == "rate (Hz)"
    for population, trace in zip(activity.populations, figure.data, strict=True):
        spikes = trace.y[:-1].sum() * 0.05 * population.size
        assert spikes == pytest.approx(activity.spikes_per_population()[population.name])
        assert trace.x[-1] == pytest.approx(500)


def test_raster_and_rates_share_time_and_colours(activity):
    figure = fig_raster_and_rates(activity)
    raster = [t for t in figure.data if t.mode == "markers"]
    rates = [t for t in figure.data if t.mode == "lines"]
    assert [t.marker.color for t in raster] == [t.line.color for t in rates]
    assert {t.xaxis or "x" for t in figure.data} == {"x"}
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


def test_isi_shares_add_up_to_one(activity):
    figure = fig_isi(activity, populations=["exc", "inh"])
    for trace in figure.data:
        assert trace.y[:-1].sum() == pytest.approx(1.0)
    assert len({t.name for t in figure.data}) == 2


def test_traces_are_in_display_units_one_row_each(activity):
    figure = fig_traces(activity, max_neurons=2, threshold_v={"exc": -0.05})
    v = next(t for t in figure.data if t.name == "exc 0: v")
    assert v.y.min() == pytest.approx(-75, abs=0.1)
    i = next(t for t in figure.data if t.name == "exc 0: i_syn")
    assert i.y[0] == pytest.approx(-200)
    titles = [figure.layout[a].title.text for a in ("yaxis", "yaxis2", "yaxis3")]
    assert titles == ["voltage (mV)", "conductance (nS)", "current (pA)"]
    assert (figure.layout.meta["shown"], figure.layout.meta["total"]) == (2, 5)
    threshold = next(t for t in figure.data if t.name == "threshold")
    assert list(threshold.y) == pytest.approx([-50, -50])
    assert threshold.mode == "lines"
    (name,) = (a for a in figure.layout.annotations if a.text == "threshold")
    assert (name.y, name.yref, name.yanchor) == (pytest.approx(-50), "y", "bottom"), "above it"
    plain = fig_traces(activity, max_neurons=2)
    assert figure.layout.margin.r == plain.layout.margin.r, "time axes end alike on the page"


def test_no_traces_gives_a_hint(silent):
    assert "no trace was recorded" in hints(fig_traces(silent))[0]


def test_decimation_keeps_a_single_peak():
    t = np.arange(100_000) * 1e-4
    values = np.zeros(100_000, np.float32)
    values[54_321] = 1.0
    short_t, short = decimate(t, values, 1000)
    assert len(short) <= 1002
    assert short.max() == 1.0
    assert short_t[short.argmax()] == pytest.approx(5.4321)


def test_names_are_text_and_not_markup():
    activity = make_activity(n_traces=False)
    populations = tuple(replace(p, name=f"<img src=x>{p.name}") for p in activity.populations)
    figure = fig_raster(replace(activity, populations=populations))
    assert "<img" not in "".join(figure.layout.yaxis.ticktext)


def test_labels_are_spread_apart_and_stay_on_the_axis():
    places = spread(np.array([1.0, 2.0, 50.0, 99.0, 99.5]), 5.0, 100.0)
    assert (np.diff(places) >= 5.0 - 1e-9).all()
    assert places[0] >= 0
    assert places[-1] <= 100


def test_captions_name_their_context(activity):
    figure = fig_raster(activity, context=FigureContext("cuba", 7, 0.5, None, "0.1.0"))
    assert "Network cuba, seed 7, 500 ms of biological time" in figure.layout.meta["caption"]


def test_the_table_behind_a_raster_holds_its_spikes(activity):
    frame = data_frame(fig_raster_and_rates(activity))
    assert frame["time (ms)"].notna().all()
    assert (frame["rate (Hz)"].isna()).sum() == 600


def test_ordinals():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 22)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "22nd",
    ]
