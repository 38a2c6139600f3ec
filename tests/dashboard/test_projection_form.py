"""The form of a projection: what weights and delays can be, self-connections, bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_network import network_of
from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def form(network: str, projection: str) -> AppTest:
    """Return the form of one projection alone; nothing is simulated."""
    script = f"""
from dashboard import state
from dashboard.project import Project
from dashboard.widgets.projection_form import projection_form
from sim.network import load_network
from sim.projects import new_project_id
import streamlit as st
if "project" not in st.session_state:
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network({network!r}), origin={network!r})
state.show_complaint()
projection_form(state.project().network, {projection!r})
"""
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception
    return app


def test_a_weight_becomes_a_distribution_on_sliders_and_one_value_again() -> None:
    app = form("cuba", "i_to_e")
    before = network_of(app)
    app.selectbox(key="choice:weight:i_to_e").set_value("normal").run()
    weight = network_of(app).projections[2].weight
    assert (weight.mean, weight.std, weight.low, weight.high) == ("-90 pA", "9 pA", None, "0 pA")
    app.slider(key="build:projections.i_to_e.weight.std").set_value(18.0).run()
    assert network_of(app).projections[2].weight.std == "18 pA"
    app.text_input(key="build:projections.i_to_e.weight.low:text").set_value("-0.2 nA").run()
    assert network_of(app).projections[2].weight.low == "-0.2 nA"
    app.text_input(key="build:projections.i_to_e.weight.low:text").set_value("").run()
    assert network_of(app).projections[2].weight.low is None
    app.selectbox(key="choice:weight:i_to_e").set_value("one value").run()
    assert network_of(app) == before
    assert not app.error


def test_a_bound_that_cannot_be_is_refused_at_its_field() -> None:
    app = form("cuba", "e_to_e")
    app.selectbox(key="choice:delay:e_to_e").set_value("lognormal").run()
    before = network_of(app)
    for text, words in (("5 mV", "expected a number with a unit of time"), ("soon", "'soon'")):
        app.text_input(key="build:projections.e_to_e.delay.high:text").set_value(text).run()
        assert len(app.error) == 1
        assert words in app.error[0].value.replace("\\", "")
        assert network_of(app) == before
        assert app.text_input(key="build:projections.e_to_e.delay.high:text").value == ""


def test_distance_is_refused_where_there_are_no_positions_and_says_what_to_do() -> None:
    app = form("cuba", "e_to_e")
    app.selectbox(key="choice:delay:e_to_e").set_value("linear_in_distance").run()
    assert "choose a shape in their forms first" in app.error[0].value
    assert app.selectbox(key="choice:delay:e_to_e").value == "one value"


def test_a_weight_of_distance_has_its_width_on_a_slider() -> None:
    app = form("ring_attractor", "e_to_i")
    app.selectbox(key="choice:weight:e_to_i").set_value("gaussian_of_distance").run()
    app.slider(key="build:projections.e_to_i.weight.sigma").set_value(200.0).run()
    assert network_of(app).projections[1].weight.sigma == pytest.approx(200e-6)


def test_autapses_and_multapses_are_boxes_where_the_rule_has_them() -> None:
    app = form("cuba", "e_to_i")
    assert len(app.checkbox) == 0  # two populations, and pairs drawn one by one
    app = form("cuba", "e_to_e")
    app.checkbox(key="build:projections.e_to_e.rule.autapses").check().run()
    assert network_of(app).projections[0].rule.autapses
    app.selectbox(key="choice:rule:e_to_e").set_value("fixed_in_degree").run()
    assert network_of(app).projections[0].rule.autapses  # stays with another rule
    app.checkbox(key="build:projections.e_to_e.rule.multapses").uncheck().run()
    assert not network_of(app).projections[0].rule.multapses
    app.selectbox(key="choice:rule:e_to_e").set_value("fixed_out_degree").run()
    assert not network_of(app).projections[0].rule.multapses
    app.selectbox(key="choice:rule:e_to_e").set_value("fixed_total").run()
    box = app.checkbox(key="build:projections.e_to_e.rule.multapses")
    assert (box.value, box.disabled) == (True, True)
    app.selectbox(key="choice:rule:e_to_e").set_value("one_to_one").run()
    assert len(app.checkbox) == 0
    assert not app.error


def test_a_projection_is_led_from_and_to_other_populations() -> None:
    app = form("keyword_spotting", "sound_in")
    assert "sound" in app.selectbox(key="choice:source:sound_in").options
    assert "sound" not in app.selectbox(key="choice:target:sound_in").options  # it sends only
    app.selectbox(key="choice:target:sound_in").set_value("letters").run()
    app.selectbox(key="choice:source:sound_in").set_value("hidden_2").run()
    moved = network_of(app).projections[0]
    assert (moved.source, moved.target) == ("hidden_2", "letters")
    assert not app.error
