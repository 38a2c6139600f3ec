"""The raster does not wait for the costs, and costs of another run are never shown unmarked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import pricing
from dashboard.chart.payload import unpack

SCRIPT = """
import streamlit as st
from dashboard import state
from dashboard.project import Project
from dashboard.views import start
from dashboard.widgets.live_panel import live_panel
from sim.network import load_network
from sim.projects import new_project_id
if "project" not in st.session_state:
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network("one_neuron"), origin="one_neuron")
live_panel(state.project())
start.render()
"""


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[threading.Event]:
    """Hold up all pricing until the event is set."""
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))
    opened, price = threading.Event(), pricing.study_of

    def held(*arguments: object) -> object:
        opened.wait(60)
        return price(*arguments)

    monkeypatch.setattr(pricing, "study_of", held)
    monkeypatch.setattr(pricing, "_studies", type(pricing._studies)())
    yield opened
    opened.set()


def figures(app: AppTest) -> list[str]:
    """Return the names of the figures on the page."""
    sent = (component.proto.bytes for component in app.get("bidi_component"))
    return [unpack(chart)["name"] for chart in sent if chart]  # the listeners are sent nothing


def being_priced(app: AppTest) -> str:
    return " ".join(c.value for c in app.caption if "Being priced" in c.value)


def run_until_drawn(app: AppTest) -> None:
    for _ in range(100):
        app.run()
        assert not app.exception
        if not any(button.key.startswith("cancel_run") for button in app.button):
            return
    raise AssertionError("the run did not end")


def run_until_priced(app: AppTest) -> None:
    for _ in range(100):
        app.run()
        if not being_priced(app):
            return
    raise AssertionError("it was never priced")


def test_the_raster_is_there_before_the_costs(gate: threading.Event) -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    run_until_drawn(app)
    assert figures(app) == ["raster"]
    assert being_priced(app)
    assert not app.metric
    gate.set()
    run_until_priced(app)
    assert figures(app) == ["raster", "energy"]
    assert app.metric


def test_costs_of_the_run_before_say_so_until_the_new_ones_are_there(gate: threading.Event) -> None:
    gate.set()
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    run_until_drawn(app)
    run_until_priced(app)
    before = [metric.value for metric in app.metric]
    gate.clear()
    app.slider(key="live:populations.neuron.neuron.t_ref").set_value(9.0)
    run_until_drawn(app)
    assert being_priced(app).endswith("the costs below are of the run before.")
    assert any("st-key-costs" in str(html.proto) for html in app.get("html"))  # dimmed
    assert [metric.value for metric in app.metric] == before
    gate.set()
    run_until_priced(app)
    assert not any("st-key-costs" in str(html.proto) for html in app.get("html"))
