"""The integrate-and-fire neuron without leak."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.network.inputs import CurrentInput, DeltaInput
from sim.network.neurons.spiking import Scalar, Spiking, Values
from sim.network.per_neuron import Capacitance, Current, Time, Voltage
from sim.network.quantity import slider


class IntegrateAndFire(Spiking):
    """Integrate-and-fire without leak: ``c_m dv/dt = I``; for networks converted from ANNs.

    A spike when ``v`` reaches ``v_threshold``; then ``v`` is put to ``v_reset``, or
    lowered by ``v_threshold - v_reset`` and what was above is kept
    (``reset: subtract``), which makes the rate the rectified input without
    error of reset (Rueckauer et al. 2017). The scale of the potential is free.
    """

    model: Literal["integrate_and_fire"] = "integrate_and_fire"
    c_m: Capacitance = Field(
        default=200e-12, gt=0, le=1e-6, title="Membrane capacitance",
        description="charge needed to move the membrane; for currents only",
        json_schema_extra=slider(20, 1000, 5),
    )  # fmt: skip
    v_threshold: Voltage = Field(
        default=15e-3, ge=-0.2, le=0.2, title="Threshold",
        description="the neuron fires when its potential reaches this",
        json_schema_extra=slider(1, 50, 0.5),
    )  # fmt: skip
    v_reset: Voltage = Field(
        default=0.0, ge=-0.2, le=0.2, title="Reset potential",
        description="where the membrane starts, and is put after a spike",
        json_schema_extra=slider(-50, 14, 0.5),
    )  # fmt: skip
    reset: Literal["to_reset", "subtract"] = Field(
        default="subtract", title="After a spike",
        description="back to v_reset, or lowered by v_threshold - v_reset",
    )  # fmt: skip
    t_ref: Time = Field(
        default=0.0, ge=0, le=1, title="Refractory time",
        description="silence after a spike", json_schema_extra=slider(0, 20, 0.1),
    )  # fmt: skip
    i_ext: Current = Field(
        default=0.0, ge=-1e-6, le=1e-6, title="Constant input current",
        description="a steady current into every neuron; the bias of a converted neuron",
        json_schema_extra=slider(-200, 1000, 1),
    )  # fmt: skip
    input: Annotated[DeltaInput | CurrentInput, Field(discriminator="kind")] = Field(
        default_factory=DeltaInput
    )

    state: ClassVar[dict[str, str]] = {"v": "voltage"}
    ordered: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("v_reset", "v_threshold", "or the neuron never stops firing"),
    )

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        return values["v_reset"]

    def scalars(self) -> dict[str, Scalar]:
        """Return the parameters; ``carried`` is the share of the overshoot that a reset keeps."""
        carried = Scalar(1.0 if self.reset == "subtract" else 0.0, "number", "")
        return super().scalars() | {"carried": carried}
