"""Points measured on a GPU, and their records."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.baselines.measure_gpu_record import (
    DenseWork,
    GpuMeasurement,
    IdleWork,
    LaunchWork,
    SpikeCheckRecord,
    SpikingWork,
    Stretch,
    WindowRecord,
    Work,
)
from sim.baselines.measure_machine import this_machine
from sim.engine.plan import make_plan
from sim.errors import EngineError
from sim.gpu.check import SpikeCheck, check_spikes
from sim.gpu.cublas import Precision
from sim.gpu.dense import DenseProgram, macs_per_inference, relative_error
from sim.gpu.device import cuda_source
from sim.gpu.layout import Layout, layout
from sim.gpu.meter import Reading
from sim.gpu.points import (
    LAUNCHES,
    DensePoint,
    IdlePoint,
    LaunchPoint,
    Point,
    SpikingPoint,
    graph_modes,
)
from sim.gpu.rig import Rig
from sim.gpu.session import Window
from sim.gpu.spiking import SpikeLog, SpikingProgram
from sim.network import Network, realise
from sim.provenance import fingerprint, versions
from sim.wiring import Wiring

Simulate = Callable[[Any, Wiring], Activity]
Tell = Callable[[str], object]

#: Spikes kept of the run that is compared one by one.
_MOST_LOGGED = 50_000_000
#: Largest relative error of a dense network against NumPy in double precision.
_MOST_ERROR: dict[Precision, float] = {"float32": 1e-4, "float16": 3e-2}


def measure_points(
    points: Sequence[Point], rig: Rig, simulate: Simulate, command: str = "", tell: Tell = print
) -> Iterator[GpuMeasurement]:
    """Measure points one after the other, each with graphs and without.

    Parameters
    ----------
    simulate : callable (network, wiring) -> Activity
        The reference, such as `sim.simulate`.
    tell : callable
        Takes a line about what is being done.

    Raises
    ------
    TooLarge
        If the card cannot hold a point.
    EngineError
        If the GPU did not do the work of the reference; nothing is measured then.
    NotAvailable
        If a network has no GPU program.
    """
    for point in points:
        rig.check_memory(point.label, point.device_bytes())
        yield from _MEASURE[type(point)](point, rig, simulate, command, tell)


def _spiking(
    point: SpikingPoint, rig: Rig, simulate: Simulate, command: str, tell: Tell
) -> Iterator[GpuMeasurement]:
    network = point.network
    tell(f"{point.label}: wiring and reference run on the processor")
    wiring = realise(network)
    net = layout(make_plan(network, wiring, 0))
    rig.check_memory(point.label, net.device_bytes(real_bytes=8))
    reference = simulate(network, wiring)
    tell(f"{point.label}: checking spikes in double precision")
    log = _exact_spikes(rig, net, reference)
    program = SpikingProgram(rig.device, net)
    for graph in graph_modes(point):
        program.run(graph)
        spike_count = program.spike_count()
        check = check_spikes(log, spike_count, reference, wiring)
        tell(f"{point.label}: measuring, {_launched(graph)}")
        work = _spiking_work(network, wiring, spike_count, net, reference, check)
        yield _measured(rig, partial(program.run, graph), work, graph, command)


def _exact_spikes(rig: Rig, net: Layout, reference: Activity) -> SpikeLog:
    capacity = min(_MOST_LOGGED, reference.n_spikes * 5 // 4 + 1000)
    program = SpikingProgram(rig.device, net, "double", capacity)
    program.run(graph=False)
    log = program.spike_log()
    del program
    rig.device.release()
    return log


def _spiking_work(
    network: Network, wiring: Wiring, spike_count: NDArray[np.int64], net: Layout,
    reference: Activity, check: SpikeCheck,
) -> SpikingWork:  # fmt: skip
    """Return what was measured; its events are those of the GPU's own run."""
    return SpikingWork(
        network=network.name,
        network_fingerprint=fingerprint(network),
        seed=network.seed,
        n_neurons=wiring.n_neurons,
        n_synapses=wiring.n_synapses,
        duration_s=reference.duration_s,
        dt_s=reference.dt_s,
        spikes=float(spike_count.sum()),
        synaptic_events=float(spike_count @ wiring.out_degree()),
        device_bytes=net.device_bytes(),
        check=SpikeCheckRecord(
            reference=reference.engine.backend,
            identical_until_s=check.identical_until_s,
            spikes_reference=check.spikes_reference,
            spikes_measured=check.spikes_measured,
            worst_population=check.worst_population,
            worst_deviation=check.worst_deviation,
        ),
    )


