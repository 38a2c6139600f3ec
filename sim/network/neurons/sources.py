"""Generators, which send spikes and receive none."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.network.quantity import Rate, Spec, Time, slider


class PoissonSource(Spec):
    """Independent Poisson spike trains."""

    model: Literal["poisson"] = "poisson"
    rate: Rate = Field(
        default=10.0, ge=0, le=1e4, title="Rate",
        description="mean spikes per second of each generator",
        json_schema_extra=slider(0, 200, 1),
    )  # fmt: skip
    start: Time = Field(default=0.0, ge=0, title="Start", json_schema_extra=slider(0, 1000, 10))
    stop: Time | None = Field(default=None, gt=0, description="end of firing; none: until the end")

    @model_validator(mode="after")
    def _in_order(self) -> PoissonSource:
        if self.stop is not None and self.stop <= self.start:
            raise ValueError("stop must be after start")
        return self


class RegularSource(Spec):
    """Evenly spaced spikes."""

    model: Literal["regular"] = "regular"
    rate: Rate = Field(
        default=10.0, gt=0, le=1e4, title="Rate", description="spikes per second",
        json_schema_extra=slider(1, 200, 1),
    )  # fmt: skip
    phase: Time = Field(default=0.0, ge=0, title="First spike", json_schema_extra=slider(0, 100, 1))


class PulsePacket(Spec):
    """A volley: each generator fires ``spikes_per_neuron`` times around ``time``."""

    model: Literal["pulse_packet"] = "pulse_packet"
    time: Time = Field(
        default=50e-3, ge=0, title="Centre of the volley",
        description="mean time of the spikes", json_schema_extra=slider(0, 200, 1),
    )  # fmt: skip
    spread: Time = Field(
        default=1e-3, ge=0, le=1, title="Spread",
        description="standard deviation of the spike times", json_schema_extra=slider(0, 10, 0.1),
    )  # fmt: skip
    spikes_per_neuron: int = Field(
        default=1, ge=0, le=100, title="Spikes per generator", json_schema_extra=slider(0, 5, 1)
    )


class SpikeList(Spec):
    """A given list of spikes: times and neurons."""

    model: Literal["spike_list"] = "spike_list"
    times: tuple[Time, ...] = Field(default=(), max_length=100_000)
    neurons: tuple[int, ...] = Field(default=(), max_length=100_000)

    @model_validator(mode="after")
    def _same_length(self) -> SpikeList:
        if len(self.times) != len(self.neurons):
            raise ValueError(f"{len(self.times)} times for {len(self.neurons)} neurons")
        if any(t < 0 for t in self.times) or any(n < 0 for n in self.neurons):
            raise ValueError("times and neurons must not be negative")
        return self


#: Models that only send spikes.
SOURCES = (PoissonSource, RegularSource, PulsePacket, SpikeList)
