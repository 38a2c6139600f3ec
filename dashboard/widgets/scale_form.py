"""Whether the whole network is simulated, or a smaller version that fires like it."""

from __future__ import annotations

import streamlit as st

from dashboard import jobs, state
from dashboard.glossary import meaning
from dashboard.widgets.choice import choice
from dashboard.widgets.parameter_input import sliders, under
from dashboard.widgets.text_field import text_fields
from sim.network import (
    Network,
    parameters,
    plain_fields,
    scale_down,
    scale_up,
    set_full_rates,
    set_in_degree,
)
from sim.network.scale import Scale

_FULL, _SMALLER = "the full network", "a smaller version"
_SIZES = {
    _FULL: "All neurons and synapses of the network file.",
    _SMALLER: "A part of the neurons, with input that makes up for what is missing.",
}
_TOGETHER, _OWN = "as the neurons", "a scale of its own"
_DEGREES = {
    _TOGETHER: "Each neuron keeps the same part of its synapses as the network of its neurons.",
    _OWN: "At 1 each neuron keeps all of its synapses, and nothing has to make up for any.",
}
_KEY = "full_rates"


def scale_form(network: Network) -> None:
    """Show the switch and, of a smaller version, its numbers."""
    scale = network.scale
    with st.expander("Size of what is simulated"):
        choice(
            "Simulate", _SIZES, _FULL if scale is None else _SMALLER, "scale",
            lambda size: state.edit(scale_up) if size == _FULL else state.edit(scale_down, _rates_hz()),
            help_=f"{meaning('scale of a network')}  \nIn the network file: `scale`",
        )  # fmt: skip
        if scale is None:
            return
        found = under(parameters(network), "scale.")
        sliders([p for p in found if p.path == "scale.neurons"], "network")
        choice("In-degree", _DEGREES, _TOGETHER if scale.in_degree is None else _OWN, "in_degree",
               lambda degree: state.edit(set_in_degree, degree == _OWN),
               help_="How many of its synapses each neuron keeps.  \n"
               "In the network file: `scale.in_degree`")  # fmt: skip
        sliders([p for p in found if p.path == "scale.in_degree"], "network")
        text_fields(plain_fields(network, "scale."), "network")
        _from_the_run(scale)


def _from_the_run(scale: Scale) -> None:
    rates_hz = _rates_hz()
    why = "Mean rates of the run on this page, from its beginning to its end."
    if not _whole(scale):
        why = "Only a run of the full network shows them: set its scale to 1 first."
    elif not rates_hz:
        why = "The run of the full network has not ended yet."

    def fill() -> None:
        with state.complaints_at(_KEY):
            state.edit(set_full_rates, rates_hz)

    st.button("Take the rates of this run", icon=":material/bar_chart:", key=_KEY, width="stretch",
              disabled=not rates_hz, help=why, on_click=fill)  # fmt: skip
    state.show_complaint_at(_KEY)


def _rates_hz() -> dict[str, float]:
    """Return the mean rates of the present run, if it is one of the full, ideal network."""
    project = state.project()
    network = project.network
    if project.on_chip or not _whole(network.scale or Scale()):
        return {}
    # A scale of 1 simulates the same as none, and the run without it has ended already.
    unscaled = network.model_copy(update={"scale": None})
    for full in (network, unscaled):
        run = jobs.finished(jobs.fingerprint(project.model_copy(update={"network": full})))
        if run is not None:
            return run.activity.mean_rate_hz()
    return {}


def _whole(scale: Scale) -> bool:
    return scale.neurons == 1 and scale.synapses == 1
