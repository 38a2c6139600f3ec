"""``npu-explorer measure``: what networks cost on this machine, as files to compare with."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.commands.listings import table
from sim.baselines.measure import Measurement, find_gpu, measure_cpu, save_measurement
from sim.baselines.measure_gpu_record import GpuMeasurement
from sim.engine import estimate_cost, simulate
from sim.errors import SpecError
from sim.estimate import Estimate
from sim.gpu.measure import measure_points
from sim.gpu.points import (
    BATCHES,
    IdlePoint,
    LaunchPoint,
    Point,
    SpikingPoint,
    dense_points,
    full_list,
    graph_modes,
    least_seconds,
    spiking_point,
)
from sim.gpu.rig import open_rig
from sim.gpu.session import Times
from sim.network import load_network, realise
from sim.network.instead import DenseAnn
from sim.units import format_si

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Request:
    """What to measure, as given on the command line.

    ``gpu`` is None for both, where there is a GPU.
    """

    networks: tuple[str, ...] = ()
    neurons: int | None = None
    scale: float | None = None
    dense: str | None = None
    batches: tuple[int, ...] = ()
    half: bool = False
    launch: bool = False
    everything: bool = False
    gpu: bool | None = None
    device: int = 0
    times: Times = field(default_factory=Times)
    out: Path | None = None


def measure_here(request: Request, plan: bool, tell: Tell) -> None:
    """Measure every point, write a record of each, and say what came out.

    Raises
    ------
    SimError
        If something cannot be measured; says what and why. What was measured
        before is kept.
    """
    points = _points(request)
    if plan:
        tell(plan_text(points, request))
        return
    on_gpu = request.gpu is True or (request.gpu is None and find_gpu() is not None)
    if on_gpu:
        rig = open_rig(request.device, request.times)
        for measured in measure_points(points, rig, simulate, _command(), tell):
            tell(gpu_text(measured))
            tell(f"written to {save_measurement(measured, request.out)}")
    elif request.gpu is None:
        tell("no NVIDIA driver answers, so the processor only")
    if request.gpu is not True:
        _measure_processor(points, request, tell)


def _measure_processor(points: list[Point], request: Request, tell: Tell) -> None:
    for point in points:
        if not isinstance(point, SpikingPoint):
            tell(f"{point.label}: measured on a GPU only")
            continue
        tell(f"{point.label}: measuring the processor")
        network = point.network
        measured = measure_cpu(network, realise(network), simulate, command=_command())
        tell(cpu_text(measured))
        tell(f"written to {save_measurement(measured, request.out)}")


def _points(request: Request) -> list[Point]:
    if request.everything:
        return full_list()
    points: list[Point] = [IdlePoint(), LaunchPoint()] if request.launch else []
    names = request.networks or (() if request.dense or request.launch else ("cuba",))
    points += [spiking_point(name, request.neurons, request.scale) for name in names]
    if request.dense is not None:
        precision = "float16" if request.half else "float32"
        points += dense_points(_layers(request.dense), request.batches or BATCHES, precision)
    return points


def _layers(text: str) -> tuple[int, ...]:
    """Return the widths that a text lists, or those of what is run instead of a network."""
    parts = text.split("-")
    if all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        return tuple(map(int, parts))
    instead = load_network(text).instead
    if not isinstance(instead, DenseAnn):
        raise SpecError(f"network {text!r} names no dense network that would be run instead")
    return instead.layers


def _command() -> str:
    return shlex.join(["npu-explorer", *sys.argv[1:]])


def plan_text(points: list[Point], request: Request) -> str:
    """Return what would be measured: size, memory on the card, and the least time."""
    rows = []
    for point in points:
        launched = len(graph_modes(point)) if request.gpu is not False else 0
        seconds = launched * request.times.total_s
        synapses = reference = ""
        if isinstance(point, SpikingPoint):
            estimate = estimate_cost(point.network)
            synapses = f"{estimate.n_synapses:,.0f}"
            reference = format_si(estimate.wall_s + estimate.wiring_s, "s")
        memory = f"{point.device_bytes() / 2**20:,.0f} MiB"
        rows.append((point.label, synapses, memory, reference, f"{seconds:,.0f} s"))
    header = ("POINT", "SYNAPSES", "ON THE CARD", "RUN ON THE CPU", "ON THE GPU, AT LEAST")
    total = least_seconds(points, request.times) if request.gpu is not False else 0.0
    t = request.times
    return "\n".join(
        [
            table(header, rows),
            f"GPU: each with graphs and without: {t.settle_s:g} s to settle, {t.idle_s:g} s idle, "
            f"{t.warm_up_s:g} s warm-up, {t.windows} windows of {t.window_s:g} s, settle and idle again",
            f"at least {total / 60:.0f} min on the GPU, and the runs on the CPU: one as the "
            "reference of the GPU, four to measure the processor",
            f"GPU here: {find_gpu() or 'none (no NVIDIA driver answers)'}",
        ]
    )


def cpu_text(measured: Measurement) -> str:
    """Return a summary of a measurement of the processor."""
    return "\n".join(
        [
            f"{measured.network} on {measured.machine.cpu}",
            f"  time per biological second  {_span(measured.real_time_factor, 's')}",
            f"  time per synaptic event     {_span(measured.time_per_synaptic_event_s, 's')}",
            f"  energy                      {_span(measured.energy_j, 'J')}",
            *([f"  {measured.energy_missing}"] if measured.energy_missing else []),
        ]
    )


def gpu_text(measured: GpuMeasurement) -> str:
    """Return a summary of a measurement of the GPU."""
    lines = [
        ("time of one run", measured.latency_s, "s"),
        ("time per biological second", measured.real_time_factor, "s"),
        ("idle power", measured.idle_power_w, "W"),
        ("energy of one run", measured.energy_j, "J"),
        ("energy above idle", measured.energy_above_idle_j, "J"),
        ("energy per synaptic event", measured.energy_per_synaptic_event_j, "J"),
        ("energy per inference", measured.energy_per_inference_j, "J"),
        ("time per launch", measured.launch_s, "s"),
    ]
    return "\n".join(
        [
            f"{measured.network} on {measured.measured_on}",
            *(f"  {text:<26}  {_span(e, unit)}" for text, e, unit in lines if e is not None),
        ]
    )


def _span(estimate: Estimate | None, unit: str) -> str:
    if estimate is None:
        return "unknown"
    low, high = format_si(estimate.low, unit), format_si(estimate.high, unit)
    return f"{format_si(estimate.nominal, unit)} ({low} to {high})"
