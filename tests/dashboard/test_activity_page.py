"""The Activity page without a browser: its filters reach every figure and the table."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import charts, page, run_until_done

from dashboard import shown
from dashboard.jobs import Result
from sim.activity import Activity

TABS = ["Traces", "Rates and intervals", "Rhythm", "Together", "Connections"]


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


@pytest.fixture
def app() -> AppTest:
    return run_until_done(page("activity", "cuba"))


def table(app: AppTest) -> dict[str, dict[str, float]]:
    """Return the rows of the table by population."""
    frame = next(d.value for d in app.dataframe if "Population" in d.value)
    return {row["Population"]: dict(row) for _, row in frame.iterrows()}


def result(app: AppTest) -> Activity:
    from dashboard import jobs

    found = jobs.finished(app.session_state["last_result"])
    assert isinstance(found, Result)
    return found.activity


def test_the_table_follows_the_time_window(app: AppTest) -> None:
    activity = result(app)
    assert table(app)["exc"]["Spikes"] == activity.spikes_per_population()["exc"]
    app.slider(key="activity_window_ms").set_value((200.0, 300.0))
    run_until_done(app)
    inside = (activity.spike_step >= 2000) & (activity.spike_step < 3000)
    exc = inside & (activity.spike_neuron < activity.population("exc").stop)
    assert table(app)["exc"]["Spikes"] == exc.sum()
    assert table(app)["exc"]["Mean rate (Hz)"] == pytest.approx(exc.sum() / 3200 / 0.1)
    app.button(key="activity_whole").click()
    run_until_done(app)
    assert table(app)["exc"]["Spikes"] == activity.spikes_per_population()["exc"]


def test_a_slider_that_has_not_heard_of_a_zoom_does_not_take_it_back(app: AppTest) -> None:
    app.run()
    app.session_state["activity_window_s"] = (0.2, 0.3)  # zoomed in the browser
    app.run()
    assert app.slider(key="activity_window_ms").value == (200.0, 300.0)
    # Another slider was moved before the browser had painted that.
    app.slider(key="activity_window_ms").set_value((0.0, 1000.0)).run()
    assert app.session_state["activity_window_s"] == (0.2, 0.3)
    assert app.slider(key="activity_window_ms").value == (200.0, 300.0)
    app.slider(key="activity_window_ms").set_value((100.0, 300.0)).run()  # a person
    assert app.session_state["activity_window_s"] == pytest.approx((0.1, 0.3))


def test_what_was_chosen_of_a_network_does_not_hide_parts_of_the_next(app: AppTest) -> None:
    app.multiselect(key="activity_populations").set_value(["inh"])
    app.selectbox(key="activity_order").set_value("rate")
    app.slider(key="activity_window_ms").set_value((200.0, 300.0))
    run_until_done(app)
    app.selectbox(key="live_network").set_value("ring_attractor")
    run_until_done(app)
    assert app.multiselect(key="activity_populations").value == []
    assert app.selectbox(key="activity_order").value == "index"
    low, high = app.slider(key="activity_window_ms").value
    assert (low, high) == (0.0, result(app).duration_s * 1e3)


def test_table_and_raster_follow_the_populations(app: AppTest) -> None:
    app.multiselect(key="activity_populations").set_value(["inh"])
    run_until_done(app)
    assert set(table(app)) == {"inh"}
    raster = charts(app)[0]["data"]
    dots = [t for t in raster if "markers" in (t.get("mode") or "")]
    assert [t["name"] for t in dots] == ["inh"]
    assert len(dots[0]["x"]) == result(app).spikes_per_population()["inh"]


@pytest.mark.parametrize("tab", TABS)
def test_only_the_open_tab_is_drawn_and_it_follows(app: AppTest, tab: str) -> None:
    assert len(charts(app)) == 1  # the raster: numbers need no figure
    app.session_state["activity_tab"] = tab
    app.session_state["activity_populations"] = ["inh"]
    app.slider(key="activity_window_ms").set_value((200.0, 700.0))
    run_until_done(app)
    assert not app.error
    figures = charts(app)[1:]
    assert figures
    names = {t.get("name", "") for f in figures for t in f["data"] if f["data"]}
    assert not any(name.startswith("exc") for name in names), names
    captions = [f["layout"]["meta"]["caption"] for f in figures]
    if tab in ("Rates and intervals", "Together"):
        assert all("200 to 700 ms of 1 s" in c for c in captions)


def test_rows_by_rate_are_named_in_the_caption(app: AppTest) -> None:
    app.selectbox(key="activity_order").set_value("rate")
    run_until_done(app)
    caption = charts(app)[0]["layout"]["meta"]["caption"]
    assert "ordered by rate, highest on top" in caption


def test_the_ideal_run_stands_beside_that_on_a_chip() -> None:
    app = run_until_done(page("activity", "one_neuron"))
    app.session_state["activity_tab"] = "Ideal and on chip"
    run_until_done(app)
    assert not app.error
    pair, difference = charts(app)[1:]
    assert "ideal" in pair["layout"]["meta"]["caption"]
    assert "difference of all 1 neurons" in difference["layout"]["meta"]["caption"]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (None, None), ((0.2, 0.4), (0.2, 0.4)), ((-1.0, 0.3), (0.0, 0.3)), ((0.0, 1.0), None),
        ((0.4, 9.0), (0.4, 1.0)), ((2.0, 3.0), None), ((0.5, 0.5), None),
    ],
)  # fmt: skip
def test_a_window_is_cut_to_the_run(monkeypatch: pytest.MonkeyPatch, kept, expected) -> None:
    monkeypatch.setattr(shown, "st", SimpleNamespace(session_state={shown._WINDOW: kept}))
    assert shown._window(Activity.from_spikes([], [], 1, 1.0)) == expected
