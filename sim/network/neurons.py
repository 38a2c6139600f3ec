"""Neuron models with the field's parameter names and reference values.

Defaults come from the paper named in each class. Bounds are hard limits; the
``slider`` range is where a person would usually move.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.network.inputs import CurrentInput, DeltaInput, SynapticInput
from sim.network.quantity import (
    Capacitance,
    Conductance,
    Current,
    Rate,
    RatePerMs,
    Spec,
    Time,
    Voltage,
    VoltageRate,
    slider,
)


class Lif(Spec):
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

    @model_validator(mode="after")
    def _reset_below_threshold(self) -> Lif:
        if self.v_reset >= self.v_threshold:
            raise ValueError(
                f"v_reset ({self.v_reset * 1e3:g} mV) must be below "
                f"v_threshold ({self.v_threshold * 1e3:g} mV), or the neuron never stops firing"
            )
        return self


class Adex(Spec):
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

    @model_validator(mode="after")
    def _peak_is_highest(self) -> Adex:
        if not (self.v_reset < self.v_peak and self.v_t < self.v_peak):
            raise ValueError("v_reset and v_t must be below v_peak, where a spike ends")
        return self


class Izhikevich(Spec):
    """Izhikevich 2003: ``dv/dt = 0.04 v^2 + 5 v + 140 - u + I``, ``du/dt = a (b v - u)``.

    In the paper v is in mV, t in ms and u, I in mV/ms; at ``v_peak``: ``v = c``,
    ``u += d``. Defaults are its regular-spiking cell.
    """

    model: Literal["izhikevich"] = "izhikevich"
    a: RatePerMs = Field(
        default=20.0, gt=0, le=1e4, title="Recovery rate (a)",
        description="how fast recovery follows; small gives long adaptation",
        json_schema_extra=slider(0.005, 0.3, 0.005),
    )  # fmt: skip
    b: RatePerMs = Field(
        default=200.0, ge=-1e4, le=1e4, title="Recovery sensitivity (b)",
        description="how strongly recovery follows the membrane potential",
        json_schema_extra=slider(0.05, 0.4, 0.005),
    )  # fmt: skip
    c: Voltage = Field(
        default=-65e-3, ge=-0.2, le=0.03, title="Reset potential (c)",
        description="where the membrane is put after a spike",
        json_schema_extra=slider(-75, -40, 0.5),
    )  # fmt: skip
    d: VoltageRate = Field(
        default=8.0, ge=-100, le=100, title="Reset of recovery (d)",
        description="added to the recovery variable by every spike",
        json_schema_extra=slider(-2, 12, 0.1),
    )  # fmt: skip
    drive: VoltageRate = Field(
        default=0.0, ge=-1000, le=1000, title="Constant drive (I)",
        description="the paper's input current I", json_schema_extra=slider(-20, 40, 0.5),
    )  # fmt: skip
    v_peak: Voltage = Field(
        default=30e-3, ge=0, le=0.2, title="Spike cut-off",
        description="a spike is counted and reset here", json_schema_extra=slider(10, 50, 1),
    )  # fmt: skip
    input: DeltaInput = Field(default_factory=DeltaInput)


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


Neuron = Annotated[
    Lif | Adex | Izhikevich | PoissonSource | RegularSource | PulsePacket | SpikeList,
    Field(discriminator="model"),
]

#: Models that only send spikes.
SOURCES = (PoissonSource, RegularSource, PulsePacket, SpikeList)

#: State variables that can be given initial values: model -> variable -> dimension.
STATE_VARIABLES: dict[str, dict[str, str]] = {
    "lif": {"v": "voltage"},
    "adex": {"v": "voltage", "w": "current"},
    "izhikevich": {"v": "voltage", "u": "voltage_rate"},
}
