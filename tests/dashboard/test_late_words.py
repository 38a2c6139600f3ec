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


def told(app: AppTest) -> bool:
    """Tell whether the page sends the browser a value for the slider."""
    assert not app.exception
    return bool(app.slider(key=SIZE).proto.set_value)


def test_a_slider_is_not_told_what_it_has_just_said() -> None:
    """It would take back the steps that a person has made while the page was answering."""
    app = sliders_of("cuba")
    assert told(app), "the slider would stand at its lower end"
    app.slider(key=SIZE).set_value(4000).run()
    assert not told(app)
    app.slider(key=SIZE).set_value(4500).run()
    assert not told(app)
    assert size_of(app) == 4500
    app.run()
    assert not told(app)
    app.button[0].click().run()  # another network
    assert told(app)
    assert app.slider(key=SIZE).value == 6000
    app.slider(key=SIZE).set_value(4000).run()
    assert not told(app)


def test_a_slider_is_told_what_others_do_to_its_value() -> None:
    script = """
from dashboard.widgets.parameter_input import slider
from sim.network import parameters
path = "populations.exc.size"
st.button("undo", on_click=state.undo)
st.button("wide", on_click=state.set_values, args=({path: "200000"},))
if st.checkbox("there", True):
    slider({p.path: p for p in parameters(state.project().network)}[path], "live", pin=False)
"""
    app = app_of("cuba", script)
    app.slider(key=SIZE).set_value(4000).run()
    assert not told(app)
    app.button[0].click().run()
    assert (told(app), app.slider(key=SIZE).value) == (True, 3200)
    app.slider(key=SIZE).set_value(5000).run()
    app.button[1].click().run()  # beyond its end, which moves
    assert (told(app), app.slider(key=SIZE).value) == (True, 200_000)
    app.slider(key=SIZE).set_value(5000).run()  # within the usual ends, which come back
    assert told(app)
    # Away from the page it is forgotten by the browser.
    app.slider(key=SIZE).set_value(6000).run()
    assert not told(app)
    app.checkbox[0].set_value(False).run()
    app.checkbox[0].set_value(True).run()
    assert (told(app), app.slider(key=SIZE).value) == (True, 6000)


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


class Session(dict[str, object]):
    """A session's state that notes what the page has put into it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []

    def __setitem__(self, key: str, value: object) -> None:
        super().__setitem__(key, value)
        if key == "slider":
            self.told.append(value)


def test_a_slider_that_was_left_out_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its value came back with a message of the browser, which forgets it right after."""
    session = Session()
    monkeypatch.setattr(late_words, "st", SimpleNamespace(session_state=session))
    monkeypatch.setattr(late_words, "state", SimpleNamespace(revision=lambda: 1))
    late_words.show("slider", 5.0, drawn_as=(0, 9))
    dict.__setitem__(session, "slider", 6.0)  # a person
    assert not late_words.is_late("slider")
    late_words.show("slider", 6.0, drawn_as=(0, 9))
    assert session.told == [5.0]
    del session["slider"]  # the page left it out
    dict.__setitem__(session, "slider", 6.0)  # and is asked for it by a browser that has it still
    assert late_words.is_late("slider")
    late_words.show("slider", 6.0, drawn_as=(0, 9))
    assert session.told == [5.0, 6.0]
