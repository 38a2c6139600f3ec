"""The adaptive exponential integrate-and-fire neuron."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.network.inputs import CurrentInput, SynapticInput
from sim.network.neurons.spiking import Spiking, Values
from sim.network.per_neuron import Capacitance, Conductance, Current, Time, Voltage
from sim.network.quantity import slider


class Adex(Spiking):
    """Adaptive exponential integrate-and-fire, Brette & Gerstner 2005.

    ``c_m dv/dt = -g_leak (v - e_leak) + g_leak delta_t exp((v - v_t) / delta_t) - w + I``,
    ``tau_w dw/dt = a (v - e_leak) - w``; at ``v_peak``: ``v = v_reset``, ``w += b``.
    """

    model: Literal["adex"] = "adex"
    c_m: Capacitance = Field(
        default=281e-12, gt=0, le=1e-6, title="Membrane capacitance",
        description="charge needed to move the membrane", json_schema_extra=slider(20, 1000, 1),
    )  # fmt: skip
    g_leak: Conductance = Field(
        default=30e-9, gt=0, le=1e-5, title="Leak conductance",
        description="pulls the membrane back to rest", json_schema_extra=slider(1, 100, 0.5),
    )  # fmt: skip
    e_leak: Voltage = Field(
        default=-70.6e-3, ge=-0.2, le=0.2, title="Leak reversal potential",
        description="where the membrane settles without input",
        json_schema_extra=slider(-90, -40, 0.1),
    )  # fmt: skip
    v_t: Voltage = Field(
        default=-50.4e-3, ge=-0.2, le=0.2, title="Spike onset",
        description="the potential around which a spike takes off",
        json_schema_extra=slider(-65, -30, 0.1),
    )  # fmt: skip
    delta_t: Voltage = Field(
        default=2e-3, gt=0, le=0.05, title="Slope factor",
        description="how gradually a spike takes off; small is sharp",
        json_schema_extra=slider(0.2, 10, 0.1),
    )  # fmt: skip
    a: Conductance = Field(
        default=4e-9, ge=-1e-6, le=1e-6, title="Subthreshold adaptation",
        description="adaptation that follows the membrane potential",
        json_schema_extra=slider(-20, 30, 0.5),
    )  # fmt: skip
    b: Current = Field(
        default=80.5e-12, ge=0, le=1e-6, title="Spike-triggered adaptation",
        description="adaptation added by every spike", json_schema_extra=slider(0, 500, 0.5),
    )  # fmt: skip
    tau_w: Time = Field(
        default=144e-3, gt=0, le=10, title="Adaptation time constant",
        description="how slowly adaptation fades", json_schema_extra=slider(5, 500, 1),
    )  # fmt: skip
    v_reset: Voltage = Field(
        default=-70.6e-3, ge=-0.2, le=0.2, title="Reset potential",
        description="where the membrane is put after a spike; near the spike onset it bursts",
        json_schema_extra=slider(-80, -40, 0.1),
    )  # fmt: skip
    v_peak: Voltage = Field(
        default=20e-3, ge=-0.1, le=0.2, title="Spike cut-off",
        description="a spike is counted and reset here", json_schema_extra=slider(-30, 40, 1),
    )  # fmt: skip
    t_ref: Time = Field(
        default=0.0, ge=0, le=1, title="Refractory time",
        description="silence after a spike", json_schema_extra=slider(0, 20, 0.1),
    )  # fmt: skip
    i_ext: Current = Field(
        default=0.0, ge=-1e-6, le=1e-6, title="Constant input current",
        description="a steady current into every neuron of the population",
        json_schema_extra=slider(-200, 2500, 5),
    )  # fmt: skip
    input: SynapticInput = Field(default_factory=CurrentInput)

    state: ClassVar[dict[str, str]] = {"v": "voltage", "w": "current"}
    ordered: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("v_reset", "v_peak", "where a spike ends"),
        ("v_t", "v_peak", "where a spike ends"),
    )

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        return values["e_leak"] if variable == "v" else 0.0
