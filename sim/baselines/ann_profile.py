"""What runs an ANN: the program, and the machine as the program sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from sim.baselines.quantity import (
    BandwidthRecord,
    NumberRecord,
    PowerRecord,
    Spec,
    ThroughputRecord,
    TimeRecord,
)
from sim.estimate import Estimate
from sim.record import Record

AnnBoundary = Literal["chip", "board"]


class AnnProgram(Spec):
    """What a program asks of a machine for one batch of inferences.

    A call costs a fixed time, each layer a further one for its kernels, each input
    another; then come the multiplications.

    Parameters
    ----------
    call_time, layer_time, item_time : Record
        Per batch, per layer of weights, and per inference. [s]
    layer_time_graph : Record, optional
        Per layer when the kernels of the network are captured in a graph and
        launched at once; none when the program cannot.
    time_factor : Record
        Spread of the measured times around the fit; nominal 1.
    gemm_efficiency, bandwidth_efficiency : Record
        Part of the peak that a product of large matrices reaches.
    outputs_per_lane : Record
        Results that each lane must have in work for that efficiency.
    awake_fraction : Record
        Power while the program keeps the machine waiting, over its rated power.
    active_fraction : Record
        Power inside a kernel, over the rated power.
    """

    name: str
    title: str
    summary: str
    year: int = Field(ge=1990, le=2100)
    call_time: TimeRecord
    layer_time: TimeRecord
    layer_time_graph: TimeRecord | None = None
    item_time: TimeRecord
    time_factor: NumberRecord
    gemm_efficiency: NumberRecord
    bandwidth_efficiency: NumberRecord
    outputs_per_lane: NumberRecord
    awake_fraction: NumberRecord
    active_fraction: NumberRecord


class AnnDevice(Spec):
    """A machine that the program knows for ANNs only."""

    name: str
    title: str
    kind: Literal["ann"]
    family: Literal["gpu", "cpu"]
    summary: str
    year: int = Field(ge=1990, le=2100)
    boundary: AnnBoundary
    ann: AnnProgram
    memory_bandwidth: BandwidthRecord
    fp32_peak: ThroughputRecord
    multiprocessors: NumberRecord = Field(description="64 lanes of single precision each")
    tdp: PowerRecord
    idle_power: PowerRecord
    host_power: PowerRecord

    def records(self) -> dict[str, Record]:
        """Return every number of the device and its program, by field name."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        lent = {name: getattr(self.ann, name) for name in AnnProgram.model_fields}
        return {k: v for k, v in (own | lent).items() if isinstance(v, Record)}


@dataclass(frozen=True)
class AnnMachine:
    """Any machine that runs ANNs, in plain estimates.

    Parameters
    ----------
    peak : Estimate
        Of matrix products, at the precision of ``bytes_per_number``. [1/s]
    lanes : Estimate
        Lanes of single precision.
    boundary : {"chip", "board"}
        What its own power covers, without the computer around it.
    """

    name: str
    title: str
    family: Literal["gpu", "cpu"]
    boundary: AnnBoundary
    year: int
    program: AnnProgram
    peak: Estimate
    bytes_per_number: int
    bandwidth: Estimate
    lanes: Estimate
    tdp_w: Estimate
    idle_w: Estimate
    host_w: Estimate
