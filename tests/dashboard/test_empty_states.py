"""Pages with nothing to show: each says what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import charts, page, run_until_done

from dashboard.project import Project
from sim.network import load_network


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def shown(view: str, project: Project) -> AppTest:
    app = page(view)
    app.session_state["project"] = project
    app.session_state["project_id"] = "nothingtoshow000"
    return run_until_done(app)


ONE = load_network("one_neuron")


@pytest.mark.parametrize("view", ["start", "energy"])
def test_without_devices_the_page_says_where_to_choose_some(view: str) -> None:
    app = shown(view, Project(network=ONE, origin="one_neuron", hardware=(), baselines=()))
    assert not app.error
    assert any("hoose a chip" in box.value for box in app.info)
    assert not any("claim" in box.value for box in app.warning)


def test_without_a_chip_or_with_one_that_is_gone_hardware_shows_a_modelled_one() -> None:
    for hardware in ((), ("dropped_by_me",)):
        app = shown("hardware", Project(network=ONE, origin="one_neuron", hardware=hardware))
        assert not app.error
        assert app.title[0].value == "Intel Loihi"


@pytest.mark.parametrize("view", ["start", "energy"])
def test_a_chip_that_cannot_hold_the_network_is_named_beside_its_figures(view: str) -> None:
    # ODIN is one core of 256 neurons; the chain has 1,100.
    app = shown(view, Project(network=load_network("synfire_chain"), hardware=("odin",)))
    warned = [box.value for box in app.warning if "cannot hold" in box.value]
    assert len(warned) == 1
    assert "ODIN" in warned[0]
    assert charts(app)


@pytest.mark.parametrize("view", ["start", "build", "activity", "hardware", "energy", "report"])
def test_a_run_that_fails_says_why_and_offers_to_try_again(view: str) -> None:
    failing = Project(network=ONE, origin="one_neuron", on_chip="northpole")
    app = shown(view, failing)
    (error,) = app.error
    assert "spiking" in error.value
    assert any(button.label == "Try again" for button in app.button)
