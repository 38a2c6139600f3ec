"""A figure of a report shows what is chosen of the run; what it cannot show is refused by name."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hand_made_results import make_activity, make_course, make_report, make_wiring

from dashboard.figures import FigureContext
from dashboard.figures.data import data_frame
from dashboard.report.catalogue import entries
from dashboard.report.compose import compose
from dashboard.report.material import Material
from dashboard.report.spec import FigureChoice, dump_spec, parse_spec
from dashboard.report.view import _TAKES, WHOLE, FigureView, taken_by
from sim.errors import SpecError
from sim.network import load_network

FIRST_S, LAST_S = 0.2, 0.4
WINDOW = ("200 ms", "400 ms")
#: One choice of each kind that differs from the usual.
CHOICES = {
    "populations": {"populations": ("inh",)},
    "window": {"window": WINDOW},
    "rows": {"rows": (71, 90)},
    "order": {"order": "rate"},
    "bin": {"bin": "2 ms"},
    "neurons": {"neurons": {"exc": (3, 9)}},
    "variables": {"variables": ("voltage",)},
    "irregularity": {"irregularity": "lv"},
    "resolution": {"resolution": "5 Hz"},
    "segment": {"segment": "100 ms"},
    "sample": {"sample": 40},
    "quantity": {"quantity": "density"},
    "matrix_bins": {"matrix_bins": 40},
    "projection": {"projection": "ie"},
}


@pytest.fixture(scope="module")
def material():
    study = SimpleNamespace(
        reports=[make_report("loihi", n_ticks=5000)],
        chips={},
        comparison=SimpleNamespace(pairs=(), summary=None),
    )
    wiring = make_wiring()
    activity = replace(make_activity(3000), courses={"ee": make_course()})
    return Material(
        load_network("cuba"), wiring, wiring, activity, study,
        FigureContext("cuba", 1, 0.5, None, "9.9"), {}, on_chip="loihi",
        ideal_activity=lambda: make_activity(3000, seed=1),
    )  # fmt: skip


def drawn(material, name, **view):
    return entries(material)[name].draw(material.looked_at(FigureView(**view)))


def spikes(activity, population):
    """Return time [ms] and neuron of the spikes of a population in the window, the plain way."""
    p = activity.population(population)
    time_s = activity.spike_step * activity.dt_s
    neuron = activity.spike_neuron
    keep = (time_s >= FIRST_S - 1e-9) & (time_s < LAST_S - 1e-9)
    keep &= (neuron >= p.start) & (neuron < p.stop)
    return time_s[keep] * 1e3, neuron[keep] - p.start


def test_a_raster_shows_the_spikes_of_the_stretch_and_the_population(material):
    figure = drawn(material, "raster", populations=("inh",), window=WINDOW, order="rate", bin="2 ms")  # fmt: skip
    time_ms, neuron = spikes(material.activity, "inh")
    dots, rates = figure.data
    assert dots.name == "inh"
    assert np.allclose(dots.x, time_ms)
    assert list(dots.customdata) == list(neuron)
    assert list(figure.layout.xaxis.range) == [200, 400]
    # 20 neurons for 0.2 s; in bins of 2 ms the counts add up to all spikes.
    mean_hz = len(time_ms) / 20 / 0.2
    assert rates.name == f"inh (mean {mean_hz:.3g} Hz here)"
    assert np.allclose(np.diff(rates.x), 2.0)
    assert sum(rates.y[:-1]) * 20 * 2e-3 == pytest.approx(len(time_ms))
    assert (rates.x[0], rates.x[-1]) == pytest.approx((200, 400))
    # The neuron that fired most often in the run has the first row.
    inh = material.activity.population("inh")
    counts = np.bincount(material.activity.spike_neuron, minlength=110)[inh.start : inh.stop]
    top = {int(n) for n, row in zip(dots.customdata, dots.y, strict=True) if row == min(dots.y)}
    assert counts[top.pop()] == counts.max()
    caption = figure.layout.meta["caption"]
    assert "by rate" in caption
    assert "bins of 2 ms" in caption
    assert "200 to 400 ms of 500 ms of biological time" in caption


def test_a_statistic_is_of_the_stretch(material):
    figure = drawn(material, "rate_histogram", populations=("exc", "inh"), window=WINDOW)
    for name, size in (("exc", 80), ("inh", 20)):
        mean_hz = len(spikes(material.activity, name)[0]) / size / 0.2
        assert f"{name} (mean {mean_hz:.3g} Hz)" in [trace.name for trace in figure.data]
    assert "of all 100 neurons over 0.2 s" in figure.layout.meta["caption"]


@pytest.mark.parametrize(
    ("name", "span"),
    [("spikes", [200, 400]), ("traces", [200, 400]), ("spectrogram_inh", [200, 400]),
     ("course_ee", [0.2, 0.4]), ("on_chip_rasters", [200, 400])],
)  # fmt: skip
def test_a_figure_over_time_zooms_to_the_stretch(material, name, span):
    figure = drawn(material, name, window=WINDOW)
    assert list(figure.layout.xaxis.range) == pytest.approx(span)
    assert "200 to 400 ms of" in figure.layout.meta["caption"]


def test_a_raster_of_some_rows_holds_their_spikes_and_the_rates_of_all(material):
    view = {"populations": ("exc", "inh"), "window": WINDOW, "rows": (71, 90)}
    figure = drawn(material, "raster", **view)
    exc, inh = (t for t in figure.data if t.mode == "markers")
    # 80 of exc and 20 of inh stand below each other; the first row is 1.
    for dots, population, low, high in ((exc, "exc", 70, 80), (inh, "inh", 0, 10)):
        time_ms, neuron = spikes(material.activity, population)
        keep = (neuron >= low) & (neuron < high)
        assert np.allclose(dots.x, time_ms[keep])
        assert list(dots.customdata) == list(neuron[keep])
        # The table counts the rows as the caption does.
        table = data_frame(figure).query("series == @population")
        above = 1 if population == "exc" else 81
        assert list(table["row"]) == list(neuron[keep] + above)
    assert [t.split(" <")[0] for t in figure.layout.yaxis.ticktext] == [
        "exc 10 of 80",
        "inh 10 of 20",
    ]
    rates = {t.name for t in figure.data if t.mode == "lines"}
    assert rates == {t.name for t in drawn(material, "raster", **{**view, "rows": None}).data if t.mode == "lines"}  # fmt: skip
    caption = figure.layout.meta["caption"]
    assert (
        "Spikes (top, rows 71 to 90 of 100) and firing rate per neuron of whole populations"
        in caption
    )
    alone = drawn(material, "spikes", rows=(81, 100), order="rate")
    assert "Spikes of 20 neurons over time, neurons ordered by rate, highest on top, rows 81 to 100 of 110" in alone.layout.meta["caption"]  # fmt: skip
    inh = material.activity.population("inh")
    assert len(alone.data[0].x) == material.activity.spike_count[inh.start : inh.stop].sum()


def test_traces_are_of_the_chosen_neurons_variables_and_stretch_alone(material):
    figure = drawn(material, "traces", window=WINDOW, **CHOICES["neurons"], **CHOICES["variables"])
    lines = [t for t in figure.data if t.name != "threshold"]
    assert [t.name for t in lines] == ["exc 3: v", "exc 9: v"]
    # Samples are 1 ms apart; one more on either side lets lines reach the edges.
    assert (lines[0].x[0], lines[0].x[-1]) == pytest.approx((199, 401), abs=1.01)
    caption = figure.layout.meta["caption"]
    assert caption.startswith("Recorded voltage of single neurons: exc 3, exc 9.")
    assert "2 of 5 recorded neurons (those chosen)" in caption
    (threshold,) = (t for t in figure.data if t.name == "threshold")
    assert list(threshold.x) == [200, 400]
    assert set(threshold.y) == {-50.0}  # of the network cuba


def test_settings_of_an_analysis_stand_in_the_caption(material):
    def caption(name, **view):
        return drawn(material, name, **view).layout.meta["caption"]

    # A resolution of 5 Hz is segments of 200 ms, two and a half of which fit into half a second.
    assert "4 Hann windows of 200 ms that overlap by half" in caption("spectrum", resolution="5 Hz")
    assert "Hann windows of 100 ms" in caption("spectrogram_exc", segment="100 ms")
    found = caption("correlation", bin="20 ms", sample=40, populations=("exc",))
    assert "counts in bins of 20 ms" in found
    assert "Showing 40 of 80 neurons" in found
    assert "local variation (LV)" in caption("isi", irregularity="lv")
    assert "synapses per pair of neurons" in caption("connectivity", quantity="density")
    assert "bins of 3 neurons" in caption("connectivity_bins", matrix_bins=40)
    assert "Weights of projection ie" in caption("weights", projection="ie")


def test_a_spectrogram_and_a_course_hold_the_stretch_alone(material):
    middle_ms = np.asarray(drawn(material, "spectrogram_exc", window=WINDOW, segment="50 ms").data[0].x)  # fmt: skip
    hop_ms = middle_ms[1] - middle_ms[0]
    assert 200 - hop_ms / 2 <= middle_ms[0] < middle_ms[-1] <= 400 + hop_ms / 2
    # Weights were kept every 50 ms.
    times_s = drawn(material, "course_ee", window=("210 ms", "390 ms")).data[0].x
    assert list(times_s) == pytest.approx([0.2, 0.25, 0.3, 0.35, 0.4])


def test_a_caption_names_the_populations_shown_unless_all_are(material):
    one = drawn(material, "isi", populations=("inh",)).layout.meta["caption"]
    assert "Network cuba, population inh, seed 1" in one
    two = drawn(material, "raster", populations=("inh", "exc")).layout.meta["caption"]
    assert "populations exc and inh" in two
    assert "population" not in entries(material)["isi"].draw(material).layout.meta["caption"]


def test_a_pair_of_rasters_holds_the_spikes_of_the_stretch(material):
    figure = drawn(material, "on_chip_rasters", populations=("inh",), window=WINDOW)
    left, right = figure.data
    for trace, activity in ((left, material.ideal_activity()), (right, material.activity)):
        assert sorted(trace.x) == pytest.approx(sorted(spikes(activity, "inh")[0]))


def cases():
    one_of = {
        "spectrogram_": "spectrogram_exc", "course_": "course_ee", "raster_": "raster_power_loihi",
    }  # fmt: skip
    for name, takes in _TAKES.items():
        figure = one_of.get(name, name)
        for aspect in takes:
            yield figure, aspect


@pytest.mark.parametrize(("figure", "aspect"), list(cases()))
def test_no_choice_is_taken_and_ignored(material, figure, aspect):
    whole = entries(material)[figure].draw(material)
    assert drawn(material, figure, **CHOICES[aspect]).to_json() != whole.to_json()


def test_what_a_figure_has_no_use_for_is_refused_by_name(material):
    refused = 0
    for figure in entries(material):
        for aspect in CHOICES:
            if aspect not in taken_by(figure):
                with pytest.raises(ValueError, match=f"view.{aspect}: .*{figure}"):
                    FigureChoice(figure=figure, view=CHOICES[aspect])
                refused += 1
    assert refused > 50


def test_a_composition_with_choices_survives_its_file_and_one_without_is_as_before():
    text = """
