"""Time and energy of a clocked simulation on a GPU.

Per step: launch the kernels, update every neuron, deliver the events of the
spikes. Neurons and events are each limited by the slowest of three arms, bytes
over bandwidth (that of the second-level cache while they fit into it), cycles over
multiprocessors, and arithmetic over peak, all linear in the count, so more load never
costs less.

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
    graph : bool
        Whether the kernels of a step are launched as one graph.
    other_launch_s : float or None
        What launching would take the other way, nominal; None when unknown.
    resident : bool
        Whether all state and synapses fit into the second-level cache.
    """

    launch_s: Estimate
    neurons_s: Estimate
    synapses_s: Estimate
    per_neuron: UnitTime
    per_event: UnitTime
    arithmetic_s: float
    graph: bool = False
    other_launch_s: float | None = None
    resident: bool = False

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


def gpu_time(gpu: GpuBaseline, load: Workload, *, graph: bool = False) -> GpuTime:
    """Return the time of a run on a GPU, by cause.

    Parameters
    ----------
    graph : bool
        Launch the kernels of a step as one captured graph, which no published
        simulator does. Without it, the low bound of launching still allows for it.
    """
    sim = gpu.simulator
    software = sim.software_factor.estimate()
    held = fits_cache(gpu, load)
    per_neuron = _unit_time(
        gpu,
        Estimate.exact(load.state_bytes_per_neuron),
        sim.cycles_per_neuron.estimate(),
        sim.flop_per_neuron.estimate(),
        cached=held != "nothing",
    )
    per_event = _unit_time(
        gpu,
        sim.event_traffic.estimate(),
        sim.cycles_per_event.estimate(),
        sim.flop_per_event.estimate(),
        cached=held == "everything",
    )
    kernels = sim.kernels_per_step.estimate()
    direct = kernels.times(sim.launch_time.estimate())
    captured = None
    if sim.graph_launch_time is not None:
        captured = kernels.times(sim.graph_launch_time.estimate())
    launch, other = _launching(direct, captured, graph=graph)
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
        graph and captured is not None,
        None if other is None else other.nominal * load.n_steps * software.nominal,
        held == "everything",
    )


def _launching(
    direct: Estimate, captured: Estimate | None, *, graph: bool
) -> tuple[Estimate, Estimate | None]:
    """Return the time of launching a step, and what it would be the other way."""
    if captured is None:
        return direct, None
    if graph:
        return captured, direct
    return replace(direct, low=min(direct.low, captured.low)), captured


def fits_cache(gpu: GpuBaseline, load: Workload) -> Literal["nothing", "neurons", "everything"]:
    """Return what of a network stays in the second-level cache from step to step.

    A neuron takes no more than it moves in a step, a synapse what an event reads.
    """
    if gpu.cache is None:
        return "nothing"
    room = gpu.cache.estimate().nominal - load.n_neurons * load.state_bytes_per_neuron
    if room < 0:
        return "nothing"
    synapses = load.n_synapses * gpu.simulator.event_traffic.estimate().nominal
    return "everything" if synapses <= room else "neurons"


def gpu_power(gpu: GpuBaseline) -> GpuPower:
    """Return the power levels; dynamic power is what working adds to idling."""
    idle = gpu.idle_power.estimate()
    active = gpu.tdp.estimate().times(gpu.simulator.active_fraction.estimate())
    return GpuPower(idle, above_idle(active, idle), gpu.host_power.estimate())


def above_idle(power: Estimate, idle: Estimate) -> Estimate:
    """Return what a power level adds to idling, not below 0. [W]"""
    return Estimate(
        max(0.0, power.low - idle.high),
        max(0.0, power.nominal - idle.nominal),
        max(0.0, power.high - idle.low),
        worst_grade((power.grade, idle.grade)),
        tuple(dict.fromkeys((*power.sources, *idle.sources))),
    )


def _unit_time(
    gpu: GpuBaseline, traffic: Estimate, cycles: Estimate, flop: Estimate, *, cached: bool
) -> UnitTime:
    sim = gpu.simulator
    bandwidth = gpu.memory_bandwidth.estimate().times(sim.bandwidth_efficiency.estimate())
    if cached and sim.cache_speedup is not None:
        bandwidth = bandwidth.times(sim.cache_speedup.estimate())
    if cached and sim.cached_cycles is not None:
        cycles = cycles.times(sim.cached_cycles.estimate())
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
