"""What a person would run instead of a network: an ordinary neural network, or nothing.

A spiking network converted from an ANN does the ANN's task, so its chip must be held
against the ANN on a GPU, not only against the spiking network on a GPU. A model of the
brain has no such counterpart, and says so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from sim.network.quantity import Spec, Time


class DenseAnn(Spec):
    """The fully connected network that does the same task, one inference at a time or in batches."""

    kind: Literal["dense_ann"] = "dense_ann"
    layers: tuple[Annotated[int, Field(ge=1, le=1_000_000)], ...] = Field(
        min_length=2, max_length=100, description="neurons of each layer, inputs first"
    )
    time_per_inference: Time = Field(
        gt=0, le=1000, description="biological time in which the spiking network answers once"
    )
    published: str = Field(
        default="", max_length=60, pattern=r"^[a-z0-9_]*$",  # a name, and never the path of a file
        description="table of published measurements of this task",
    )  # fmt: skip
    source: str = Field(
        max_length=60, description="key in references.bib, or user: layers of one's own"
    )
    note: str = Field(default="", max_length=1000)

    @property
    def matrices(self) -> tuple[tuple[int, int], ...]:
        """Inputs and outputs of every layer of weights."""
        return tuple(pairwise(self.layers))

    @property
    def macs_per_inference(self) -> int:
        """Multiplications and additions of one inference: one per weight."""
        return sum(n_in * n_out for n_in, n_out in self.matrices)

    def inferences(self, duration_s: float) -> float:
        """Return how many inferences the spiking network makes in a run."""
        return duration_s / self.time_per_inference


class NoAnn(Spec):
    """There is no ordinary neural network that does what this network does."""

    kind: Literal["none"] = "none"
    reason: str = Field(min_length=10, max_length=500, description="why there is none")


Instead = Annotated[DenseAnn | NoAnn, Field(discriminator="kind")]
