"""Kept runs on the page: listed with what changed, named, opened again, deleted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.report.spec import ReportSpec, SectionSpec
from sim import store
from sim.activity import Activity
from sim.network import load_network, realise, with_values

SCRIPT = """
from dashboard import state
from dashboard.project import Project
from dashboard.views import compare
from sim.network import load_network
import streamlit as st
if "project" not in st.session_state:
    from sim.projects import new_project_id
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network("one_neuron"), origin="one_neuron")
state.show_complaint()
compare.render()
"""


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def keep(tau: str, seed: int) -> str:
    network = with_values(load_network("synfire_chain"), {"seed": seed})
    name = next(n for n, p in network.populations.items() if hasattr(p.neuron, "tau_m"))
    network = with_values(network, {f"populations.{name}.neuron.tau_m": tau})
    wiring = realise(network)
    rng = np.random.default_rng(seed)
    spikes = np.sort(rng.uniform(0, network.duration - network.dt, 200))
    return store.save_run(network, Activity.from_spikes(
        rng.integers(0, wiring.n_neurons, 200), spikes, wiring.n_neurons,
        network.duration, network.dt, wiring.populations,
    ))  # fmt: skip


def opened() -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    for _ in range(50):
        app.run()
        assert not app.exception, app.exception
        if not any(b.key.startswith("cancel_run") for b in app.button):
            return app
    raise AssertionError("the run did not end")


def test_without_runs_the_page_says_how_to_get_some() -> None:
    app = opened()
    assert any("No runs are kept yet" in info.value for info in app.info)


def test_runs_are_listed_with_what_changed_and_can_be_named_opened_and_deleted() -> None:
    first, second = keep("10 ms", 1), keep("12 ms", 2)
    app = opened()
    table = app.dataframe[0].value
    assert list(table["Spikes"][:2]) == [200, 200]
    assert "seed: 1 → 2" in table["Changed"][0]
    assert "tau_m: 10 ms → 12 ms" in table["Changed"][0]
    assert table["Changed"][1] == "first of this network"

    app.text_input(key=f"run_name:{second}").input("slower").run()
    assert not app.exception
    assert store.load_run(second).name == "slower"

    app.button(key=f"run_open:{first}").click().run()
    assert app.session_state["project"].network.seed == 1

    app.button(key=f"run_delete:{first}").click().run()
    assert not app.exception
    assert first not in [run.run_id for run in store.list_runs()]


@pytest.mark.parametrize(
    "view",
    ["Spikes", "Rates", "Neuron by neuron", "Numbers", "Energy", "What differs"],
)
def test_every_view_shows_two_runs(view: str) -> None:
    keep("10 ms", 1), keep("12 ms", 2)
    app = opened()
    app.segmented_control(key="compare_view").set_value(view).run()
    assert not app.exception, app.exception
    assert not app.error
    if view in ("Numbers", "What differs"):
        assert len(app.dataframe) == 2
    else:
        assert len(app.get("bidi_component")) == 1


def test_compared_runs_go_into_the_report_beside_what_is_there() -> None:
    first, second = keep("10 ms", 1), keep("12 ms", 2)
    app = opened()
    app.button(key="compared_into_report").click().run()
    assert not app.exception
    report = app.session_state["project"].report
    assert [run.id for run in report.runs] == [first, second]
    assert report.sections == (), (
        "nobody composed it, so it shows the runs beside each other itself"
    )

    third = keep("14 ms", 3)
    composed = report.model_copy(update={"sections": (SectionSpec(heading="Mine"),)})
    app.session_state["project"] = app.session_state["project"].model_copy(
        update={"report": composed}
    )
    app.multiselect(key="compared_runs").set_value([second, third]).run()
    app.button(key="compared_into_report").click().run()
    app.button(key="compared_into_report").click().run()  # twice is once
    report = app.session_state["project"].report
    assert [run.id for run in report.runs] == [first, second, third]
    assert [s.heading for s in report.sections] == ["Mine", "Runs beside each other"]
    names = (report.runs[1].name, report.runs[2].name)
    assert all(f.runs == names for f in report.sections[1].figures)
    assert "run_difference" in [f.figure for f in report.sections[1].figures]


def test_a_name_given_to_a_run_is_its_name_in_the_report() -> None:
    first, second = keep("10 ms", 1), keep("12 ms", 2)
    app = opened()
    project = app.session_state["project"]
    app.session_state["project"] = project.model_copy(
        update={"report": ReportSpec(sections=(SectionSpec(heading="Mine"),))}
    )
    app.button(key="compared_into_report").click().run()
    app.text_input(key=f"run_name:{first}").input("slow <b>membrane</b>").run()
    app.text_input(key=f"run_name:{second}").input("slow b membrane b").run()
    assert not app.exception
    report = app.session_state["project"].report
    assert [(r.id, r.name) for r in report.runs] == [
        (None, "this_run"), (first, "slow_b_membrane_b"), (second, "slow_b_membrane_b_2"),
    ]  # fmt: skip
    names = tuple(r.name for r in report.runs[1:])
    assert all(f.runs == names for f in report.sections[1].figures)
    app.text_input(key=f"run_name:{first}").input("").run()
    assert app.session_state["project"].report == report, "a name taken away leaves the report's"


def test_one_figure_of_compared_runs_joins_a_composed_report_and_leaves_again() -> None:
    ids = [keep("10 ms", 1), keep("12 ms", 2)]
    app = opened()
    project = app.session_state["project"]
    mine = ReportSpec(
        sections=(SectionSpec(heading="Mine", figures=({"figure": "raster", "run": "this_run"},)),)
    )
    app.session_state["project"] = project.model_copy(update={"report": mine})
    app.run()
    app.button(key="save:run_rasters").click().run()
    app.button(key="report_pick:run_rasters").click().run()
    assert not app.exception
    report = app.session_state["project"].report
    assert [run.id for run in report.runs] == [None, *ids], "its own figure keeps its run"
    names = tuple(run.name for run in report.runs[1:])
    assert [f.figure for f in report.sections[0].figures] == ["raster"]
    assert [(f.figure, f.runs) for f in report.sections[1].figures] == [("run_rasters", names)]
    app.button(key="save:run_rasters").click().run()
    assert any("position 2" in m.value for m in app.markdown)
    app.button(key="report_pick:run_rasters").click().run()
    assert [f.figure for s in app.session_state["project"].report.sections for f in s.figures] == ["raster"]  # fmt: skip


def test_one_run_has_nothing_to_be_put_beside_it() -> None:
    keep("10 ms", 1)
    app = opened()
    app.segmented_control(key="compare_view").set_value("Neuron by neuron").run()
    assert any("Choose a second run" in info.value for info in app.info)
    assert app.button(key="compared_into_report").disabled
