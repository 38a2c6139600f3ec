"""The leaky integrate-and-fire neuron."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.network.inputs import CurrentInput, SynapticInput
from sim.network.neurons.spiking import Spiking, Values
from sim.network.per_neuron import Capacitance, Current, Time, Voltage
from sim.network.quantity import slider


class Lif(Spiking):
    """Leaky integrate-and-fire: ``tau_m dv/dt = v_rest - v + I / g``, with ``g = c_m / tau_m``.

    A spike when ``v`` exceeds ``v_threshold``; then ``v = v_reset`` for ``t_ref``.
    Defaults: Brette et al. 2007, benchmark 2.
    """

    model: Literal["lif"] = "lif"
    tau_m: Time = Field(
        default=20e-3, gt=0, le=1, title="Membrane time constant",
        description="how slowly the membrane forgets its input; larger is slower",
        json_schema_extra=slider(1, 100, 0.5),
    )  # fmt: skip
    c_m: Capacitance = Field(
        default=200e-12, gt=0, le=1e-6, title="Membrane capacitance",
        description="charge needed to move the membrane; with tau_m it sets the leak",
        json_schema_extra=slider(20, 1000, 5),
    )  # fmt: skip
    v_rest: Voltage = Field(
        default=-60e-3, ge=-0.2, le=0.2, title="Resting potential",
        description="where the membrane settles without input",
        json_schema_extra=slider(-90, -40, 0.5),
    )  # fmt: skip
    v_threshold: Voltage = Field(
        default=-50e-3, ge=-0.2, le=0.2, title="Threshold",
        description="the neuron fires when its potential passes this",
        json_schema_extra=slider(-65, -30, 0.5),
    )  # fmt: skip
    v_reset: Voltage = Field(
        default=-60e-3, ge=-0.2, le=0.2, title="Reset potential",
        description="where the membrane is put after a spike",
        json_schema_extra=slider(-90, -45, 0.5),
    )  # fmt: skip
    t_ref: Time = Field(
        default=5e-3, ge=0, le=1, title="Refractory time",
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
        ("v_reset", "v_threshold", "or the neuron never stops firing"),
    )

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        return values["v_rest"]
