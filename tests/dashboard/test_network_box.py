"""The box *Network* of the panel: what it calls the present network, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_network import network_of
from streamlit.testing.v1 import AppTest

from dashboard import late_words
from sim.network import gallery_name, list_networks, load_network, load_template, with_values

TAU = {"populations.exc.neuron.tau_m": "15 ms"}


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def panel() -> AppTest:
    """Return the box alone, with buttons that change the network elsewhere."""
    script = f"""
from dashboard import state
from dashboard.widgets.live_panel import _choose_network
from sim.network import add_population
import streamlit as st
project = state.project()
st.button("undo", key="undo", on_click=state.undo)
st.button("slide", key="slide", on_click=state.set_values, args=({TAU!r},))
st.button("seed", key="seed", on_click=state.set_values, args=({{"seed": 7}},))
st.button("call", key="call", on_click=state.set_values, args=({{"title": "Mine"}},))
st.button("box", key="box", on_click=state.set_values, args=({{"populations.exc.box": [3, 4]}},))
st.button("add", key="add", on_click=state.edit, args=(add_population, "lif"))
st.button("empty", key="empty", on_click=state.open_template, args=("empty",))
_choose_network(state.project())
"""
    return AppTest.from_string(script, default_timeout=60).run()


def box(app: AppTest) -> str:
    assert not app.exception
    chosen = app.selectbox(key="live_network")
    (shown,) = (o for o in chosen.options if o == chosen.format_func(chosen.value))
    return shown


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_a_changed_network_says_so_and_the_original_is_in_the_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = panel()
    gallery = list(app.selectbox(key="live_network").options)
    assert box(app) == "CUBA balanced network"
    for key in ("slide", "add"):
        app = press(app, key)
        assert box(app) == "Changed: CUBA balanced network"
        assert app.selectbox(key="live_network").options == [box(app), *gallery]
    monkeypatch.setattr(late_words, "_GRACE_S", 0.0)  # some time later
    app.selectbox(key="live_network").set_value("cuba").run()
    assert network_of(app) == load_network("cuba")
    assert box(app) == "CUBA balanced network"
    assert app.selectbox(key="live_network").options == gallery


def test_undo_leads_back_to_the_plain_name_and_a_seed_or_a_drawing_keeps_it() -> None:
    app = press(panel(), "slide")
    app = press(app, "undo")
    assert box(app) == "CUBA balanced network"
    for key in ("seed", "box"):
        app = press(app, key)
        assert box(app) == "CUBA balanced network"
    assert box(press(app, "call")) == "Mine"


def test_a_new_network_is_called_by_its_title() -> None:
    app = press(panel(), "empty")
    assert box(app) == load_template("empty").title == "Untitled network"


def test_a_browser_that_still_shows_the_plain_name_takes_no_change_back() -> None:
    app = press(panel(), "slide")
    app.selectbox(key="live_network").set_value("cuba").run()  # it had not painted "Changed" yet
    assert network_of(app) == with_values(load_network("cuba"), TAU)
    app = press(press(app, "call"), "empty")
    chosen = app.selectbox(key="live_network")
    chosen.options.append("Mine")  # nor that "Mine" is gone
    chosen.set_value("Mine").run()
    assert box(app) == "Untitled network"


@pytest.mark.parametrize("name", list_networks())
def test_the_gallery_knows_its_own(name: str) -> None:
    network = load_network(name)
    for one in (name, *(f"{name}/{variant}" for variant in network.variants)):
        assert gallery_name(load_network(one)) == one
    for change in ({"title": "Mine"}, {"name": "mine"}, {"dt": "0.05 ms"}):
        assert gallery_name(with_values(network, change)) is None
