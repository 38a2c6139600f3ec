"""Plasticity on the pages: its form on Build, its weights on Activity."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pages import page, run_until_done


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def rule_of(app):
    return app.session_state["project"].network.projections[0].plasticity


def test_a_rule_a_preset_and_a_slider_change_the_network() -> None:
    app = page("build", "short_term_synapses")
    app.session_state["canvas_selected"] = ("projection:depressing",)
    run_until_done(app)
    app.selectbox(key="choice:plasticity:depressing").set_value("stdp_triplet")
    run_until_done(app)
    assert rule_of(app).kind == "stdp_triplet"
    assert rule_of(app).w_max == "500 pA"
    app.selectbox(key="preset:depressing").set_value("hippocampus")
    run_until_done(app)
    assert (rule_of(app).a2_plus, rule_of(app).tau_y) == (5.3e-3, 40e-3)
    app.slider(key="build:projections.depressing.plasticity.tau_y").set_value(60.0)
    run_until_done(app)
    assert rule_of(app).tau_y == pytest.approx(60e-3)
    app.selectbox(key="choice:pairing:depressing").set_value("nearest")
    run_until_done(app)
    assert rule_of(app).pairing == "nearest"
    app.selectbox(key="choice:plasticity:depressing").set_value("none")
    run_until_done(app)
    assert rule_of(app) is None
    assert not app.error


def test_the_activity_page_shows_plastic_projections_only_where_there_are_some() -> None:
    app = page("activity", "short_term_synapses")
    app.session_state["activity_tab"] = "Connections"
    run_until_done(app)
    assert "Synapses that changed" in [title.value for title in app.subheader]
    assert any("changed 23 times by arriving spikes." in c.value for c in app.caption)
    app = page("activity", "short_term_synapses/static")
    app.session_state["activity_tab"] = "Connections"
    run_until_done(app)
    assert "Weights" in [title.value for title in app.subheader]
    assert "Synapses that changed" not in [title.value for title in app.subheader]
