"""What the Hardware page says about a network that fits."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

SCRIPT = """
from dashboard.widgets.fit_message import fit_message
from sim.hardware import load_profile, place
from sim.network import load_network, realise, with_values
network = with_values(load_network({name!r}), {values!r})
fit_message(place(realise(network), load_profile("loihi")))
"""


def said(name: str, values: dict[str, object]) -> str:
    app = AppTest.from_string(SCRIPT.format(name=name, values=values), default_timeout=60).run()
    assert not app.exception
    (message,) = app.success
    return message.value


def test_the_limit_that_spreads_a_network_over_cores_is_named() -> None:
    # 6,800 neurons, each of which reaches 2 % of the others: 44 neurons on a core hear of
    # 6,800 x (1 - 0.98^44) = 4,004 of them, and a core of Loihi takes in 4,096 and no more.
    wide = said("cuba", {"populations.exc.size": 6000})
    assert "What fills a core first is **fan-in axons per core**: 4,0" in wide
    assert "of 4,096." in wide
    assert "What fills" not in said("one_neuron", {})
