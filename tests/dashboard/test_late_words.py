"""A browser that still shows the network before this one does not change this one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from edited_network import app_of
from streamlit.testing.v1 import AppTest

from dashboard import late_words

SIZE = "live:populations.exc.size"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def sliders_of(name: str) -> AppTest:
    """Return the slider of a population's size; the button opens another network."""
    script = """
from dashboard.widgets.parameter_input import slider
from sim.network import parameters
st.button("open", on_click=state.open_network, args=("brunel",))
found = {p.path: p for p in parameters(state.project().network)}
slider(found["populations.exc.size"], "live", pin=False)
"""
    return app_of(name, script)


def size_of(app: AppTest) -> int:
    assert not app.exception
    return app.session_state["project"].network.populations["exc"].size


def test_what_a_slider_showed_before_is_no_word_about_the_new_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = sliders_of("cuba")
    assert size_of(app) == 3200
    app.button[0].click().run()
    app.slider(key=SIZE).set_value(3200).run()  # the browser had not painted the 6,000 yet
    assert size_of(app) == 6000
    assert app.slider(key=SIZE).value == 6000
    app.slider(key=SIZE).set_value(5000).run()  # a person
    assert size_of(app) == 5000
    # Some time later the old size is a size like any other.
    monkeypatch.setattr(late_words, "_GRACE_S", 0.0)
    app.slider(key=SIZE).set_value(3200).run()
    assert size_of(app) == 3200


def test_going_back_to_where_a_slider_was_is_a_change_within_one_network() -> None:
    app = sliders_of("cuba")
    app.slider(key=SIZE).set_value(4000).run()
    app.slider(key=SIZE).set_value(3200).run()
    assert size_of(app) == 3200


def test_a_widget_that_says_what_it_shows_has_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit calls ``on_change`` so of a widget that the page has just left out."""
    session: dict[str, object] = {}
    monkeypatch.setattr(late_words, "st", SimpleNamespace(session_state=session))
    monkeypatch.setattr(late_words, "state", SimpleNamespace(revision=lambda: 1))
    late_words.show("model", "lif")
    assert late_words.is_late("model")
    session["model"] = "adex"
    assert not late_words.is_late("model")
    late_words.show("model", "lif")  # the new model was refused
    session["model"] = "adex"
    assert not late_words.is_late("model"), "the same wish may be said again"
