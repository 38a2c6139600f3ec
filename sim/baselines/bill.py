"""The cost report of a baseline: time and power turned into terms that sum to the total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.baselines.cpu_model import cpu_time
from sim.baselines.explain import explain_cpu, explain_gpu
from sim.baselines.gpu_model import GpuPower, GpuTime, gpu_power, gpu_time
from sim.baselines.profile import Baseline, CpuBaseline, GpuBaseline, load_baseline
from sim.baselines.workload import Workload, events_per_step, workload
from sim.cost_report import Boundary, Component, CostReport, EnergyTerm
from sim.errors import SpecError
from sim.estimate import Estimate, total
from sim.wiring import Wiring

BaselineBoundary = Literal["wall", "board"]
FloatArray = NDArray[np.float64]

LEARNING_MISSING = (
    "learning: what plastic synapses cost on this machine is not modelled, "
    "so energy and time are lower bounds"
)


@dataclass(frozen=True)
class _Ticks:
    """Nominal time and energy of every step, shape (n_steps,) each."""

    latency_s: FloatArray
    energy_j: FloatArray


def baseline(
    name_or_profile: str | Path | Baseline,
    activity: Activity,
    wiring: Wiring,
    boundary: BaselineBoundary = "wall",
) -> CostReport:
    """Return what the same run would cost on a GPU or a CPU node.

    Parameters
    ----------
    name_or_profile : str, Path or Baseline
        A name of `list_baselines`, a YAML file, or a loaded profile.
    boundary : {"wall", "board"}
        ``wall`` includes the computer around the card, ``board`` does not.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    profile = name_or_profile
    if isinstance(profile, (str, Path)):
        profile = load_baseline(profile)
    plastic = any(synapses.plastic for synapses in wiring.projections)
    return price_workload(
        profile,
        workload(activity, wiring),
        boundary,
        events_per_step(activity, wiring),
        (LEARNING_MISSING,) if plastic else (),
    )


def price_workload(
    profile: Baseline,
    load: Workload,
    boundary: BaselineBoundary = "wall",
    step_events: FloatArray | None = None,
    missing: tuple[str, ...] = (),
    *,
    graph: bool = False,
) -> CostReport:
    """Return what a run given in plain numbers costs on a baseline.

    Parameters
    ----------
    graph : bool
        Launch the kernels of a step on a GPU as one captured graph.
    step_events : float array, shape (n_steps,), optional
        Synaptic events of each step; spread evenly when not given.
    missing : tuple of str
        What the price leaves out, with reasons; makes the totals lower bounds.
    """
    if isinstance(profile, GpuBaseline):
        return _gpu_report(profile, load, boundary, step_events, missing, graph=graph)
    return _cpu_report(profile, load, boundary, step_events, missing)


def power_term(
    name: str,
    component: Component,
    seconds: Estimate,
    power: Estimate,
    note: str = "",
    boundary: Boundary = "chip",
) -> EnergyTerm:
    """Return the line ``power x time``; the count is the nominal time."""
    energy = power.times(seconds)
    return EnergyTerm(name, component, seconds.nominal, "s", power, energy, note, boundary)


def _gpu_report(
    gpu: GpuBaseline,
    load: Workload,
    boundary: BaselineBoundary,
    step_events: FloatArray | None,
    missing: tuple[str, ...],
    *,
    graph: bool,
) -> CostReport:
    time, power = gpu_time(gpu, load, graph=graph), gpu_power(gpu)
    terms = [
        power_term("launch", "launch", time.launch_s, power.idle_w,
                   "the card waits at idle power while kernels are launched"),
        power_term("static_board", "static", time.work_s, power.idle_w,
                   "idle power of the card while it works"),
        power_term("neurons", "neurons", time.neurons_s, power.dynamic_w,
                   f"limited by {time.per_neuron.limit}"),
        power_term("synapses", "synapses", time.synapses_s, power.dynamic_w,
                   f"limited by {time.per_event.limit}"),
    ]  # fmt: skip
    around = power_term(
        "host", "host", time.total_s, power.host_w, "the computer around the card", "wall"
    )
    if boundary == "wall":
        terms.append(around)
    ticks = _gpu_ticks(time, power, load, step_events, boundary)
    notes = explain_gpu(gpu, load, time, tuple(terms), boundary)
    report = _report(gpu, load, boundary, tuple(terms), time.total_s, ticks, missing, notes)
    return replace(
        report, innermost="board", surroundings=() if boundary == "wall" else (around,),
        within="what is published is the power of the whole card",
    )  # fmt: skip


