"""How a spike acts on the neuron that receives it.

The sign of a weight picks the receptor: positive is excitatory, negative
inhibitory, as in NEST.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.network.per_neuron import Time, Voltage
from sim.network.quantity import Spec, slider


class DeltaInput(Spec):
    """Each spike moves the membrane potential by the weight (a voltage) at once."""

    kind: Literal["delta"] = "delta"
    dimension: ClassVar[str] = "voltage"


class CurrentInput(Spec):
    """Each spike adds the weight (a current) to a synaptic current that decays exponentially."""

    kind: Literal["current"] = "current"
    tau_exc: Time = Field(
        default=5e-3, gt=0, le=1, title="Excitatory synaptic time constant",
        description="how fast an excitatory synaptic current decays",
        json_schema_extra=slider(0.2, 30, 0.1),
    )  # fmt: skip
    tau_inh: Time = Field(
        default=10e-3, gt=0, le=1, title="Inhibitory synaptic time constant",
        description="how fast an inhibitory synaptic current decays",
        json_schema_extra=slider(0.2, 30, 0.1),
    )  # fmt: skip
    dimension: ClassVar[str] = "current"


class ConductanceInput(Spec):
    """Each spike opens a conductance (the weight's size) towards a reversal potential."""

    kind: Literal["conductance"] = "conductance"
    tau_exc: Time = Field(
        default=5e-3, gt=0, le=1, title="Excitatory synaptic time constant",
        description="how fast an excitatory conductance decays",
        json_schema_extra=slider(0.2, 30, 0.1),
    )  # fmt: skip
    tau_inh: Time = Field(
        default=10e-3, gt=0, le=1, title="Inhibitory synaptic time constant",
        description="how fast an inhibitory conductance decays",
        json_schema_extra=slider(0.2, 30, 0.1),
    )  # fmt: skip
    e_exc: Voltage = Field(
        default=0.0, ge=-0.2, le=0.2, title="Excitatory reversal potential",
        description="the potential an excitatory conductance pulls towards",
        json_schema_extra=slider(-40, 40, 1),
    )  # fmt: skip
    e_inh: Voltage = Field(
        default=-80e-3, ge=-0.2, le=0.2, title="Inhibitory reversal potential",
        description="the potential an inhibitory conductance pulls towards",
        json_schema_extra=slider(-100, -50, 1),
    )  # fmt: skip
    dimension: ClassVar[str] = "conductance"


SynapticInput = Annotated[DeltaInput | CurrentInput | ConductanceInput, Field(discriminator="kind")]
