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
    app.multiselect(key="pins").select(PATH).run()
    assert not app.exception
    assert app.text[0].value == PATH
    assert app.slider(key=f"pinned:{PATH}").label.startswith("exc: ")
    project = app.session_state["project"]
    assert Project.from_json(project.to_json()).pinned == (PATH,)
    app.slider(key=f"pinned:{PATH}").set_value(25.0).run()
    assert app.session_state["project"].network.populations["exc"].neuron.tau_m == 0.025
    assert app.multiselect(key="pins").value == [PATH]
    app.multiselect(key="pins").unselect(PATH).run()
    assert app.text[0].value == ""


def _form():
    import streamlit as st

    from dashboard import state
    from dashboard.widgets.parameter_input import sliders, under
    from sim.network import parameters

    found = parameters(state.project().network)
    sliders(under(found, "populations.exc.neuron."), "build")
    st.text("|".join(state.project().pinned))


def test_a_button_beside_a_parameter_pins_it():
    app = AppTest.from_function(_form, default_timeout=60).run()
    app.button(key=f"build:{PATH}:pin").click().run()
    assert app.text[0].value == PATH
    app.button(key=f"build:{PATH}:pin").click().run()
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
