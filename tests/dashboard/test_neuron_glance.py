"""A neuron at a glance on the Build page."""

from __future__ import annotations

from concurrent.futures import wait
from pathlib import Path

import pytest
from test_pages import charts, page, run_until_done

from dashboard.neuron_glances import glance, incoming, questions
from sim.network import load_network
from sim.neuron_response import FiCurve


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def test_what_reaches_a_population_is_what_the_network_says() -> None:
    network = load_network("cuba")
    weights = {p.name: p.weight for p in network.projections if p.target == "exc"}
    assert incoming(network, "exc") == weights
    assert list(questions(load_network("one_neuron"), "neuron")) == ["fi", "psp", "plane"]
    assert list(questions(network, "exc")) == ["fi", "psp"]


def test_a_glance_is_simulated_once() -> None:
    network = load_network("cuba")
    first = glance(network, "exc", "fi")
    wait([first])
    assert isinstance(first.result(), FiCurve)
    assert glance(network, "exc", "fi") is first


def test_the_build_page_shows_a_neuron_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page("build")
    app.session_state["glance"] = True
    app.session_state["selected_part"] = "population:neuron"
    wait([glance(load_network("one_neuron"), "neuron", "fi")])
    monkeypatch.setattr("dashboard.canvas.editor.selected", lambda: ("population:neuron",))
    run_until_done(app)
    titles = [c["layout"].get("xaxis", {}).get("title", {}).get("text") for c in charts(app)]
    assert "constant current (pA)" in titles
