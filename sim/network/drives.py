"""External input to the neurons of a population, without explicit generators."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.network.box import Box, box_field
from sim.network.quantity import Current, Rate, Spec, Time, slider
from sim.network.subset import Neurons
from sim.record import QuantityText


class PoissonDrive(Spec):
    """Independent Poisson input to every neuron: ``n_inputs`` trains of one rate and weight.

    Each neuron has its own inputs; none is shared.
    """

    kind: Literal["poisson"] = "poisson"
    n_inputs: int = Field(
        default=1, ge=1, le=1_000_000, title="Inputs per neuron",
        description="number of independent Poisson trains that reach each neuron",
        json_schema_extra=slider(1, 2000, 1),
    )  # fmt: skip
    rate: Rate = Field(
        default=10.0, ge=0, le=1e6, title="Rate of each input",
        description="mean spikes per second of one train", json_schema_extra=slider(0, 100, 0.1),
    )  # fmt: skip
    weight: QuantityText = Field(
        title="Weight of the input", description="effect of one external spike; negative inhibits"
    )
    box: Box | None = box_field()


class CurrentDrive(Spec):
    """A constant current into some neurons for some time."""

    kind: Literal["current"] = "current"
    amplitude: Current = Field(
        ge=-1e-6, le=1e-6, title="Amplitude", description="current during the pulse",
        json_schema_extra=slider(-500, 1500, 5),
    )  # fmt: skip
    start: Time = Field(
        default=0.0, ge=0, le=1e4, title="Start", description="onset of the current",
        json_schema_extra=slider(0, 1000, 5),
    )  # fmt: skip
    stop: Time | None = Field(default=None, gt=0, description="end; none: until the end of the run")
    first: int = Field(default=0, ge=0, description="first neuron that gets it")
    last: int | None = Field(default=None, ge=0, description="last neuron that gets it; none: all")
    neurons: Neurons | None = Field(
        default=None, description="neurons that get it, instead of first and last"
    )
    box: Box | None = box_field()

    @model_validator(mode="after")
    def _in_order(self) -> CurrentDrive:
        if self.stop is not None and self.stop <= self.start:
            raise ValueError("stop must be after start")
        if self.last is not None and self.last < self.first:
            raise ValueError("last must not be below first")
        if self.neurons is not None and (self.first or self.last is not None):
            raise ValueError("neurons: give either this list, or first and last")
        return self


Drive = Annotated[PoissonDrive | CurrentDrive, Field(discriminator="kind")]
