"""Figures go into the report from their own menus: what the pages offer is what the report holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import page, run_until_done

from dashboard import jobs
from dashboard.neuron_glances import glance
from dashboard.project import Project
from dashboard.report.catalogue import entries
from dashboard.report.spec import MAX_FIGURES, ReportSpec, SectionSpec
from dashboard.report.view import FigureView
from dashboard.report_picks import Pick
from dashboard.report_runs import materials
from dashboard.views.activity import _TABS
from dashboard.widgets import figure_card
from sim.network import load_network


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


@pytest.fixture
def picks(monkeypatch: pytest.MonkeyPatch) -> list[Pick]:
    """Return a list that fills with what the cards of a page offer to the report."""
    seen: list[Pick] = []
    monkeypatch.setattr(figure_card, "save_button", lambda _name, _export, pick: seen.append(pick))
    return seen


def offered(app: AppTest) -> set[str]:
    """Return the figures that the report of the page's run can hold."""
    project = app.session_state["project"]
    result = jobs.finished(jobs.fingerprint(project))
    assert result is not None
    ((_, material),), _ = materials(project.report, project, result)
    return set(entries(material))


def test_every_figure_of_the_pages_is_in_the_catalogue_or_says_why_not(
    picks: list[Pick], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run_until_done(page("activity", "stdp_competition"))
    for tab in _TABS:
        app.session_state["activity_tab"] = tab
        run_until_done(app)
    app = page("build")
    app.session_state["glance"] = True
    monkeypatch.setattr("dashboard.canvas.editor.selected", lambda: ("population:neuron",))
    for question in ("fi", "psp"):
        glance(load_network("one_neuron"), "neuron", question).result()
        app.session_state["glance_question"] = question
        run_until_done(app)
    for view in ("start", "energy", "hardware", "trust"):
        run_until_done(page(view))
    names = {pick.figure for pick in picks if not pick.why_not}
    wanted = {
        "spikes", "raster", "traces", "rate_histogram", "fano", "isi", "spectrum", "synchrony",
        "correlation", "correlation_histogram", "connectivity", "connectivity_bins", "weights",
        "course_learned", "change_learned", "layout", "fi_neuron", "psp_neuron", "energy",
        "latency", "energy_latency", "components", "ratio", "energy_per_op", "raster_power_loihi",
        "ticks_loihi", "shares_loihi", "floorplan_loihi", "limits_loihi", "validation",
        "validation_errors",
    }  # fmt: skip
    assert wanted <= names, sorted(wanted - names)
    stdp = offered(run_until_done(page("activity", "stdp_competition")))
    assert names <= offered(app) | stdp, sorted(names - offered(app) - stdp)
    assert {p.figure for p in picks if p.why_not} == {"on_chip_rasters", "on_chip_rates"}


def report_of(app: AppTest) -> ReportSpec:
    return app.session_state["project"].report


def press(app: AppTest, figure: str) -> None:
    """Open the menu of a figure and press what it offers for the report."""
    app.button(key=f"save:{figure}").click().run()
    app.button(key=f"report_pick:{figure}").click().run()
    assert not app.exception


def figures_of(app: AppTest) -> list[str]:
    return [f.figure for section in report_of(app).sections for f in section.figures]


def test_a_figure_joins_the_usual_ones_and_leaves_again() -> None:
    app = run_until_done(page("activity"))
    app.session_state["activity_tab"] = "Rates and intervals"
    run_until_done(app)
    press(app, "isi")
    figures = figures_of(app)
    assert figures[0] == "raster", "what a report shows by itself stays in it"
    assert figures[-1] == "isi"
    assert report_of(app).sections[-1].figures[-1].run == "this_run"
    app.button(key="save:isi").click().run()
    assert app.button(key="report_pick:isi").label == "Take out"
    assert any(f"position {len(figures)}" in m.value for m in app.markdown)
    app.button(key="report_pick:isi").click().run()
    assert figures_of(app) == figures[:-1]


def test_a_usual_figure_is_in_the_report_before_anybody_composes_it() -> None:
    app = run_until_done(page("activity"))
    app.button(key="save:raster_and_rates").click().run()
    assert any("among its usual figures" in m.value for m in app.markdown)
    app.button(key="report_pick:raster_and_rates").click().run()
    assert "raster" not in figures_of(app)
    assert "traces" in figures_of(app)


def looking_at(app: AppTest, window_s: tuple[float, float] | None, *populations: str) -> AppTest:
    """Choose on the page Activity, as its bar above the figures does."""
    app.session_state["activity_window_s"] = window_s
    app.multiselect(key="activity_populations").set_value(list(populations))
    return run_until_done(app)


def test_the_settings_of_a_figure_go_along_and_are_said() -> None:
    app = run_until_done(page("activity"))
    app.session_state["activity_tab"] = "Rates and intervals"
    looking_at(app, (0.1, 0.2))
    app.segmented_control(key="irregularity").set_value("lv").run()
    app.button(key="save:isi").click().run()
    assert "As chosen here: 100 to 200 ms · LV." in [c.value for c in app.caption]
    app.button(key="report_pick:isi").click().run()
    assert report_of(app).sections[-1].figures[-1].view.irregularity == "lv"


def test_traces_of_no_neuron_are_not_offered_to_the_report() -> None:
    app = run_until_done(page("activity", "cuba"))
    app.session_state["activity_tab"] = "Traces"
    run_until_done(app)
    app.button(key="save:traces").click().run()
    assert any("among its usual figures" in m.value for m in app.markdown), "nothing was chosen yet"
    next(m for m in app.multiselect if str(m.key).startswith("traced:")).set_value([]).run()
    app.button(key="save:traces").click().run()
    assert any("Choose a neuron and a variable" in c.value for c in app.caption)
    assert "report_pick:traces" not in [b.key for b in app.button]


def test_what_is_chosen_on_activity_goes_along_and_each_stretch_is_a_figure_of_its_own() -> None:
    app = run_until_done(page("activity", "cuba"))
    app.selectbox(key="activity_order").set_value("rate")
    app.slider(key="rate_bin_ms").set_value(9)
    # A zoom ends between two time steps of 0.1 ms; the report says the step.
    looking_at(app, (0.20001, 0.39997), "inh")
    press(app, "raster_and_rates")
    added = report_of(app).sections[-1].figures[-1]
    assert added.view == FigureView(
        populations=("inh",), window=("200 ms", "400 ms"), order="rate", bin="9 ms"
    )
    app.button(key="save:raster_and_rates").click().run()
    assert app.button(key="report_pick:raster_and_rates").label == "Take out"
    n = len(figures_of(app))
    assert any(f"position {n}" in m.value for m in app.markdown)

    looking_at(app, (0.5, 0.6), "inh")
    press(app, "raster_and_rates")
    windows = [f.view.window for f in report_of(app).sections[-1].figures if f.figure == "raster"]
    assert windows == [None, (0.2, 0.4), (0.5, 0.6)]
    press(app, "raster_and_rates")
    windows = [f.view.window for f in report_of(app).sections[-1].figures if f.figure == "raster"]
    assert windows == [None, (0.2, 0.4)], "only the stretch at hand is taken out"
    project: Project = app.session_state["project"]
    assert Project.from_json(project.to_json()) == project


def test_all_of_a_run_is_chosen_like_nothing() -> None:
    app = run_until_done(page("activity", "cuba"))
    looking_at(app, None, "inh", "exc")
    app.button(key="save:raster_and_rates").click().run()
    assert any("among its usual figures" in m.value for m in app.markdown)


def test_a_figure_carries_only_what_it_can_show(picks: list[Pick]) -> None:
    app = run_until_done(page("activity", "cuba"))
    app.selectbox(key="activity_order").set_value("rate")
    for tab in ("Rhythm", "Connections"):
        app.session_state["activity_tab"] = tab
        looking_at(app, (0.1, 0.2), "inh")
    chosen = {pick.figure: pick.view.chosen for pick in picks}
    assert chosen["spectrum"] == ("populations", "window")
    assert chosen["spectrogram_inh"] == ("window",)
    assert chosen["connectivity_bins"] == ("populations",)
    assert chosen["connectivity"] == chosen["weights"] == ()


def test_a_report_that_is_full_says_so_in_the_menu() -> None:
    app = run_until_done(page("activity"))
    full = ReportSpec(sections=(SectionSpec(figures=("raster",) * MAX_FIGURES),))
    project: Project = app.session_state["project"]
    app.session_state["project"] = project.model_copy(update={"report": full})
    app.session_state["activity_tab"] = "Rates and intervals"
    run_until_done(app)
    press(app, "isi")
    app.button(key="save:isi").click().run()
    assert any("no room for more figures" in error.value for error in app.error)
    assert report_of(app) == full
