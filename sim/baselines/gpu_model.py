"""Time and energy of a clocked simulation on a GPU.

Per step: launch the kernels, update every neuron, deliver the events of the
spikes. Neurons and events are each limited by the slowest of three arms, bytes
over bandwidth, cycles over multiprocessors, and arithmetic over peak, all linear
in the count, so more load never costs less.

Energy: the board idles at one power and works at another, and the computer
around it draws a third the whole time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sim.baselines.profile import GpuBaseline
from sim.baselines.workload import Workload
from sim.estimate import Estimate, worst_grade

Arm = Literal["bandwidth", "scattered access", "arithmetic"]


@dataclass(frozen=True)
class UnitTime:
    """Time of one neuron update or one synaptic event, and what limits it.

    Parameters
    ----------
    seconds : Estimate
    limit : Arm
        The arm that is largest at nominal values.
    """

    seconds: Estimate
    limit: Arm


@dataclass(frozen=True)
class GpuTime:
    """Time of a whole run, by cause.

    Parameters
    ----------
    launch_s, neurons_s, synapses_s : Estimate
        All steps together.
    per_neuron, per_event : UnitTime
    arithmetic_s : float
        What the arithmetic alone would take at peak, nominal.
    """

    launch_s: Estimate
    neurons_s: Estimate
    synapses_s: Estimate
    per_neuron: UnitTime
    per_event: UnitTime
    arithmetic_s: float

    @property
    def work_s(self) -> Estimate:
        """Time inside kernels. [s]"""
        return self.neurons_s + self.synapses_s

    @property
    def total_s(self) -> Estimate:
        """Time of the run. [s]"""
        return self.launch_s + self.work_s


@dataclass(frozen=True)
class GpuPower:
    """Power levels of the card and of the computer around it. [W]"""

    idle_w: Estimate
    dynamic_w: Estimate
    host_w: Estimate


def gpu_time(gpu: GpuBaseline, load: Workload) -> GpuTime:
    """Return the time of a run on a GPU, by cause."""
    sim = gpu.simulator
    software = sim.software_factor.estimate()
    per_neuron = _unit_time(
        gpu,
        Estimate.exact(load.state_bytes_per_neuron),
        sim.cycles_per_neuron.estimate(),
        sim.flop_per_neuron.estimate(),
    )
    per_event = _unit_time(
        gpu,
        sim.event_traffic.estimate(),
        sim.cycles_per_event.estimate(),
        sim.flop_per_event.estimate(),
    )
    launch = sim.kernels_per_step.estimate().times(sim.launch_time.estimate())
    updates = float(load.n_neurons) * load.n_steps
    flop = updates * sim.flop_per_neuron.estimate().nominal
    flop += load.synaptic_events * sim.flop_per_event.estimate().nominal
    return GpuTime(
        launch.scaled(load.n_steps).times(software),
        per_neuron.seconds.scaled(updates).times(software),
        per_event.seconds.scaled(load.synaptic_events).times(software),
        per_neuron,
        per_event,
        flop / gpu.fp32_peak.estimate().nominal,
    )


def gpu_power(gpu: GpuBaseline) -> GpuPower:
    """Return the power levels; dynamic power is what working adds to idling."""
    idle = gpu.idle_power.estimate()
    active = gpu.tdp.estimate().times(gpu.simulator.active_fraction.estimate())
    dynamic = Estimate(
        max(0.0, active.low - idle.high),
        max(0.0, active.nominal - idle.nominal),
        max(0.0, active.high - idle.low),
        worst_grade((active.grade, idle.grade)),
        tuple(dict.fromkeys((*active.sources, *idle.sources))),
    )
    return GpuPower(idle, dynamic, gpu.host_power.estimate())


def _unit_time(gpu: GpuBaseline, traffic: Estimate, cycles: Estimate, flop: Estimate) -> UnitTime:
    bandwidth = gpu.memory_bandwidth.estimate().times(gpu.simulator.bandwidth_efficiency.estimate())
    clocked = gpu.multiprocessors.estimate().times(gpu.clock.estimate())
    arms: dict[Arm, Estimate] = {
        "scattered access": cycles.over(clocked),
        "bandwidth": traffic.over(bandwidth),
        "arithmetic": flop.over(gpu.fp32_peak.estimate()),
    }
    limit = max(arms, key=lambda arm: arms[arm].nominal)
    slowest = replace(
        arms[limit],
        low=max(a.low for a in arms.values()),
        high=max(a.high for a in arms.values()),
    )
    return UnitTime(slowest, limit)
