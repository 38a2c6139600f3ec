"""The network itself on the Build page: words, paper, variants, size, what is run instead."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from edited_network import network_of
from streamlit.testing.v1 import AppTest

from dashboard import jobs
from dashboard.beginnings import beginning
from sim.network import Network, dump_network, load_network


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def form(name: str = "cuba", network: Network | None = None) -> AppTest:
    """Return the form of the network alone, with undo and a change from elsewhere."""
    script = f"""
from dashboard import state
from dashboard.project import Project
from dashboard.widgets.network_form import network_form
from sim.network import network_from_yaml
from sim.projects import new_project_id
import streamlit as st
if "project" not in st.session_state:
    network = network_from_yaml({dump_network(network or load_network(name))!r})
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=network, origin={name!r})
st.button("undo", key="undo", on_click=state.undo)
st.button("slow", key="slow", on_click=state.set_values, args=({{"populations.exc.neuron.tau_m": "30 ms"}},))
state.show_complaint()
network_form(state.project().network)
"""
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception
    return app


def paths_box(app: AppTest) -> object:
    return next(box for box in app.multiselect if box.label == "Values that it holds")


def errors(app: AppTest) -> str:
    return "\n".join(e.value for e in app.error).replace("\\", "")


# --- words and paper


def test_name_title_and_summary_are_typed_and_a_wrong_name_does_not_stay() -> None:
    app = form()
    app.text_input(key="network:title:text").set_value("Mine").run()
    app.text_area(key="network:summary:text").set_value("What it shows").run()
    app.text_input(key="network:name:text").set_value("my net").run()
    assert "name: 'my net' is no name" in errors(app)
    assert app.text_input(key="network:name:text").value == "cuba"
    app.text_input(key="network:name:text").set_value("mine").run()
    network = network_of(app)
    assert (network.name, network.title, network.summary) == ("mine", "Mine", "What it shows")
    app.button(key="undo").click().run()
    assert network_of(app).name == "cuba"


def test_the_paper_is_one_of_the_known_ones_or_none_and_an_unknown_one_stays() -> None:
    app = form()
    box = app.selectbox(key="choice:paper")
    assert any(
        option.startswith("Brette et al. 2007: Simulation of networks") for option in box.options
    )
    box.set_value("brunel2000").run()
    assert network_of(app).paper == "brunel2000"
    app.selectbox(key="choice:paper").set_value("").run()
    assert network_of(app).paper == ""
    app = form(network=load_network("cuba").model_copy(update={"paper": "me2026"}))
    assert app.selectbox(key="choice:paper").value == "me2026"
    assert any("not among the sources" in c.value for c in app.caption)


# --- variants


def test_the_present_changes_become_a_variant_and_undo_takes_it_back() -> None:
    app = form()
    app.button(key="slow").click().run()
    assert paths_box(app).value == ["populations.exc.neuron.tau_m"]
    assert any(c.value == "1 value differs from the network as it came." for c in app.caption)
    app.text_input(key="new_variant:name").set_value("slow")
    app.text_input(key="new_variant:title").set_value("slow membranes")
    app.button(key="new_variant:save").click().run()
    network = network_of(app)
    assert network.variants["slow"].title == "slow membranes"
    assert network.variants["slow"].set == {"populations.exc.neuron.tau_m": "30 ms"}
    assert network.populations["exc"].neuron.tau_m == 0.03
    # The form is ready for the next one, which proposes the same value.
    assert app.text_input(key="new_variant:name").value == "variant"
    assert paths_box(app).value == ["populations.exc.neuron.tau_m"]
    app.button(key="undo").click().run()
    assert not network_of(app).variants
    assert network_of(app).populations["exc"].neuron.tau_m == 0.03


def test_the_changes_can_leave_the_network_and_be_put_in_again() -> None:
    app = form()
    assert app.checkbox(key="new_variant:back").disabled
    app.button(key="slow").click().run()
    app.checkbox(key="new_variant:back").check()
    app.button(key="new_variant:save").click().run()
    network = network_of(app)
    assert network.variants["variant"].set == {"populations.exc.neuron.tau_m": "30 ms"}
    assert network.model_copy(update={"variants": {}}) == load_network("cuba")
    app.button(key="variant:variant:Put in").click().run()
    assert network_of(app).populations["exc"].neuron.tau_m == 0.03


def test_a_variant_is_renamed_described_edited_updated_and_deleted() -> None:
    app = form("brunel")
    app.selectbox(key="variant:now").set_value("sr").run()
    app.text_input(key="variant:sr:name").set_value("ai").run()
    assert "there is already a variant of this name" in errors(app)
    assert app.text_input(key="variant:sr:name").value == "sr"
    app.text_input(key="variant:sr:name").set_value("regular").run()
    assert list(network_of(app).variants) == ["ai", "regular", "si_fast", "si_slow"]
    assert app.selectbox(key="variant:now").value == "regular"
    app.text_input(key="network:variants.regular.title:text").set_value("in step").run()
    assert network_of(app).variants["regular"].title == "in step"
    box = app.text_area(key="listing:Values:regular")
    assert box.value.splitlines()[0] == "duration: 200 ms"
    box.set_value("duration: -1 s")
    app.button(key="listing:Values:regular:apply").click().run()
    assert "variants.regular.set" in errors(app)
    assert "'-1 s' must be greater than 0 s" in errors(app)
    app.text_area(key="listing:Values:regular").set_value("duration: 100 ms")
    app.button(key="listing:Values:regular:apply").click().run()
    assert network_of(app).variants["regular"].set == {"duration": "100 ms"}
    app.button(key="variant:regular:Update").click().run()
    assert network_of(app).variants["regular"].set == {
        "duration": "400 ms"
    }  # as brunel.yaml has it
    app.button(key="variant:regular:Delete").click().run()
    assert list(network_of(app).variants) == ["ai", "si_fast", "si_slow"]


def test_putting_in_leaves_nothing_of_another_variant_behind() -> None:
    app = form("brunel")
    for name in ("si_fast", "sr", "ai"):
        app.selectbox(key="variant:now").set_value(name).run()
        app.button(key=f"variant:{name}:Put in").click().run()
        expected = load_network(f"brunel/{name}")
        assert network_of(app) == expected.model_copy(update={"title": network_of(app).title})


def test_a_name_that_is_taken_is_refused_at_the_new_variant() -> None:
    app = form("brunel")
    app.text_input(key="new_variant:name").set_value("ai")
    app.button(key="new_variant:save").click().run()
    assert "variants.ai: there is already a variant of this name" in errors(app)
    assert app.text_input(key="new_variant:name").value == "ai"


def test_a_network_that_began_nowhere_lets_values_be_chosen() -> None:
    app = form("of a friend", load_network("cuba"))
    assert paths_box(app).value == []
    paths_box(app).set_value(["projections.i_to_e.weight"])
    app.button(key="new_variant:save").click().run()
    assert network_of(app).variants["variant"].set == {"projections.i_to_e.weight": "-90 pA"}


def test_the_beginning_of_a_project_is_never_a_file(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text(dump_network(load_network("cuba")))
    assert beginning(str(elsewhere)) is None
    assert beginning("brunel/sr (edited)") == load_network("brunel")
    template = beginning("ei_pair (edited)")
    assert template is not None
    assert template.populations


# --- size


def test_a_smaller_version_is_switched_on_refused_without_rates_and_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "finished", lambda key: None)  # nor one of another test
    app = form()
    app.selectbox(key="choice:scale").set_value("a smaller version").run()
    assert network_of(app).scale is not None
    app.slider(key="network:scale.neurons").set_value(0.5).run()
    assert "scale.rates: the mean rate of population 'exc'" in errors(app)
    assert app.slider(key="network:scale.neurons").value == 1.0
    app.text_area(key="network:scale.rates:text").set_value("exc: 5\ninh: 2 lumens").run()
    assert "scale.rates.inh: '2 lumens'" in errors(app)
    app.text_area(key="network:scale.rates:text").set_value("exc: 5\ninh: 5 Hz").run()
    app.slider(key="network:scale.neurons").set_value(0.5).run()
    app.selectbox(key="choice:in_degree").set_value("a scale of its own").run()
    app.slider(key="network:scale.in_degree").set_value(0.25).run()
    scale = network_of(app).scale
    assert scale is not None
    assert (scale.neurons, scale.in_degree) == (0.5, 0.25)
    assert scale.rates == {"exc": 5.0, "inh": 5.0}
    assert app.button(key="full_rates").disabled  # no run of the full network is on the page
    app.selectbox(key="choice:scale").set_value("the full network").run()
    assert network_of(app) == load_network("cuba")
    assert not app.error


def test_the_rates_of_the_run_on_the_page_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = SimpleNamespace(mean_rate_hz=lambda: {"exc": 4.25, "inh": 5.5})
    run = SimpleNamespace(activity=activity)
    monkeypatch.setattr(jobs, "finished", lambda key: run)
    app = form()
    app.selectbox(key="choice:scale").set_value("a smaller version").run()
    assert app.text_area(key="network:scale.rates:text").value == "exc: 4.25 Hz\ninh: 5.5 Hz"
    activity.mean_rate_hz = lambda: {"exc": 1.0, "inh": 2.0}
    app.run()
    app.button(key="full_rates").click().run()
    scale = network_of(app).scale
    assert scale is not None
    assert scale.rates == {"exc": 1.0, "inh": 2.0}
    app.slider(key="network:scale.neurons").set_value(0.5).run()
    assert app.button(key="full_rates").disabled  # a smaller network does not show them


# --- instead


def test_an_ann_is_said_to_run_instead_with_its_layers_time_and_source() -> None:
    app = form()
    app.selectbox(key="choice:instead").set_value("not said").run()
    assert network_of(app).instead is None
    app.selectbox(key="choice:instead").set_value("dense_ann").run()
    assert app.text_input(key="network:instead.layers:text").value == "3200, 800"
    assert app.selectbox(key="choice:instead.source").value == "brette2007"
    app.text_input(key="network:instead.layers:text").set_value("390, none").run()
    assert "instead.layers.1" in errors(app)
    app.text_input(key="network:instead.layers:text").set_value("390, 29").run()
    app.text_input(key="network:instead.time_per_inference:text").set_value("10 ms").run()
    app.text_area(key="network:instead.note:text").set_value("smaller").run()
    app.selectbox(key="choice:instead.source").set_value("user").run()
    app.selectbox(key="choice:instead.published").set_value("kws_published").run()
    assert network_of(app).instead.model_dump() == {
        "kind": "dense_ann", "layers": (390, 29), "time_per_inference": "10 ms",
        "published": "kws_published", "source": "user", "note": "smaller",
    }  # fmt: skip
    assert not app.error


def test_that_there_is_no_ann_needs_a_reason() -> None:
    app = form()
    app.text_area(key="network:instead.reason:text").set_value("no").run()
    assert "instead.reason" in errors(app)
    app.text_area(key="network:instead.reason:text").set_value("it only oscillates").run()
    assert network_of(app).instead.reason == "it only oscillates"


def test_every_label_has_a_help_text() -> None:
    app = form("keyword_spotting")
    app.selectbox(key="choice:scale").set_value("a smaller version").run()
    widgets = [
        w
        for kind in (app.text_input, app.text_area, app.selectbox, app.multiselect, app.slider,
                     app.checkbox, app.button)
        for w in kind
        if w.key not in ("undo", "slow")
    ]  # fmt: skip
    assert len(widgets) > 15
    assert [w.label for w in widgets if not w.help and not str(w.key).startswith("pin")] == []
