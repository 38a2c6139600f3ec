"""The Build page on custom equations and on neurons that differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_network import app_of
from streamlit.testing.v1 import AppTest

from sim.network import Network

NEURON = "populations.neuron.neuron"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def form(network: str) -> AppTest:
    """Return the form of the first population alone; nothing is simulated."""
    script = """
from dashboard.widgets.population_form import population_form
state.show_complaint()
network = state.project().network
population_form(network, next(iter(network.populations)))
"""
    return app_of(network, script)


def network_of(app: AppTest) -> Network:
    network: Network = app.session_state["project"].network
    return network


def test_equations_are_checked_before_anything_changes() -> None:
    app = form("one_neuron/morris_lecar")
    before = network_of(app)
    box = app.text_area(key="custom:neuron:equations")
    box.set_value(str(box.value).replace("g_ca*m_inf", "g_cb*m_inf"))
    app.button(key="custom_apply:neuron").click().run()
    assert [e.value for e in app.error] == [
        "line 4 (dv/dt)\\: 'g\\_cb' is not defined (did you mean 'g\\_ca'?); give it an equation, or a "
        "value under parameters"
    ]
    assert network_of(app) == before
    assert "g_cb" in app.text_area(key="custom:neuron:equations").value  # what was typed stays
    table = app.text_area(key="custom:neuron:parameters")
    table.set_value(f"{table.value}\ng_cb: 4.4 nS")
    app.button(key="custom_apply:neuron").click().run()
    assert not app.error
    neuron = network_of(app).populations["neuron"].neuron
    assert neuron.parameters["g_cb"] == "4.4 nS"
    assert "g_cb*m_inf" in neuron.equations
    app.slider(key=f"build:{NEURON}.parameters.g_cb").set_value(5.0).run()
    assert network_of(app).populations["neuron"].neuron.parameters["g_cb"] == "5 nS"
    assert "g_cb: 5 nS" in app.text_area(key="custom:neuron:parameters").value


def test_hostile_text_is_an_error_beside_its_field() -> None:
    app = form("one_neuron/morris_lecar")
    app.text_input(key="custom:neuron:threshold").set_value("__import__('os').system('id')")
    app.button(key="custom_apply:neuron").click().run()
    assert len(app.error) == 1
    assert "is no function of equations" in app.error[0].value
    assert not app.exception


def test_words_of_a_model_are_choices() -> None:
    app = form("one_neuron/integrate_and_fire")
    app.selectbox(key=f"choice:neuron:{NEURON}.reset").set_value("to_reset").run()
    assert network_of(app).populations["neuron"].neuron.reset == "to_reset"
    app.selectbox(key="choice:input").set_value("delta").run()
    assert network_of(app).populations["neuron"].neuron.input.kind == "delta"


def test_a_parameter_is_spread_over_neurons_and_taken_back() -> None:
    app = form("cuba")
    before = network_of(app)
    app.selectbox(key="spread:exc").set_value("neuron.v_threshold").run()
    app.selectbox(key="choice:spread_kind:exc:neuron.v_threshold").set_value("normal").run()
    assert network_of(app).populations["exc"].neuron.v_threshold.std == "1 mV"
    app.slider(key="build:populations.exc.neuron.v_threshold.std").set_value(2.0).run()
    assert network_of(app).populations["exc"].neuron.v_threshold.std == "2 mV"
    app.selectbox(key="choice:spread_kind:exc:neuron.v_threshold").set_value(
        "the same for all"
    ).run()
    assert network_of(app) == before
    assert not app.error


def test_values_of_neurons_and_where_they_start_have_bounds() -> None:
    app = form("cuba")
    app.selectbox(key="spread:exc").set_value("neuron.v_threshold").run()
    app.selectbox(key="choice:spread_kind:exc:neuron.v_threshold").set_value("normal").run()
    base = "build:populations.exc.neuron.v_threshold"
    app.text_input(key=f"{base}.high:text").set_value("-48 mV").run()
    assert network_of(app).populations["exc"].neuron.v_threshold.high == "-48 mV"
    app.text_input(key=f"{base}.high:text").set_value("").run()
    assert network_of(app).populations["exc"].neuron.v_threshold.high is None
    app.selectbox(key="choice:initial:exc:v").set_value("normal").run()
    base = "build:populations.exc.initial.v"
    app.text_input(key=f"{base}.low:text").set_value("-70 mV").run()
    assert network_of(app).populations["exc"].initial["v"].low == "-70 mV"
    app.text_input(key=f"{base}.low:text").set_value("-70 pA").run()
    assert "expected a number with a unit of voltage" in app.error[0].value
    assert network_of(app).populations["exc"].initial["v"].low == "-70 mV"
