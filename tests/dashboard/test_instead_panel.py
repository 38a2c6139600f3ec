"""What would be run instead, on the page: the batch slider reverses who needs less."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

_SCRIPT = """
from dashboard import state
from dashboard.figures import FigureContext
from dashboard.project import Project
from dashboard.widgets.instead_panel import instead_panel
from sim.network import load_network
import streamlit as st
network = load_network({network!r})
if "project" not in st.session_state:
    from sim.projects import new_project_id
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=network, origin={network!r})
instead_panel(network, (), FigureContext())
"""


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def panel(network: str) -> AppTest:
    app = AppTest.from_string(_SCRIPT.format(network=network), default_timeout=120).run()
    assert not app.exception, app.exception
    return app


def answer(app: AppTest) -> str:
    (line,) = [m.value for m in app.markdown if "Loihi (Wolf Mountain)" in m.value]
    return line


def listed(app: AppTest) -> str:
    """Return what says which machines run the ANN at this batch."""
    (words,) = [c.value for c in app.caption if "without being chosen" in c.value]
    return words


def test_the_batch_slider_reverses_the_answer() -> None:
    app = panel("keyword_spotting")
    assert "the chip needs less" in answer(app)
    assert "Movidius NCS2. Published rows exist only" in listed(app)  # not in the list "ANN on"
    app.select_slider(key="instead_batch").set_value(64).run()
    assert not app.exception, app.exception
    assert "the ANN needs less" in answer(app)
    assert "batch 64" in answer(app)
    assert "at batch 64: " in listed(app)
    assert "Movidius" not in listed(app)


def test_a_network_without_an_ann_says_so() -> None:
    (words,) = panel("cuba").info
    assert "has no ANN that could be run instead" in words.value
    assert "benchmark of simulators" in words.value