sections:
- figures:
  - figure: raster
    view: {populations: [inh, exc], window: [200.7 ms, 0.4 s], order: rate, bin: 2 ms}
  - {figure: isi, run: first}
  - figure: traces
    view: {neurons: {inh: [4], exc: [7, 0]}, variables: [voltage, current]}
"""
    spec = parse_spec(text)
    first, second, third = spec.sections[0].figures
    assert first.view.populations == ("exc", "inh")
    assert first.view.window == (0.2007, 0.4)
    assert (first.view.order, first.view.bin) == ("rate", 0.002)
    assert second.view == WHOLE
    assert third.view.neurons == {"exc": (0, 7), "inh": (4,)}
    assert third.view.words() == "exc 0, exc 7, inh 4 · current, voltage"
    assert parse_spec(dump_spec(spec)) == spec
    assert dump_spec(spec).count("view:") == 2
    # Choices that are the usual ones are no choices.
    assert FigureView(order="index", bin="5 ms", populations=[]) == WHOLE


@pytest.mark.parametrize(
    ("view", "named"),
    [
        ("{window: [400 ms, 200 ms]}", "figures.0.view.window: ends at 200 ms, and must end after it starts at 400 ms"),
        ("{window: [200 ms, 200 ms]}", "view.window: ends at 200 ms"),
        ("{window: [-1 ms, 200 ms]}", "view.window: starts at -1 ms"),
        ("{window: [0.2, 0.4]}", "view.window.0.*unit of time"),
        ("{window: [200 ms]}", "view.window"),
        ("{window: [200 mV, 400 mV]}", "view.window.0.*mV"),
        ("{rows: [20, 10]}", "view.rows: end at 10, above the first, 20"),
        ("{rows: [0, 10]}", "view.rows.0"),
        ("{rows: [1.5, 10]}", "view.rows.0"),
        ("{rows: 10}", "view.rows"),
        ("{bin: 0.5 ms}", "view.bin: '0.5 ms' must be at least 1 ms"),
        ("{bin: 60 ms}", "view.bin: '60 ms' must be at most 50 ms"),
        ("{order: size}", "view.order.*'index', 'rate'"),
        ("{populations: [inh, inh]}", "view.populations: 'inh' is named twice"),
        ("{populations: inh}", "view.populations"),
        ("{neurons: {exc: [0, 0]}}", "view.neurons.exc: 0 is named twice"),
        ("{neurons: {exc: []}}", "view.neurons.exc"),
        ("{neurons: {exc: [-1]}}", "view.neurons.exc"),
        ("{neurons: {exc: [yes]}}", "view.neurons.exc"),
        ("{neurons: [0]}", "view.neurons"),
        ("{neurons: {}}", "view.neurons"),
        ("{neurons: {exc: [0]}, populations: [inh]}", "neurons: 'exc' is not among the populations inh"),
        ("{variables: [voltage, voltage]}", "view.variables: 'voltage' is named twice"),
        ("{variables: [speed]}", "view.variables.*'voltage', 'current'"),
        ("{irregularity: cv3}", "view.irregularity.*'cv', 'cv2'"),
        ("{resolution: 20 Hz}", "view.resolution: '20 Hz' must be at most 10 Hz"),
        ("{resolution: 2}", "view.resolution.*unit"),
        ("{segment: 20 ms}", "view.segment: '20 ms' must be at least 50 ms"),
        ("{sample: 20}", "view.sample.*40"),
        ("{sample: 60.5}", "view.sample"),
        ("{matrix_bins: 1000}", "view.matrix_bins.*320"),
        ("{quantity: all}", "view.quantity.*'in_degree', 'density'"),
        ("{windows: [0 ms, 1 ms]}", "view.windows: unknown key.*did you mean 'window'"),
    ],
)  # fmt: skip
def test_a_wrong_choice_is_refused_by_field(view, named):
    with pytest.raises(SpecError, match=f"(?s){named}"):
        parse_spec(f"sections: [{{figures: [{{figure: raster, view: {view}}}]}}]")


def test_a_choice_without_meaning_is_refused_by_field():
    with pytest.raises(
        SpecError, match=r"figures\.0\.view\.bin: .*'isi'.* only populations, window"
    ):
        parse_spec("sections: [{figures: [{figure: isi, view: {bin: 2 ms}}]}]")


@pytest.mark.parametrize(
    ("view", "named"),
    [
        ({"populations": ("ihn",)}, "there is no 'ihn' (did you mean 'inh'?); there are exc, inh, input"),
        ({"window": ("400 ms", "600 ms")}, "window: 400 ms to 600 ms is not within the run of 500 ms"),
        ({"neurons": {"inh": (0,)}}, "neurons: inh 0 was not recorded; none were"),
        ({"neurons": {"exc": (3, 4)}}, "neurons: exc 4 was not recorded; those are 0, 3, 5, 7, 9"),
        ({"neurons": {"ex": (3,)}}, "neurons: there is no 'ex' (did you mean 'exc'?)"),
        ({"variables": ("variable",)}, "variables: no variable was recorded; there are conductance, current, voltage"),
        ({"projection": "eee"}, "projection: there is no 'eee' (did you mean 'ee'?)"),
        ({"rows": (100, 111)}, "rows: 100 to 111 are not among the 110 rows"),
        ({"rows": (1, 21), "populations": ("inh",)}, "rows: 1 to 21 are not among the 20 rows"),
        ({"order": "z"}, "order: its neurons do not lie apart along z; there are index, rate"),
    ],
)  # fmt: skip
def test_what_a_run_has_not_is_named_and_the_rest_is_drawn(material, view, named):
    flat = replace(material, wiring=replace(material.wiring, positions={}))
    spec = parse_spec("sections: [{figures: [isi]}]")
    of = {"neurons": "traces", "variables": "traces", "projection": "weights"}
    figure = of.get(next(iter(view)), "raster")
    wrong = FigureChoice(figure=figure, view=view)
    section = spec.sections[0].model_copy(update={"figures": (wrong, *spec.sections[0].figures)})
    content = compose(spec.model_copy(update={"sections": (section,), "tables": ()}), [("a", flat)])
    assert content.left_out == [f"figure {figure!r} of a; {content.left_out[0].partition('; ')[2]}"]
    assert named in content.left_out[0]
    assert len(content.pictures()) == 1
