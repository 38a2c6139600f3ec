"""Each page on its own, without a browser: it runs, and inputs change the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.chart.payload import unpack
from dashboard.project import Project
from sim.network import dump_network, load_network, load_template

VIEWS = ["start", "build", "activity", "hardware", "energy", "trust", "report"]


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def page(view: str, network: str = "one_neuron") -> AppTest:
    """Return a page with the live panel, on a network that runs in no time."""
    script = f"""
from dashboard import state
from dashboard.project import Project
from dashboard.views import {view}
from dashboard.widgets.live_panel import live_panel
from sim.network import load_network
import streamlit as st
if "project" not in st.session_state:
    from sim.projects import new_project_id
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network({network!r}), origin={network!r})
live_panel(state.project())
state.show_complaint()
{view}.render()
"""
    return AppTest.from_string(script, default_timeout=120)


def run_until_done(app: AppTest) -> AppTest:
    for _ in range(100):
        app.run()
        assert not app.exception, app.exception
        running = any(button.key.startswith("cancel_run") for button in app.button)
        if not running and not any("Being priced" in caption.value for caption in app.caption):
            return app
    raise AssertionError("the run did not end")


def charts(app: AppTest) -> list[dict]:
    """Return the figures on a page, in order, as the browser gets them."""
    parts = [part.proto for part in app.get("bidi_component")]
    return [unpack(part.bytes)["figure"] for part in parts if part.component_name.endswith("chart")]


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_runs(view: str) -> None:
    app = run_until_done(page(view))
    assert len(app.title) == 1
    assert not app.error
    assert app.get("iframe") if view == "report" else charts(app)


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_says_what_to_do_with_an_empty_network(view: str) -> None:
    app = page(view)
    app.session_state["project"] = Project(network=load_template("empty"), origin="empty")
    app.session_state["project_id"] = "emptynetwork0000"
    run_until_done(app)
    assert not app.error
    if view not in ("trust",):
        assert any("empty" in box.value for box in app.info)


@pytest.mark.parametrize("network", ["izhikevich_rs", "lif"])
def test_variants_of_other_models_are_shown_too(network: str) -> None:
    app = run_until_done(page("activity", f"one_neuron/{network}"))
    assert not app.error
    raster = charts(app)[0]
    points = [t for t in raster["data"] if "markers" in t.get("mode", "")]
    assert points, "no spikes are drawn"


def test_a_slider_changes_the_network() -> None:
    app = run_until_done(page("activity"))
    slider = app.slider(key="live:populations.neuron.neuron.tau_w")
    slider.set_value(30.0)
    run_until_done(app)
    network = app.session_state["project"].network
    assert network.populations["neuron"].neuron.tau_w == pytest.approx(30e-3)


def test_a_value_that_the_spec_refuses_changes_nothing_and_says_why() -> None:
    app = run_until_done(page("activity"))
    app.slider(key="live:populations.neuron.neuron.v_peak").set_value(-30.0)
    run_until_done(app)
    before = app.session_state["project"].network
    # The spike onset at the cut-off is refused by the model as a whole.
    app.slider(key="live:populations.neuron.neuron.v_t").set_value(-30.0)
    app.run()
    assert not app.exception
    assert any("v_peak" in error.value.replace("\\", "") for error in app.error)
    assert app.session_state["project"].network == before


def test_going_back_to_a_value_shows_its_run_and_no_word_of_the_one_given_up() -> None:
    app = run_until_done(page("activity", "cuba"))
    slider = "live:populations.exc.neuron.tau_m"
    for value in (19.0, 18.0, 19.0):
        app.slider(key=slider).set_value(value)
        app.run()
    run_until_done(app)
    assert not app.error


def test_a_late_word_of_a_slider_of_another_network_is_ignored() -> None:
    app = run_until_done(page("activity"))
    before = app.session_state["project"].network
    app.session_state["network_revision"] = 1  # another network came while the slider moved
    app.slider(key="live:populations.neuron.neuron.tau_w").set_value(30.0)
    run_until_done(app)
    assert app.session_state["project"].network == before
    assert not app.error


def test_the_yaml_box_is_filled_again_after_leaving_the_page() -> None:
    app = page("build")
    text = dump_network(load_network("one_neuron"))
    # Streamlit forgets the box of a page that was left, but not what it last held.
    app.session_state["yaml_of"] = text
    run_until_done(app)
    assert app.text_area(key="yaml_text").value == text


def test_a_wrong_text_names_line_and_field_beside_it_and_stays_as_typed() -> None:
    app = run_until_done(page("build", "cuba"))
    text = app.text_area(key="yaml_text").value
    line = 1 + text.splitlines().index("      tau_m: 20 ms")
    wrong = text.replace("tau_m: 20 ms", "tau_m: -20 ms", 1)
    app.text_area(key="yaml_text").set_value(wrong)
    app.button(key="yaml_apply").click()
    run_until_done(app)
    (error,) = [e.value.replace("\\", "") for e in app.error]
    assert f"line {line}: populations.exc.neuron.tau_m: '-20 ms' must be greater than 0 ms" in error
    assert "(the line reads: tau_m: -20 ms)" in error
    # What a person typed is not taken for the number of a line.
    app.text_area(key="yaml_text").set_value(text + "line 1: x\n")
    app.button(key="yaml_apply").click()
    run_until_done(app)
    (error,) = [e.value.replace("\\", "") for e in app.error]
    assert "line 1: unknown key" in error
    assert "the line reads" not in error
    app.text_area(key="yaml_text").set_value(wrong)
    app.button(key="yaml_apply").click()
    run_until_done(app)
    assert app.text_area(key="yaml_text").value == wrong
    app.text_area(key="yaml_text").set_value(text)
    app.button(key="yaml_apply").click()
    run_until_done(app)
    assert not app.error


def test_every_change_is_undone_and_done_again() -> None:
    app = run_until_done(page("build", "cuba"))
    networks = [app.session_state["project"].network]

    def now(app: AppTest) -> None:
        run_until_done(app)
        networks.append(app.session_state["project"].network)

    app.slider(key="live:populations.exc.neuron.tau_m").set_value(15.0)
    now(app)
    app.button(key="new_network").click().run()
    app.button(key="template_ei_pair").click()
    now(app)
    app.text_area(key="yaml_text").set_value(dump_network(networks[1]))
    app.button(key="yaml_apply").click()
    now(app)
    assert app.button(key="redo").disabled
    for expected in reversed(networks[:-1]):
        app.button(key="undo").click()
        run_until_done(app)
        assert app.session_state["project"].network == expected
    assert app.button(key="undo").disabled
    for expected in networks[1:]:
        app.button(key="redo").click()
        run_until_done(app)
        assert app.session_state["project"].network == expected


def test_what_can_be_undone_outlives_a_refresh_of_the_page() -> None:
    script = """
