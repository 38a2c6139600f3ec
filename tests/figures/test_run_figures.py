"""Kept runs beside each other: what is drawn is what the runs hold."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hand_made_results import make_activity, make_reports

from dashboard.figures import fig_run_energy, fig_run_rasters, fig_run_rates
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
    assert [t.line.dash for t in figure.data] == ["solid", "dash"]
    assert len({t.line.color for t in figure.data}) == 1


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
        row = next(v for text, v in rows.items() if text.replace("<br>", " ") == report.title)
        assert abs(y - row) < 0.5