def _dense(
    point: DensePoint, rig: Rig, simulate: Simulate, command: str, tell: Tell
) -> Iterator[GpuMeasurement]:
    program = DenseProgram(
        rig.device, rig.products(), rig.address, point.layers, point.batch, point.precision
    )
    for graph in graph_modes(point):
        program.run(graph)
        error = relative_error(program.output(), program.expected())
        if not error <= _MOST_ERROR[point.precision]:
            raise EngineError(
                f"{point.label}: the output of the GPU is off by {error:.3g} of its largest value, "
                f"more than {_MOST_ERROR[point.precision]:g}; nothing was measured"
            )
        tell(f"{point.label}: measuring, {_launched(graph)}")
        work = DenseWork(
            layers=point.layers, batch=point.batch,
            macs=macs_per_inference(point.layers) * point.batch, largest_error=error,
        )  # fmt: skip
        yield _measured(rig, partial(program.run, graph), work, graph, command, point.precision)


def _launch(
    point: LaunchPoint, rig: Rig, simulate: Simulate, command: str, tell: Tell
) -> Iterator[GpuMeasurement]:
    kernel = rig.device.kernels(cuda_source("dense.cu"), "float")("do_nothing")
    unused = rig.device.zeros(1, "int32")

    def launches() -> None:
        for _ in range(LAUNCHES):
            kernel(1, 1, (unused,))

    launches()  # loads the kernel, which a capture cannot
    rig.device.wait()
    for graph in graph_modes(point):
        tell(f"{point.label}: measuring, {_launched(graph)}")
        work = rig.device.record(launches) if graph else launches
        yield _measured(rig, work, LaunchWork(kernels=LAUNCHES), graph, command)


def _idle(
    point: IdlePoint, rig: Rig, simulate: Simulate, command: str, tell: Tell
) -> Iterator[GpuMeasurement]:
    tell(f"{point.label}: measuring")
    nothing = lambda: rig.clock.sleep(1.0)  # noqa: E731
    yield _measured(rig, nothing, IdleWork(), False, command)


_MEASURE: dict[type, Callable[..., Iterator[GpuMeasurement]]] = {
    SpikingPoint: _spiking,
    DensePoint: _dense,
    LaunchPoint: _launch,
    IdlePoint: _idle,
}


def _measured(
    rig: Rig, work: Callable[[], object], what: Work, graph: bool, command: str,
    precision: Precision = "float32",
) -> GpuMeasurement:  # fmt: skip
    session, gpu, meter = rig.measure(work)
    return GpuMeasurement(
        date=datetime.now(UTC).date().isoformat(),
        machine=this_machine(),
        gpu=gpu,
        work=what,
        graph=graph,
        precision=precision,
        meter=meter,
        idle_before=_stretch(session.idle_before),
        idle_after=_stretch(session.idle_after),
        windows=tuple(_window(window) for window in session.windows),
        versions={**versions(), **rig.versions},
        command=command,
    )


def _stretch(reading: Reading) -> Stretch:
    return Stretch(
        wall_s=reading.wall_s, energy_j=reading.energy_j, uncertainty_j=reading.uncertainty_j
    )


def _window(window: Window) -> WindowRecord:
    return WindowRecord(
        **_stretch(window.reading).model_dump(),
        runs=window.runs,
        run_low_s=min(window.run_s),
        run_median_s=statistics.median(window.run_s),
        run_high_s=max(window.run_s),
    )


def _launched(graph: bool) -> str:
    return "kernels launched by graphs" if graph else "kernels launched one by one"
