"""Pins are kept with the project and go when their parameter does."""

from streamlit.testing.v1 import AppTest

from dashboard.project import Project

PATH = "populations.exc.neuron.tau_m"


def _panel():
    import streamlit as st

    from dashboard import state
    from dashboard.widgets.live_panel import live_panel

    live_panel(state.project())
    st.text("|".join(state.project().pinned))


def test_a_pin_moves_a_parameter_to_the_top_and_survives_as_json():
    app = AppTest.from_function(_panel, default_timeout=60).run()
    app.button(key=f"live:{PATH}:pin").click().run()
    assert not app.exception
    assert app.text[0].value == PATH
    assert app.slider(key=f"pinned:{PATH}").label.startswith("exc: ")
    project = app.session_state["project"]
    assert Project.from_json(project.to_json()).pinned == (PATH,)
    app.slider(key=f"pinned:{PATH}").set_value(25.0).run()
    assert app.session_state["project"].network.populations["exc"].neuron.tau_m == 0.025
    app.button(key=f"pinned:{PATH}:pin").click().run()
    assert app.text[0].value == ""


def test_a_pin_goes_with_its_parameter():
    app = AppTest.from_function(_panel, default_timeout=60).run()
    project = app.session_state["project"]
    app.session_state["project"] = project.model_copy(
        update={"pinned": ("populations.gone.size", PATH)}
    )
    app.run()
    assert not app.exception
    assert app.text[0].value == PATH