def _gpu_ticks(
    time: GpuTime,
    power: GpuPower,
    load: Workload,
    step_events: FloatArray | None,
    boundary: BaselineBoundary,
) -> _Ticks:
    shape = _share(step_events, load)
    work_s = time.neurons_s.nominal / load.n_steps + time.synapses_s.nominal * shape
    latency_s = time.launch_s.nominal / load.n_steps + work_s
    always_w = power.idle_w.nominal + (power.host_w.nominal if boundary == "wall" else 0.0)
    return _Ticks(latency_s, latency_s * always_w + work_s * power.dynamic_w.nominal)


def _cpu_report(
    cpu: CpuBaseline,
    load: Workload,
    boundary: BaselineBoundary,
    step_events: FloatArray | None,
    missing: tuple[str, ...],
) -> CostReport:
    if boundary != "wall":
        raise SpecError(
            f"{cpu.name}: boundary {boundary!r} is not known, "
            f"only the power of the whole {'node' if cpu.boundary == 'wall' else 'package'} is; "
            "use 'wall', which takes all that is known"
        )
    time, power = cpu_time(cpu, load), cpu.node_power.estimate()
    terms = (
        power_term("synchronisation", "other", time.overhead_s, power),
        power_term("neurons", "neurons", time.neurons_s, power),
        power_term("synapses", "synapses", time.synapses_s, power),
        power_term("drive", "synapses", time.drive_s, power, "external Poisson events"),
    )
    even_s = (time.overhead_s + time.neurons_s + time.drive_s).nominal / load.n_steps
    latency_s = even_s + time.synapses_s.nominal * _share(step_events, load)
    ticks = _Ticks(latency_s, latency_s * power.nominal)
    notes = explain_cpu(cpu, load, time)
    report = _report(cpu, load, cpu.boundary, terms, time.total_s, ticks, missing, notes)
    whole = "node" if cpu.boundary == "wall" else "package"
    return replace(report, within=f"what is published is the power of the whole {whole}")


def _share(step_events: FloatArray | None, load: Workload) -> FloatArray:
    """Return each step's share of the synaptic events; sums to one."""
    if step_events is None or step_events.sum() == 0:
        return np.full(load.n_steps, 1.0 / load.n_steps)
    return np.asarray(step_events / step_events.sum(), dtype=np.float64)


def _report(
    profile: Baseline,
    load: Workload,
    boundary: Boundary,
    terms: tuple[EnergyTerm, ...],
    latency_s: Estimate,
    ticks: _Ticks,
    missing: tuple[str, ...],
    notes: tuple[str, ...],
) -> CostReport:
    energy_j = total(term.energy_j for term in terms if term.energy_j is not None)
    if missing:
        energy_j, latency_s = energy_j.as_at_least(), latency_s.as_at_least()
    return CostReport(
        device=profile.name,
        title=profile.title,
        basis="modelled",
        boundary=boundary,
        duration_s=load.duration_s,
        terms=terms,
        energy_j=energy_j,
        latency_s=latency_s,
        synaptic_ops=load.synaptic_events,
        spikes=load.spikes,
        tick_latency_s=ticks.latency_s,
        tick_energy_j=ticks.energy_j,
        missing=missing,
        notes=notes,
        role="baseline",
    )
