"""The neuron of Izhikevich 2003."""

from __future__ import annotations

from sim.engine.equations.receptors import declare, model_name, receptors
from sim.engine.neuron_model import NeuronModel

_UNITS = {
    "a": "hertz", "b": "hertz", "c": "volt", "d": "volt/second",
    "drive": "volt/second", "v_peak": "volt",
}  # fmt: skip


def izhikevich(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``izhikevich``, whose only input is ``delta``."""
    parameters = tuple(_UNITS)
    return NeuronModel(
        name=model_name(f"izhikevich_{kind}", varied),
        equations="v_cut = clip(v, -inf*volt, v_peak) : volt\n"
        "dv/dt = 0.04/ms/mV*v_cut**2 + 5/ms*v_cut + 140*mV/ms - u + drive : volt\n"
        f"du/dt = a*(b*v_cut - u) : volt/second\n{declare(parameters, varied, _UNITS)}",
        threshold="v >= v_peak",
        reset="v = c\nu += d",
        method="rk4",
        propagator="",
        refractory="",
        parameters=parameters,
        traced=(("v", "mV"), ("u", "mV/ms")),
        **receptors(kind),
    )
