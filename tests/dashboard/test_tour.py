"""The guided tour: its steps exist, and a person's own project waits for its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.history import History
from dashboard.pages import PAGES
from dashboard.project import Project
from dashboard.tour import Step, steps
from sim.hardware import variant_yaml
from sim.network import load_network, with_values
from sim.projects import load_project


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def test_there_are_six_to_eight_steps_over_the_pages_in_their_order() -> None:
    visited = [step.page for step in steps()]
    assert 6 <= len(visited) <= 8
    assert visited == [page for page in PAGES if page in visited]
    assert {"start", "build", "activity", "hardware", "energy", "report"} <= set(visited)


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.page)
def test_each_step_has_its_page_and_its_network(step: Step) -> None:
    assert step.page in PAGES
    if step.network is not None:
        assert load_network(step.network).n_neurons > 1


OWN = Project(
    network=with_values(load_network("one_neuron"), {"seed": 99}), origin="one_neuron",
    hardware=("odin",), baselines=(), own={"mine": variant_yaml("mine", "Mine", "loihi", {})},
)  # fmt: skip

#: The card on the page of the first step, whose network needs no run here.
SCRIPT = """
import streamlit as st
from types import SimpleNamespace
from dashboard import state
from dashboard.history import History
from dashboard.pages import PAGES
from dashboard.widgets.tour_card import tour_button, tour_card
state.project()
tour_button("begin")
pages = {path: SimpleNamespace(title=info.title) for path, info in PAGES.items()}
tour_card(pages, "start")
"""


def begun() -> AppTest:
    app = AppTest.from_string(SCRIPT)
    app.session_state["project"] = OWN
    app.session_state["project_id"] = "mytourproject000"
    app.run()
    history = History()
    history.record(lambda: Project().to_json(), "", 0.0)
    app.session_state["history"] = history
    app.button(key="begin").click().run()
    assert not app.exception
    return app


def kept() -> Project | None:
    text = load_project("mytourproject000")
    return None if text is None else Project.from_json(text)


def test_leaving_the_tour_brings_the_own_project_back_with_its_history() -> None:
    app = begun()
    assert app.session_state["project"] == Project()
    assert "history" not in app.session_state  # undo does not lead out of the tour
    assert kept() in (None, OWN)  # a refresh in the middle finds one's own
    app.button(key="tour_leave").click().run()
    assert app.session_state["project"] == OWN
    assert kept() == OWN
    assert app.session_state["history"].n_past == 1
    assert [button.key for button in app.button] == ["begin"]


def test_a_network_changed_on_the_tour_is_one_undo_away() -> None:
    app = begun()
    changed = with_values(Project().network, {"seed": 7})
    app.session_state["project"] = Project(network=changed)
    app.button(key="tour_leave").click().run()
    assert app.session_state["project"] == OWN
    history = app.session_state["history"]
    assert history.n_past == 2
    before = Project.from_json(history.undo(lambda: "now"))
    assert before.network == changed
    assert before.own == OWN.own  # undo takes no chip away
