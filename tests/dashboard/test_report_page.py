"""The report page: what is composed there is what its reader gets, and it stays."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import page, run_until_done

from dashboard.project import Project
from dashboard.report.spec import FigureChoice, ReportSpec, SectionSpec, parse_spec
from dashboard.report_runs import labels_of, storable
from sim import projects, store
from sim.network import load_network, realise, with_values


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def preview(app: AppTest) -> str:
    """Return the page that the reader would see."""
    (frame,) = app.get("iframe")
    return frame.proto.srcdoc


def order(text: str, *words: str) -> bool:
    places = [text.index(word) for word in words]
    return places == sorted(places)


def composed(app: AppTest) -> ReportSpec:
    return app.session_state["project"].report


def test_figures_are_put_in_order_with_words_and_kept_on_disk() -> None:
    app = run_until_done(page("report"))
    assert order(preview(app), "Spikes (top) and firing rate", "Energy of the run by device")
    app.button(key="report:move_figure:0:0:1").click()
    run_until_done(app)
    app.button(key="report:drop_figure:0:0").click()
    run_until_done(app)
    figures = [f.figure for f in composed(app).sections[0].figures]
    assert figures[0] == "raster"
    assert "traces" not in figures

    revision = app.session_state["report_revision"]
    app.text_input(key=f"report:{revision}:title").set_value("Mine <i>& others</i>")
    app.text_input(key=f"report:{revision}:authors").set_value("A. Author; B. Author")
    app.text_area(key=f"report:{revision}:caption:0:0").set_value("My <b>own</b> caption")
    run_until_done(app)
    text = preview(app)
    assert order(text, "<h1>Mine &lt;i&gt;&amp; others&lt;/i&gt;</h1>", "A. Author, B. Author",
                 "My &lt;b&gt;own&lt;/b&gt; caption")  # fmt: skip
    assert "</b> Spikes (top) and firing rate" not in text

    kept = Project.from_json(projects.load_project(app.session_state["project_id"]) or "")
    assert kept.report == composed(app)
    assert kept.report.authors == ("A. Author", "B. Author")


def test_a_position_is_typed_and_the_last_change_is_taken_back() -> None:
    app = run_until_done(page("report"))
    first = composed(app)
    assert app.button(key="report:back").disabled
    app.number_input(key="report:0:position:0:0").set_value(3)
    run_until_done(app)
    moved = [f.figure for f in composed(app).sections[0].figures]
    assert moved[:3] == ["traces", "energy", "raster"]
    revision = app.session_state["report_revision"]
    app.text_area(key=f"report:{revision}:note:0:0").set_value("A note")
    run_until_done(app)
    assert composed(app).sections[0].figures[0].note == "A note"
    app.button(key="report:back").click()
    run_until_done(app)
    assert [f.note for f in composed(app).sections[0].figures if f.note] == []
    assert [f.figure for f in composed(app).sections[0].figures] == moved
    app.button(key="report:back").click()
    run_until_done(app)
    assert composed(app) == first
    assert app.button(key="report:back").disabled


def test_sections_and_figures_are_added() -> None:
    app = run_until_done(page("report"))
    app.button(key="report:add_section").click()
    run_until_done(app)
    revision = app.session_state["report_revision"]
    app.text_input(key=f"report:{revision}:heading:1").set_value("Wiring")
    app.selectbox(key="report:add:1").set_value("network")
    run_until_done(app)
    app.button(key="report:add_figure:1").click()
    run_until_done(app)
    assert composed(app).sections[1].heading == "Wiring"
    assert [f.figure for f in composed(app).sections[1].figures] == ["network"]
    assert order(preview(app), ">Figures</h2>", ">Wiring</h2>", ">The run and its results</h2>")


def test_what_a_figure_shows_of_the_run_is_said_and_cleared() -> None:
    app = page("report")
    project = Project(network=load_network("cuba"), origin="cuba")
    spec = parse_spec(
        "sections: [{figures: [{figure: raster,"
        " view: {populations: [inh], window: [200 ms, 400 ms], order: rate, bin: 2 ms}}]}]"
    )
    app.session_state["project"] = project.model_copy(update={"report": spec})
    app.session_state["project_id"] = projects.new_project_id()
    run_until_done(app)
    rows = [m.value for m in app.markdown if "Raster and rates" in m.value]
    assert rows == ["Raster and rates · inh · 200 to 400 ms · by rate · bins of 2 ms"]
    assert "200 to 400 ms of 1 s of biological time" in preview(app)
    app.button(key="report:whole:0:0").click()
    run_until_done(app)
    assert composed(app).sections[0].figures[0] == FigureChoice(figure="raster")
    assert "ms of 1 s of biological time" not in preview(app)
    app.button(key="report:back").click()
    run_until_done(app)
    assert composed(app) == spec


def test_a_report_begins_with_no_figures_and_this_is_taken_back() -> None:
    app = run_until_done(page("report"))
    app.button(key="report:no_figures").click()
    run_until_done(app)
    assert [s.figures for s in composed(app).sections] == [()]
    assert "<figcaption>" not in preview(app)
    assert app.button(key="report:no_figures").disabled
    app.button(key="report:back").click()
    run_until_done(app)
    assert composed(app) == ReportSpec()
    assert "<figcaption>" in preview(app)


def test_stored_runs_join_the_report() -> None:
    from sim import simulate

    network = load_network("one_neuron").model_copy(update={"seed": 5, "title": "Stored before"})
    run_id = store.save_run(network, simulate(network, realise(network), backend="numpy"))
    app = run_until_done(page("report"))
    app.multiselect(key="report:0:runs").set_value(["this_run", run_id])
    run_until_done(app)
    assert [run.id for run in composed(app).runs] == [None, run_id]
    text = preview(app)
    assert order(text, ">At a glance</h2>", "Run one_neuron: Stored before</h2>")
    assert "seed 5" in text


def test_stored_runs_of_one_moment_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim import simulate

    network = load_network("one_neuron")
    ids = set()
    with monkeypatch.context() as clock:
        # The store's clock only: the engine clears away what looks old to its own.
        clock.setattr("sim.store.time", SimpleNamespace(time=lambda: 1.8e9))
        for drive in ("1000 pA", "1100 pA"):
            other = with_values(network, {"populations.neuron.drives.0.amplitude": drive})
            run = simulate(other, realise(other), backend="numpy")
            ids.add(store.save_run(other, run))
    labels = labels_of(storable())
    assert set(labels) == ids
    assert len(set(labels.values())) == len(ids) == 2


def test_a_figure_that_is_not_there_is_said_and_the_rest_is_shown() -> None:
    app = page("report")
    project = Project(network=load_network("one_neuron"), origin="one_neuron")
    spec = ReportSpec(sections=(SectionSpec(heading="X", figures=("raster", "nothing")),))
    app.session_state["project"] = project.model_copy(update={"report": spec})
    app.session_state["project_id"] = projects.new_project_id()
    run_until_done(app)
    assert any("nothing" in warning.value for warning in app.warning)
    assert "Spikes (top) and firing rate" in preview(app)


def test_a_figure_of_several_runs_is_added_and_its_runs_are_chosen() -> None:
    from sim import simulate

    network = load_network("one_neuron").model_copy(update={"seed": 5})
    run_id = store.save_run(network, simulate(network, realise(network), backend="numpy"))
    app = run_until_done(page("report"))
    assert "run_rates" not in app.selectbox(key="report:add:0").options
    app.multiselect(key="report:0:runs").set_value(["this_run", run_id])
    run_until_done(app)
    assert "Spikes of 2 runs on one time axis" in preview(app)
    app.selectbox(key="report:add:1").set_value("run_rates")
    run_until_done(app)
    app.multiselect(key="report:together:1").set_value(["one_neuron", "this_run"])
    run_until_done(app)
    app.button(key="report:add_figure:1").click()
    run_until_done(app)
    added = composed(app).sections[1].figures[-1]
    assert (added.figure, added.runs) == ("run_rates", ("one_neuron", "this_run"))
    assert "Runs: one_neuron is network" in preview(app)


def test_a_run_on_a_chip_stands_beside_its_ideal_run_which_is_made_for_it() -> None:
    app = page("report")
    project = Project(network=load_network("one_neuron"), origin="one_neuron", on_chip="loihi")
    spec = ReportSpec(sections=(SectionSpec(heading="X", figures=("on_chip_rasters",)),))
    app.session_state["project"] = project.model_copy(update={"report": spec})
    app.session_state["project_id"] = projects.new_project_id()
    run_until_done(app)
    assert not app.warning
    assert "ideal and as Intel Loihi holds it" in preview(app)
