"""What is saved from Activity, and put into the report, is what the page shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_pages import page, run_until_done

from dashboard import jobs
from dashboard.figures import SpikeWindow, data_frame
from dashboard.report.export import export_figure
from dashboard.report.view import FigureView
from dashboard.report_picks import Pick
from dashboard.views.activity import _TABS
from dashboard.widgets import figure_card, raster_card, save_options
from sim.activity import Activity
from sim.wiring import PopulationSlice

WINDOW_S = (0.2, 0.4)
#: Another value of every choice of the page, by the key of its input.
CHOICES: dict[str, Any] = {
    "activity_populations": ["exc"],
    "activity_window_ms": (200.0, 400.0),
    "activity_order": "rate",
    "rate_bin_ms": 9,
    "traced": [("exc", 2400)],
    "traced_quantities": ["voltage"],
    "irregularity": "lv",
    "spectrum_resolution": 10.0,
    "spectrogram_window": 0.1,
    "correlation_bin": 20,
    "correlation_sample": 40,
    "connectivity": "density",
    "connectivity_bins": 40,
    "activity_weights_of": "i_to_e",
}
#: Choices that are in no view, and why.
OTHERWISE = {
    "spectrogram_of": "each population has a figure of its own in the report",
    "compare_chip": "another chip is another run, which has to be simulated first",
}
#: Cards over time, which hold the whole run and are zoomed in the browser.
OVER_TIME = {"raster_and_rates", "traces", "spectrogram", "raster_pair"}


@dataclass
class Cards:
    """The cards of the last run of the page, by name: what is shown, and what is taken away."""

    figure: dict[str, Any] = field(default_factory=dict)
    pick: dict[str, Pick] = field(default_factory=dict)

    def shown(self) -> dict[str, tuple[str, Any]]:
        return {
            name: (figure.to_json(), (self.pick[name].figure, self.pick[name].view))
            for name, figure in self.figure.items()
        }


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cards:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))
    found = Cards()
    real = figure_card.save_menu

    def menu(figure: Any, name: str, pick: Pick | None = None) -> None:
        found.figure[name], found.pick[name] = figure, pick or Pick(name)
        real(figure, name, pick)

    monkeypatch.setattr(figure_card, "save_menu", menu)
    monkeypatch.setattr(raster_card, "save_menu", menu)
    return found


def inputs(app: AppTest) -> dict[str, Any]:
    """Return the choices on the page by the first part of their keys; those of values left out."""
    kinds = (app.multiselect, app.selectbox, app.slider, app.select_slider, app.get("button_group"))
    found = {str(w.key).partition(":")[0]: w for kind in kinds for w in kind}
    return {key: w for key, w in found.items() if not key.startswith("live") and key != "pins"}


def at_tab(app: AppTest, tab: str) -> AppTest:
    app.session_state["activity_tab"] = tab
    return run_until_done(app)


def activity_of(app: AppTest) -> Activity:
    result = jobs.finished(app.session_state["last_result"])
    assert result is not None
    return result.activity


def test_every_choice_that_changes_a_figure_goes_along(cards: Cards) -> None:
    app = run_until_done(page("activity", "cuba"))
    seen: set[str] = set()
    for tab in _TABS:
        at_tab(app, tab)
        for key in [k for k in CHOICES if k in inputs(app).keys() - seen]:
            at_tab(app, "Traces" if key == "activity_window_ms" else tab)
            before = cards.shown()
            inputs(app)[key].set_value(CHOICES[key])
            run_until_done(app)
            after = cards.shown()
            changed = [name for name in after if after[name][0] != before[name][0]]
            assert changed, f"{key} changes nothing"
            for name in changed:
                assert after[name][1] != before[name][1], f"{key} changes {name}, not what is taken"
        seen |= inputs(app).keys()
    assert seen == set(CHOICES) | set(OTHERWISE)
    assert not any(pick.own for pick in cards.pick.values())


def test_what_is_taken_away_holds_the_numbers_of_its_card(cards: Cards) -> None:
    app = run_until_done(page("activity", "cuba"))
    for tab in _TABS:
        at_tab(app, tab)
        for key in set(CHOICES) & inputs(app).keys():
            inputs(app)[key].set_value(CHOICES[key])
        run_until_done(app)
    assert len(cards.figure) == 15
    for name, figure in cards.figure.items():
        pick = cards.pick[name]
        assert pick.draw is not None, name
        taken = pick.draw(pick.view)
        if name in OVER_TIME:
            assert list(taken.layout.xaxis.range) == [200, 400], name
            # The mean rate in a legend is of what is drawn.
            names = [[t.name.partition(" (")[0] for t in f.data] for f in (taken, figure)]
            assert names[0] == names[1], name
        else:
            pd.testing.assert_frame_equal(data_frame(taken), data_frame(figure))
        caption = taken.layout.meta["caption"]
        assert ("200 to 400 ms of 1 s" in caption) == ("window" in pick.view.chosen), name
        assert ("population exc" in caption) == ("populations" in pick.view.chosen), name


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Any]]:
    """Return a list that fills with what draws the figure that an opened menu saves."""
    found: list[Callable[[], Any]] = []
    monkeypatch.setattr(save_options, "_choices", lambda _, export: found.append(export))
    return found


def table(app: AppTest, saved: list[Callable[[], Any]], figure: str) -> pd.DataFrame:
    """Open the menu of a figure and return the CSV that it saves."""
    app.button(key=f"save:{figure}").click().run()
    assert not app.exception
    return pd.read_csv(io.BytesIO(export_figure(saved[-1](), "csv")))


def test_the_menu_saves_the_stretch_and_on_demand_the_whole_run(
    cards: Cards, saved: list[Callable[[], Any]]
) -> None:
    app = run_until_done(page("activity", "cuba"))
    app.button(key="save:raster_and_rates").click().run()
    part = "save:raster_and_rates:part"
    assert part not in [w.key for w in app.get("button_group")], "all is shown: nothing to choose"
    app.multiselect(key="activity_populations").set_value(["inh"])
    app.session_state["activity_window_s"] = WINDOW_S
    run_until_done(app)

    activity = activity_of(app)
    inh, time_s = activity.population("inh"), activity.spike_step * activity.dt_s
    of_inh = (activity.spike_neuron >= inh.start) & (activity.spike_neuron < inh.stop)
    within = of_inh & (time_s >= WINDOW_S[0] - 1e-9) & (time_s < WINDOW_S[1] - 1e-9)
    spikes = table(app, saved, "raster_and_rates")
    spikes = spikes[spikes["series"] == "inh"]
    assert np.allclose(spikes["time (ms)"], time_s[within] * 1e3)
    assert list(spikes["neuron"]) == list(activity.spike_neuron[within] - inh.start)

    app.session_state[part] = "whole"
    everything = table(app, saved, "raster_and_rates")
    counts = everything["series"].value_counts()
    assert counts["inh"] == of_inh.sum()
    assert counts["exc"] == (~of_inh).sum()


@pytest.mark.parametrize(
    ("axes", "populations", "window_s", "rows"),
    [
        (None, (), None, None),
        ([0, 1000, 10.2, -0.7], (), None, None),
        ([200, 400, 10.2, -0.7], (), (0.2, 0.4), None),
        # Less than a time step of 0.1 ms is a step, also at the end of the run.
        ([200.21, 200.24, 10.2, -0.7], (), (0.2002, 0.2003), None),
        ([999.98, 1000, 10.2, -0.7], (), (0.9999, 1.0), None),
        # Rows of neurons 2 to 6 lie wholly between these ends.
        ([0, 1000, 6.4, 1.5], (), None, (3, 7)),
        ([200.04, 400, 9.5, 4.5], (), (0.2, 0.4), (6, 10)),
        # Of a population of four, which alone is shown.
        ([0, 1000, 9.4, 2.5], ("b",), None, (4, 4)),
        ([0, 1000, 9.4, -0.7], ("b",), None, None),
    ],
)  # fmt: skip
def test_a_zoom_into_a_raster_is_taken_away_in_both_directions(
    axes: list[float] | None, populations: tuple[str, ...], window_s: Any, rows: Any
) -> None:
    slices = (PopulationSlice("a", 0, 6), PopulationSlice("b", 6, 10))
    activity = Activity.from_spikes([], [], 10, 1.0, 1e-4, slices)
    pick = Pick("spikes", view=FigureView(populations=populations))
    seen = SpikeWindow.of_axes(activity, axes)
    view = raster_card._zoomed(pick, seen, activity).view
    assert view == FigureView(populations=populations, rows=rows).model_copy(
        update={"window": window_s}
    )
    looked_at = Pick("raster", view=FigureView(window=("100 ms", "150 ms")))
    assert raster_card._zoomed(looked_at, seen, activity).view.window == (0.1, 0.15)
    power = raster_card._zoomed(Pick("raster_power_loihi"), seen, activity).view
    if not populations:
        assert (power.window, power.rows) == (window_s, rows)
    other = Pick("network")
    assert raster_card._zoomed(other, seen, activity) == other


def test_spikes_with_the_power_of_a_device_are_taken_away_as_zoomed(
    cards: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_row_on_the_axis = 3999.3
    monkeypatch.setattr(raster_card, "viewed", lambda _: [200, 400, last_row_on_the_axis, -0.7])
    app = run_until_done(page("energy", "cuba"))
    pick = cards.pick["raster_and_power"]
    assert pick.view.chosen == ("window",)
    assert pick.draw is not None
    taken = pick.draw(pick.view)
    time_s = activity_of(app).spike_step * activity_of(app).dt_s
    within = (time_s >= WINDOW_S[0] - 1e-9) & (time_s < WINDOW_S[1] - 1e-9)
    dots = [t for t in taken.data if t.mode == "markers"]
    assert sum(len(t.x) for t in dots) == within.sum()
    power = [t.name for t in taken.data if (t.name or "").startswith("mean")]
    assert len(power) == 1
    assert power[0].endswith("W here")
    assert "200 to 400 ms of 1 s" in taken.layout.meta["caption"]
    said = "Zoomed to 200 to 400 ms; the means are of the whole run."
    assert any(said in caption.value for caption in app.caption)
