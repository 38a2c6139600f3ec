"""The neuron of Izhikevich 2003."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from sim.network.inputs import DeltaInput
from sim.network.neurons.spiking import Spiking, Values
from sim.network.per_neuron import RatePerMs, Voltage, VoltageRate
from sim.network.quantity import slider


class Izhikevich(Spiking):
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

    state: ClassVar[dict[str, str]] = {"v": "voltage", "u": "voltage_rate"}
    ordered: ClassVar[tuple[tuple[str, str, str], ...]] = (("c", "v_peak", "where a spike ends"),)

    @property
    def takes_current(self) -> bool:
        """No: the paper's I is a drive in mV/ms."""
        return False

    @property
    def no_current(self) -> str:
        """Say where the drive goes."""
        return "an izhikevich neuron takes its constant drive as neuron.drive"

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        return values["c"] if variable == "v" else values["b"] * known["v"]
