"""A smaller version of a network that fires like the full one: what a person writes.

`sim.network.scaled` says what it does to the network.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from sim.network.quantity import Rate, Spec, slider


class Scale(Spec):
    """Fewer neurons and synapses than written, with input that makes up for what is missing.

    Sizes and synapses in the file are those of the full network.
    """

    neurons: float = Field(
        default=1.0, gt=0, le=1, title="Scale of the network",
        description="part of the neurons that is simulated; 1 is the full network",
        json_schema_extra=slider(0.01, 1, 0.01),
    )  # fmt: skip
    in_degree: float | None = Field(
        default=None, gt=0, le=1, title="Scale of the in-degree",
        description="part of its synapses that each neuron keeps; none: as of the neurons",
        json_schema_extra=slider(0.01, 1, 0.01),
    )  # fmt: skip
    rates: dict[
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,31}$")],
        Annotated[Rate, Field(ge=0, le=1e4)],
    ] = Field(
        default_factory=dict,
        description="mean rate of each population in the full network, to make up for lost input",
    )  # fmt: skip

    @property
    def synapses(self) -> float:
        """Part of its synapses that each neuron keeps."""
        return self.neurons if self.in_degree is None else self.in_degree

    def size_of(self, full: int) -> int:
        """Return the neurons that are left of a population, at least one."""
        return max(1, round(full * self.neurons))
