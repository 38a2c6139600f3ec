"""Kept runs beside each other: what is drawn is what the runs hold."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hand_made_results import make_activity, make_reports

from dashboard.figures import fig_run_energy, fig_run_rasters, fig_run_rates
from dashboard.report.pdf import size_on_paper
from sim.activity import Activity
from sim.wiring import PopulationSlice


def fired(times_s: list[float], duration_s: float = 0.1) -> Activity:
    neurons = [i % 2 for i in range(len(times_s))]
    return Activity.from_spikes(
        neurons, times_s, 2, duration_s, 1e-4, (PopulationSlice("exc", 0, 2),)
    )


def test_every_spike_stands_in_the_raster_of_its_run() -> None:
    runs = [("one", fired([0.01, 0.02, 0.03])), ("two", fired([0.05], 0.2))]
    figure = fig_run_rasters(runs)
    drawn = {t.yaxis or "y": sorted(np.asarray(t.x).tolist()) for t in figure.data}
    assert drawn == {"y": [10.0, 20.0, 30.0], "y2": [50.0]}
    assert list(figure.layout.xaxis.range) == [0.0, 200.0]
    assert [a.text for a in figure.layout.annotations if a.name == "title"] == ["one", "two"]


def test_four_runs_do_not_overlap() -> None:
    figure = fig_run_rasters([(str(i), make_activity()) for i in range(4)])
    domains = [figure.layout[f"yaxis{n}"].domain for n in ("", "2", "3", "4")]
    assert all(upper[0] > lower[1] for upper, lower in itertools.pairwise(domains))
    assert domains[-1][0] >= 0


def test_a_rate_is_spikes_per_neuron_and_second() -> None:
    figure = fig_run_rates([("one", fired([0.01, 0.02, 0.03, 0.04]))], bin_s=0.05)
    # Four spikes of two neurons in the first 50 ms: 40 Hz; none afterwards.
    assert np.asarray(figure.data[0].y).tolist() == [40.0, 0.0]
    assert np.asarray(figure.data[0].x) == pytest.approx([25.0, 75.0])


def test_runs_are_told_apart_by_the_dash_and_populations_by_the_colour() -> None:
    figure = fig_run_rates([("one", fired([0.01])), ("two", fired([0.02]))])
    lines = [t for t in figure.data if (t.meta or {}).get("role") != "decoration"]
    assert [t.line.dash for t in lines] == ["solid", "dash"]
    assert len({t.line.color for t in lines}) == 1
    legend = {t.name: t.line.dash for t in figure.data if t.showlegend is not False}
    assert legend == {"one": "solid", "two": "dash"}


def test_every_population_has_a_row_of_its_own_for_all_runs() -> None:
    figure = fig_run_rates([("one", make_activity()), ("two", make_activity(seed=1))])
    rows = {t.name: t.yaxis or "y" for t in figure.data if t.showlegend is False}
    # The source of the hand-made network is left out.
    assert rows == {"exc, one": "y", "exc, two": "y", "inh, one": "y2", "inh, two": "y2"}
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


def test_energy_stands_in_the_row_of_its_device_with_its_range() -> None:
    reports = make_reports()
    figure = fig_run_energy([("one", reports), ("two", reports)])
    rows = dict(zip(figure.layout.yaxis.ticktext, figure.layout.yaxis.tickvals, strict=True))
    assert len(rows) == len(reports)
    first = next(t for t in figure.data if t.name == "one")
    known = [r for r in reports if r.energy_j is not None]
    assert list(first.x) == [r.energy_j.nominal for r in known]
    for report, x, y, high in zip(known, first.x, first.y, first.error_x.array, strict=True):
        assert x + high == report.energy_j.high
        row = next(
            v for text, v in rows.items() if text.replace("<br>", " ").startswith(report.title)
        )
        assert abs(y - row) < 0.5


def test_energy_says_value_and_evidence_of_each_run_in_its_row() -> None:
    reports = make_reports()
    figure = fig_run_energy([("one", reports), ("two", reports)])
    said = {(a.y, a.text) for a in figure.layout.annotations if a.name == "grade"}
    marks = [t for t in figure.data if t.name in ("one", "two")]
    known = [r.energy_j for r in reports if r.energy_j is not None]
    assert {y for y, _ in said} == {y for t in marks for y in t.y}
    assert len(said) == 2 * len(known)
    gpu = next(r for r in reports if r.device == "gpu")
    assert gpu.energy_j.nominal == 90.0
    assert [text for _, text in said].count("90 J, measured") == 2
    assert any(text.startswith("at least ") for _, text in said)


def test_energy_says_its_boundary_and_why_a_device_has_none() -> None:
    reports = make_reports()
    figure = fig_run_energy([("one", reports), ("two", reports)])
    boundaries = {r.boundary for r in reports}
    words = "each at its own boundary" if len(boundaries) > 1 else "at the"
    assert words in figure.layout.xaxis.title.text
    unknown = [r for r in reports if r.energy_j is None]
    said = [a.text for a in figure.layout.annotations if a.name == "unknown"]
    assert len(said) == len(unknown) > 0
    assert all(text.startswith("not known: ") for text in said)


def bursts(per_neuron: int, neurons: int = 40) -> Activity:
    """Return a run in which every neuron fires so many times."""
    times = np.repeat(np.linspace(0.001, 0.099, per_neuron), neurons)
    population = PopulationSlice("exc", 0, neurons)
    return Activity.from_spikes(
        np.tile(np.arange(neurons), per_neuron), times, neurons, 0.1, 1e-4, (population,)
    )


def test_a_busy_run_and_a_quiet_one_are_thinned_alike() -> None:
    runs = [("busy", bursts(50)), ("quiet", bursts(5))]  # 2,000 and 200 spikes
    figure = fig_run_rasters(runs, max_points=600)
    drawn = {t.yaxis or "y": np.asarray(t.y) for t in figure.data}
    # 2,200 of 600 asks for every 4th neuron: 10 of 40, with all their spikes.
    assert {axis: len(y) for axis, y in drawn.items()} == {"y": 500, "y2": 50}
    assert all(set(y.tolist()) == set(range(0, 40, 4)) for y in drawn.values())
    assert len({t.marker.size for t in figure.data}) == 1
    (note,) = [a.text for a in figure.layout.annotations if a.name == "note"]
    assert note == "showing 550 of 2,200 spikes (every 4th neuron in each run)"


def test_a_note_stands_below_the_buttons_of_the_plot() -> None:
    figure = fig_run_rasters([("one", bursts(50))], max_points=100)
    (note,) = [a for a in figure.layout.annotations if a.name == "note"]
    # The row of buttons is 28 px high, the line of the note 18 px.
    assert figure.layout.margin.t - note.yshift - 18 >= 28


def test_the_name_of_a_row_has_room_below_the_row_above_also_on_paper() -> None:
    slices = tuple(PopulationSlice(f"p{i}", i, i + 1) for i in range(6))
    run = Activity.from_spikes([0], [0.1], 6, 0.5, 1e-4, slices)
    figure = fig_run_rates([("one", run)])
    size = size_on_paper(figure)
    margin = figure.layout.template.layout.margin
    # A legend of one line takes as much as the lower margin again.
    plot = size.canvas(figure.layout.height)[1] - margin.t - 2 * margin.b
    domains = [figure.layout["yaxis" if i == 0 else f"yaxis{i + 1}"].domain for i in range(6)]
    for (low, _), (_, below) in itertools.pairwise(domains):
        assert (low - below) * plot >= 16 + 5  # a name of 13 px, and half a number of 11 px
