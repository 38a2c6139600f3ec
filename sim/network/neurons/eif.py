"""The exponential integrate-and-fire neuron."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.network.inputs import CurrentInput, SynapticInput
from sim.network.neurons.spiking import Spiking, Values
from sim.network.per_neuron import Capacitance, Conductance, Current, Time, Voltage
from sim.network.quantity import slider


class Eif(Spiking):
    """Exponential integrate-and-fire, Fourcaud-Trocme et al. 2003.

    ``c_m dv/dt = -g_leak (v - e_leak) + g_leak delta_t exp((v - v_t) / delta_t) + I``;
    at ``v_peak``: ``v = v_reset`` for ``t_ref``. Defaults: its fit of the
    Wang-Buzsaki neuron (1 uF/cm2, 0.1 mS/cm2), here with 20,000 um2 of membrane.
    ``v_peak`` only ends the upstroke, which from there takes some microseconds.
    """

    model: Literal["eif"] = "eif"
    c_m: Capacitance = Field(
        default=200e-12, gt=0, le=1e-6, title="Membrane capacitance",
        description="charge needed to move the membrane", json_schema_extra=slider(20, 1000, 5),
    )  # fmt: skip
    g_leak: Conductance = Field(
        default=20e-9, gt=0, le=1e-5, title="Leak conductance",
        description="pulls the membrane back to rest", json_schema_extra=slider(1, 100, 0.5),
    )  # fmt: skip
    e_leak: Voltage = Field(
        default=-65e-3, ge=-0.2, le=0.2, title="Leak reversal potential",
        description="where the membrane settles without input",
        json_schema_extra=slider(-90, -40, 0.1),
    )  # fmt: skip
    v_t: Voltage = Field(
        default=-59.9e-3, ge=-0.2, le=0.2, title="Spike onset",
        description="largest potential at which a steady current can hold the neuron silent",
        json_schema_extra=slider(-70, -30, 0.1),
    )  # fmt: skip
    delta_t: Voltage = Field(
        default=3.48e-3, gt=0, le=0.05, title="Slope factor",
        description="how gradually a spike takes off; small is sharp, near 0 a LIF neuron",
        json_schema_extra=slider(0.2, 10, 0.02),
    )  # fmt: skip
    v_reset: Voltage = Field(
        default=-68e-3, ge=-0.2, le=0.2, title="Reset potential",
        description="where the membrane is put after a spike",
        json_schema_extra=slider(-90, -45, 0.5),
    )  # fmt: skip
    v_peak: Voltage = Field(
        default=-30e-3, ge=-0.1, le=0.2, title="Spike cut-off",
        description="a spike is counted and reset here", json_schema_extra=slider(-45, 40, 1),
    )  # fmt: skip
    t_ref: Time = Field(
        default=1.7e-3, ge=0, le=1, title="Refractory time",
        description="silence after a spike; the rate cannot exceed 1 / t_ref",
        json_schema_extra=slider(0, 20, 0.1),
    )  # fmt: skip
    i_ext: Current = Field(
        default=0.0, ge=-1e-6, le=1e-6, title="Constant input current",
        description="a steady current into every neuron of the population",
        json_schema_extra=slider(-200, 1000, 1),
    )  # fmt: skip
    input: SynapticInput = Field(default_factory=CurrentInput)

    state: ClassVar[dict[str, str]] = {"v": "voltage"}
    ordered: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("v_reset", "v_peak", "where a spike ends"),
        ("v_t", "v_peak", "where a spike ends"),
    )

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        return values["e_leak"]
