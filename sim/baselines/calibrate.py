"""The fit of the GPU simulator's parameters on published kernel timings.

``scenarios/baselines/simulators/genn.yaml`` holds the results as records, since
that is what a person reads and edits; this module says how they come out of
``scenarios/measurements/gpu_kernel_times.yaml``, and a test compares the two.

Method, for every parameter alike: one value for each row; nominal is the geometric
mean, low and high are the extremes. With three or four rows no finer statistics is
honest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from sim.baselines.quantity import Hertz, Seconds, Spec, Watts
from sim.estimate import Estimate
from sim.record import Record
from sim.scenario_files import read_scenario, validated


class WorkRow(Spec):
    """Kernel times of one GPU over the whole run."""

    system: str
    lanes64: int = Field(gt=0, description="multiprocessors of 64 integer lanes")
    clock: Hertz
    neuron_kernel: Seconds
    synapse_kernel: Seconds


class LaunchRow(Spec):
    """Time of one step that was spent outside the kernels."""

    system: str
    network: str
    per_step: Seconds
    source: str


class SoftwareRow(Spec):
    """Total time of the same network with another program."""

    system: str
    lanes64: int = Field(gt=0)
    clock: Hertz
    total: Seconds
    steps: int = Field(gt=0)
    source: str


class PowerRow(Spec):
    """Board power while the network ran, and the share of time inside kernels."""

    system: str
    tdp: Watts
    board: Watts
    busy: float = Field(gt=0, le=1)
    idle: Record
    source: str


class KernelTimes(Spec):
    """The calibration file."""

    kind: Literal["gpu_kernel_times"]
    n_neurons: int
    n_steps: int
    synaptic_events: float
    source: str
    work: tuple[WorkRow, ...]
    launch: tuple[LaunchRow, ...]
    software: tuple[SoftwareRow, ...]
    power: tuple[PowerRow, ...]


@dataclass(frozen=True)
class GpuFit:
    """Fitted parameters, each with the range the rows span.

    Parameters
    ----------
    cycles_per_neuron, cycles_per_event : Estimate
        Cycles of one 64-lane multiprocessor.
    launch_per_step : Estimate
        Time of a step outside the kernels. [s]
    software_factor : Estimate
        Time of a run over what the model says, for other programs.
    active_fraction : Estimate
        Board power inside a kernel over TDP.
    """

    cycles_per_neuron: Estimate
    cycles_per_event: Estimate
    launch_per_step: Estimate
    software_factor: Estimate
    active_fraction: Estimate


def load_kernel_times() -> KernelTimes:
    """Return the published timings the GPU model is fitted on."""
    data = read_scenario("gpu_kernel_times", "measurements", "measurement")
    return validated(KernelTimes, data, "gpu_kernel_times")


def fit_gpu(times: KernelTimes) -> GpuFit:
    """Fit the parameters; see the module's text for the method."""
    updates = times.n_neurons * times.n_steps
    neuron = _spread([r.neuron_kernel * r.clock * r.lanes64 / updates for r in times.work])
    event = _spread(
        [r.synapse_kernel * r.clock * r.lanes64 / times.synaptic_events for r in times.work]
    )
    launch = _spread([row.per_step for row in times.launch])
    slower = []
    for row in times.software:
        events_per_step = times.synaptic_events / times.n_steps
        cycles = neuron.nominal * times.n_neurons + event.nominal * events_per_step
        predicted = launch.nominal + cycles / (row.lanes64 * row.clock)
        slower.append(row.total / row.steps / predicted)
    return GpuFit(
        neuron,
        event,
        launch,
        Estimate(1.0, 1.0, max([1.0, *slower]), "derived"),
        _active_fraction(times.power),
    )


def _active_fraction(rows: Sequence[PowerRow]) -> Estimate:
    nominal: list[float] = []
    extremes: list[float] = []
    for row in rows:
        idle = row.idle.estimate()
        for value, found in ((idle.nominal, nominal), (idle.low, extremes), (idle.high, extremes)):
            # Mean power = idle + (active - idle) x busy, solved for active.
            found.append((value + (row.board - value) / row.busy) / row.tdp)
    return Estimate(min(extremes), _geometric_mean(nominal), max(extremes), "derived")


def _spread(values: Sequence[float]) -> Estimate:
    return Estimate(min(values), _geometric_mean(values), max(values), "derived")


def _geometric_mean(values: Sequence[float]) -> float:
    return math.exp(sum(math.log(v) for v in values) / len(values))