from dashboard import state
from dashboard.widgets.live_panel import live_panel
live_panel(state.project())
"""

    def arrived(address: str | None) -> AppTest:
        app = AppTest.from_string(script, default_timeout=120)
        if address:
            app.query_params["project"] = address
        return app.run()

    app = arrived(None)
    before = app.session_state["project"].network
    app.slider(key="live:populations.exc.neuron.tau_m").set_value(15.0).run()
    changed = app.session_state["project"].network
    assert changed != before
    for wanted, button in ((before, "undo"), (changed, "redo")):
        app = arrived(app.session_state["project_id"])
        app.button(key=button).click().run()
        assert app.session_state["project"].network == wanted
    assert arrived(None).button(key="undo").disabled, "another project"


def test_a_title_with_markup_is_shown_as_text() -> None:
    app = run_until_done(page("build"))
    box = app.text_area(key="yaml_text")
    box.set_value(box.value.replace("One-neuron playground", "'![x](http://example.org/x.png)'"))
    app.button(key="yaml_apply").click()
    run_until_done(app)
    shown = run_until_done(_with(app, "activity"))
    assert shown.title[0].value.startswith("\\!\\[x")


def _with(app: AppTest, view: str) -> AppTest:
    """Return another page of the same session."""
    other = page(view)
    for key in ("project", "project_id"):
        other.session_state[key] = app.session_state[key]
    return other


def test_choosing_devices_and_a_claim_changes_the_verdict() -> None:
    app = run_until_done(page("energy"))
    app.multiselect(key="choose_hardware").set_value(["npu_bottom_up"])
    app.multiselect(key="choose_baselines").set_value(["rtx_2080_ti"])
    run_until_done(app)
    app.number_input(key="claim_energy").set_value(1.0)
    app.number_input(key="claim_speed").set_value(0.001)
    run_until_done(app)
    assert any("the claim holds" in box.value for box in app.success)
    app.number_input(key="claim_energy").set_value(1e12)
    run_until_done(app)
    assert any("the claim fails" in box.value for box in app.error)
    app.number_input(key="claim_energy").set_value(None).run()
    assert any("the field is empty" in box.value for box in app.error)
    assert app.number_input(key="claim_energy").value == 1e12
