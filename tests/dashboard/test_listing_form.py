"""What is given one by one on the Build page: spikes, pairs, positions, neurons of a stimulus."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_network import network_of
from streamlit.testing.v1 import AppTest

from sim.network import listings

NETWORK = """
schema: 1
name: small
title: small
populations:
  given: {size: 6, neuron: {model: spike_list}}
  cells:
    size: 6
    neuron: {model: lif}
    geometry: {kind: grid}
    drives: [{kind: current, amplitude: 300 pA}]
projections:
- {name: there, source: given, target: cells, weight: 20 pA, rule: {kind: one_to_one}}
variants:
  strong: {title: strong input, set: {projections.there.weight: 40 pA}}
"""


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def form(call: str, text: str = NETWORK) -> AppTest:
    """Return one form alone; nothing is simulated."""
    script = f"""
from dashboard import state
from dashboard.project import Project
from dashboard.widgets.drive_form import drive_form
from dashboard.widgets.population_form import population_form
from dashboard.widgets.projection_form import projection_form
from sim.network import network_from_yaml
from sim.projects import new_project_id
import streamlit as st
if "project" not in st.session_state:
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=network_from_yaml({text!r}), origin="small")
state.show_complaint()
network = state.project().network
{call}
"""
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception
    return app


def apply(app: AppTest, listing: str, text: str) -> None:
    app.text_area(key=f"listing:{listing}").set_value(text)
    app.button(key=f"listing:{listing}:apply").click().run()


def test_spikes_are_typed_and_a_wrong_one_is_named_while_the_text_stays() -> None:
    app = form('population_form(network, "given")')
    assert "No spikes yet." in [c.value for c in app.caption]
    apply(app, "Spikes:given", "0: 10, 20\n1: 1o")
    assert app.error[0].value.startswith("line 2\\: '1o' is no time")
    assert network_of(app).populations["given"].neuron.times == ()
    assert app.text_area(key="listing:Spikes:given").value == "0: 10, 20\n1: 1o"
    apply(app, "Spikes:given", "0: 10, 20\n1: 10")
    assert not app.error
    assert network_of(app).populations["given"].neuron.neurons == (0, 1, 0)
    assert "3 spikes of 2 neurons, 10 to 20 ms." in [c.value for c in app.caption]


def test_a_rule_becomes_a_list_of_pairs_that_is_edited() -> None:
    app = form('projection_form(network, "there")')
    app.selectbox(key="choice:rule:there").set_value("explicit").run()
    assert app.text_area(key="listing:Pairs:there").value == "\n".join(
        f"{n}: {n}" for n in range(6)
    )
    apply(app, "Pairs:there", "0: 0-5")
    assert network_of(app).projections[0].rule.pairs == tuple((0, n) for n in range(6))
    assert not app.error


def test_too_many_pairs_are_summed_up_and_the_network_file_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listings, "MOST_IN_TEXT", 11)
    pairs = str([[n % 6, 0] for n in range(12)])
    many = NETWORK.replace("{kind: one_to_one}", f"{{kind: explicit, pairs: {pairs}}}")
    app = form('projection_form(network, "there")', many)
    captions = [c.value for c in app.caption]
    assert "12 pairs, from 6 sources onto 1 target." in captions
    assert any("see the tab YAML" in c for c in captions)
    assert len(app.text_area) == 0


def test_positions_begin_where_the_neurons_are_and_move() -> None:
    app = form('population_form(network, "cells")')
    app.selectbox(key="choice:geometry:cells").set_value("free").run()
    box = app.text_area(key="listing:Positions:cells")
    assert box.value.splitlines()[0] == "0: -500, -500, 0"  # a grid of 3 x 3, 1 mm wide
    apply(app, "Positions:cells", box.value.replace("0: -500, -500, 0", "0: 1 mm, 0, 0"))
    assert network_of(app).populations["cells"].geometry.points[0] == pytest.approx((1e-3, 0, 0))
    assert not app.error


def test_a_stimulus_has_an_end_and_its_neurons() -> None:
    app = form('drive_form(network, "cells", 0)')
    base = "build:populations.cells.drives.0."
    app.text_input(key=f"{base}stop:text").set_value("0.2 s").run()
    app.text_input(key=f"{base}last:text").set_value("3").run()
    drive = network_of(app).populations["cells"].drives[0]
    assert (drive.stop, drive.first, drive.last) == (0.2, 0, 3)
    assert "neurons 0 to 3" in app.markdown[0].value
    app.text_input(key=f"{base}last:text").set_value("9").run()
    assert "first and last must be below size 6" in app.error[0].value
    app.text_input(key=f"{base}last:text").set_value("").run()
    app.text_input(key=f"{base}neurons:text").set_value("4, 0-1").run()
    assert network_of(app).populations["cells"].drives[0].neurons == (0, 1, 4)
    assert [f.label for f in app.text_input] == ["Stop", "These neurons"]
    app.text_input(key=f"{base}neurons:text").set_value("4; 5").run()
    assert "'4; 5' is no neuron" in app.error[0].value.replace("\\", "")


def test_neurons_are_silenced_and_labelled() -> None:
    app = form('population_form(network, "cells")')
    app.text_input(key="build:populations.cells.silenced:text").set_value("5").run()
    app.text_input(key="build:populations.cells.label:text").set_value("pyramidal").run()
    network = network_of(app)
    assert network.populations["cells"].silenced == (5,)
    assert network.populations["cells"].label == "pyramidal"
    assert not app.error
